package exchange

import (
	"context"
	"errors"
	"sync"

	"bongsu/cbc"
)

// ErrWithdrawn is why a write has not been sent that a stop has overtaken.
var ErrWithdrawn = errors.New("its stop came first")

// An Unsent holds the writes of a connection that are not out yet. The zero
// value holds none.
type Unsent struct {
	mu     sync.Mutex // guards writes
	writes map[*unsent]bool
}

// An unsent is a write that is not out yet.
type unsent struct {
	key       cbc.Key
	emergency bool // a primary notification, which may have the key of its text
	withdraw  context.CancelCauseFunc
	left      chan struct{} // closed when it is out, or never will be
}

// Announce makes a write known to a stop that may come. It returns the context
// that such a stop ends with ErrWithdrawn, and what to call when the write is
// out or never will be.
func (n *Unsent) Announce(ctx context.Context, w *cbc.Warning) (sending context.Context, left func()) {
	sending, cancel := context.WithCancelCause(ctx)
	u := &unsent{w.Key(), w.ETWS != nil, cancel, make(chan struct{})}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.writes == nil {
		n.writes = map[*unsent]bool{}
	}
	n.writes[u] = true
	return sending, sync.OnceFunc(func() {
		n.mu.Lock()
		delete(n.writes, u)
		n.mu.Unlock()
		close(u.left)
		cancel(nil)
	})
}

// Withdraw ends the writes of what w stops that are not out yet, and returns
// when they are out or never will be. After an error they may still go out.
func (n *Unsent) Withdraw(ctx context.Context, w *cbc.Warning) error {
	for _, u := range n.withdrawn(w) {
		u.withdraw(ErrWithdrawn)
		select {
		case <-u.left:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// withdrawn returns the writes to withdraw for the stop w.
func (n *Unsent) withdrawn(w *cbc.Warning) []*unsent {
	n.mu.Lock()
	defer n.mu.Unlock()
	var list []*unsent
	for u := range n.writes {
		if u.key == w.Key() && u.emergency == (w.ETWS != nil) {
			list = append(list, u)
		}
	}
	return list
}
