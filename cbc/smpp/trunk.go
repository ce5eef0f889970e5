package smpp

import (
	"context"
	"errors"
	"math"
	"net"
	"slices"
	"sync"
	"time"

	"bongsu/cbc"
)

var errDown = errors.New("the link is down")

// A trunk is all connections to one carrier. Each is kept up on its own; what
// is to be sent takes the one with the least before it.
type trunk struct {
	config Config
	dial   func(ctx context.Context, address string) (net.Conn, error)

	telling sync.Mutex // one notice at a time, in the order of what they tell
	heard   func(cbc.Notice)

	mu      sync.Mutex    // guards the rest
	up      []*session    // that take requests
	waiting chan struct{} // closed when one is added; nil while nobody waits
}

// run keeps the connections up until ctx is done, and returns ctx's error. It
// gives notice when the first is up, and each time that none is left or
// another try has failed while there was none.
func (t *trunk) run(ctx context.Context, heard func(cbc.Notice)) error {
	t.telling.Lock()
	t.heard = heard
	t.telling.Unlock()
	var wg sync.WaitGroup
	for _, address := range append([]string{t.config.Address}, t.config.AlsoAt...) {
		for range t.config.Binds {
			wg.Go(func() { t.keep(ctx, address) })
		}
	}
	wg.Wait()
	return ctx.Err()
}

// tell gives the notices that what returns. State that they tell of is changed
// in it, so that they come in the order of that.
func (t *trunk) tell(what func() []cbc.Notice) {
	t.telling.Lock()
	defer t.telling.Unlock()
	for _, n := range what() {
		if t.heard != nil { // else run has not been called
			t.heard(n)
		}
	}
}

// keep keeps one connection up.
func (t *trunk) keep(ctx context.Context, address string) {
	var p pause
	for {
		up, err := t.hold(ctx, address)
		if ctx.Err() != nil {
			return
		}
		t.tell(func() []cbc.Notice {
			n := cbc.Notice{Kind: cbc.Down, Text: err.Error(), Err: err}
			if t.count() > 0 {
				n.Kind = cbc.Said
			}
			return []cbc.Notice{n}
		})
		timer := time.NewTimer(p.next(up, err))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// hold brings a connection up, waits until it breaks or ctx is done, and says
// how long it was up.
func (t *trunk) hold(ctx context.Context, address string) (time.Duration, error) {
	s, err := t.open(ctx, address)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	t.tell(func() []cbc.Notice { return t.add(s) })
	s.wg.Go(s.watch)
	select {
	case <-s.done:
	case <-ctx.Done():
	}
	t.remove(s)
	s.close()
	return time.Since(began), s.err
}

// add has s take requests, and returns what that means.
func (t *trunk) add(s *session) []cbc.Notice {
	t.mu.Lock()
	defer t.mu.Unlock()
	others := slices.ContainsFunc(t.up, func(o *session) bool { return !o.over() })
	t.up = append(slices.Clone(t.up), s)
	if t.waiting != nil {
		close(t.waiting)
		t.waiting = nil
	}
	ready := cbc.Notice{Kind: cbc.Ready, Text: s.peer.String()}
	switch {
	case others:
		return []cbc.Notice{{Kind: cbc.Said, Text: "another connection to " + s.peer.String()}}
	case t.config.ForgetOnReconnect:
		return []cbc.Notice{{Kind: cbc.Forgot, Text: s.peer.String()}, ready}
	}
	return []cbc.Notice{ready}
}

// await returns the connection that pick does, as soon as there is one.
func (t *trunk) await(ctx context.Context) (*session, error) {
	for {
		t.mu.Lock()
		if t.waiting == nil {
			t.waiting = make(chan struct{})
		}
		added := t.waiting
		t.mu.Unlock()
		if s, err := t.pick(); err == nil {
			return s, nil
		}
		select {
		case <-added:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (t *trunk) remove(s *session) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.up = slices.DeleteFunc(slices.Clone(t.up), func(o *session) bool { return o == s })
}

func (t *trunk) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.up)
}

// pick returns the connection with the least before it, and of those that are
// silent one only if there is no other. The error is a *cbc.NotSentError.
func (t *trunk) pick() (*session, error) {
	t.mu.Lock()
	up := t.up
	t.mu.Unlock()
	if len(up) == 1 && !up[0].over() {
		return up[0], nil
	}
	var best *session
	least := math.MaxInt
	for _, s := range up {
		load, closed := s.load()
		if closed {
			continue
		}
		if s.suspect.Load() {
			load += maxWindow << 8
		}
		if load < least {
			best, least = s, load
		}
	}
	if best == nil {
		return nil, &cbc.NotSentError{Err: errDown}
	}
	return best, nil
}
