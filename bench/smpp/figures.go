package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// A round is what one client did in one round.
type round struct {
	perSecond float64
	p50, p99  time.Duration
	allocs    float64 // a message
}

// A client sends short messages for a time.
type client struct {
	name string
	run  func(d time.Duration) (round, error)
}

// middle returns the round in the middle by rate.
func middle(all []round) round {
	slices.SortFunc(all, func(a, b round) int {
		switch {
		case a.perSecond < b.perSecond:
			return -1
		case a.perSecond > b.perSecond:
			return 1
		}
		return 0
	})
	return all[len(all)/2]
}

// blocking has so many callers each call send again and again, every call with
// another number.
func blocking(callers int, d time.Duration, send func(number string) error) (round, error) {
	numbers := phones(4096)
	times := make([][]time.Duration, callers)
	errs := make([]error, callers)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	end := began.Add(d)
	var wg sync.WaitGroup
	for i := range callers {
		times[i] = make([]time.Duration, 0, 1<<14)
		wg.Go(func() {
			for n := i; ; n += callers {
				t := time.Now()
				if t.After(end) {
					return
				}
				if errs[i] = send(numbers[n%len(numbers)]); errs[i] != nil {
					return
				}
				times[i] = append(times[i], time.Since(t))
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	for _, err := range errs {
		if err != nil {
			return round{}, err
		}
	}
	all := slices.Concat(times...)
	r := spread(all)
	r.perSecond = float64(len(all)) / took.Seconds()
	r.allocs = float64(after.Mallocs-before.Mallocs) / float64(len(all))
	return r, nil
}

// spread returns the median and the 99th percentile.
func spread(all []time.Duration) round {
	if len(all) == 0 {
		return round{}
	}
	slices.Sort(all)
	return round{p50: all[len(all)/2], p99: all[len(all)*99/100]}
}

func phones(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("8210%08d", i)
	}
	return all
}
