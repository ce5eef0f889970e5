package dispatcher

import (
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/templates"
)

// A CaseID numbers cases, from 1.
type CaseID int64

// An AlertID names one revision of an alert: "12.1" is the first of case 12.
type AlertID string

// NewAlertID returns the name of a revision, from 1, of a case.
func NewAlertID(c CaseID, revision int) AlertID {
	return AlertID(fmt.Sprintf("%d.%d", c, revision))
}

// A State is where an alert is in its life.
type State string

const (
	Waiting    State = "waiting"    // for one person or two
	Owed       State = "owed"       // should be on air
	Superseded State = "superseded" // a newer revision is owed
	Cancelled  State = "cancelled"  // a cancel is owed
	Rejected   State = "rejected"   // a person said no
	Expired    State = "expired"    // its time is over
)

// An Alert is one revision of what the public is told. What it says never
// changes; its State, Approvals and times do, each once.
type Alert struct {
	ID       AlertID  `json:"id"`
	Case     CaseID   `json:"case"`
	Revision int      `json:"revision"`
	Kind     Kind     `json:"kind"` // a cancel has no messages and no parts
	Event    EventKey `json:"event"`
	Sender   string   `json:"sender"` // public name of the source, first language
	System   string   `json:"system"`

	Class     templates.Class `json:"class"`
	Hazard    string          `json:"hazard"`
	Situation string          `json:"situation"`
	Severity  string          `json:"severity,omitempty"`
	Urgency   string          `json:"urgency,omitempty"`
	Certainty string          `json:"certainty,omitempty"`
	Library   string          `json:"library,omitempty"` // version of the guidance
	Entry     string          `json:"entry,omitempty"`   // hash of the guidance's entry

	Area    AlertArea `json:"area"`
	Sent    time.Time `json:"sent"`
	Expires time.Time `json:"expires"`

	Messages []Message `json:"messages,omitempty"` // one a language, the first language first
	Parts    []Part    `json:"parts,omitempty"`    // one a link, by name
	Notes    []string  `json:"notes,omitempty"`    // what a person should know: dropped languages, mapped codes
	Hash     string    `json:"hash"`               // of all that was approved

	State     State      `json:"state"`
	Needs     int        `json:"needs"`         // approvals before it is owed, 0–2
	Why       string     `json:"why,omitempty"` // it waits, or ended
	Approvals []Approval `json:"approvals,omitempty"`
	Admitted  time.Time  `json:"admitted"`
	OwedAt    time.Time  `json:"owed_at,omitzero"`
	EndedAt   time.Time  `json:"ended_at,omitzero"`
}

// An AlertArea is the place concerned, resolved.
type AlertArea struct {
	Name     map[string]string `json:"name"` // public wording by language
	Country  bool              `json:"country,omitempty"`
	Regions  []cbc.Region      `json:"regions,omitempty"`
	Polygons []cbc.Polygon     `json:"polygons,omitempty"`
	Circles  []cbc.Circle      `json:"circles,omitempty"`
	// Residents are counted for those who must approve; nil where nobody must.
	Residents *area.Headcount `json:"residents,omitempty"`
}

// A Message is an alert in one language. Its serial number and reference are
// fixed when the alert becomes owed.
type Message struct {
	Language  string        `json:"language"`
	MessageID cbc.MessageID `json:"message_id"`
	Serial    cbc.Serial    `json:"serial"` // geographical scope 1; a part may say another
	Reference uint16        `json:"reference"`
	// Replaces is the serial of the same message in the revision before.
	Replaces *cbc.Serial `json:"replaces,omitempty"`
	// Given is what a source has prepared itself, its identifier and serial
	// number with it.
	Given *Given `json:"given,omitempty"`
}

// A Given is how a message goes out that its source has prepared itself.
type Given struct {
	Pages      [][]byte  `json:"pages,omitempty"` // as they go out; none where the link pages the text
	ETWS       *cbc.ETWS `json:"etws,omitempty"`  // a primary notification
	Broadcasts int       `json:"broadcasts,omitempty"`
}

// A Part is what one link is to carry.
type Part struct {
	Link     string        `json:"link"`
	Bearer   string        `json:"bearer"` // the budget its texts fit
	Texts    []string      `json:"texts"`  // one a message; "" where the link does not carry that language
	DCS      []cbc.DCS     `json:"dcs"`
	Scope    cbc.Scope     `json:"scope"`
	Period   time.Duration `json:"period"` // repetition period
	Category cbc.Category  `json:"category"`
	Whole    bool          `json:"whole,omitempty"` // everything the link reaches
	Cells    CellList      `json:"cells,omitempty"` // links that take cells
	Shapes   *cbc.Area     `json:"shapes,omitempty"`
	Over     *Overshoot    `json:"over,omitempty"`   // nil where it is no larger than what was asked for
	Count    int           `json:"count"`            // cells concerned
	Merges   bool          `json:"merges,omitempty"` // the link can replace in one go
	After    string        `json:"after,omitempty"`  // the link whose certain failure this part waits for
}

// An Overshoot says by how much what a link is told is larger than what was
// asked for, since the link takes only so many points. Both are upper bounds, of
// the polygon for which they are worst.
type Overshoot struct {
	Metres float64 `json:"metres"` // it reaches beyond
	Share  float64 `json:"share"`  // of the polygon's area: 0.15
}

// An Approval is one person's yes.
type Approval struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Hash string    `json:"hash"`
}

// InForce reports whether a should be on air at t.
func (a *Alert) InForce(t time.Time) bool { return a.State == Owed && t.Before(a.Expires) }

// over returns when a was no longer wanted on air: when it ended, else its
// expiry.
func (a *Alert) over() time.Time {
	if a.EndedAt.IsZero() {
		return a.Expires
	}
	return a.EndedAt
}

// Open reports whether a may still become or be owed.
func (a *Alert) Open() bool { return a.State == Owed || a.State == Waiting }

// Part returns the part of a link, or nil.
func (a *Alert) Part(link string) *Part {
	for i := range a.Parts {
		if a.Parts[i].Link == link {
			return &a.Parts[i]
		}
	}
	return nil
}
