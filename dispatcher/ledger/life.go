package ledger

import (
	"encoding/json"
	"fmt"
	"time"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// A life is what changes of an alert, and what it was given; the rest is in
// the draft that was stored with its event. Read over the draft it completes
// it: both use the field names of dispatcher.Alert.
type life struct {
	ID        dispatcher.AlertID    `json:"id"`
	Case      dispatcher.CaseID     `json:"case"`
	Revision  int                   `json:"revision"`
	State     dispatcher.State      `json:"state"`
	Needs     int                   `json:"needs"`
	Why       string                `json:"why,omitempty"`
	Approvals []dispatcher.Approval `json:"approvals,omitempty"`
	Admitted  time.Time             `json:"admitted"`
	OwedAt    time.Time             `json:"owed_at,omitzero"`
	EndedAt   time.Time             `json:"ended_at,omitzero"`
	Messages  []dispatcher.Message  `json:"messages,omitempty"`

	// Those of a cancel are what it ends has.
	Class   templates.Class `json:"class"`
	Hazard  string          `json:"hazard"`
	Expires time.Time       `json:"expires"`
	Hash    string          `json:"hash"`
}

// lifeOf returns the life of a as its row holds it.
func lifeOf(a *dispatcher.Alert) (string, error) {
	return text(life{a.ID, a.Case, a.Revision, a.State, a.Needs, a.Why, a.Approvals,
		a.Admitted, a.OwedAt, a.EndedAt, a.Messages, a.Class, a.Hazard, a.Expires, a.Hash})
}

// alertOf puts a draft and a life together. The case is that of the row, which
// knows of joined cases.
func alertOf(draft, life string, c dispatcher.CaseID) (dispatcher.Alert, error) {
	a, err := readDraft(draft)
	if err != nil {
		return a, fmt.Errorf("draft of an alert of case %d: %w", c, err)
	}
	a.Messages, a.Why, a.Approvals = nil, "", nil
	if err := json.Unmarshal([]byte(life), &a); err != nil {
		return a, fmt.Errorf("life of an alert of case %d: %w", c, err)
	}
	a.Case = c
	return a, nil
}

// nanos is a time as columns hold it; the zero time is NULL.
func nanos(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixNano()
}

// timeOf returns the time of a column.
func timeOf(n int64) time.Time { return time.Unix(0, n).UTC() }
