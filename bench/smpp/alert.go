package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
)

// many is how many messages of a list an alert finds before it.
const many = 100_000

// behind measures how long an urgent message takes while a list of 100,000 is
// being sent on the same bind, and on an idle one.
func behind(addr string, rounds int) error {
	t, err := template()
	if err != nil {
		return err
	}
	s, stop, err := ours(addr, "bench", 512)
	if err != nil {
		return err
	}
	defer stop()
	send := func() (time.Duration, error) {
		began := time.Now()
		_, err := s.Submit(context.Background(), t, "821000000001", true)
		return time.Since(began), err
	}
	var idle, busy []time.Duration
	for range rounds {
		for range 200 {
			d, err := send()
			if err != nil {
				return err
			}
			idle = append(idle, d)
		}
		during, err := whileListed(s, t, send)
		if err != nil {
			return err
		}
		busy = append(busy, during...)
	}
	i, b := spread(idle), spread(busy)
	fmt.Printf("an urgent message, enqueued to answered: idle bind p50 %v p99 %v (%d), behind a list of %d p50 %v p99 %v (%d)\n\n",
		i.p50, i.p99, len(idle), many, b.p50, b.p99, len(busy))
	return nil
}

// whileListed sends again and again until a list is through.
func whileListed(s *smpp.Sender, t *smpp.Template, send func() (time.Duration, error)) ([]time.Duration, error) {
	done := make(chan error, 1)
	go func() {
		numbers := phones(many)
		done <- s.SubmitList(context.Background(), t, func(yield func(string) bool) {
			for _, n := range numbers {
				if !yield(n) {
					return
				}
			}
		}, func(smpp.Submitted) {})
	}()
	var all []time.Duration
	for {
		d, err := send()
		if err != nil {
			return nil, err
		}
		select {
		case err := <-done:
			return all, err
		default:
			all = append(all, d)
		}
	}
}

// besideStalled measures the answers of one carrier while another reads
// nothing, in turn with rounds in which that one is not there.
func besideStalled(addr string, rounds int, each time.Duration) error {
	var alone, beside []time.Duration
	for range rounds {
		a, err := warn(addr, each/2)
		if err != nil {
			return err
		}
		alone = append(alone, a...)
		stop, err := stalled(addr)
		if err != nil {
			return err
		}
		b, err := warn(addr, each/2)
		stop()
		if err != nil {
			return err
		}
		beside = append(beside, b...)
	}
	a, b := spread(alone), spread(beside)
	fmt.Printf("broadcast_sm to a carrier: alone p50 %v p99 %v, beside one that reads nothing p50 %v p99 %v (%.2f and %.2f times)\n",
		a.p50, a.p99, b.p50, b.p99, float64(b.p50)/float64(a.p50), float64(b.p99)/float64(a.p99))
	return nil
}

// link starts a link and returns it when it is up.
func link(addr, id string) (*smpp.Link, func(), error) {
	l := smpp.New(smpp.Config{Address: addr, SystemID: id, WholeAreaAlias: "KR"})
	ready := make(chan cbc.Notice, 64)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = l.Run(ctx, func(n cbc.Notice) {
			select {
			case ready <- n:
			default:
			}
		})
	})
	stop := func() { cancel(); wg.Wait() }
	if n := <-ready; n.Kind != cbc.Ready {
		stop()
		return nil, nil, n.Err
	}
	return l, stop, nil
}

func warning(n int) cbc.Warning {
	return cbc.Warning{
		MessageID: cbc.ExtremeImmediateObserved, Serial: cbc.Serial(n), Text: text, Language: "ko", DCS: cbc.UCS2,
		Category: cbc.High, Area: cbc.Area{Whole: true}, Expires: time.Now().Add(time.Hour), Reference: uint16(n%65535) + 1,
	}
}

// warn broadcasts one after another for a time.
func warn(addr string, d time.Duration) ([]time.Duration, error) {
	l, stop, err := link(addr, "bench")
	if err != nil {
		return nil, err
	}
	defer stop()
	var all []time.Duration
	for end := time.Now().Add(d); time.Now().Before(end); {
		w := warning(len(all))
		began := time.Now()
		if _, err := l.Broadcast(context.Background(), w); err != nil {
			return nil, err
		}
		all = append(all, time.Since(began))
	}
	return all, nil
}

// stalled keeps sending to a carrier that reads nothing, until stop is called.
func stalled(addr string) (stop func(), err error) {
	l, hangUp, err := link(addr, stalls)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := i; ctx.Err() == nil; n += 8 {
				_, _ = l.Broadcast(ctx, warning(n)) // it fails, as it must
				select {
				case <-time.After(time.Millisecond):
				case <-ctx.Done():
				}
			}
		})
	}
	return func() { cancel(); wg.Wait(); hangUp() }, nil
}
