package ledger

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bongsu/dispatcher"
)

// An incident is a case and what the ledger knows of it besides. It is never
// changed: what follows from an event is another incident.
type incident struct {
	dispatcher.Case
	hashes []string // of Events, in their order
	rows   []row    // of Alerts, in their order
}

// A row is where an alert is in the database.
type row struct {
	event  int64 // its event's, and so its own
	closed bool  // over, and nothing of it can be on air
}

// clone returns a copy that can be added to.
func (c *incident) clone() *incident {
	n := *c
	n.Events, n.Alerts = slices.Clone(c.Events), slices.Clone(c.Alerts)
	n.hashes, n.rows = slices.Clone(c.hashes), slices.Clone(c.rows)
	return &n
}

// join returns c with all that others know, alerts in the order in which they
// were made. Alerts keep their names.
func (c *incident) join(others []*incident) *incident {
	if len(others) == 0 {
		return c
	}
	n := c.clone()
	for _, o := range others {
		n.Events, n.hashes = append(n.Events, o.Events...), append(n.hashes, o.hashes...)
		n.Alerts, n.rows = append(n.Alerts, o.Alerts...), append(n.rows, o.rows...)
	}
	order := make([]int, len(n.Alerts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(n.rows[i].event, n.rows[j].event) })
	alerts, rows := n.Alerts, n.rows
	n.Alerts, n.rows = make([]dispatcher.Alert, 0, len(order)), make([]row, 0, len(order))
	for _, i := range order {
		alerts[i].Case = c.ID
		n.Alerts, n.rows = append(n.Alerts, alerts[i]), append(n.rows, rows[i])
	}
	return n
}

// hash returns the hash of an event of c, or "".
func (c *incident) hash(k dispatcher.EventKey) string {
	for i := range c.Events {
		if c.Events[i].Key == k {
			return c.hashes[i]
		}
	}
	return ""
}

// index returns where an alert is in c, or −1.
func (c *incident) index(id dispatcher.AlertID) int {
	return slices.IndexFunc(c.Alerts, func(a dispatcher.Alert) bool { return a.ID == id })
}

// over reports whether all alerts of c are closed.
func (c *incident) over() bool {
	return !slices.ContainsFunc(c.rows, func(r row) bool { return !r.closed })
}

// names returns all that c may be called.
func (c *incident) names() []dispatcher.Name {
	var all []dispatcher.Name
	for _, m := range c.Events {
		e := dispatcher.Event{EventKey: m.Key, ID: m.ID, References: m.References}
		all = append(all, e.Names()...)
	}
	return all
}

// A caseBody is how a case's row holds an incident.
type caseBody struct {
	Events []eventMark `json:"events"`
	Alerts []int64     `json:"alerts"` // their events' numbers
}

type eventMark struct {
	Key        dispatcher.EventKey    `json:"key"`
	ID         string                 `json:"id,omitempty"`
	Kind       dispatcher.Kind        `json:"kind"`
	Sent       time.Time              `json:"sent"`
	References []dispatcher.Reference `json:"references,omitempty"`
	Hash       string                 `json:"hash"`
}

// body returns c as its row holds it.
func (c *incident) body() (string, error) {
	b := caseBody{Events: make([]eventMark, 0, len(c.Events)), Alerts: make([]int64, 0, len(c.rows))}
	for i, m := range c.Events {
		b.Events = append(b.Events, eventMark{m.Key, m.ID, m.Kind, m.Sent, m.References, c.hashes[i]})
	}
	for _, r := range c.rows {
		b.Alerts = append(b.Alerts, r.event)
	}
	return text(b)
}

// read fills c from its row, but for the alerts, whose numbers it returns.
func (c *incident) read(body string) ([]int64, error) {
	var b caseBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return nil, fmt.Errorf("case %d: %w", c.ID, err)
	}
	for _, m := range b.Events {
		c.Events = append(c.Events, dispatcher.Mark{Key: m.Key, ID: m.ID, Kind: m.Kind, Sent: m.Sent, References: m.References})
		c.hashes = append(c.hashes, m.Hash)
	}
	return b.Alerts, nil
}

// text is JSON as a text column takes it.
func text(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
