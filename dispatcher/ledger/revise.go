package ledger

import (
	"context"
	"errors"
	"fmt"

	"bongsu/dispatcher"
)

// Revise puts another draft in the place of what a waiting alert says. The
// event keeps the draft that was first made of it. It refuses with a
// *DecisionError; then nothing was stored.
func (l *Ledger) Revise(ctx context.Context, id dispatcher.AlertID, draft dispatcher.Alert, why string) (dispatcher.Alert, error) {
	body, err := draftOf(&draft)
	if err != nil {
		return dispatcher.Alert{}, fmt.Errorf("revising alert %s: %w", id, err)
	}
	var out dispatcher.Alert
	err = l.write(ctx, l.hasteOf(id), func(t *turn) (err error) {
		out, err = t.revise(id, draft, body, why)
		return err
	})
	if err != nil {
		return dispatcher.Alert{}, fmt.Errorf("revising alert %s: %w", id, err)
	}
	return out, nil
}

func (t *turn) revise(id dispatcher.AlertID, draft dispatcher.Alert, body, why string) (dispatcher.Alert, error) {
	c, err := t.home(id)
	if err != nil {
		return dispatcher.Alert{}, err
	}
	if c == nil {
		c = &incident{}
	}
	ch, err := dispatcher.Revise(&c.Case, id, draft, why, t.l.now())
	if err != nil {
		return dispatcher.Alert{}, err
	}
	next := c.clone()
	a := ch.Alert
	err = errors.Join(t.exec(t.s.reviseAlert, body, a.Class.String(), a.Expires.UnixNano(), next.rows[next.index(id)].event),
		t.follow(next, &ch, 0))
	if err != nil {
		return dispatcher.Alert{}, err
	}
	t.put(next)
	return *a, nil
}
