package smpp

import (
	"context"
	"fmt"
	"math/bits"
	"time"
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
	missed  bool    // there was a request whose answer never came
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
	c.lane = l
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

// only returns the one request that waits for an answer, for a generic_nack
// without a sequence number. It is nil if there are several, or if there has
// been one on this connection whose answer never came: then it might be that.
func (w *window) only() *call {
	var one *call
	for _, c := range w.calls {
		switch {
		case c.phase != writing && c.phase != sent:
		case one != nil:
			return nil
		default:
			one = c
		}
	}
	if w.missed {
		return nil
	}
	return one
}

// giveBack frees a slot.
func (w *window) giveBack(c *call) {
	if c.lane != control {
		w.used--
	}
	c.phase, c.seq, c.err, c.gaveUp = free, 0, nil, nil
	if c.request == &c.own {
		c.own = request{}
	}
	c.request, c.to, c.answer = nil, entry{}, nil
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

// enter waits for a slot and puts r into it and on its way. The error says why
// there is none.
func (s *session) enter(ctx context.Context, r *request, to string) (*call, error) {
	select {
	case <-r.withdraw:
		return nil, errWithdrawn
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	default:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.seat(ctx, r)
	if err == nil {
		c.own = *r
		s.put(c, &c.own, entry{number: to})
		s.remind()
	}
	return c, err
}

// seat waits for a slot. It is called with mu held, which it lets go of while
// it waits.
func (s *session) seat(ctx context.Context, r *request) (*call, error) {
	if s.closed {
		return nil, s.err
	}
	if c := s.vacant(r.lane, time.Now()); c != nil {
		return c, nil
	}
	a := s.window.waiter()
	s.window.waiting[r.lane].push(a)
	s.admit()
	s.mu.Unlock()
	c, err := s.granted(ctx, a, r)
	s.mu.Lock()
	if err != nil {
		s.abandon(a, r.lane)
		return nil, err
	}
	s.window.idle = append(s.window.idle, a)
	if s.closed {
		s.window.giveBack(c)
		return nil, s.err
	}
	return c, nil
}

// vacant takes a slot if one may be had at once; nobody is passed by. It is
// called with mu held.
func (s *session) vacant(l lane, now time.Time) *call {
	if s.window.waiting[l].len() > 0 || !s.window.room(l) || !s.flow.allows(l, now) {
		return nil
	}
	s.flow.took(l, now)
	return s.window.take(l)
}

// granted waits for what admit gives to a.
func (s *session) granted(ctx context.Context, a *waiter, r *request) (*call, error) {
	select {
	case c := <-a.granted:
		return c, nil
	case <-r.withdraw:
		return nil, errWithdrawn
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for a place in the window: %w", context.Cause(ctx))
	case <-s.done:
		return nil, s.err
	}
}

// abandon gives up waiting. It is called with mu held.
func (s *session) abandon(a *waiter, l lane) {
	if s.window.waiting[l].remove(func(b *waiter) bool { return a == b }) {
		return
	}
	s.window.giveBack(<-a.granted) // had been granted
	s.admit()
}

// put puts r, which c now points to, into its slot and its lane; remind has it
// written. It is called with mu held, while the session is not closed.
func (s *session) put(c *call, r *request, to entry) {
	c.occupy(&s.window, r, to)
	s.out[r.lane].push(parcel{call: c, seq: c.seq})
}

// occupy puts r into the slot.
func (c *call) occupy(w *window, r *request, to entry) {
	c.request, c.to, c.command, c.phase = r, to, commandOf(r.head), queued
	w.number(c)
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
		lists := l == bulk && len(s.lists) > 0
		if q.len() == 0 && !lists {
			continue
		}
		now := time.Now()
		for q.len() > 0 && s.window.room(l) && s.flow.allows(l, now) {
			s.flow.took(l, now)
			q.pop().granted <- s.window.take(l)
		}
		if lists && s.window.room(l) && s.flow.allows(l, now) {
			s.remind() // the writer draws from them
		}
		if (q.len() > 0 || lists) && s.window.room(l) && !s.flow.allows(l, now) {
			if d := s.flow.wait(l, now); soonest == 0 || d < soonest {
				soonest = d
			}
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
