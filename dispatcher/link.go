package dispatcher

import (
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// A Link is one interface to one peer, as configured.
type Link struct {
	Name      string
	Carrier   string
	Plane     Plane
	Bearer    string   // the profile's name for the room that texts have
	Languages []string // those it carries

	TakesCells bool       // told in cells; otherwise in codes and shapes
	Shapes     area.Limit // what it takes of polygons; of links that are told shapes
	Merges     bool       // can replace in one go

	// After is the link that this one stands in for: what both reach goes here
	// only after it has certainly failed there, or cannot be said there at all,
	// and never after an answer was lost. Empty for links of their own.
	After string

	Scope  cbc.Scope     // geographical scope of its serial numbers
	Period time.Duration // repetition period
	Window int           // attempts under way at once, besides one slot for stops and one for critical alerts

	Carry cbc.Link // what carries; nil while only composing
}

// carries reports whether l carries texts in a language.
func (l *Link) carries(language string) bool {
	return slices.Contains(l.Languages, language)
}

// note takes a notice into s.
func (s *LinkState) note(kind cbc.NoticeKind, said string, err error) {
	switch kind {
	case cbc.Ready:
		s.Ready, s.Since, s.Peer, s.Why = true, time.Now(), said, ""
	case cbc.Down:
		if s.Ready {
			s.Since = time.Now()
		}
		if err == nil {
			err = errNoReason
		}
		s.Ready, s.Why = false, err.Error()
	}
}
