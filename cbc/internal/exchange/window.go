package exchange

import (
	"context"
	"slices"
	"sync"
)

// A Rank is who goes first into a window. Its number is how many places are
// kept from it.
type Rank int

const (
	Stops   Rank = iota // no place is kept from stops
	Urgent              // one is, for stops
	Regular             // and one more, for urgent writes
	ranks
)

// A Window bounds how many requests are unanswered. Those that find no place
// wait in order, a queue for each rank; the callers bound them.
type Window struct {
	size int

	mu     sync.Mutex // guards the rest
	used   int
	queues [ranks][]chan struct{}
}

// NewWindow returns a window of size places, at least 3.
func NewWindow(size int) *Window { return &Window{size: size} }

// Enter takes a place. It gives up when ctx is done or end is closed, and then
// returns false.
func (w *Window) Enter(ctx context.Context, end <-chan struct{}, r Rank) bool {
	w.mu.Lock()
	if w.used < w.size-int(r) && len(w.queues[r]) == 0 {
		w.used++
		w.mu.Unlock()
		return true
	}
	turn := make(chan struct{})
	w.queues[r] = append(w.queues[r], turn)
	w.mu.Unlock()
	select {
	case <-turn:
		return true
	case <-ctx.Done():
	case <-end:
	}
	w.quit(r, turn)
	return false
}

// quit leaves the queue, or gives the place back that came too late.
func (w *Window) quit(r Rank, turn chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.Index(w.queues[r], turn); i >= 0 {
		w.queues[r] = slices.Delete(w.queues[r], i, i+1)
		return
	}
	w.used--
	w.admit()
}

// Leave gives a place back.
func (w *Window) Leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used--
	w.admit()
}

// admit lets in those whose turn it is. It is called with mu held.
func (w *Window) admit() {
	for r := range w.queues {
		for len(w.queues[r]) > 0 && w.used < w.size-r {
			close(w.queues[r][0])
			w.queues[r] = w.queues[r][1:]
			w.used++
		}
	}
}
