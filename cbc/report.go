package cbc

import (
	"fmt"
	"time"
)

// A Report is what a peer said about one warning.
type Report struct {
	At        time.Time // when the answer had been read
	Reference string    // the peer's own name for the broadcast, "" if it gives none

	// Cause says why the peer would have none of it. CauseNone means that the
	// cells tell the rest.
	Cause  Cause
	Detail string // the peer's own code and words, for people

	// Accepted are the cells that the peer confirmed, in its own order. It is
	// nil where the peer does not name cells: then all that Failed does not
	// name were accepted.
	Accepted []Cell
	Failed   []Failure
	// FailedAreas are the places, as asked for, that a peer without cells
	// refused.
	FailedAreas []string
	Counts      []Count // broadcasts so far, where the peer says
}

// A Failure is a cell that refused, and why.
type Failure struct {
	Cell   Cell
	Cause  Cause
	Detail string
}

// A Count is how often a cell has broadcast a message.
type Count struct {
	Cell Cell
	N    int  // 0–65,535
	Over bool // the peer's counter overflowed: at least N
}

// A Cause is a reason that our logic must tell from others; the rest of what
// peers say is words in Detail.
type Cause uint8

const (
	CauseNone          Cause = iota // no refusal
	CauseOther                      // refused for any reason not below
	CauseNotIdentified              // the peer knows no such message
	CauseAlreadyUsed                // identifier and serial number are in use there
	CauseNoSuchCell                 // not a cell of this peer
	CauseCapacity                   // no room on the channel or in memory
	CauseUnsupported                // the peer cannot do this at all
	CauseInvalid                    // the peer found a value wrong
)

var causeNames = [...]string{"none", "other", "not identified", "already used", "no such cell", "capacity", "unsupported", "invalid"}

// String returns the cause in words.
func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return fmt.Sprintf("cause(%d)", uint8(c))
}

// Final reports whether asking again for the same would be refused again.
func (c Cause) Final() bool {
	return c == CauseNoSuchCell || c == CauseUnsupported || c == CauseInvalid
}

// An Outcome is how one attempt ended. Outcomes never collapse into one
// another: a lost warning may be on air, a failed one certainly is not.
type Outcome uint8

const (
	Accepted Outcome = iota + 1 // the peer took it for every cell
	Partial                     // for some cells
	Refused                     // for none
	Lost                        // it left us and was not answered: it may be on air
	Failed                      // it certainly never reached the peer
)

var outcomeNames = [...]string{1: "accepted", "partial", "refused", "lost", "failed"}

// String returns the name used in the ledger, metrics, statuses and pages.
func (o Outcome) String() string {
	if o >= Accepted && o <= Failed {
		return outcomeNames[o]
	}
	return fmt.Sprintf("outcome(%d)", uint8(o))
}

// ParseOutcome reads what String writes.
func ParseOutcome(s string) (Outcome, error) {
	for o := Accepted; o <= Failed; o++ {
		if outcomeNames[o] == s {
			return o, nil
		}
	}
	return 0, fmt.Errorf("outcome %q is not accepted, partial, refused, lost or failed", s)
}

// granted reports whether a refusal for cause c means, for w, that the peer is
// already where w wants it: a stop of what is not there, or a repeated write
// of what is.
func granted(w *Warning, c Cause) bool {
	switch c {
	case CauseNone:
		return true
	case CauseNotIdentified:
		return w.Action == Stop
	case CauseAlreadyUsed:
		return w.Action == Write && w.Repeated
	}
	return false
}

// Outcome says what r means for w: accepted, partial or refused. "Not
// identified" in answer to a stop means stopped, and "already used" in answer
// to a write that may have been sent before means accepted.
func (r *Report) Outcome(w *Warning) Outcome {
	if !granted(w, r.Cause) {
		return Refused
	}
	bad := len(r.FailedAreas)
	for _, f := range r.Failed {
		if !granted(w, f.Cause) {
			bad++
		}
	}
	switch {
	case bad == 0:
		return Accepted
	case len(r.Accepted) == 0 && r.Accepted != nil,
		r.Accepted == nil && len(w.Area.Cells) > 0 && bad >= len(w.Area.Cells),
		r.Accepted == nil && len(r.FailedAreas) > 0 && bad >= w.Area.places():
		return Refused
	}
	return Partial
}

// places is how many identifiers an interface without cells names a by.
func (a *Area) places() int {
	n := len(a.Regions) + len(a.Polygons) + len(a.Circles)
	if a.Whole {
		n++
	}
	return n
}

// Refusals returns the cells for which r means that w was not carried out.
func (r *Report) Refusals(w *Warning) []Failure {
	var bad []Failure
	for _, f := range r.Failed {
		if !granted(w, f.Cause) {
			bad = append(bad, f)
		}
	}
	return bad
}
