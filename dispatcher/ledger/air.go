package ledger

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// An air is what is known of a message on a link, and the attempt that last
// taught us something.
type air struct {
	dispatcher.Air
	last attempt
}

// An attempt is the last one at a message on a link.
type attempt struct {
	delivery int64 // its row
	action   cbc.Action
	outcome  cbc.Outcome
	settled  time.Time
	number   int
}

// An airBody is how an air's row holds it.
type airBody struct {
	Presence  string              `json:"presence"`
	Missing   dispatcher.CellList `json:"missing,omitempty"`
	Refused   dispatcher.CellList `json:"refused,omitempty"`
	Reference string              `json:"reference,omitempty"`
	Outcome   string              `json:"outcome,omitempty"`
	Permanent bool                `json:"permanent,omitempty"`
	Delivery  int64               `json:"delivery,omitempty"`
	Action    string              `json:"action,omitempty"`
	Settled   time.Time           `json:"settled,omitzero"`
	Attempt   int                 `json:"attempt,omitempty"`
}

// presences are the names of what is known, as rows hold them.
var presences = [...]string{dispatcher.Absent: "absent", dispatcher.Maybe: "maybe", dispatcher.OnAir: "on-air"}

func (a *air) body() (string, error) {
	b := airBody{Presence: presences[a.Presence], Missing: a.Missing, Refused: a.Refused, Reference: a.Reference,
		Permanent: a.Permanent, Delivery: a.last.delivery, Settled: a.last.settled, Attempt: a.last.number}
	if a.Outcome != 0 {
		b.Outcome = a.Outcome.String()
	}
	if a.last.delivery != 0 {
		b.Action = a.last.action.String()
	}
	return text(b)
}

func airOf(body string) (a air, err error) {
	var b airBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return a, err
	}
	p := slices.Index(presences[:], b.Presence)
	if p < 0 {
		return a, fmt.Errorf("presence %q is not absent, maybe or on-air", b.Presence)
	}
	a = air{dispatcher.Air{Presence: dispatcher.Presence(p), Missing: b.Missing, Refused: b.Refused,
		Reference: b.Reference, Permanent: b.Permanent}, attempt{b.Delivery, cbc.Write, 0, b.Settled, b.Attempt}}
	if b.Action == cbc.Stop.String() {
		a.last.action = cbc.Stop
	}
	if b.Outcome != "" {
		a.Outcome, err = cbc.ParseOutcome(b.Outcome)
		a.last.outcome = a.Outcome
	}
	return a, err
}

// doubt returns what is known of a message after a start. The process may have
// died between the first octet of an attempt and the end of it, so that only
// what was settled for good is certain: a stop that was accepted, a refusal
// that would only be repeated, and, of an alert in force, a write confirmed by
// every cell. The rest counts as lost, in all cells but those that refused for
// good.
func doubt(a *dispatcher.Alert, known air, tried bool) air {
	inForce := a.State == dispatcher.Owed
	switch {
	case tried && known.Permanent:
	case tried && known.Presence == dispatcher.Absent && !inForce && known.last.action == cbc.Stop && known.last.outcome == cbc.Accepted:
	case known.Presence == dispatcher.OnAir && inForce && len(known.Missing) == len(known.Refused):
	case known.Presence == dispatcher.OnAir && !inForce: // the others may have been written again, or not yet stopped
		known.Missing = known.Refused
	default:
		known.Presence, known.Outcome, known.Missing = dispatcher.Maybe, cbc.Lost, known.Refused
	}
	return known
}
