package dispatcher

import (
	"slices"
	"time"

	"bongsu/cbc"
)

// afterlife is how long after its expiry a broadcast is still stopped. Later
// it has ended by itself: every write says when.
const afterlife = time.Hour

// Difference is what a link must be told at now: what should be on air, less
// what is or may be. Alerts are those that are not closed, in any order; airs
// finds what is known of a message on a link, and false if it was never tried.
// The answer is in order of urgency: stops and writes of the most urgent class
// first, then in the order in which they became owed, a stop before a write.
func Difference(link string, alerts []*Alert, airs func(AirKey) (Air, bool), now time.Time) []Delivery {
	var owed []Delivery
	for _, a := range alerts {
		p := a.Part(link)
		if p == nil || a.OwedAt.IsZero() {
			continue
		}
		for i := range a.Messages {
			if p.Texts[i] == "" {
				continue
			}
			air, tried := airs(AirKey{link, a.ID, i})
			v := view{link, alerts, airs, now, a, p, i, air, tried}
			if a.InForce(now) {
				owed = append(owed, v.write()...)
			} else if now.Before(a.Expires.Add(afterlife)) {
				owed = append(owed, v.stop()...)
			}
		}
	}
	slices.SortStableFunc(owed, func(x, y Delivery) int {
		if d := int(x.Class) - int(y.Class); d != 0 {
			return d
		}
		if d := x.Since.Compare(y.Since); d != 0 {
			return d
		}
		return int(y.Warning.Action) - int(x.Warning.Action)
	})
	return owed
}

// Closed reports whether a is over and nothing of it can be on air, so that it
// need not be looked at again.
func Closed(a *Alert, airs func(AirKey) (Air, bool), now time.Time) bool {
	if a.Open() && (a.State == Waiting || now.Before(a.Expires)) {
		return false
	}
	if a.OwedAt.IsZero() || !now.Before(a.Expires.Add(afterlife)) {
		return true
	}
	// An attempt may be under way of which nothing is stored yet. After a crash
	// it counts as on air, if the alert is still looked at.
	if now.Before(a.over().Add(2 * attemptLimit)) {
		return false
	}
	for _, p := range a.Parts {
		for i := range a.Messages {
			if air, tried := airs(AirKey{p.Link, a.ID, i}); tried && air.Presence != Absent && !p.gone(air) {
				return false
			}
		}
	}
	return true
}

// gone reports whether every cell of p is known not to have the message.
func (p *Part) gone(a Air) bool {
	return len(p.Cells) > 0 && len(p.Cells.minus(a.Missing)) == 0
}

// A view is one message of one alert on one link, with all it takes to say
// what is owed.
type view struct {
	link   string
	alerts []*Alert
	airs   func(AirKey) (Air, bool)
	now    time.Time
	alert  *Alert
	part   *Part
	i      int
	air    Air
	tried  bool
}

// write returns the write that is owed, if any. It counts as repeated whenever
// the peer may have seen it before, also where cells have said that they forgot.
func (v *view) write() []Delivery {
	if v.air.Permanent || v.air.Presence == OnAir && len(v.air.Missing) == len(v.air.Refused) {
		return nil // nearly always so
	}
	if !v.tried && v.waits() {
		return nil
	}
	d := v.delivery(cbc.Write)
	d.Warning.Repeated = v.tried && (v.air.Presence != Absent || v.air.Outcome != cbc.Failed)
	switch {
	case v.air.Presence == OnAir:
		d.Warning.Area = cbc.Area{Cells: v.air.Missing.minus(v.air.Refused)}
		d.Rest = true
		if len(d.Warning.Area.Cells) == 0 {
			return nil
		}
	case !v.tried: // replacing is worth one try; a plain write cannot be in the way of what is there
		if old := v.predecessor(); old != nil {
			d.Warning.Supersedes, d.Warning.Replaces = old.alert.Messages[old.i].Serial.WithScope(v.part.Scope), true
			d.Warning.PeerReference = old.air.Reference
		}
	}
	return []Delivery{d}
}

// waits reports whether another link may still carry v, or already does. What
// was lost there may be on air, so that it is never said here too.
func (v *view) waits() bool {
	if v.part.After == "" {
		return false
	}
	first := v.alert.Part(v.part.After)
	if first == nil || first.Texts[v.i] == "" {
		return false // it is not said there
	}
	air, tried := v.airs(AirKey{first.Link, v.alert.ID, v.i})
	return !tried || air.Presence != Absent || !air.Permanent && air.Outcome != cbc.Failed
}

// stop returns the stop that is owed, if any. What a newer revision replaces
// stays on air, cell by cell, until the newer one is there.
func (v *view) stop() []Delivery {
	if !v.tried || v.air.Presence == Absent {
		return nil
	}
	d := v.delivery(cbc.Stop)
	d.Warning.PeerReference = v.air.Reference
	if v.part.gone(v.air) {
		return nil
	}
	if len(v.air.Missing) > 0 && !v.part.Whole {
		d.Warning.Area.Cells, d.Rest = v.part.Cells.minus(v.air.Missing), true
	}
	next := v.successor()
	if next == nil {
		return []Delivery{d}
	}
	if next.tried && next.air.Presence == OnAir {
		if len(next.air.Missing) == 0 || v.part.Whole {
			return []Delivery{d}
		}
		if cells := CellList(d.Warning.Area.Cells); len(cells) > 0 {
			d.Warning.Area.Cells, d.Rest = cells.minus(next.air.Missing), true
		}
	} else if next.covers() {
		return nil
	} else {
		d.Warning.Area.Cells, d.Rest = CellList(d.Warning.Area.Cells).minus(next.part.Cells), true
	}
	if len(d.Warning.Area.Cells) == 0 {
		return nil
	}
	return []Delivery{d}
}

// covers reports whether v may take over wherever v's predecessor is: it is
// not told in cells, or reaches everything.
func (v *view) covers() bool { return v.part.Whole || len(v.part.Cells) == 0 }

// successor returns the newest revision in force that says v's message again
// on this link, or nil.
func (v *view) successor() *view {
	m := v.alert.Messages[v.i]
	var next *view
	for _, a := range v.alerts {
		if a.Case != v.alert.Case || a.Revision <= v.alert.Revision || !a.InForce(v.now) {
			continue
		}
		if next != nil && a.Revision < next.alert.Revision {
			continue
		}
		if n := v.same(a, m); n != nil {
			next = n
		}
	}
	return next
}

// predecessor returns the message that v's can take off the air in the same
// breath: confirmed in exactly v's cells, on a link that can replace. Else nil.
func (v *view) predecessor() *view {
	m := v.alert.Messages[v.i]
	if !v.part.Merges || m.Replaces == nil {
		return nil
	}
	for _, a := range v.alerts {
		if a.Case != v.alert.Case || a.ID == v.alert.ID || a.InForce(v.now) {
			continue
		}
		old := v.same(a, m)
		if old == nil || a.Messages[old.i].Serial != *m.Replaces {
			continue
		}
		if old.air.Presence == OnAir && len(old.air.Missing) == 0 &&
			old.part.Whole == v.part.Whole && slices.Equal(old.part.Cells, v.part.Cells) {
			return old
		}
	}
	return nil
}

// same returns the message of a that says m again on v's link, or nil.
func (v *view) same(a *Alert, m Message) *view {
	p := a.Part(v.link)
	if p == nil {
		return nil
	}
	for i, o := range a.Messages {
		if o.MessageID == m.MessageID && o.Language == m.Language && p.Texts[i] != "" {
			air, tried := v.airs(AirKey{v.link, a.ID, i})
			return &view{v.link, v.alerts, v.airs, v.now, a, p, i, air, tried}
		}
	}
	return nil
}

// delivery returns v as a warning to all of its cells.
func (v *view) delivery(action cbc.Action) Delivery {
	a, p, m := v.alert, v.part, v.alert.Messages[v.i]
	since := a.OwedAt
	if action == cbc.Stop {
		since = a.over()
	}
	w := cbc.Warning{
		Action: action, MessageID: m.MessageID, Serial: m.Serial.WithScope(p.Scope),
		Text: p.Texts[v.i], Language: m.Language, DCS: p.DCS[v.i], Category: p.Category,
		Area: p.area(), Period: p.Period, Expires: a.Expires, Issued: a.OwedAt, Reference: m.Reference,
		Event: a.Hazard, Urgency: a.Urgency, Severity: a.Severity, Certainty: a.Certainty,
	}
	if g := m.Given; g != nil {
		w.Pages, w.ETWS, w.Broadcasts = g.Pages, g.ETWS, g.Broadcasts
	}
	return Delivery{Link: v.link, Alert: a.ID, Case: a.Case, Message: v.i, Class: a.Class,
		Plane: a.Event.Plane, Since: since, Warning: w}
}

// area returns p's place as its link takes it.
func (p *Part) area() cbc.Area {
	switch {
	case p.Whole:
		return cbc.Area{Whole: true}
	case p.Shapes != nil:
		return *p.Shapes
	}
	return cbc.Area{Cells: p.Cells}
}
