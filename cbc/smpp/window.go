package smpp

import (
	"math/bits"
	"sync"
)

// controlSlots are beside the window: bind or unbind, and enquire_link, of
// which there is one at a time each.
const controlSlots = 3

const maxSequence = 0x7FFFFFFF

// A window is the table of requests without an answer. A full one makes
// callers wait, by lane and then in order; there are as many waiting as there
// are goroutines that called. A request's sequence number is its turn, counted
// over the session, and below that its slot: what answers an earlier turn is
// recognised as late.
type window struct {
	size  int // requests besides control
	shift int // bits of a slot

	mu      sync.Mutex // guards the rest
	used    int        // slots taken besides control
	turn    uint32
	free    []int
	calls   []*call // by slot
	waiting [lanes][]chan int
}

func newWindow(size int) *window {
	n := size + controlSlots
	w := &window{size: size, shift: bits.Len(uint(n - 1)), calls: make([]*call, n)}
	for slot := n - 1; slot >= 0; slot-- {
		w.free = append(w.free, slot)
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

// acquire returns a slot, or a channel that brings one; the caller must then
// receive it or abandon it.
func (w *window) acquire(l lane) (slot int, wait chan int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.used < w.limit(l) && len(w.free) > 0 {
		return w.take(l), nil
	}
	wait = make(chan int, 1)
	w.waiting[l] = append(w.waiting[l], wait)
	return 0, wait
}

// take is called with mu held and a slot free.
func (w *window) take(l lane) int {
	slot := w.free[len(w.free)-1]
	w.free = w.free[:len(w.free)-1]
	if l != control {
		w.used++
	}
	return slot
}

// abandon gives up waiting.
func (w *window) abandon(l lane, wait chan int) {
	w.mu.Lock()
	for i, c := range w.waiting[l] {
		if c == wait {
			w.waiting[l] = append(w.waiting[l][:i], w.waiting[l][i+1:]...)
			w.mu.Unlock()
			return
		}
	}
	w.mu.Unlock()
	w.release(l, <-wait) // it had been granted
}

// arm puts c into its slot and returns its sequence number.
func (w *window) arm(slot int, c *call) uint32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn++
	if w.turn > maxSequence>>w.shift {
		w.turn = 1
	}
	c.seq = w.turn<<w.shift | uint32(slot)
	w.calls[slot] = c
	return c.seq
}

// release frees a slot and passes it on to whoever waits in the highest lane.
func (w *window) release(l lane, slot int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls[slot] = nil
	w.free = append(w.free, slot)
	if l != control {
		w.used--
	}
	for next := control; next < lanes; next++ {
		q := w.waiting[next]
		if len(q) == 0 || w.used >= w.limit(next) {
			continue
		}
		w.waiting[next] = q[1:]
		q[0] <- w.take(next)
		return
	}
}

// find returns the request that seq answers, or nil.
func (w *window) find(seq uint32) *call {
	w.mu.Lock()
	defer w.mu.Unlock()
	slot := int(seq & (1<<w.shift - 1))
	if slot >= len(w.calls) || w.calls[slot] == nil || w.calls[slot].seq != seq {
		return nil
	}
	return w.calls[slot]
}
