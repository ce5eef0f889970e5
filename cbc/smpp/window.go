package smpp

import (
	"context"
	"fmt"
	"math/bits"
	"time"

	"bongsu/cbc"
)

// controlSlots are beside the window: bind or unbind, and enquire_link, of
// which there is one at a time each.
const controlSlots = 3

const maxSequence = 0x7FFFFFFF

// A window is the table of requests without an answer, guarded by the
// session's mutex. A full one makes callers wait, by lane and then in order. A
// request's sequence number is its turn, counted over the session, and below
// that its slot: what answers an earlier turn is recognised as late.
type window struct {
	size    int // requests besides control
	shift   int // bits of a slot
	used    int // slots taken besides control
	turn    uint32
	calls   []*call // by slot
	free    []*call
	waiting [lanes]queue[*waiter]
	idle    []*waiter // to be used again
}

func newWindow(size int) window {
	n := size + controlSlots
	w := window{size: size, shift: bits.Len(uint(n - 1)), calls: make([]*call, n)}
	for slot := n - 1; slot >= 0; slot-- {
		w.calls[slot] = &call{slot: slot, done: make(chan struct{}, 1)}
		w.free = append(w.free, w.calls[slot])
	}
	return w
}

// limit is how many slots a lane may see taken before it waits: one is kept
// for stops and one for alerts, as far as there are so many.
func (w *window) limit(l lane) int {
	switch l {
	case control:
		return len(w.calls)
	case stops:
		return w.size
	case alerts:
		return max(1, w.size-1)
	}
	return max(1, w.size-2)
}

func (w *window) room(l lane) bool { return w.used < w.limit(l) && len(w.free) > 0 }

func (w *window) take(l lane) *call {
	c := w.free[len(w.free)-1]
	w.free = w.free[:len(w.free)-1]
	if l != control {
		w.used++
	}
	return c
}

// number gives c its sequence number.
func (w *window) number(c *call) {
	if w.turn++; w.turn > maxSequence>>w.shift {
		w.turn = 1
	}
	c.seq = w.turn<<w.shift | uint32(c.slot)
}

// find returns the request that seq answers, or nil.
func (w *window) find(seq uint32) *call {
	slot := int(seq & (1<<w.shift - 1))
	if slot >= len(w.calls) {
		return nil
	}
	if c := w.calls[slot]; c.seq == seq && (c.phase == writing || c.phase == sent) {
		return c
	}
	return nil
}

// giveBack frees a slot.
func (w *window) giveBack(c *call) {
	if c.lane != control {
		w.used--
	}
	c.phase, c.seq, c.err, c.gaveUp = free, 0, nil, nil
	c.request = request{}
	w.free = append(w.free, c)
}

func (w *window) waiter() *waiter {
	if n := len(w.idle); n > 0 {
		a := w.idle[n-1]
		w.idle = w.idle[:n-1]
		return a
	}
	return &waiter{make(chan *call, 1)}
}

// enter waits for a slot and puts r into it. The error says why there is none.
func (s *session) enter(ctx context.Context, r *request) (*call, error) {
	select {
	case <-r.withdraw:
		return nil, errWithdrawn
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	default:
	}
	now := time.Now()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, s.err
	}
	if w := &s.window; w.waiting[r.lane].len() == 0 && w.room(r.lane) && s.flow.allows(r.lane, now) {
		c := w.take(r.lane)
		s.flow.took(r.lane, now)
		s.put(c, r)
		s.mu.Unlock()
		return c, nil
	}
	a := s.window.waiter()
	s.window.waiting[r.lane].push(a)
	s.admit()
	s.mu.Unlock()
	return s.wait(ctx, a, r)
}

// wait waits for a slot and puts r into it.
func (s *session) wait(ctx context.Context, a *waiter, r *request) (*call, error) {
	var err error
	select {
	case c := <-a.granted:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.window.idle = append(s.window.idle, a)
		s.put(c, r)
		return c, nil
	case <-r.withdraw:
		err = errWithdrawn
	case <-ctx.Done():
		err = fmt.Errorf("waiting for a place in the window: %w", context.Cause(ctx))
	case <-s.done:
		err = s.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.window.waiting[r.lane].remove(func(b *waiter) bool { return a == b }) {
		c := <-a.granted // had been granted
		c.lane = r.lane
		s.window.giveBack(c)
		s.admit()
	}
	return nil, err
}

// put puts r into its slot and on its way. It is called with mu held.
func (s *session) put(c *call, r *request) {
	c.request, c.command, c.phase = *r, commandOf(r.head), queued
	s.window.number(c)
	if s.closed {
		s.settle(c, &cbc.NotSentError{Err: s.err})
		return
	}
	s.out[r.lane].push(parcel{call: c, seq: c.seq})
	s.remind()
}

// admit passes free slots on to those who wait, the highest lane first. It is
// called with mu held, whenever a slot or the flow may have become free.
func (s *session) admit() {
	if s.closed {
		return
	}
	var soonest time.Duration
	for l := control; l < lanes; l++ {
		q := &s.window.waiting[l]
		if q.len() == 0 {
			continue
		}
		now := time.Now()
		for q.len() > 0 && s.window.room(l) && s.flow.allows(l, now) {
			s.flow.took(l, now)
			q.pop().granted <- s.window.take(l)
		}
		if d := s.flow.wait(l, now); q.len() > 0 && s.window.room(l) && (soonest == 0 || d < soonest) {
			soonest = d
		}
	}
	if soonest > 0 {
		s.reopen.Reset(soonest)
	}
}

// release frees the slot of a call that is settled.
func (s *session) release(c *call) {
	s.mu.Lock()
	s.window.giveBack(c)
	s.admit()
	s.mu.Unlock()
}
