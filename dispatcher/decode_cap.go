package dispatcher

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"bongsu/cbc"
	"bongsu/cbc/cap"
	"bongsu/templates"
)

// A paramRegistry knows the parameters of the library.
type paramRegistry interface {
	Param(name string) (*templates.Param, bool)
}

// capPrefix marks a parameter of CAP as meant for us.
const capPrefix = "bongsu:"

// regionSystems are the names by which CAP geocodes are 법정동코드.
var regionSystems = []string{"KR-BJD", "KR:BJD", "법정동코드"}

// readCAP reads a CAP 1.2 message by what is agreed with its sender. Its words
// for people, headline, description and instruction, are not read: the library
// speaks.
func (by *EventReader) readCAP(e *Event, body []byte, f *findings) {
	a, err := by.parse(body, f)
	if err != nil {
		invalidCAP(e, err, f)
		return
	}
	for _, n := range a.Notes {
		noteCAP(n, f)
	}
	c := capReader{a, e, by.Hazards, f}
	c.header()
	if e.Kind == KindCancel {
		c.cancel()
		return
	}
	if len(a.Infos) == 0 {
		f.addf("missing", "/alert", "the message has no info, which says what happens where")
		return
	}
	c.info()
}

// toldNotes are the oddities of a CAP message that a person who decides on it
// should know. The others are for those who write messages.
var toldNotes = []string{"W06", "W07", "W13a", "W13b", "W14", "W30", "enum", "S03", "S10", "S19"}

func noteCAP(p cap.Problem, f *findings) {
	if slices.Contains(toldNotes, p.Rule) {
		f.notef("%s", p)
	}
}

// invalidCAP tells what the CAP reader found. Codes are its rules.
func invalidCAP(e *Event, err error, f *findings) {
	e.System = "cap"
	var bad *cap.InvalidError
	if !errors.As(err, &bad) {
		f.addf("bad-cap", "/", "%v", err)
		return
	}
	e.Source, e.Ref, e.ID = bad.Sender, bad.Identifier, bad.Identifier
	for _, p := range bad.Problems {
		message := p.Message
		if p.Value != "" {
			message += fmt.Sprintf(": %q", p.Value)
		}
		f.addf("cap-"+p.Rule, p.XPath, "%s", message)
	}
	for _, n := range bad.Notes {
		noteCAP(n, f)
	}
}

// A capReader makes an event of a message that is valid CAP.
type capReader struct {
	*cap.Alert
	e    *Event
	find HazardFinder
	f    *findings
}

// header reads what stands directly in alert.
func (c capReader) header() {
	e := c.e
	e.EventKey = EventKey{Plane: planes[strings.ToLower(c.Status)], Source: c.Sender, Ref: c.Identifier}
	e.ID, e.System, e.Sent = c.Identifier, "cap", c.Sent
	if e.Plane == "" {
		c.f.addf("refused-status", "/alert/status", "a message of status %s is not for the public", c.Status)
	}
	switch c.MsgType {
	case "Alert", "Update", "Cancel":
		e.Kind = Kind(strings.ToLower(c.MsgType))
	default:
		c.f.addf("refused-msg-type", "/alert/msgType", "a message of type %s tells nothing to the public", c.MsgType)
	}
	if c.Scope != "Public" {
		c.f.addf("refused-scope", "/alert/scope", "the scope of the message is %s, not Public", c.Scope)
	}
	c.short("/alert/identifier", c.Identifier)
	c.short("/alert/sender", c.Sender)
	if len(c.References) > maxReferences {
		c.f.addf("too-many", "/alert/references", "there are %d references, more than %d", len(c.References), maxReferences)
		return
	}
	for _, r := range c.References {
		e.References = append(e.References, Reference{Source: r.Sender, ID: r.Identifier, Sent: r.Sent})
	}
}

func (c capReader) short(path, s string) {
	if utf8.RuneCountInString(s) > maxRef {
		c.f.addf("too-long", path, "there are more than %d characters", maxRef)
	}
}

// cancel reads what a cancel says of the case it ends. It need not say
// anything, and nothing in its infos can keep it from ending the case.
func (c capReader) cancel() {
	if len(c.Infos) == 0 {
		return
	}
	quiet := c
	quiet.f = &findings{}
	quiet.info()
}

// info reads the first info; the others say the same in other languages.
func (c capReader) info() {
	if len(c.Infos) > maxLanguages {
		c.f.notef("the message has %d infos, the first %d are read", len(c.Infos), maxLanguages)
		c.Infos = c.Infos[:maxLanguages]
	}
	e, first := c.e, &c.Infos[0]
	e.Severity, e.Urgency, e.Certainty = words(first)
	e.Onset, e.Expires = first.Onset, first.Expires
	switch {
	case e.Expires.IsZero():
		c.f.addf("missing-expires", "/alert/info[1]", "the message does not say when it expires")
	case !e.Expires.After(e.Sent):
		c.f.addf("expires-before-sent", "/alert/info[1]/expires", "the message expires before or when it is sent")
	}
	var ok bool
	if e.Hazard, e.Situation, ok = c.event(first); !ok {
		c.unmapped(first)
	}
	if level(first, "MeteoAlarm") == green {
		c.f.addf("nothing-to-warn", "/alert/info[1]/parameter", "the awareness level is green")
	}
	e.Area = c.area(first, "/alert/info[1]", c.f)
	if e.Area.Empty() {
		c.f.addf("empty-area", "/alert/info[1]", "the message names no place that is known here")
	}
	c.choose(first)
	c.params()
	for i := range c.Infos[1:] {
		c.compare(first, &c.Infos[i+1], i+2)
	}
}

// place takes the name of the place from an info in another language.
func (c capReader) place(i *cap.Info, name string) {
	l := language(i)
	if name == "" || l == language(&c.Infos[0]) || c.e.Area.Names[l] != "" {
		return
	}
	if c.e.Area.Names == nil {
		c.e.Area.Names = map[string]string{}
	}
	c.e.Area.Names[l] = name
}

// language returns the language of an info without its region: "ko" of "ko-KR".
func language(i *cap.Info) string {
	l, _, _ := strings.Cut(strings.ToLower(i.Language), "-")
	return l
}

// words returns severity, urgency and certainty as events write them.
func words(i *cap.Info) (severity, urgency, certainty string) {
	return strings.ToLower(i.Severity), strings.ToLower(i.Urgency), strings.ToLower(i.Certainty)
}

// area reads the areas of an info, which add up.
func (c capReader) area(i *cap.Info, path string, f *findings) EventArea {
	var out EventArea
	var names []string
	for n, a := range i.Areas {
		at := fmt.Sprintf("%s/area[%d]", path, n+1)
		if name := strings.TrimSpace(a.Desc); !slices.Contains(names, name) {
			names = append(names, name)
		}
		out.Polygons = append(out.Polygons, a.Polygons...)
		for k, circle := range a.Circles {
			if checkCircle(circle, fmt.Sprintf("%s/circle[%d]", at, k+1), f) {
				out.Circles = append(out.Circles, circle)
			}
		}
		for k, g := range a.Geocodes {
			switch {
			case !slices.Contains(regionSystems, g.Name):
			case !isGeocode(g.Value):
				f.addf("bad-geocode", fmt.Sprintf("%s/geocode[%d]/value", at, k+1), "%s is not a region code of 10 digits", shorten(g.Value))
			default:
				out.Regions = append(out.Regions, cbc.Region(g.Value))
			}
		}
	}
	if len(out.Regions) > maxGeocodes || len(out.Circles) > maxCircles {
		f.addf("too-many", path, "there are %d region codes and %d circles, more than %d or %d", len(out.Regions), len(out.Circles), maxGeocodes, maxCircles)
		out.Regions, out.Circles = nil, nil
	}
	if out.Name = strings.Join(names, ", "); utf8.RuneCountInString(out.Name) > maxName {
		f.notef("%s: the name of the place has more than %d characters and is not used", path, maxName)
		out.Name = ""
	}
	return out
}

// choose takes situation and class from the parameters, where a sender who
// knows us says them. The class is never made of what CAP itself has.
func (c capReader) choose(i *cap.Info) {
	for n, p := range i.Parameters {
		at := fmt.Sprintf("/alert/info[1]/parameter[%d]/value", n+1)
		switch strings.TrimPrefix(p.Name, capPrefix) {
		case "situation":
			if c.e.Situation = p.Value; !isName(p.Value) || len(p.Value) > 64 {
				c.f.addf("bad-name", at, "%s is no situation", shorten(p.Value))
				c.e.Situation = ""
			}
		case "class":
			class, err := templates.ParseClass(p.Value)
			if err != nil {
				c.f.addf("bad-value", at, "%.80v", err)
			}
			c.e.Class = class
		}
	}
}

// params takes the parameters that the library knows, and those that are said
// to be meant for us. One that differs between infos is in several languages.
func (c capReader) params() {
	all := map[string]map[string]string{} // by name, then by language
	for i := range c.Infos {
		for _, p := range c.Infos[i].Parameters {
			name, ok := c.paramName(p.Name)
			if !ok {
				continue
			}
			if all[name] == nil {
				all[name] = map[string]string{}
			}
			l := language(&c.Infos[i])
			if _, given := all[name][l]; !given {
				all[name][l] = p.Value
			}
		}
	}
	if len(all) > maxParams {
		c.f.addf("too-many", "/alert/info[1]", "there are %d parameters, more than %d", len(all), maxParams)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if c.e.Params == nil {
			c.e.Params = map[string]any{}
		}
		c.e.Params[name] = c.param(name, all[name])
	}
}

// capParams are parameters of others that mean one of the library's, with the
// same unit.
var capParams = map[string]string{
	"Magnitude": "magnitude", // the U.S. Geological Survey
}

// paramName returns the library's name of a parameter, and whether it is one.
func (c capReader) paramName(s string) (string, bool) {
	name, ours := strings.CutPrefix(s, capPrefix)
	if name == "situation" || name == "class" || name == "" {
		return "", false
	}
	if ours {
		return name, true
	}
	registry, ok := c.find.(paramRegistry)
	if !ok {
		return "", false
	}
	if alias := capParams[name]; alias != "" {
		name = alias
	}
	p, ok := registry.Param(name)
	return name, ok && (p.From == "" || p.From == "time")
}

// param makes a value of what the infos say.
func (c capReader) param(name string, values map[string]string) any {
	plain := slices.Compact(slices.Sorted(maps.Values(values)))
	if len(plain) > 1 {
		return values
	}
	registry, ok := c.find.(paramRegistry)
	if !ok {
		return plain[0]
	}
	p, ok := registry.Param(name)
	if !ok {
		return plain[0]
	}
	v, err := p.Parse(plain[0])
	if err != nil {
		c.f.addf("bad-parameter", "/alert/info[1]/parameter", "%.120v", err)
		return plain[0]
	}
	return v
}

// compare finds where the n-th info does not agree with the first.
func (c capReader) compare(first, other *cap.Info, n int) {
	path := fmt.Sprintf("/alert/info[%d]", n)
	differ := func(what string) {
		c.f.addf("infos-differ", path, "the info has another %s than the first; several infos are one event in several languages", what)
	}
	s1, u1, c1 := words(first)
	s2, u2, c2 := words(other)
	if s1 != s2 || u1 != u2 || c1 != c2 {
		differ("severity, urgency or certainty")
	}
	if !first.Expires.Equal(other.Expires) {
		differ("expiry")
	}
	if h, _, ok := c.event(other); ok && h != c.e.Hazard && c.e.Doubt == "" {
		differ("hazard")
	}
	here, there := c.e.Area, c.area(other, path, &findings{})
	c.place(other, there.Name)
	here.Name, here.Names, there.Name = "", nil, ""
	if !reflect.DeepEqual(here, there) {
		differ("area")
	}
}
