package dispatcher

import (
	"context"
	"fmt"
	"time"

	"bongsu/cbc"
)

// A Ledger remembers. What a method has returned from is on disk, and every
// method can be called again after an error without harm. Implementations keep
// what is open in memory and in step with the disk, so that Owed costs
// microseconds.
type Ledger interface {
	// Admit stores what was read and what follows from it, in one transaction:
	// the read position, the event (a refused one too), the alert that Plan
	// makes of it, and the records for the outside world.
	Admit(ctx context.Context, r Record, c Composed) (Admission, error)
	// Decide stores what a person decided. It refuses with a *DecisionError.
	Decide(ctx context.Context, id AlertID, v Verdict) (Alert, error)
	// Revise puts another draft in the place of what a waiting alert says,
	// because it would be composed differently now. It waits again, for
	// everyone. It refuses with a *DecisionError.
	Revise(ctx context.Context, id AlertID, draft Alert, why string) (Alert, error)
	// Reopen notes that cells of a link have forgotten what they broadcast;
	// no cells means all of them. It writes nothing if nothing was there.
	Reopen(ctx context.Context, link string, cells []cbc.Cell) error
	// Owed returns the difference between what should and what may be on air
	// on a link at now, most urgent first.
	Owed(ctx context.Context, link string, now time.Time) ([]Delivery, error)
	// Settle stores how an attempt ended.
	Settle(ctx context.Context, d Delivery, s Settlement) error
	// Expire ends the alerts whose time is over at now and returns the links
	// concerned.
	Expire(ctx context.Context, now time.Time) ([]string, error)
}

// An Admission is what became of a record.
type Admission struct {
	Result   Result
	Problems []Problem
	Case     CaseID
	Alert    *Alert   // nil if none came of it
	Links    []string // whose difference may have changed
}

// A Result says what became of an event.
type Result string

const (
	Admitted  Result = "admitted"  // an alert came of it, owed or waiting
	Duplicate Result = "duplicate" // known already, nothing changed
	Conflict  Result = "conflict"  // the key is known with other content
	Stale     Result = "stale"     // older than what the case already says
	Refused   Result = "refused"   // wrong; see the problems
)

// A Verdict is what a person decided about a waiting alert.
type Verdict struct {
	By      string // the person's account
	Approve bool   // false rejects
	Hash    string // of what the person saw
	Reason  string // of a rejection
	At      time.Time
}

// A DecisionError says why a verdict was not taken.
type DecisionError struct {
	Alert  AlertID
	Code   string // not-found, not-waiting, expired, superseded, changed, same-person
	Reason string // a sentence
}

func (e *DecisionError) Error() string { return fmt.Sprintf("alert %s: %s", e.Alert, e.Reason) }

// A Post is a record for the outside world, stored with the change it tells of
// and published afterwards, in order.
type Post struct {
	ID      int64     `json:"id"` // grows by one a post
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"` // event, alert, delivery, link; or dead-letter
	What    string    `json:"what"` // what happened: a Result, State or Outcome
	Plane   Plane     `json:"plane,omitempty"`
	Case    CaseID    `json:"case,omitempty"`
	Alert   AlertID   `json:"alert,omitempty"`
	Event   *EventKey `json:"event,omitempty"`
	Link    string    `json:"link,omitempty"`
	Detail  any       `json:"detail,omitempty"` // by kind, for people and programs
	Problem []Problem `json:"problems,omitempty"`
	Letter  *Record   `json:"-"` // the untouched original of a dead letter
}

// A Reader shows what the ledger holds. Its answers are copies.
type Reader interface {
	// Alerts returns alerts, newest first, at most limit; before "" starts at
	// the newest, else after that one.
	Alerts(ctx context.Context, before AlertID, limit int) ([]Alert, error)
	// Alert returns one with its deliveries, or a *DecisionError not-found.
	Alert(ctx context.Context, id AlertID) (Alert, []Settled, error)
	// Original returns the record that an alert came from.
	Original(ctx context.Context, id AlertID) (Record, error)
	// Posts returns records for the outside world after id, oldest first.
	Posts(ctx context.Context, after int64, limit int) ([]Post, error)
}

// A Settled is a stored attempt.
type Settled struct {
	Link    string    `json:"link"`
	Message int       `json:"message"`
	Action  string    `json:"action"`
	Outcome string    `json:"outcome"`
	Cells   int       `json:"cells"` // asked of the peer
	Failed  int       `json:"failed"`
	Detail  string    `json:"detail,omitempty"`
	Owed    time.Time `json:"owed"`
	Wrote   time.Time `json:"wrote,omitzero"`
	Settled time.Time `json:"settled"`
	Attempt int       `json:"attempt"`
}

// An Outbox is the ledger's posts as their publisher sees them.
type Outbox interface {
	// Unpublished returns posts that have not been published, oldest first,
	// dead letters with their originals.
	Unpublished(ctx context.Context, limit int) ([]Post, error)
	// Published notes that all posts up to id are out.
	Published(ctx context.Context, id int64) error
	// News returns a channel that is closed at the next commit with posts.
	News() <-chan struct{}
}
