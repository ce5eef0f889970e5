package dispatcher

import (
	"errors"
	"fmt"
	"maps"
	"slices"
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
	Select  area.Policy // which cells lie inside
	// Drafts name texts that nobody has reviewed and that may go out on the live
	// plane all the same.
	Drafts templates.Drafts
}

// Compose reads a record and drafts the alert that it asks for: words, place,
// cells, identifiers. What it leaves out is what only the ledger can give:
// names, serial numbers, references.
func (c *Composer) Compose(r Record, now time.Time) Composed {
	e, problems := ReadEvent(r, c.Library)
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
	comp := Composed{Event: e, Problems: problems, Lane: lane,
		Approvals: func(class templates.Class) int { return c.Policy.Approvals(e.Source, e.Plane, class) }}
	if len(problems) > 0 {
		return comp
	}
	d := draft{Composer: c, event: &e, lane: lane, now: now}
	d.alert.Notes = slices.Clone(e.Notes)
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

// A draft is an alert on its way.
type draft struct {
	*Composer
	event    *Event
	lane     Lane
	now      time.Time
	alert    Alert
	guidance templates.Guidance
	problems []Problem
	said     map[room]saying      // texts made so far
	drawn    map[string]*cbc.Area // shapes made so far, by the limits they are in
}

// A room is where a text must fit.
type room struct{ language, bearer string }

// A saying is what is said in a room, or why nothing is.
type saying struct {
	text string
	err  error
}

func (d *draft) refuse(code, path, format string, args ...any) {
	d.problems = append(d.problems, Problem{code, path, fmt.Sprintf(format, args...)})
}

func (d *draft) note(format string, args ...any) {
	d.alert.Notes = append(d.alert.Notes, fmt.Sprintf(format, args...))
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
	found := d.place()
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
	d.links(found)
	if len(d.problems) > 0 {
		return
	}
	d.approvals()
}

// place resolves the area and finds the cells in it.
func (d *draft) place() map[string][]uint32 {
	e := d.event
	if e.Area.Empty() {
		d.refuse("no-area", "area", "it says no place; everywhere is area.country")
		return nil
	}
	a := &d.alert.Area
	a.Country, a.Polygons, a.Circles = e.Area.Country, e.Area.Polygons, e.Area.Circles
	for i, code := range e.Area.Regions {
		codes, note, err := d.Regions.Resolve(code)
		if err != nil {
			d.refuse("unknown-region", fmt.Sprintf("area.geocodes[%d]", i), "%v", err)
			continue
		}
		if !note.Empty() {
			d.note("%s", note)
		}
		for _, n := range codes {
			if !slices.Contains(a.Regions, n) {
				a.Regions = append(a.Regions, n)
			}
		}
	}
	for i, p := range a.Polygons {
		if err := area.CheckPolygon(p); err != nil {
			d.refuse("bad-polygon", fmt.Sprintf("area.polygons[%d]", i), "%v", err)
		}
	}
	for i, c := range a.Circles {
		if err := area.CheckCircle(c); err != nil {
			d.refuse("bad-circle", fmt.Sprintf("area.circles[%d]", i), "%v", err)
		}
	}
	if len(d.problems) > 0 {
		return nil
	}
	if e.Area.Country && len(a.Regions)+len(a.Polygons)+len(a.Circles)+len(e.Area.Cells) > 0 {
		d.note("the area is the whole country; the places named besides add nothing")
	}
	found, err := d.Atlas.Find(area.Query{Country: a.Country, Regions: a.Regions, Polygons: a.Polygons, Circles: a.Circles, Policy: d.Select})
	if err != nil {
		d.refuse("no-boundary", "area", "%v", err)
		return nil
	}
	d.cells(found)
	return found
}

// cells adds those that the event names itself. Links that are told in shapes
// cannot be told them.
func (d *draft) cells(found map[string][]uint32) {
	for i, c := range d.event.Area.Cells {
		path := fmt.Sprintf("area.cells[%d]", i)
		n, ok := d.Atlas.Index(c)
		if !ok {
			d.refuse("unknown-cell", path, "no link has cell %s", c)
			continue
		}
		name := d.Atlas.Site(n).Link
		l := d.link(name)
		if l == nil || !l.TakesCells {
			d.refuse("cell-of-shapes", path, "link %s, which has cell %s, is told areas, not cells", name, c)
			continue
		}
		if at, in := slices.BinarySearch(found[name], n); !in {
			found[name] = slices.Insert(slices.Clone(found[name]), at, n)
		}
	}
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

// placeLanguages are those in which regions have names.
var placeLanguages = []string{"ko", "en"}

// name returns the public name of the place by language.
func (d *draft) name(languages []string) {
	e := d.event
	codes := d.alert.Area.Regions
	d.alert.Area.Name = map[string]string{}
	for _, l := range languages {
		if !slices.Contains(placeLanguages, l) && e.Area.Names[l] == "" {
			continue // the library writes the names of another language
		}
		name := d.Regions.PlaceName(codes, e.Area.Country, l)
		if said := e.Area.Names[l]; said != "" {
			name = said
		} else if e.Area.Name != "" && (l == languages[0] || len(codes) == 0 && !e.Area.Country) {
			name = e.Area.Name
		}
		d.alert.Area.Name[l] = name
	}
	if d.alert.Area.Name[languages[0]] == "" {
		d.refuse("no-place-name", "area.name", "the area is shapes only and has no public name")
	}
}

// words lets the library choose what to say.
func (d *draft) words(sender map[string]string, params map[string]templates.Value) {
	e := d.event
	languages := d.wanted()
	d.name(languages)
	if len(d.problems) > 0 {
		return
	}
	moment := e.Onset
	if moment.IsZero() {
		moment = e.Sent
	}
	g, err := d.Library.Compose(templates.Situation{
		Hazard: e.Hazard, Situation: e.Situation, Class: e.Class, Severity: e.Severity, Urgency: e.Urgency, Certainty: e.Certainty,
		Params: params, Place: d.alert.Area.Name, Sender: sender, Time: moment, Status: e.Plane.status(), Languages: languages,
	})
	if err != nil {
		code, path := "no-guidance", "hazard"
		if missing := new(templates.MissingParamError); errors.As(err, &missing) {
			code, path = "missing-param", "params"
		}
		d.refuse(code, path, "%v", err)
		return
	}
	if g, err = g.Reviewed(d.Drafts); err != nil {
		d.refuse("draft", "hazard", "%v", err)
		return
	}
	d.guidance = g
	a := &d.alert
	a.Class, a.Hazard, a.Situation, a.Library, a.Entry = g.Class, g.Hazard, g.Situation, g.LibraryVersion, g.EntryHash
	a.Severity, a.Urgency, a.Certainty = g.Severity, g.Urgency, g.Certainty
	if !slices.Contains(d.lane.Classes, a.Class) {
		d.refuse("class-not-allowed", "class", "lane %s may not carry %s", d.lane.Name, a.Class)
	}
	_, most := d.Library.Profile().Lifetime(a.Class)
	if limit := a.Sent.Add(most); most > 0 && a.Expires.After(limit) {
		d.note("expires at %s, the longest life of a %s alert, not at %s", limit.Format(time.RFC3339), a.Class, a.Expires.Format(time.RFC3339))
		a.Expires = limit
	}
	if !a.Expires.After(d.now) {
		d.refuse("expired", "sent", "a %s alert of %s is over by now", a.Class, a.Sent.Format(time.RFC3339))
	}
	for i := range g.Refused {
		d.note("%v", &g.Refused[i])
	}
	for _, l := range g.Drafts {
		d.note("%s is left out: its text is a draft that nobody has reviewed", l)
	}
	for _, l := range g.Untranslated {
		d.note("%s is left out: the library has no words in it", l)
	}
	d.identify()
}

// identify gives each language its identifier: the first one that of the
// class, the others its twin.
func (d *draft) identify() {
	g, a := &d.guidance, &d.alert
	for i, l := range d.languages() {
		id := g.MessageID
		if i > 0 {
			id = g.Twin
		}
		if id == 0 {
			d.note("%s is left out: the profile has no identifier for further languages of %s", l, a.Class)
			continue
		}
		a.Messages = append(a.Messages, Message{Language: l, MessageID: id})
	}
}

// languages returns those that something is said in, in the profile's order:
// the first is the one that every phone listens for.
func (d *draft) languages() []string {
	all := d.guidance.Languages()
	if len(d.event.Text) > 0 {
		all = slices.Sorted(maps.Keys(d.event.Text))
	}
	slices.SortStableFunc(all, func(a, b string) int { return d.rank(a) - d.rank(b) })
	return all
}

// rank is a language's place in the profile, after all of them if it has none.
func (d *draft) rank(language string) int {
	tags := d.Library.Profile().AllTags()
	if i := slices.Index(tags, language); i >= 0 {
		return i
	}
	return len(tags)
}

// say returns what is said in a room. Many links share one.
func (d *draft) say(r room) (string, error) {
	s, ok := d.said[r]
	if !ok {
		s.text, s.err = d.text(r)
		if d.said == nil {
			d.said = map[room]saying{}
		}
		d.said[r] = s
	}
	return s.text, s.err
}

// text returns the longest of the library's forms that fits, or the source's
// own words if it gave any.
func (d *draft) text(r room) (string, error) {
	budget, ok := d.Library.Profile().Budget(r.bearer, r.language)
	if !ok {
		return "", nil
	}
	own, given := d.event.Text[r.language]
	if !given {
		t, err := d.guidance.For(r.language, budget)
		return t.Text, err
	}
	used, err := budget.Used(own)
	if err != nil {
		return "", err
	}
	if used > budget.Max {
		return "", fmt.Errorf("the text given has %d %s, and %s has room for %d", used, budget.Unit, budget.Name, budget.Max)
	}
	return own, nil
}

// wanted returns the languages to say it in: those that the event names, else
// the profile's and what else some link of the plane carries.
func (d *draft) wanted() []string {
	if len(d.event.Languages) > 0 {
		return d.event.Languages
	}
	profile := d.Library.Profile()
	all := profile.Tags()
	for _, l := range profile.AllTags()[len(all):] {
		if slices.ContainsFunc(d.Links, func(x Link) bool { return x.Plane == d.event.Plane && x.carries(l) }) {
			all = append(all, l)
		}
	}
	return all
}

// status returns the plane as templates and CAP call it.
func (p Plane) status() templates.Status {
	switch p {
	case Live:
		return templates.Actual
	case Exercise:
		return templates.Exercise
	}
	return templates.Test
}

// links gives every link that reaches the place its texts and cells.
func (d *draft) links(found map[string][]uint32) {
	any := false
	for i := range d.Links {
		l := &d.Links[i]
		if l.Plane != d.event.Plane || len(found[l.Name]) == 0 {
			continue
		}
		any = true
		d.part(l, found[l.Name])
	}
	if any && len(d.alert.Parts) == 0 && len(d.problems) == 0 {
		d.refuse("no-link", "languages", "no link that reaches the area carries any of the languages")
	}
	if !any && len(d.problems) == 0 {
		d.refuse("no-cells", "area", "no cell of any link of the %s plane lies in the area", d.event.Plane)
	}
	slices.SortFunc(d.alert.Parts, func(a, b Part) int {
		if a.Link < b.Link {
			return -1
		}
		return 1
	})
}

func (d *draft) part(l *Link, cells []uint32) {
	profile := d.Library.Profile()
	p := Part{Link: l.Name, Bearer: l.Bearer, Scope: l.Scope, Period: l.Period, Category: profile.Category(d.alert.Class),
		Count: len(cells), Merges: l.Merges, Whole: d.alert.Area.Country,
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
			d.refuse("text-too-long", "", "%s: %v", l.Name, err)
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
		p.Shapes = d.shapes(l)
	}
	d.alert.Parts = append(d.alert.Parts, p)
}

// shapes returns the area within what the link can carry, never smaller than
// what was asked for.
func (d *draft) shapes(l *Link) *cbc.Area {
	limits := fmt.Sprint(l.Points, l.Overshoot)
	if s, ok := d.drawn[limits]; ok {
		return s
	}
	a := d.alert.Area
	s := cbc.Area{Regions: a.Regions, Circles: a.Circles}
	for i, p := range a.Polygons {
		if l.Points > 0 && (len(p) > 1 || len(p[0])-1 > l.Points) {
			simple, over, err := area.Simplify(p, l.Points)
			if err != nil || over > l.Overshoot {
				d.refuse("polygon-too-fine", fmt.Sprintf("area.polygons[%d]", i),
					"%s takes %d points; a polygon of so many reaches %.0f m beyond this one, and %.0f m are allowed", l.Name, l.Points, over, l.Overshoot)
				continue
			}
			d.note("%s gets polygon %d with %d points, up to %.0f m larger", l.Name, i+1, len(simple[0])-1, over)
			p = simple
		}
		s.Polygons = append(s.Polygons, p)
	}
	if d.drawn == nil {
		d.drawn = map[string]*cbc.Area{}
	}
	d.drawn[limits] = &s
	return &s
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
