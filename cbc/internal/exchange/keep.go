package exchange

import (
	"context"
	"math/rand/v2"
	"time"
)

// A Backoff bounds the pause between two connections. It doubles each time, and
// half of it is random.
type Backoff struct{ Min, Max time.Duration }

// Keep calls once for one connection after another until ctx is done. once
// returns when its connection has ended: whether it was ever ready, and why it
// ended. down is told of the first of a row that failed.
func (b Backoff) Keep(ctx context.Context, once func(ctx context.Context) (ready bool, err error), down func(err error)) {
	pause, told := b.Min, false
	for ctx.Err() == nil {
		ready, err := once(ctx)
		if ready {
			pause, told = b.Min, false
		}
		if ctx.Err() != nil {
			return
		}
		if !told {
			down(err)
			told = true
		}
		Rest(ctx, pause)
		pause = min(2*pause, b.Max)
	}
}

// Rest waits for half of d and a random part of the other half.
func Rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d/2 + rand.N(d/2+1))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
