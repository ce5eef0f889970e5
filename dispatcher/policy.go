package dispatcher

import (
	"slices"
	"time"

	"bongsu/templates"
)

// A Lane is a way in: a topic, or a token of the HTTP API. It has one plane
// and the classes it may carry.
type Lane struct {
	Name    string
	Plane   Plane
	Classes []templates.Class
	Sources []string // whose events it may bring; empty is anyone's
	// MaxAge is how old an event may be, by its sent time, and still go out
	// without a person; 0 for no limit.
	MaxAge time.Duration
}

// A Policy says how many people must approve what. The first grant that fits
// counts.
type Policy struct {
	Grants  []Grant
	Default int // approvals where no grant fits, 0–2
}

// A Grant gives sources and classes a number of approvals. An empty list fits
// all.
type Grant struct {
	Sources   []string
	Planes    []Plane
	Classes   []templates.Class
	Approvals int // 0 is owed at once, 1 and 2 wait for so many people
}

// Approvals returns how many people must approve an alert of this source,
// plane and class.
func (p *Policy) Approvals(source string, plane Plane, class templates.Class) int {
	for _, g := range p.Grants {
		if fits(g.Sources, source) && fits(g.Planes, plane) && fits(g.Classes, class) {
			return g.Approvals
		}
	}
	return p.Default
}

func fits[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }
