package dispatcher

import (
	"cmp"
	"slices"
	"time"
)

// A Case is an incident: the events and alerts that hang together through
// references, or through one source reference in several revisions.
type Case struct {
	ID     CaseID
	Plane  Plane
	Events []Mark  // all that were admitted, stale ones too
	Alerts []Alert // all of its revisions, oldest first
}

// A Mark is what a case must know of an event to order others by it.
type Mark struct {
	Key        EventKey
	ID         string
	Kind       Kind
	Sent       time.Time
	References []Reference
}

// A Name is what a case may be called: an event of it, or one that an event
// refers to.
type Name struct {
	Plane  Plane
	Source string
	ID     string
}

// Names returns what e's case is called: e's own names and those that it
// refers to. A case that is called by any of them is e's case.
func (e *Event) Names() []Name {
	names := []Name{{e.Plane, e.Source, e.Ref}}
	if e.ID != "" && e.ID != e.Ref {
		names = append(names, Name{e.Plane, e.Source, e.ID})
	}
	for _, r := range e.References {
		n := Name{e.Plane, cmp.Or(r.Source, e.Source), r.ID}
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// mark returns what a case keeps of e.
func (e *Event) mark() Mark {
	return Mark{e.EventKey, e.ID, e.Kind, e.Sent, e.References}
}

// kindOrder puts events of one moment in the order that they must have been
// written in.
var kindOrder = map[Kind]int{KindAlert: 0, KindUpdate: 1, KindCancel: 2}

// compare orders events of a case: by revision where they are revisions of one
// another, else by the time they were sent. Arrival never counts.
func (m *Mark) compare(o *Mark) int {
	if m.Key.Source == o.Key.Source && m.Key.Ref == o.Key.Ref && m.Key.Rev != o.Key.Rev {
		return cmp.Compare(m.Key.Rev, o.Key.Rev)
	}
	return cmp.Or(m.Sent.Compare(o.Sent), cmp.Compare(kindOrder[m.Kind], kindOrder[o.Kind]))
}

// names reports whether m refers to o.
func (m *Mark) names(o *Mark) bool {
	return slices.ContainsFunc(m.References, func(r Reference) bool {
		return cmp.Or(r.Source, m.Key.Source) == o.Key.Source && (r.ID == o.Key.Ref || r.ID == o.ID)
	})
}

// after reports whether m has the last word over o: it is newer, or a cancel
// that names o, whenever that was sent, unless o is a later revision.
func (m *Mark) after(o *Mark) bool {
	if m.Kind == KindCancel && m.names(o) {
		return m.Key.Source != o.Key.Source || m.Key.Ref != o.Key.Ref || m.Key.Rev >= o.Key.Rev
	}
	return m.compare(o) > 0
}

// outdated returns the event of the case that makes m too late, or nil. A
// cancel counts once it is decided: one that was rejected makes nothing too
// late, and one that waits is returned as pending instead.
func (c *Case) outdated(m *Mark) (later, pending *Mark) {
	for i := range c.Events {
		e := &c.Events[i]
		if !e.after(m) {
			continue
		}
		if e.Kind != KindCancel {
			return e, nil
		}
		switch a := c.newest(func(a *Alert) bool { return a.Event == e.Key }); {
		case a != nil && a.State == Rejected:
		case a != nil && a.State == Waiting:
			pending = e
		default:
			return e, nil
		}
	}
	return nil, pending
}

// mark returns the mark of an event of the case.
func (c *Case) mark(k EventKey) *Mark {
	for i := range c.Events {
		if c.Events[i].Key == k {
			return &c.Events[i]
		}
	}
	return nil
}

// newest returns the latest of the case's alerts for which ok, or nil.
func (c *Case) newest(ok func(*Alert) bool) *Alert {
	for i := len(c.Alerts) - 1; i >= 0; i-- {
		if ok(&c.Alerts[i]) {
			return &c.Alerts[i]
		}
	}
	return nil
}
