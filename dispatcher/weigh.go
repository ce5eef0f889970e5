package dispatcher

import (
	"context"
	"time"

	"bongsu/cbc/area"
	"bongsu/templates"
)

// weigh holds a draft against the rules of sending, which compare it with what
// was sent before it and with the hour. What must not be sent is refused,
// questions are noted. Advice that raises one waits for a person, whatever the
// policy says; what people must act on at once never does.
func (d *Dispatcher) weigh(ctx context.Context, c *Composed, now time.Time) {
	a, by := c.Draft, c.by
	if a == nil || by == nil || a.Kind == KindCancel {
		return // a cancel ends all of what its case said, and says nothing
	}
	defer func() {
		if p := recover(); p != nil {
			c.Draft, c.Problems = nil, d.panicked(p)
		}
	}()
	d.recall(ctx)
	s := templates.Sending{Hazard: a.Hazard, Class: a.Class, Status: a.Event.Plane.status(), Text: a.spoken(), Area: a.shape(), At: now,
		Cites: d.recents.cited(c.Event.Names(), now), Recent: d.recents.like(a.Event.Plane, a.Hazard, now)}
	if len(a.Messages) > 0 {
		s.Language = a.Messages[0].Language
	}
	e, known := by.Library.Entry(a.Hazard, a.Situation)
	if known {
		s.Purpose = by.Library.Purpose(e)
	}
	s.MostPeople, s.People = d.reach(by, a)
	found := by.Library.LintSending(s, by.ground())
	for i := range found {
		if known {
			found[i].Entry = e.Name()
		}
	}
	draft := *a // others may have seen it
	draft.Notes = draft.Notes[:len(draft.Notes):len(draft.Notes)]
	for _, f := range by.Waivers.Bear(found, now) {
		switch f.Severity {
		case templates.Refuse:
			c.Problems = append(c.Problems, Problem{"lint-" + f.Rule, sendingPath(&f), sentence(&f) + "; " + f.Hint})
		case templates.Ask:
			draft.Notes = append(draft.Notes, sentence(&f))
			if draft.Needs == 0 && draft.Class >= templates.Info {
				draft.Needs, draft.Why = 1, sentence(&f)
			}
		}
	}
	if c.Draft = &draft; len(c.Problems) > 0 {
		c.Draft = nil
	}
}

// reach returns how many people a text of the class of a may reach without a
// question, and how many it reaches; 0 and 0 if the class may reach any number.
// Only advice is counted: what people must act on at once does not wait for it.
func (d *Dispatcher) reach(by *Composer, a *Alert) (most, people int) {
	if most = by.Library.Profile().Classes[a.Class].MostPeople; most == 0 || by.People == nil {
		return 0, 0
	}
	if a.Area.Residents != nil {
		return most, a.Area.Residents.People
	}
	x := &a.Area
	n := by.People.Count(area.Query{Country: x.Country, Regions: x.Regions, Polygons: x.Polygons, Circles: x.Circles}, by.Atlas.Boundaries())
	return most, n.People
}

// sendingPath returns the path in the event of what a rule of sending found.
func sendingPath(f *templates.Finding) string {
	if f.Rule == "L21" {
		return "references"
	}
	return ""
}
