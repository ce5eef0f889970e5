package templates

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bongsu/cbc/text"
)

// parity is L44: against the first language, every other one names the same
// parameters in its long text, has as many actions give or take one, and says
// the same numbers in its long text. Its short texts may say less, but no number
// that the long texts do not say.
func (x entryLint) parity() {
	first := x.first()
	for _, tag := range x.tags() {
		if tag == first || first == "" {
			continue
		}
		at := x.Texts[tag].position
		if a, b := x.paramsOf(first, Long), x.paramsOf(tag, Long); !slices.Equal(a, b) {
			x.add(at, tag, Long, newFinding("L44", "names %s; in %s it is %s", listed(b), first, listed(a)))
		}
		n, m := len(x.Texts[first].Actions), len(x.Texts[tag].Actions)
		if n-m > 1 || m-n > 1 {
			x.add(at, tag, "", newFinding("L44", "has %d actions; in %s there are %d", m, first, n))
		}
		a, b := x.numbersOf(first, Long), x.numbersOf(tag, Long)
		if !slices.Equal(a, b) {
			x.add(at, tag, Long, newFinding("L44", "has the numbers %s; in %s they are %s", listed(b), first, listed(a)))
		}
		x.strayNumbers(first, tag, append(a, b...))
	}
}

// strayNumbers finds numbers of short texts that no long text has.
func (x entryLint) strayNumbers(first, tag string, known []string) {
	for _, form := range []string{Short, Essential} {
		for _, language := range []string{first, tag} {
			for _, n := range x.numbersOf(language, form) {
				if !slices.Contains(known, n) {
					x.add(x.Texts[language].position, language, form, newFinding("L44", "says %s, which the long texts do not", n))
				}
			}
		}
	}
}

// first returns the profile's first language that the entry has.
func (x entryLint) first() string {
	for _, tag := range x.profile.Tags() {
		if x.Texts[tag] != nil {
			return tag
		}
	}
	return ""
}

// paramsOf returns the names of the parameters of a form in order.
func (x entryLint) paramsOf(language, form string) []string {
	names := map[string]bool{}
	for _, c := range x.ready(language, form) {
		for _, i := range c.any {
			names[x.registry[i].Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// numbersOf returns the numbers that the text itself has, in order of size of
// their digits.
func (x entryLint) numbersOf(language, form string) []string {
	var all []string
	for _, c := range x.ready(language, form) {
		all = append(all, numbersIn(&c.template)...)
	}
	slices.Sort(all)
	return all
}

func numbersIn(t *template) []string {
	var all []string
	for i := range t.pieces {
		p := &t.pieces[i]
		for k := range p.group {
			all = append(all, numbersIn(&p.group[k])...)
		}
		if p.param == literal {
			all = append(all, strings.FieldsFunc(p.text, func(r rune) bool { return r < '0' || '9' < r })...)
		}
	}
	return all
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// wrongUnits are spellings of units and what to write instead.
var wrongUnits = []struct{ wrong, right string }{
	{"㎜", "mm"}, {"㎝", "cm"}, {"㎧", "m/s"}, {"㎞", "km"}, {"°C", "℃"}, {"도씨", "℃"}, {"밀리", "mm"}, {"센티", "cm"}, {"미터", "m"},
	{"MM", "mm"}, {"CM", "cm"}, {"M/S", "m/s"}, {"km/h", "m/s"}, {"kph", "m/s"}, {"mph", "m/s"}, {"inches", "mm"}, {"feet", "m"}, {"ug/m3", "㎍/㎥"},
}

// units is L45: no other spelling of a unit behind a parameter, no comma in a
// number, no clock of twelve hours.
func (x entryLint) units() {
	for w := range x.each {
		for _, m := range x.unitsOf(&w.template, w.language) {
			x.add(w.position, w.language, w.form, newFinding("L45", "%s", m))
		}
	}
}

func (x entryLint) unitsOf(t *template, language string) []string {
	var all []string
	for i := range t.pieces {
		p := &t.pieces[i]
		for k := range p.group {
			all = append(all, x.unitsOf(&p.group[k], language)...)
		}
		if p.param != literal {
			continue
		}
		if i > 0 && t.pieces[i-1].param >= 0 {
			after := strings.TrimLeft(p.text, " ")
			for _, u := range wrongUnits {
				if strings.HasPrefix(after, u.wrong) && (u.right != "㎍/㎥" || language == "ko") {
					all = append(all, strconv.Quote(u.wrong)+" where "+u.right+" is written")
				}
			}
			if k := x.registry[t.pieces[i-1].param].Kind; (k == Clock || k == Moment) && hasTwelveHours(after) {
				all = append(all, "the clock has 24 hours")
			}
		}
		if grouped(p.text) {
			all = append(all, "a number has a comma in it")
		}
		if i+1 < len(t.pieces) && t.pieces[i+1].param >= 0 && (strings.HasSuffix(p.text, "오전 ") || strings.HasSuffix(p.text, "오후 ")) {
			all = append(all, "the clock has 24 hours")
		}
	}
	return all
}

func hasTwelveHours(s string) bool {
	low := lowerASCII(s)
	return strings.HasPrefix(low, "am ") || strings.HasPrefix(low, "pm ") || low == "am" || low == "pm" || strings.HasPrefix(low, "pm.") || strings.HasPrefix(low, "am.")
}

// grouped reports whether s has a number such as 1,000.
func grouped(s string) bool {
	for i := 1; i+3 < len(s); i++ {
		if s[i] == ',' && digit(s[i-1]) && digit(s[i+1]) && digit(s[i+2]) && digit(s[i+3]) {
			return true
		}
	}
	return false
}

// worstCase is L04: with every parameter at its longest a form that shrinking
// gives fits each bearer of the language; a short text over its limit needs
// steps at all.
func (x entryLint) worstCase() {
	s := x.longest()
	g, err := x.ComposeEntry(s, Match{Entry: x.Entry, Class: x.Class})
	if err != nil {
		return
	}
	for _, tag := range x.tags() {
		at := x.Texts[tag].position
		for name := range x.profile.BearerNames() {
			b, ok := x.profile.Budget(name, tag)
			if !ok {
				continue
			}
			if need := shortestFor(g, tag, b); need > b.Max {
				f := newFinding("L04", "needs %d %s at the longest after all steps; %s has %d", need, b.Unit, name, b.Max)
				if len(x.steps) > 0 {
					f.Severity = Note // it shrinks as far as it may, and is refused by the name of its longest parameter
				}
				x.add(at, tag, "", f)
			}
		}
		if l := x.profile.language(tag); l != nil && len(x.steps) == 0 && overLimit(g, l) {
			x.add(at, tag, Short, newFinding("L04", "is over its limit at the longest and lists no steps"))
		}
	}
}

// shortestFor returns what the shortest text of a language needs.
func shortestFor(g Guidance, tag string, b text.Budget) int {
	need := 1 << 30
	for _, t := range g.Texts {
		if t.Language != tag {
			continue
		}
		if n, err := b.Used(t.Text); err == nil {
			need = min(need, n)
		}
	}
	return need
}

func overLimit(g Guidance, l *Language) bool {
	for _, t := range g.Texts {
		if t.Language == l.Tag && t.Form == Short {
			n, err := l.count(t.Text)
			return err == nil && n > l.Limits[Short]
		}
	}
	return false
}

// longest returns a situation with every parameter as long as it may be.
func (x entryLint) longest() Situation {
	s := x.Example(x.Entry)
	s.Languages = x.tags()
	s.Place, s.Sender = map[string]string{}, map[string]string{}
	for i := range x.registry {
		p := &x.registry[i]
		for _, tag := range s.Languages {
			switch p.From {
			case "place":
				s.Place[tag] = filler(p, tag)
			case "sender":
				s.Sender[tag] = filler(p, tag)
			}
		}
		if p.From == "place" || p.From == "sender" || p.From == "hazard" && x.Entry.Hazard.ID != anyHazard || p.From == "time" {
			continue
		}
		if slices.Contains(x.used, i) {
			s.Params[p.Name] = longestValue(p, s.Languages)
		}
	}
	return s
}

// filler is a value as long as a parameter may be in a language.
func filler(p *Param, tag string) string {
	n := p.MaxLen[tag]
	if n == 0 {
		n = p.longest()
	}
	if tag == "ko" {
		return strings.Repeat("가", n)
	}
	return strings.Repeat("x", n)
}

func longestValue(p *Param, languages []string) Value {
	switch p.Kind {
	case Number, Integer:
		v := Value{kind: p.Kind, number: p.Max}
		if len(p.formatNumber(p.Min)) > len(p.formatNumber(p.Max)) {
			v.number = p.Min
		}
		return v
	case Choice:
		v := Value{kind: Choice, number: 1}
		most := 0
		for i, o := range p.Options {
			n := 0
			for _, name := range o.Name {
				n += utf8.RuneCountInString(name)
			}
			if n > most {
				v.number, most = float64(i+1), n
			}
		}
		return v
	case Clock:
		return Value{kind: Clock, plain: "00:00"}
	}
	v := Value{kind: p.Kind, words: map[string]string{}}
	for _, tag := range languages {
		v.words[tag] = filler(p, tag)
	}
	return v
}
