package smpp

import (
	"context"
	"sync"

	"bongsu/cbc"
)

// An underway is a write that has no answer yet.
type underway struct {
	withdraw func()        // takes it back if it is not out yet
	withdrew chan struct{} // closed by that
	out      func()        // says that it is out, or never will be
	left     chan struct{} // closed by that
	on       *session      // the connection it went on, nil as long as that is not known
}

// announce makes a write known to a stop that may come, until over is called.
func (l *Link) announce(reference uint16) (u *underway, over func()) {
	u = &underway{withdrew: make(chan struct{}), left: make(chan struct{})}
	u.withdraw = sync.OnceFunc(func() { close(u.withdrew) })
	u.out = sync.OnceFunc(func() { close(u.left) })
	l.under.Lock()
	defer l.under.Unlock()
	l.way[reference] = u
	return u, func() {
		u.out()
		l.under.Lock()
		defer l.under.Unlock()
		if l.way[reference] == u {
			delete(l.way, reference)
		}
	}
}

// takes says which connection a write goes on.
func (l *Link) takes(u *underway, s *session) {
	l.under.Lock()
	defer l.under.Unlock()
	u.on = s
}

// overtake ends the write of the same reference if it is not out yet. It
// returns when it is out, or never will be, with the connection that a stop
// must follow it on; nil if any will do.
func (l *Link) overtake(ctx context.Context, reference uint16) (*session, error) {
	l.under.Lock()
	u := l.way[reference]
	l.under.Unlock()
	if u == nil {
		return nil, nil
	}
	u.withdraw()
	select {
	case <-u.left:
	case <-ctx.Done():
		return nil, &cbc.NotSentError{Err: context.Cause(ctx)}
	}
	l.under.Lock()
	defer l.under.Unlock()
	return u.on, nil
}
