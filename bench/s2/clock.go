package main

import (
	"context"
	"math"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"bongsu/cbc"
)

// rounds is how often each thing is measured; the best counts.
const rounds = 3

// now returns the processor time of this thread.
func now() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // every Linux has that clock
	}
	return time.Duration(t.Nano())
}

func best(f func()) time.Duration {
	least := time.Duration(math.MaxInt64)
	for range rounds {
		runtime.GC()
		begin := now()
		f()
		least = min(least, now()-begin)
	}
	return least
}

// heap returns the octets that are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func background() context.Context { return context.Background() }

func codes(all ...cbc.Region) []cbc.Region { return all }

// answers are how long each query took and how many cells it found.
type answers struct {
	took  []time.Duration
	found []int
}

func answer(shapes []shape, find func(shape) int) answers {
	a := answers{make([]time.Duration, len(shapes)), make([]int, len(shapes))}
	for range rounds {
		for i, s := range shapes {
			begin := now()
			a.found[i] = find(s)
			if d := now() - begin; a.took[i] == 0 || d < a.took[i] {
				a.took[i] = d
			}
		}
	}
	return a
}

// percentile returns the time within which so many per cent of the queries were
// answered.
func (a answers) percentile(p int) time.Duration {
	sorted := slices.Sorted(slices.Values(a.took))
	return sorted[min((len(sorted)*p+99)/100, len(sorted))-1]
}

func (a answers) cells() int {
	n := 0
	for _, f := range a.found {
		n += f
	}
	return n
}
