package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bongsu/dispatcher"
)

// Expire ends the alerts whose time is over at now and returns the links
// concerned. It also closes alerts of which nothing can be on air any more.
// With nothing to do it does not trouble the writer.
func (l *Ledger) Expire(ctx context.Context, now time.Time) ([]string, error) {
	if l.view.idle(now) {
		return nil, nil
	}
	var links []string
	err := l.write(ctx, normal, func(t *turn) (err error) {
		links, err = t.expire(now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ending what has expired: %w", err)
	}
	return links, nil
}

func (t *turn) expire(now time.Time) ([]string, error) {
	var links []string
	var changed []*incident
	for _, c := range t.cases {
		next, err := t.age(c, now, &links)
		if err != nil {
			return nil, err
		}
		if next != c {
			changed = append(changed, next)
		}
	}
	for _, c := range changed {
		if c.over() {
			if err := t.setCase(c); err != nil {
				return nil, err
			}
		}
	}
	for _, c := range changed {
		t.put(c)
	}
	t.then(func(v *view) { v.aged(now) })
	return links, nil
}

// age returns c as it is at now: c itself if nothing of it is due.
func (t *turn) age(c *incident, now time.Time, links *[]string) (*incident, error) {
	next := c
	for i := range c.Alerts {
		a := c.Alerts[i]
		if a.Open() && !now.Before(a.Expires) {
			if next == c {
				next = c.clone()
			}
			if err := t.end(next, i, links); err != nil {
				return nil, err
			}
		}
		if !next.rows[i].closed && dispatcher.Closed(&next.Alerts[i], t.presence, now) {
			if next == c {
				next = c.clone()
			}
			if err := t.close(next, i); err != nil {
				return nil, err
			}
		}
	}
	return next, nil
}

// end ends an alert whose time is over.
func (t *turn) end(c *incident, i int, links *[]string) error {
	a := c.Alerts[i]
	if a.State == dispatcher.Owed {
		for _, p := range a.Parts {
			if !slices.Contains(*links, p.Link) {
				*links = append(*links, p.Link)
			}
		}
	}
	a.State, a.EndedAt, a.Why = dispatcher.Expired, a.Expires, "its time is over"
	if err := t.changed(c, &a); err != nil {
		return err
	}
	key := a.Event
	return t.post(dispatcher.Post{At: t.l.now(), Kind: "alert", What: string(a.State), Plane: key.Plane,
		Case: a.Case, Alert: a.ID, Event: &key}, 0)
}

// close puts an alert away. What was known of its messages goes with it;
// attempts stay.
func (t *turn) close(c *incident, i int) error {
	c.rows[i].closed = true
	if err := t.exec(t.s.closeAlert, true, c.rows[i].event); err != nil {
		return err
	}
	if err := t.exec(t.s.dropAirs, c.rows[i].event); err != nil {
		return err
	}
	id := c.Alerts[i].ID
	t.then(func(v *view) { v.drop(id) })
	return nil
}

// aged notes that all has been looked over at now.
func (v *view) aged(now time.Time) {
	clear(v.ended)
	v.swept, v.due = now, time.Time{}
	for _, a := range v.alerts {
		if a.Open() && (v.due.IsZero() || a.Expires.Before(v.due)) {
			v.due = a.Expires
		}
	}
}
