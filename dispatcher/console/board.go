package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"bongsu/dispatcher"
)

const (
	maxCards  = 40   // alerts that no longer wait and are shown
	postBatch = 1000 // posts read at once
)

// A board is what the operators' page shows of the ledger, kept in memory: it
// follows the posts and reads only those alerts again that something happened
// to, since an alert may hold thousands of cells.
type board struct {
	reader dispatcher.Reader

	mu    sync.Mutex // guards the rest
	ready bool
	last  int64   // the newest post that cards know of
	cards []*card // newest first
}

// look returns the cards as the ledger has them now. They are shared and must
// not be changed.
func (b *board) look(ctx context.Context) ([]*card, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.follow(ctx); err != nil {
		return nil, fmt.Errorf("reading the board: %w", err)
	}
	return slices.Clone(b.cards), nil
}

// follow reads what happened since last time.
func (b *board) follow(ctx context.Context) error {
	if !b.ready {
		return b.begin(ctx)
	}
	stale := map[dispatcher.AlertID]bool{}
	last := b.last
	for {
		posts, err := b.reader.Posts(ctx, last, postBatch)
		if err != nil {
			return err
		}
		for i := range posts {
			last = posts[i].ID
			if posts[i].Alert != "" {
				stale[posts[i].Alert] = true
			}
		}
		if len(posts) < postBatch {
			break
		}
	}
	for id := range stale {
		if err := b.renew(ctx, id); err != nil {
			return err
		}
	}
	b.tidy()
	b.last = last
	return nil
}

// begin reads the newest alerts, and all that may still wait. What is posted
// meanwhile is followed afterwards, since the end of the posts is found first.
func (b *board) begin(ctx context.Context) error {
	last, err := newestPost(ctx, b.reader)
	if err != nil {
		return err
	}
	b.cards = nil
	for before, scanned := dispatcher.AlertID(""), 0; scanned < maxScan; {
		some, err := b.reader.Alerts(ctx, before, maxCards)
		if err != nil {
			return err
		}
		for i := range some {
			before = some[i].ID
			if len(b.cards) >= maxCards && some[i].State != dispatcher.Waiting {
				continue
			}
			if err := b.renew(ctx, before); err != nil {
				return err
			}
		}
		if scanned += len(some); len(some) < maxCards {
			break
		}
	}
	b.tidy()
	b.last, b.ready = last, true
	return nil
}

// newestPost returns the id of the newest post, 0 if there is none. Posts are
// read from the oldest, so it looks in ever larger steps and then halves them.
func newestPost(ctx context.Context, r dispatcher.Reader) (int64, error) {
	var last int64
	for step := int64(1); step > 0; {
		posts, err := r.Posts(ctx, last+step-1, 1)
		if err != nil {
			return 0, err
		}
		if len(posts) > 0 {
			last, step = posts[0].ID, step*2
			continue
		}
		step /= 2
	}
	return last, nil
}

// renew reads an alert and puts its card in place.
func (b *board) renew(ctx context.Context, id dispatcher.AlertID) error {
	a, settled, err := b.reader.Alert(ctx, id)
	var missing *dispatcher.DecisionError
	if errors.As(err, &missing) {
		return nil
	}
	if err != nil {
		return err
	}
	c := newCard(&a, settled)
	if i := slices.IndexFunc(b.cards, func(o *card) bool { return o.ID == id }); i >= 0 {
		b.cards[i] = c
	} else {
		b.cards = append(b.cards, c)
	}
	return nil
}

// tidy puts the newest first and drops what is over and has no place.
func (b *board) tidy() {
	slices.SortFunc(b.cards, func(x, y *card) int {
		if o := y.Admitted.Compare(x.Admitted); o != 0 {
			return o
		}
		return int(y.Case-x.Case)<<16 + y.Revision - x.Revision
	})
	shown := 0
	b.cards = slices.DeleteFunc(b.cards, func(c *card) bool {
		if c.State == dispatcher.Waiting {
			return false
		}
		shown++
		return shown > maxCards
	})
}
