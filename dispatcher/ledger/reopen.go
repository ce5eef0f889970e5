package ledger

import (
	"context"
	"fmt"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// Reopen notes that cells of a link have forgotten what they broadcast; no
// cells means all of them. Where nothing was on air nothing is written.
func (l *Ledger) Reopen(ctx context.Context, link string, cells []cbc.Cell) error {
	err := l.write(ctx, later, func(t *turn) error { return t.reopen(link, cells) })
	if err != nil {
		return fmt.Errorf("noting what %s forgot: %w", link, err)
	}
	return nil
}

func (t *turn) reopen(link string, cells []cbc.Cell) error {
	changed := map[dispatcher.AirKey]air{}
	for _, a := range t.l.view.on(link) {
		p := a.Part(link)
		for m := range a.Messages {
			k := dispatcher.AirKey{Link: link, Alert: a.ID, Message: m}
			known, tried := t.air(k)
			if !tried {
				continue
			}
			now, other := known.Forgotten(cells, p.Cells)
			if !other {
				continue
			}
			known.Air = now
			changed[k] = known
		}
	}
	for k, a := range changed {
		if err := t.putAir(k, a); err != nil {
			return err
		}
	}
	for k, a := range changed {
		t.holds(k, a)
	}
	return nil
}

// putAir stores what is known of a message on a link.
func (t *turn) putAir(k dispatcher.AirKey, a air) error {
	c, err := t.home(k.Alert)
	if err != nil {
		return err
	}
	if c == nil {
		return fmt.Errorf("there is no alert %s", k.Alert)
	}
	body, err := a.body()
	if err != nil {
		return err
	}
	return t.exec(t.s.putAir, c.rows[c.index(k.Alert)].event, k.Link, int64(k.Message), body)
}

// holds notes it in memory.
func (t *turn) holds(k dispatcher.AirKey, a air) {
	t.airs[k] = a
	t.then(func(v *view) { v.hold(k, a) })
}
