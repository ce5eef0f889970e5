package cap

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A subject is an alert, an info or an area that a rule looks at.
type subject struct {
	xpath string
	alert *Alert
	info  *Info
	area  *Area
}

// check returns what an alert, valid by the standard, does not keep of the
// profile.
func (p *Profile) check(a *Alert) (problems, notes []Problem) {
	for i := range p.Rules {
		x := &p.Rules[i]
		if x.Severity == Meaning || !x.concerns(a) {
			continue
		}
		for _, found := range x.broken(a) {
			if x.Severity == Invalid {
				problems = append(problems, found)
			} else {
				notes = append(notes, found)
			}
		}
	}
	return problems[:min(len(problems), maxProblems)], notes[:min(len(notes), maxNotes)]
}

// concerns reports whether the rule is for messages like a.
func (x *ProfileRule) concerns(a *Alert) bool {
	for field, values := range x.When {
		got := subject{alert: a}.values(field)
		if !slices.ContainsFunc(got, func(v string) bool { return slices.Contains(values, v) }) {
			return false
		}
	}
	return true
}

// subjects returns what a rule looks at.
func (a *Alert) subjects(each string) []subject {
	if each == "alert" {
		return []subject{{xpath: "/alert", alert: a}}
	}
	var list []subject
	for i := range a.Infos {
		s := subject{xpath: fmt.Sprintf("/alert/info[%d]", i+1), info: &a.Infos[i]}
		if each == "info" {
			list = append(list, s)
			continue
		}
		for k := range s.info.Areas {
			list = append(list, subject{xpath: fmt.Sprintf("%s/area[%d]", s.xpath, k+1), area: &s.info.Areas[k]})
		}
	}
	return list
}

func (x *ProfileRule) broken(a *Alert) []Problem {
	var list []Problem
	var first []string
	for i, s := range a.subjects(x.Each) {
		var values []string
		for f := range strings.SplitSeq(x.Field, "|") {
			values = append(values, s.values(f)...)
		}
		value, wrong := x.judge(s, values)
		if i == 0 {
			first = values
		} else if x.Same && !wrong && !slices.Equal(first, values) {
			value, wrong = strings.Join(values, " "), true
		}
		if wrong {
			list = append(list, Problem{Rule: x.ID, XPath: s.xpath, Message: x.English, Korean: x.Korean, Value: quoted(value)})
		}
	}
	return list
}

// judge returns the value that breaks the rule, and whether it is broken.
func (x *ProfileRule) judge(s subject, values []string) (string, bool) {
	if len(values) < x.Least || x.Most != nil && len(values) > *x.Most {
		return strings.Join(values, " "), true
	}
	if len(x.Any) > 0 && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(x.Any, v) }) {
		return strings.Join(values, " "), true
	}
	for _, v := range values {
		if x.pattern != nil && !x.pattern.MatchString(v) || x.Length > 0 && utf8.RuneCountInString(v) > x.Length {
			return v, true
		}
		for _, other := range x.Distinct {
			if slices.Contains(s.values(other), v) {
				return v, true
			}
		}
	}
	return "", false
}

// values returns the values of a field that are not empty.
func (s subject) values(field string) []string {
	name, of, only := strings.Cut(field, "/")
	var list []string
	switch {
	case s.alert != nil:
		list = s.alert.values(name)
	case s.info != nil:
		list = s.info.values(name, of, only)
	default:
		list = s.area.values(name, of, only)
	}
	return filled(list)
}

func (a *Alert) values(field string) []string {
	switch field {
	case "identifier":
		return []string{a.Identifier}
	case "sender":
		return []string{a.Sender}
	case "sent":
		return times(a.Sent)
	case "status":
		return []string{a.Status}
	case "msgType":
		return []string{a.MsgType}
	case "source":
		return []string{a.Source}
	case "scope":
		return []string{a.Scope}
	case "code":
		return a.Codes
	case "note":
		return []string{a.Note}
	case "incidents":
		return a.Incidents
	case "references":
		list := make([]string, len(a.References))
		for i, r := range a.References {
			list[i] = r.Sender + "," + r.Identifier
		}
		return list
	}
	return ordinals(len(a.Infos)) // info
}

func (i *Info) values(field, of string, only bool) []string {
	switch field {
	case "language":
		return []string{i.Language}
	case "category":
		return i.Categories
	case "event":
		return []string{i.Event}
	case "responseType":
		return i.ResponseTypes
	case "urgency":
		return []string{i.Urgency}
	case "severity":
		return []string{i.Severity}
	case "certainty":
		return []string{i.Certainty}
	case "audience":
		return []string{i.Audience}
	case "eventCode":
		return named(i.EventCodes, of, only)
	case "parameter":
		return named(i.Parameters, of, only)
	case "effective":
		return times(i.Effective)
	case "onset":
		return times(i.Onset)
	case "expires":
		return times(i.Expires)
	case "senderName":
		return []string{i.SenderName}
	case "headline":
		return []string{i.Headline}
	case "description":
		return []string{i.Description}
	case "instruction":
		return []string{i.Instruction}
	case "web":
		return []string{i.Web}
	case "contact":
		return []string{i.Contact}
	case "resource":
		return ordinals(len(i.Resources))
	}
	return ordinals(len(i.Areas)) // area
}

func (a *Area) values(field, of string, only bool) []string {
	switch field {
	case "areaDesc":
		return []string{a.Desc}
	case "polygon":
		return ordinals(len(a.Polygons))
	case "circle":
		return ordinals(len(a.Circles))
	case "radius":
		list := make([]string, len(a.Circles))
		for i, c := range a.Circles {
			list[i] = strconv.FormatFloat(c.Radius/metresPerKilometre, 'f', -1, 64)
		}
		return list
	case "geocode":
		return named(a.Geocodes, of, only)
	case "altitude":
		return heights(a.Altitude)
	}
	return heights(a.Ceiling) // ceiling
}

// named returns the values of one name, or all names.
func named(list []NameValue, of string, only bool) []string {
	var out []string
	for _, p := range list {
		switch {
		case !only:
			out = append(out, p.Name)
		case p.Name == of:
			out = append(out, p.Value)
		}
	}
	return out
}

func times(t time.Time) []string {
	if t.IsZero() {
		return nil
	}
	return []string{t.Format(timeForm)}
}

func heights(v *float64) []string {
	if v == nil {
		return nil
	}
	return []string{strconv.FormatFloat(*v, 'f', -1, 64)}
}

// ordinals stand for values that are counted and not looked at.
func ordinals(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = strconv.Itoa(i + 1)
	}
	return list
}
