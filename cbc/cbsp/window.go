package cbsp

import (
	"context"
	"slices"
	"sync"
)

// A rank is who goes first into the window. Its number is how many places are
// kept from it.
type rank int

const (
	stops   rank = iota // no place is kept from stops
	urgent              // one is, for stops
	regular             // and one more, for urgent writes
	ranks
)

// A window bounds how many requests are unanswered. Those that find no place
// wait in order, a queue for each rank; the callers of Broadcast bound them.
type window struct {
	size int

	mu     sync.Mutex // guards the rest
	used   int
	queues [ranks][]chan struct{}
}

// enter takes a place. It gives up when ctx is done or end is closed, and then
// returns false.
func (w *window) enter(ctx context.Context, end <-chan struct{}, r rank) bool {
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
func (w *window) quit(r rank, turn chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.Index(w.queues[r], turn); i >= 0 {
		w.queues[r] = slices.Delete(w.queues[r], i, i+1)
		return
	}
	w.used--
	w.admit()
}

// leave gives a place back.
func (w *window) leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used--
	w.admit()
}

// admit lets in those whose turn it is. It is called with mu held.
func (w *window) admit() {
	for r := range w.queues {
		for len(w.queues[r]) > 0 && w.used < w.size-r {
			close(w.queues[r][0])
			w.queues[r] = w.queues[r][1:]
			w.used++
		}
	}
}
