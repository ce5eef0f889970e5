package ledger

import (
	"slices"
	"sync"
	"time"

	"bongsu/dispatcher"
)

// sweepEvery is how often alerts are looked over that have ended but cannot be
// closed because something of them may be on air.
const sweepEvery = time.Minute

// A view is what everyone sees of what is open: only what is on disk.
type view struct {
	mu     sync.RWMutex // guards all below; only the writer's goroutine writes
	alerts map[dispatcher.AlertID]*dispatcher.Alert
	links  map[string]*[]*dispatcher.Alert // those with a part for the link, but for resting ones
	// resting alerts have ended and nothing of them is known to be on air. No
	// link owes anything of them, unless an answer still under way says otherwise.
	resting   map[dispatcher.AlertID]bool
	airs      map[dispatcher.AirKey]air
	positions map[lane]position

	due   time.Time                   // no alert expires before; zero if none is open
	ended map[dispatcher.AlertID]bool // may be ready to be closed
	swept time.Time
}

// A lane is one partition of a topic.
type lane struct {
	topic     string
	partition int
}

// A position is where to read on in a lane.
type position struct {
	next   int64
	before [32]byte // SHA-256 of the value of the record before
}

func newView() *view {
	return &view{alerts: map[dispatcher.AlertID]*dispatcher.Alert{}, links: map[string]*[]*dispatcher.Alert{},
		airs: map[dispatcher.AirKey]air{}, positions: map[lane]position{}, ended: map[dispatcher.AlertID]bool{}, resting: map[dispatcher.AlertID]bool{}}
}

// apply makes the changes of a transaction visible, all at once.
func (v *view) apply(changes []func(*view)) {
	if len(changes) == 0 {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, c := range changes {
		c(v)
	}
}

// put adds an alert or replaces it by what it is now.
func (v *view) put(a *dispatcher.Alert) {
	p := v.alerts[a.ID]
	switch {
	case p == nil:
		p = new(dispatcher.Alert)
		v.alerts[a.ID] = p
		*p = *a
		v.link(p)
	case sameLinks(p, a):
		*p = *a
	default: // it was revised
		v.unlink(p)
		*p = *a
		v.link(p)
	}
	v.review(p)
	switch {
	case !a.Open():
		v.ended[a.ID] = true
	case v.due.IsZero() || a.Expires.Before(v.due):
		v.due = a.Expires
	}
}

// drop forgets an alert that is closed.
func (v *view) drop(id dispatcher.AlertID) {
	a := v.alerts[id]
	if a == nil {
		return
	}
	delete(v.alerts, id)
	delete(v.ended, id)
	delete(v.resting, id)
	v.unlink(a)
	for i := range a.Parts {
		for m := range a.Messages {
			delete(v.airs, dispatcher.AirKey{Link: a.Parts[i].Link, Alert: id, Message: m})
		}
	}
}

// review takes an alert from the lists of its links when nothing of it is owed
// any more, or puts it back.
func (v *view) review(a *dispatcher.Alert) {
	switch quiet := !a.Open() && !v.onAir(a); {
	case quiet && !v.resting[a.ID]:
		v.unlink(a)
		v.resting[a.ID] = true
	case !quiet && v.resting[a.ID]:
		v.link(a)
		delete(v.resting, a.ID)
	}
}

// onAir reports whether something of an alert is, or may be, on air.
func (v *view) onAir(a *dispatcher.Alert) bool {
	for i := range a.Parts {
		for m := range a.Messages {
			if v.airs[dispatcher.AirKey{Link: a.Parts[i].Link, Alert: a.ID, Message: m}].Presence != dispatcher.Absent {
				return true
			}
		}
	}
	return false
}

// link puts an alert on the lists of its links.
func (v *view) link(a *dispatcher.Alert) {
	for i := range a.Parts {
		name := a.Parts[i].Link
		on := v.links[name]
		if on == nil {
			on = new([]*dispatcher.Alert)
			v.links[name] = on
		}
		*on = append(*on, a)
	}
}

// on returns the alerts that a link must look at.
func (v *view) on(link string) []*dispatcher.Alert {
	if l := v.links[link]; l != nil {
		return *l
	}
	return nil
}

func sameLinks(a, b *dispatcher.Alert) bool {
	return slices.EqualFunc(a.Parts, b.Parts, func(x, y dispatcher.Part) bool { return x.Link == y.Link })
}

// unlink takes an alert from the lists of its links.
func (v *view) unlink(a *dispatcher.Alert) {
	for i := range a.Parts {
		if on := v.links[a.Parts[i].Link]; on != nil {
			*on = slices.DeleteFunc(*on, func(o *dispatcher.Alert) bool { return o == a })
		}
	}
}

// hold notes what is known of a message on a link.
func (v *view) hold(k dispatcher.AirKey, a air) {
	v.airs[k] = a
	if o := v.alerts[k.Alert]; o != nil && !o.Open() {
		v.ended[k.Alert] = true
		v.review(o)
	}
}

// presence is the view's airs as dispatcher.Difference asks for them.
func (v *view) presence(k dispatcher.AirKey) (dispatcher.Air, bool) {
	a, ok := v.airs[k]
	return a.Air, ok
}

// owed returns the difference of a link at now.
func (v *view) owed(link string, now time.Time) []dispatcher.Delivery {
	v.mu.RLock()
	defer v.mu.RUnlock()
	alerts := v.on(link)
	if len(alerts) == 0 {
		return nil
	}
	return dispatcher.Difference(link, alerts, v.presence, now)
}

// idle reports whether nothing has expired at now and nothing is to be closed.
func (v *view) idle(now time.Time) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return (v.due.IsZero() || now.Before(v.due)) && len(v.ended) == 0 &&
		(len(v.alerts) == 0 || now.Sub(v.swept) < sweepEvery)
}
