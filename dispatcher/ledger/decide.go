package ledger

import (
	"context"
	"errors"
	"fmt"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// Decide stores what a person decided. It refuses with a *DecisionError; then
// nothing was stored.
func (l *Ledger) Decide(ctx context.Context, id dispatcher.AlertID, v dispatcher.Verdict) (dispatcher.Alert, error) {
	var out dispatcher.Alert
	err := l.write(ctx, l.hasteOf(id), func(t *turn) (err error) {
		out, err = t.decide(id, v)
		return err
	})
	if err != nil {
		return dispatcher.Alert{}, fmt.Errorf("deciding about alert %s: %w", id, err)
	}
	return out, nil
}

// hasteOf returns the rank of a decision about an alert.
func (l *Ledger) hasteOf(id dispatcher.AlertID) rank {
	l.view.mu.RLock()
	defer l.view.mu.RUnlock()
	if a := l.view.alerts[id]; a != nil && (a.Class == templates.Critical || a.Kind == dispatcher.KindCancel) {
		return urgent
	}
	return normal
}

func (t *turn) decide(id dispatcher.AlertID, v dispatcher.Verdict) (dispatcher.Alert, error) {
	c, err := t.home(id)
	if err != nil {
		return dispatcher.Alert{}, err
	}
	if c == nil {
		c = &incident{}
	}
	ch, err := dispatcher.Decide(&c.Case, id, v, &t.codes)
	if err != nil {
		return dispatcher.Alert{}, err
	}
	what := "reject"
	if v.Approve {
		what = "approve"
	}
	next := c.clone()
	err = errors.Join(t.follow(next, &ch, 0),
		t.addAudit(v.By, what, map[string]any{"alert": id, "hash": v.Hash, "state": ch.Alert.State, "reason": v.Reason}))
	if err != nil {
		return dispatcher.Alert{}, err
	}
	t.put(next)
	return *ch.Alert, nil
}
