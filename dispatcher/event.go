// Package dispatcher is the flow: an [Event] becomes an [Alert]; an Alert says
// what should be on air; each link is told the difference as warnings; each
// warning ends in a report.
//
// The package decides and drives; it opens no socket and knows neither SQL nor
// Kafka. What must not be forgotten is behind [Ledger], what carries is behind
// cbc.Link.
package dispatcher

import (
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/templates"
)

// A Plane separates what is real from what is not. Lanes, links and
// credentials belong to one plane, and nothing crosses.
type Plane string

const (
	Live     Plane = "live"     // real: CAP status Actual
	Exercise Plane = "exercise" // a drill with people: CAP status Exercise
	Test     Plane = "test"     // machines only: CAP status Test
)

// A Kind says what an event does to its case.
type Kind string

const (
	KindAlert  Kind = "alert"  // begins a case
	KindUpdate Kind = "update" // replaces what the case told the public
	KindCancel Kind = "cancel" // ends it and says nothing
)

// An EventKey names an event once and for all. The same key with the same
// content is a duplicate, with other content a conflict.
type EventKey struct {
	Plane  Plane  `json:"plane"`
	Source string `json:"source"` // source.id of JSON, sender of CAP
	Ref    string `json:"ref"`    // source.ref of JSON, identifier of CAP; 1–256 characters
	Rev    uint16 `json:"rev"`    // source.rev of JSON, 0 for CAP
}

// String returns "live/kma/2026-0612/0".
func (k EventKey) String() string { return fmt.Sprintf("%s/%s/%s/%d", k.Plane, k.Source, k.Ref, k.Rev) }

// A Reference names an earlier event of the same case.
type Reference struct {
	Source string    `json:"source,omitempty"` // empty: the event's own source
	ID     string    `json:"id"`               // an event's id or source.ref; a CAP identifier
	Sent   time.Time `json:"sent"`
}

// An Event is what a source reported. It never changes.
type Event struct {
	EventKey
	ID         string      // the producer's name for this very report; equals Ref for CAP
	System     string      // kind of source: kma-eew, cap, operator, …
	Kind       Kind        // what it does to its case
	References []Reference // earlier events of the case, at most 32

	Hazard    string // an id of the library
	Situation string // likewise; empty lets the rules choose
	Class     templates.Class
	Severity  string // lower-case CAP values, empty if not said
	Urgency   string
	Certainty string

	Sent    time.Time
	Onset   time.Time // zero if not said
	Expires time.Time

	Area      EventArea
	Params    map[string]any    // as the source gave them, checked against the registry later
	Languages []string          // empty: those of the profile
	Text      map[string]string // by language, instead of the library's; wants a person

	Hash  string   // SHA-256 of the record's bytes, hex
	Notes []string // what a person should know; no reason to refuse the event
	Doubt string   // why a person must decide whatever the policy says; empty if nothing is doubtful
}

// An EventArea is the place concerned, in the source's words.
type EventArea struct {
	Name     string            // public wording; empty builds it from the codes
	Names    map[string]string // the same in other languages, where the source says it
	Country  bool              // everywhere; only ever said, never inferred
	Regions  []cbc.Region
	Polygons []cbc.Polygon
	Circles  []cbc.Circle
	Cells    []cbc.Cell
}

// Empty reports whether the source named no place.
func (a *EventArea) Empty() bool {
	return !a.Country && len(a.Regions)+len(a.Polygons)+len(a.Circles)+len(a.Cells) == 0
}

// A Problem is one thing wrong with an event, where it is, and what to do.
type Problem struct {
	Code    string `json:"code"`           // stable, for programs: "unknown-region"
	Path    string `json:"path,omitempty"` // JSON path or XPath of the place: "area.geocodes[2]"
	Message string `json:"message"`        // a sentence for people
}

// String returns "area.geocodes[2]: region 9911000000 is not known (unknown-region)".
func (p Problem) String() string {
	if p.Path == "" {
		return fmt.Sprintf("%s (%s)", p.Message, p.Code)
	}
	return fmt.Sprintf("%s: %s (%s)", p.Path, p.Message, p.Code)
}

// A Position is a place in a lane, and what it takes to know the topic again.
type Position struct {
	Topic     string `json:"topic"`
	Partition int    `json:"partition"`
	Offset    int64  `json:"offset"` // of the record
}

// A Record is bytes that came in, before anyone looked at them.
type Record struct {
	Position *Position // nil if it came over the HTTP API or the console
	Key      []byte
	Value    []byte
	Headers  map[string]string
	Lane     string    // the name of the lane or token that brought it
	By       string    // who brought it, for the audit trail: a token's or user's name
	Written  time.Time // by the producer's clock, as Kafka has it; zero if unknown
	Received time.Time // when we had read it
}
