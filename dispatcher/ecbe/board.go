package ecbe

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// A notice is what was posted last under an identifier.
type notice struct {
	event   dispatcher.EventKey
	alert   dispatcher.AlertID
	expires time.Time
}

// A board has what was posted under each identifier and not deleted since: the
// clients' own name for a message is its identifier alone.
type board struct {
	mu      sync.Mutex // guards the rest
	notices map[cbc.MessageID]notice
	busy    map[cbc.MessageID]chan struct{} // closed when a request is done with it
}

// take waits until no other request is busy with id, and makes it the caller's
// until done is called. What was posted comes with it, if anything was.
func (b *board) take(ctx context.Context, id cbc.MessageID) (n notice, posted bool, done func(), err error) {
	for {
		b.mu.Lock()
		other := b.busy[id]
		if other == nil {
			if b.busy == nil {
				b.busy = map[cbc.MessageID]chan struct{}{}
			}
			mine := make(chan struct{})
			b.busy[id] = mine
			n, posted = b.notices[id]
			b.mu.Unlock()
			return n, posted, func() { b.leave(id, mine) }, nil
		}
		b.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return notice{}, false, nil, context.Cause(ctx)
		}
	}
}

func (b *board) leave(id cbc.MessageID, mine chan struct{}) {
	b.mu.Lock()
	delete(b.busy, id)
	b.mu.Unlock()
	close(mine)
}

func (b *board) post(id cbc.MessageID, n notice) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.notices == nil {
		b.notices = map[cbc.MessageID]notice{}
	}
	b.notices[id] = n
}

func (b *board) remove(id cbc.MessageID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.notices, id)
}

// loadPage is how many alerts are read at once.
const loadPage = 500

// Load reads from the ledger what was posted before, by an earlier life of the
// process, and may still be on air.
func (s *Server) Load(ctx context.Context) error {
	oldest := time.Now().Add(-s.c.Lifetime)
	deleted := map[dispatcher.CaseID]bool{}
	for before := dispatcher.AlertID(""); ; {
		alerts, err := s.c.Reader.Alerts(ctx, before, loadPage)
		if err != nil {
			return fmt.Errorf("ecbe: reading what was posted before: %w", err)
		}
		for i := range alerts {
			a := &alerts[i]
			if a.Event.Source == Source && a.Event.Plane == s.c.Plane {
				s.recall(a, deleted)
			}
			before = a.ID
		}
		if len(alerts) < loadPage || alerts[len(alerts)-1].Admitted.Before(oldest) {
			return nil
		}
	}
}

// recall puts an alert on the board. Those of one identifier come newest first.
func (s *Server) recall(a *dispatcher.Alert, deleted map[dispatcher.CaseID]bool) {
	if a.Kind == dispatcher.KindCancel {
		deleted[a.Case] = true
		return
	}
	if deleted[a.Case] || !a.InForce(time.Now()) || len(a.Messages) != 1 {
		return
	}
	id := a.Messages[0].MessageID
	if _, posted := s.board.notices[id]; !posted {
		s.board.post(id, notice{a.Event, a.ID, a.Expires})
	}
}

// current reports whether n is still to be on air. Somebody may have cancelled
// it at the console.
func (s *Server) current(ctx context.Context, n notice) (bool, error) {
	now := time.Now()
	if !now.Before(n.expires) {
		return false, nil
	}
	a, _, err := s.c.Reader.Alert(ctx, n.alert)
	var gone *dispatcher.DecisionError
	if errors.As(err, &gone) {
		return false, nil
	}
	return err == nil && a.InForce(now), err
}
