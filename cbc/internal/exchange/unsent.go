package exchange

import (
	"context"
	"sync"

	"bongsu/cbc"
)

// An unsent is a write that is not out yet.
type unsent struct {
	key       cbc.Key
	emergency bool // a primary notification, which may have the key of its text
	withdraw  context.CancelCauseFunc
	left      chan struct{} // closed when it is out, or never will be
}

// announce makes a write known to a stop that may come. It returns the context
// that such a stop ends, and what to call when the write is out or never will
// be.
func (x *Exchange[A]) announce(ctx context.Context, w *cbc.Warning) (sending context.Context, left func()) {
	sending, cancel := context.WithCancelCause(ctx)
	u := &unsent{w.Key(), w.ETWS != nil, cancel, make(chan struct{})}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.unsent[u] = true
	return sending, sync.OnceFunc(func() {
		x.mu.Lock()
		delete(x.unsent, u)
		x.mu.Unlock()
		close(u.left)
		cancel(nil)
	})
}

// withdraw ends the writes of what w stops that are not out yet, and returns
// when they are out or never will be. After an error they may still go out.
func (x *Exchange[A]) withdraw(ctx context.Context, w *cbc.Warning) error {
	for _, u := range x.withdrawn(w) {
		u.withdraw(errWithdrawn)
		select {
		case <-u.left:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// withdrawn returns the writes to withdraw for the stop w.
func (x *Exchange[A]) withdrawn(w *cbc.Warning) []*unsent {
	x.mu.Lock()
	defer x.mu.Unlock()
	var list []*unsent
	for u := range x.unsent {
		if u.key == w.Key() && u.emergency == (w.ETWS != nil) {
			list = append(list, u)
		}
	}
	return list
}
