// Package ahead keeps what a link has made of warnings before it is certain
// that they go, for a moment, until they do; see [cbc.Preparer]. It encodes
// nothing itself.
package ahead

import (
	"sync"
	"time"

	"bongsu/cbc"
)

const (
	// places is how many warnings wait at the most: what one commit can bring,
	// in two languages. The oldest gives way.
	places = 16
	// keep is how long a warning waits for its commit. What is made of one
	// depends on the time that is left until it expires.
	keep = time.Second
)

// A Shelf holds what was made of warnings, each to be taken once. The zero
// value is empty.
type Shelf[T any] struct {
	mu    sync.Mutex // guards the rest
	items []item[T]  // oldest first
}

type item[T any] struct {
	w    cbc.Warning
	at   time.Time
	made T
}

// Put keeps what was made of w.
func (s *Shelf[T]) Put(w cbc.Warning, made T) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	drop := max(0, len(s.items)+1-places)
	for drop < len(s.items) && now.Sub(s.items[drop].at) >= keep {
		drop++
	}
	s.items = append(s.items[:0:0], s.items[drop:]...)
	s.items = append(s.items, item[T]{w, now, made})
}

// Take returns what was made of w and forgets it; false if there is nothing,
// or nothing new enough. Another warning that merely says the same counts as
// another.
func (s *Shelf[T]) Take(w *cbc.Warning) (made T, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.items {
		if it := &s.items[i]; same(&it.w, w) {
			made, ok = it.made, time.Since(it.at) < keep
			s.items = append(s.items[:i:i], s.items[i+1:]...)
			return made, ok
		}
	}
	return made, false
}

// same reports whether a and b are one warning: alike in all that is short, and
// sharing all that is long.
func same(a, b *cbc.Warning) bool {
	return a.Action == b.Action && a.MessageID == b.MessageID && a.Serial == b.Serial &&
		a.Supersedes == b.Supersedes && a.Replaces == b.Replaces &&
		a.Text == b.Text && shared(a.Pages, b.Pages) && a.Language == b.Language && a.DCS == b.DCS && a.Category == b.Category &&
		sameArea(&a.Area, &b.Area) &&
		a.Period == b.Period && a.Broadcasts == b.Broadcasts && a.Expires.Equal(b.Expires) && a.Issued.Equal(b.Issued) && a.ETWS == b.ETWS && a.Fence == b.Fence &&
		a.Reference == b.Reference && a.PeerReference == b.PeerReference && a.Repeated == b.Repeated &&
		a.Event == b.Event && a.Urgency == b.Urgency && a.Severity == b.Severity && a.Certainty == b.Certainty &&
		shared(a.References, b.References)
}

func sameArea(a, b *cbc.Area) bool {
	return a.Whole == b.Whole && shared(a.Regions, b.Regions) && shared(a.Polygons, b.Polygons) &&
		shared(a.Circles, b.Circles) && shared(a.Cells, b.Cells)
}

// shared reports whether a and b are the very same elements.
func shared[E any](a, b []E) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
