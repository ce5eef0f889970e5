package dispatcher

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/templates"
)

// A Composer makes alerts of events. It is pure: the same record at the same
// time makes the same alert.
type Composer struct {
	Library *templates.Library
	Regions *area.Regions
	Atlas   *area.Atlas
	Links   []Link          // of all planes
	Lanes   map[string]Lane // by name
	Policy  Policy
	// People says how many live where, for those who must approve; nil for no word
	// on it.
	People *area.Population
	// Jurisdictions say where sources may alert.
	Jurisdictions []Jurisdiction
	Select        area.Policy // which cells lie inside
	// Sources are those with whom something is agreed about CAP, by sender.
	Sources map[string]Source
	// Drafts name texts that nobody has reviewed and that may go out on the live
	// plane all the same.
	Drafts templates.Drafts
	// Waivers are findings of lint that are borne with.
	Waivers templates.Waivers
}

// Compose reads a record and drafts the alert that it asks for: words, place,
// cells, identifiers. What it leaves out is what only the ledger can give:
// names, serial numbers, references.
func (c *Composer) Compose(r Record, now time.Time) Composed {
	e, problems := c.Read(r, now)
	lane, known := c.Lanes[r.Lane]
	switch {
	case !known:
		problems = append(problems, Problem{"unknown-lane", "", fmt.Sprintf("there is no lane %q", r.Lane)})
	case e.Plane != "" && e.Plane != lane.Plane:
		problems = append(problems, Problem{"wrong-plane", "status", fmt.Sprintf("an event of the %s plane came in on lane %s, which is %s", e.Plane, lane.Name, lane.Plane)})
	}
	problems = append(problems, e.CheckTimes(now)...)
	if known && e.Source != "" && !fits(lane.Sources, e.Source) {
		problems = append(problems, Problem{"wrong-source", "source.id", fmt.Sprintf("lane %s may not bring events of %s", lane.Name, e.Source)})
	}
	comp := Composed{Event: e, Problems: problems, Lane: lane, by: c,
		Approvals: func(class templates.Class) int { return c.Policy.Approvals(e.Source, e.Plane, class) }}
	if len(problems) > 0 {
		return comp
	}
	d := draft{Composer: c, event: &e, lane: lane, now: now}
	d.alert.Notes = slices.Clone(e.Notes)
	d.wait(e.Doubt)
	if e.Kind == KindCancel {
		d.cancel()
	} else {
		d.compose()
	}
	if comp.Problems = d.problems; len(comp.Problems) == 0 {
		d.alert.Seal()
		comp.Draft = &d.alert
	}
	return comp
}

// Read reads an event as Compose does.
func (c *Composer) Read(r Record, now time.Time) (Event, []Problem) {
	return EventReader{Hazards: c.Library, Sources: c.Sources, Now: now}.Read(r)
}

// A draft is an alert on its way.
type draft struct {
	*Composer
	event     *Event
	lane      Lane
	now       time.Time
	alert     Alert
	situation templates.Situation
	guidance  templates.Guidance
	found     map[string][]uint32 // cells in the area by link
	problems  []Problem
	why       string                 // a person must decide, if not empty
	said      map[room]saying        // texts made so far
	drawn     map[area.Limit]drawing // shapes made so far
}

func (d *draft) refuse(code, path, format string, args ...any) {
	d.problems = append(d.problems, Problem{code, path, fmt.Sprintf(format, args...)})
}

func (d *draft) note(format string, args ...any) {
	d.alert.Notes = append(d.alert.Notes, fmt.Sprintf(format, args...))
}

// wait has a person decide whatever the policy says. The first reason counts.
func (d *draft) wait(why string) {
	if d.why == "" {
		d.why = why
	}
}

// head fills in what the event itself says.
func (d *draft) head(sender map[string]string) {
	e := d.event
	d.alert.Kind, d.alert.Event, d.alert.System = e.Kind, e.EventKey, e.System
	d.alert.Sent, d.alert.Expires = e.Sent, e.Expires
	d.alert.Sender = sender[d.Library.Profile().Tags()[0]]
}

// cancel drafts an alert that says nothing and ends what the case said.
func (d *draft) cancel() {
	sender, ok := d.Library.Sender(d.event.System, d.event.Source)
	if !ok {
		d.refuse("unknown-source", "source.id", "%s is not a source that may alert the public", d.event.Source)
		return
	}
	d.head(sender)
	d.alert.Hazard = d.event.Hazard // class and approvals are those of what it ends
}

func (d *draft) compose() {
	e := d.event
	sender, ok := d.Library.Sender(e.System, e.Source)
	if !ok {
		d.refuse("unknown-source", "source.id", "%s is not a source that may alert the public", e.Source)
	}
	d.found = d.place()
	params, wrong := d.Library.CheckParams(e.Hazard, e.Params)
	for _, p := range wrong {
		d.refuse(p.Code, p.Field, "%s", p.Text)
	}
	if len(d.problems) > 0 {
		return
	}
	d.head(sender)
	d.words(sender, params)
	if len(d.problems) > 0 {
		return
	}
	d.links()
	if len(d.problems) > 0 {
		return
	}
	d.lint()
	d.approvals()
	d.residents()
}

// link returns the link of a name, or nil.
func (c *Composer) link(name string) *Link {
	for i := range c.Links {
		if c.Links[i].Name == name {
			return &c.Links[i]
		}
	}
	return nil
}

// links gives every link that reaches the place its texts and cells.
func (d *draft) links() {
	reached := make([]*Link, 0, len(d.found))
	for i := range d.Links {
		if l := &d.Links[i]; l.Plane == d.event.Plane && len(d.found[l.Name]) > 0 {
			reached = append(reached, l)
		}
	}
	slices.SortFunc(reached, func(a, b *Link) int { return strings.Compare(a.Name, b.Name) })
	d.alert.Parts = make([]Part, 0, len(reached))
	for _, l := range reached {
		d.part(l, d.found[l.Name])
	}
	if len(reached) > 0 && len(d.alert.Parts) == 0 && len(d.problems) == 0 {
		d.refuse("no-link", "languages", "no link that reaches the area carries any of the languages")
	}
	if len(reached) == 0 && len(d.problems) == 0 {
		d.refuse("no-cells", "area", "no cell of any link of the %s plane lies in the area", d.event.Plane)
	}
}

func (d *draft) part(l *Link, cells []uint32) {
	profile := d.Library.Profile()
	p := Part{Link: l.Name, Bearer: l.Bearer, Scope: l.Scope, Period: l.Period, Category: profile.Category(d.alert.Class),
		Count: len(cells), Merges: l.Merges, After: l.After, Whole: d.alert.Area.Country,
		Texts: make([]string, len(d.alert.Messages)), DCS: make([]cbc.DCS, len(d.alert.Messages))}
	for i, m := range d.alert.Messages {
		if !l.carries(m.Language) {
			continue
		}
		said, err := d.say(room{m.Language, l.Bearer})
		switch {
		case err == nil:
			p.Texts[i], p.DCS[i] = said, profile.DCS(m.Language)
		case i == 0:
			code, path := d.unfit(m.Language, err)
			d.refuse(code, path, "%s: %v", l.Name, err)
		default:
			d.note("%s does not carry it in %s: %v", l.Name, m.Language, err)
		}
	}
	if !slices.ContainsFunc(p.Texts, func(t string) bool { return t != "" }) {
		d.note("%s carries none of the languages", l.Name)
		return
	}
	switch {
	case p.Whole:
	case l.TakesCells:
		p.Cells = d.Atlas.Cells(l.Name, cells)
	default:
		drawn := d.shapes(l)
		p.Shapes, p.Over = drawn.shapes, drawn.over
	}
	d.alert.Parts = append(d.alert.Parts, p)
}

// approvals says how many people must agree, and why.
func (d *draft) approvals() {
	e, a := d.event, &d.alert
	a.Needs = d.Policy.Approvals(e.Source, e.Plane, a.Class)
	if a.Needs > 0 {
		a.Why = fmt.Sprintf("the policy wants %d approvals of %s alerts from %s", a.Needs, a.Class, e.Source)
	}
	if d.lane.MaxAge > 0 && d.now.Sub(e.Sent) > d.lane.MaxAge && a.Needs == 0 {
		a.Needs, a.Why = 1, fmt.Sprintf("it was sent at %s, more than %s ago", e.Sent.Format(time.RFC3339), d.lane.MaxAge)
	}
	if d.why != "" && a.Needs == 0 {
		a.Needs, a.Why = 1, d.why
	}
	if len(e.Text) == 0 {
		return
	}
	if a.Needs == 0 && a.Class == templates.Critical {
		d.refuse("own-text", "text", "a source that nobody checks may not bring its own words for a critical alert")
	}
	if a.Needs == 0 {
		a.Needs, a.Why = 1, "the words are the source's own"
	}
}
