package dispatcher

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"bongsu/templates"
)

const (
	recentFor  = 48 * time.Hour // what was sent is compared with what comes so long
	maxRecent  = 2000           // alerts; of more the oldest are forgotten
	maxAlike   = 32             // of one hazard that a text is compared with
	recentPage = 200            // alerts read at once at the start
)

// recents are alerts that were owed lately, to compare with what comes.
type recents struct {
	load   sync.Mutex // guards loaded, and has others wait for who loads
	loaded bool

	mu   sync.Mutex // guards list
	list []recent   // the oldest first
}

// A recent is an alert that was owed.
type recent struct {
	templates.Sent
	plane    Plane
	id       AlertID
	incident CaseID
	names    []Name
}

// recall reads what was sent before the start, unless it has been read.
func (d *Dispatcher) recall(ctx context.Context) {
	d.recents.load.Lock()
	defer d.recents.load.Unlock()
	if d.recents.loaded {
		return
	}
	since := time.Now().Add(-recentFor)
	before := AlertID("")
	for n := 0; n < maxRecent; n += recentPage {
		some, err := d.reader.Alerts(ctx, before, recentPage)
		if err != nil {
			d.log.Error("reading what was sent lately", zap.Error(err))
			return // the next event asks again
		}
		for i := range some {
			before = some[i].ID
			if a := &some[i]; a.OwedAt.After(since) && a.Kind != KindCancel {
				d.recents.add(a, d.namesOf(ctx, a))
			}
		}
		if len(some) < recentPage || some[len(some)-1].Admitted.Before(since) {
			break
		}
	}
	d.recents.loaded = true
}

// namesOf returns what the event of an alert is called.
func (d *Dispatcher) namesOf(ctx context.Context, a *Alert) []Name {
	names := []Name{{a.Event.Plane, a.Event.Source, a.Event.Ref}}
	if r, err := d.reader.Original(ctx, a.ID); err == nil {
		e, _ := ReadEvent(r, d.composer.Load().Library)
		names = append(names, e.Names()...)
	}
	return names
}

// remember notes that an alert is owed from now on.
func (d *Dispatcher) remember(a *Alert, names []Name) {
	if a != nil && a.State == Owed && a.Kind != KindCancel {
		d.recents.add(a, names)
	}
}

func (r *recents) add(a *Alert, names []Name) {
	said := templates.Sent{ID: string(a.ID), Hazard: a.Hazard, Class: a.Class, Text: a.spoken(), Area: a.shape(), At: a.OwedAt}
	if len(a.Messages) > 0 {
		said.Language = a.Messages[0].Language
	}
	x := recent{said.Ready(), a.Event.Plane, a.ID, a.Case, names}
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.ContainsFunc(r.list, func(o recent) bool { return o.id == x.id }) {
		return
	}
	at, _ := slices.BinarySearchFunc(r.list, x, func(o, x recent) int { return o.At.Compare(x.At) })
	r.list = slices.Insert(r.list, at, x)
	if over := len(r.list) - maxRecent; over > 0 {
		r.list = slices.Delete(r.list, 0, over)
	}
}

// spoken returns the longest text of an alert in its first language.
func (a *Alert) spoken() string {
	longest := ""
	for i := range a.Parts {
		if t := a.Parts[i].Texts; len(t) > 0 && len(t[0]) > len(longest) {
			longest = t[0]
		}
	}
	return longest
}

// cited returns the newest alert of each case that one of the names is of.
func (r *recents) cited(names []Name, now time.Time) []templates.Sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []templates.Sent
	var cases []CaseID
	for i := len(r.list) - 1; i >= 0; i-- {
		x := &r.list[i]
		if now.Sub(x.At) > recentFor {
			break
		}
		if !slices.Contains(cases, x.incident) && slices.ContainsFunc(x.names, func(n Name) bool { return slices.Contains(names, n) }) {
			cases = append(cases, x.incident)
			all = append(all, x.Sent)
		}
	}
	return all
}

// like returns the newest alerts of a plane about a hazard, the oldest first.
func (r *recents) like(p Plane, hazard string, now time.Time) []templates.Sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []templates.Sent
	for i := len(r.list) - 1; i >= 0; i-- {
		x := &r.list[i]
		if now.Sub(x.At) > recentFor || len(all) == maxAlike {
			break
		}
		if x.plane == p && x.Hazard == hazard {
			all = append(all, x.Sent)
		}
	}
	slices.Reverse(all)
	return all
}
