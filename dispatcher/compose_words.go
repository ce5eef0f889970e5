package dispatcher

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"bongsu/cbc/text"
	"bongsu/templates"
)

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
	d.situation = templates.Situation{
		Hazard: e.Hazard, Situation: e.Situation, Class: e.Class, Severity: e.Severity, Urgency: e.Urgency, Certainty: e.Certainty,
		Params: params, Place: d.alert.Area.Name, Sender: sender, Time: moment, Status: e.Plane.status(), Languages: languages,
	}
	g, err := d.Library.Compose(d.situation)
	if err != nil {
		code, path := "no-guidance", "hazard"
		if missing := new(templates.MissingParamError); errors.As(err, &missing) {
			code, path = "missing-param", "params"
		}
		if unshown := new(templates.UnshownError); errors.As(err, &unshown) {
			code = "not-shown" // by phones of the country
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

// A room is where a text must fit.
type room struct{ language, bearer string }

// A saying is what is said in a room, or why nothing is.
type saying struct {
	templates.Text
	err error
}

// say returns what is said in a room. Many links share one.
func (d *draft) say(r room) (string, error) {
	s, ok := d.said[r]
	if !ok {
		s.Text, s.err = d.text(r)
		if d.said == nil {
			d.said = map[room]saying{}
		}
		d.said[r] = s
	}
	return s.Text.Text, s.err
}

// text returns the longest of the library's forms that fits, or the source's
// own words if it gave any.
func (d *draft) text(r room) (templates.Text, error) {
	t := templates.Text{Language: r.language}
	budget, ok := d.Library.Profile().Budget(r.bearer, r.language)
	if !ok {
		return t, nil
	}
	own, given := d.event.Text[r.language]
	if !given {
		return d.guidance.For(r.language, budget)
	}
	used, err := budget.Used(own)
	if err != nil {
		return t, err
	}
	if used > budget.Max {
		return t, fmt.Errorf("the text given has %d %s, and %s has room for %d", used, budget.Unit, budget.Name, budget.Max)
	}
	t.Text = own
	return t, nil
}

// unfit returns the code of why a text does not go on a bearer, and the path of
// what in the event is to blame.
func (d *draft) unfit(language string, err error) (code, path string) {
	code = "text-too-long"
	if unwritable := new(text.UnencodableError); errors.As(err, &unwritable) {
		code = "text-unwritable"
	}
	long := new(templates.TooLongError)
	switch {
	case d.event.Text[language] != "":
		path = "text." + language
	case !errors.As(err, &long):
	default:
		for _, name := range long.Params { // the longest first
			if _, given := d.event.Params[name]; given {
				return code, "params." + name
			}
		}
		path = "area.name"
	}
	return code, path
}
