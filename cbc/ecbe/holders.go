package ecbe

import (
	"context"
	"sync"

	"bongsu/cbc"
)

// holders know which serial number has each identifier at the centre, as far as
// the link has seen, and let one request at a time be about an identifier.
type holders struct {
	mu     sync.Mutex // guards the rest
	serial map[cbc.MessageID]cbc.Serial
	busy   map[cbc.MessageID]chan struct{} // closed when a request is done
}

// take waits for its turn at an identifier, which free ends.
func (h *holders) take(ctx context.Context, id cbc.MessageID) (free func(), err error) {
	for {
		h.mu.Lock()
		other := h.busy[id]
		if other == nil {
			if h.busy == nil {
				h.busy, h.serial = map[cbc.MessageID]chan struct{}{}, map[cbc.MessageID]cbc.Serial{}
			}
			mine := make(chan struct{})
			h.busy[id] = mine
			h.mu.Unlock()
			return func() {
				h.mu.Lock()
				delete(h.busy, id)
				h.mu.Unlock()
				close(mine)
			}, nil
		}
		h.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (h *holders) of(id cbc.MessageID) (cbc.Serial, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.serial[id]
	return s, ok
}

func (h *holders) put(id cbc.MessageID, s cbc.Serial) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serial[id] = s
}

func (h *holders) drop(id cbc.MessageID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.serial, id)
}

// clear forgets what the centre has, which it has forgotten too.
func (h *holders) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.serial)
}
