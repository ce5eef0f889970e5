package ledger

import (
	"context"
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// Settle stores how an attempt ended. Attempts in a row that are refused or
// fail alike are counted, not listed, and only the first of them is a post.
// An attempt that is stored already changes nothing.
func (l *Ledger) Settle(ctx context.Context, d dispatcher.Delivery, s dispatcher.Settlement) error {
	if err := l.write(ctx, later, func(t *turn) error { return t.settle(&d, &s) }); err != nil {
		return fmt.Errorf("settling alert %s on %s: %w", d.Alert, d.Link, err)
	}
	return nil
}

func (t *turn) settle(d *dispatcher.Delivery, s *dispatcher.Settlement) error {
	c, err := t.home(d.Alert)
	if err != nil {
		return err
	}
	if c == nil {
		return fmt.Errorf("there is no alert %s", d.Alert)
	}
	i := c.index(d.Alert)
	k := dispatcher.AirKey{Link: d.Link, Alert: d.Alert, Message: d.Message}
	was, _ := t.air(k)
	action := d.Warning.Action
	like := was.last.delivery != 0 && was.last.action == action && was.last.outcome == s.Outcome
	if like && was.last.settled.Equal(s.Settled) && was.last.number == s.Attempt {
		return nil
	}
	now := air{was.Air.Settled(d, s), attempt{was.last.delivery, action, s.Outcome, s.Settled, s.Attempt}}
	if like && s.Attempt > 1 && (s.Outcome == cbc.Failed || s.Outcome == cbc.Refused) {
		err = t.exec(t.s.repeatDelivery, detail(s), s.Settled.UnixNano(), int64(s.Attempt), was.last.delivery)
	} else {
		now.last.delivery = t.ids.delivery + 1
		err = t.addDelivery(d, s, &c.Alerts[i], c.rows[i].event)
	}
	if err != nil {
		return err
	}
	if c.rows[i].closed && now.Presence == dispatcher.Absent {
		return nil // nobody will look at it again
	}
	changed := map[dispatcher.AirKey]air{k: now}
	if s.Outcome == cbc.Accepted && action == cbc.Write && d.Warning.Replaces {
		t.supersede(c, d, changed)
	}
	for k, a := range changed {
		if err := t.putAir(k, a); err != nil {
			return err
		}
	}
	if c.rows[i].closed && now.Presence != dispatcher.Absent {
		if c, err = t.reappear(c, i); err != nil {
			return err
		}
		t.put(c)
	}
	for k, a := range changed {
		t.holds(k, a)
	}
	return nil
}

// supersede notes what an accepted write took off the air in the same breath.
func (t *turn) supersede(c *incident, d *dispatcher.Delivery, changed map[dispatcher.AirKey]air) {
	w := &d.Warning
	for i := range c.Alerts {
		a := &c.Alerts[i]
		if a.ID == d.Alert || a.Part(d.Link) == nil {
			continue
		}
		for m := range a.Messages {
			o := &a.Messages[m]
			k := dispatcher.AirKey{Link: d.Link, Alert: a.ID, Message: m}
			if o.MessageID != w.MessageID || o.Serial.WithScope(0) != w.Supersedes.WithScope(0) {
				continue
			}
			if known, tried := t.air(k); tried {
				known.Air = dispatcher.Air{Outcome: cbc.Accepted}
				known.last.action, known.last.outcome = cbc.Stop, cbc.Accepted // as certain as a stop
				changed[k] = known
			}
		}
	}
}

// reappear takes back that an alert was closed: an answer that nobody waited
// for any more says that it may be on air.
func (t *turn) reappear(c *incident, i int) (*incident, error) {
	next := c.clone()
	next.rows[i].closed = false
	if err := t.exec(t.s.closeAlert, false, next.rows[i].event); err != nil {
		return nil, err
	}
	if err := t.setCase(next); err != nil {
		return nil, err
	}
	a := next.Alerts[i]
	t.then(func(v *view) { v.put(&a) })
	return next, nil
}

// addDelivery stores an attempt and tells the outside world of it.
func (t *turn) addDelivery(d *dispatcher.Delivery, s *dispatcher.Settlement, a *dispatcher.Alert, event int64) error {
	t.ids.delivery++
	report, err := reportOf(s)
	if err != nil {
		return err
	}
	w := &d.Warning
	cells, failed := asked(d, a), len(s.Report.Refusals(w))+len(s.Report.FailedAreas)
	err = t.exec(t.s.addDelivery, t.ids.delivery, event, d.Link, int64(d.Message), w.Action.String(), s.Outcome.String(),
		int64(cells), int64(failed), detail(s), s.Owed.UnixNano(), nanos(s.Wrote), s.Settled.UnixNano(), int64(s.Attempt), report)
	if err != nil {
		return err
	}
	key := a.Event
	return t.post(dispatcher.Post{At: s.Settled, Kind: "delivery", What: s.Outcome.String(), Plane: key.Plane, Case: a.Case,
		Alert: a.ID, Event: &key, Link: d.Link, Detail: deliveryDetail{MessageID: w.MessageID, Serial: w.Serial.String(),
			Language: w.Language, Action: w.Action.String(), Cells: cells, Failed: failed, Attempt: s.Attempt,
			Millis: milliseconds(s.Settled.Sub(s.Owed)), Error: detail(s)}}, 0)
}

// A deliveryDetail is what a post says of an attempt.
type deliveryDetail struct {
	MessageID cbc.MessageID `json:"message_id"`
	Serial    string        `json:"serial"`
	Language  string        `json:"language,omitempty"`
	Action    string        `json:"action"`
	Cells     int           `json:"cells"`
	Failed    int           `json:"failed"`
	Attempt   int           `json:"attempt"`
	Millis    float64       `json:"ms"` // from owed to settled
	Error     string        `json:"error,omitempty"`
}

// asked is how many cells a delivery concerns.
func asked(d *dispatcher.Delivery, a *dispatcher.Alert) int {
	if n := len(d.Warning.Area.Cells); n > 0 {
		return n
	}
	if p := a.Part(d.Link); p != nil {
		return p.Count
	}
	return 0
}

// detail is why an attempt was not accepted, in words.
func detail(s *dispatcher.Settlement) string {
	switch r := &s.Report; {
	case s.Err != "":
		return s.Err
	case r.Detail != "":
		return r.Detail
	case r.Cause != cbc.CauseNone:
		return r.Cause.String()
	case len(r.Failed) > 0 && r.Failed[0].Detail != "":
		return r.Failed[0].Detail
	case len(r.Failed) > 0 && s.Outcome != cbc.Accepted:
		return r.Failed[0].Cause.String()
	}
	return ""
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A reportBody is how a delivery's row holds what the peer said: cells that
// refused by cause, and not those that accepted, which are the rest.
type reportBody struct {
	Reference string                         `json:"reference,omitempty"`
	Cause     string                         `json:"cause,omitempty"`
	Detail    string                         `json:"detail,omitempty"`
	Failed    map[string]dispatcher.CellList `json:"failed,omitempty"`
	Areas     []string                       `json:"areas,omitempty"`
}

func reportOf(s *dispatcher.Settlement) (any, error) {
	r := &s.Report
	b := reportBody{Reference: r.Reference, Detail: r.Detail, Areas: r.FailedAreas}
	if r.Cause != cbc.CauseNone {
		b.Cause = r.Cause.String()
	}
	for _, f := range r.Failed {
		if b.Failed == nil {
			b.Failed = map[string]dispatcher.CellList{}
		}
		b.Failed[f.Cause.String()] = append(b.Failed[f.Cause.String()], f.Cell)
	}
	if b.Reference == "" && b.Cause == "" && b.Detail == "" && b.Failed == nil && b.Areas == nil {
		return nil, nil
	}
	return text(b)
}
