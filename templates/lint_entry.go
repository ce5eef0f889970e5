package templates

import (
	"maps"
	"slices"
	"strings"
)

// An entryLint holds one entry against the rules of templates.
type entryLint struct {
	*Library
	*Entry
	found *[]Finding
}

// addAt adds a finding at a place of the files.
func (x entryLint) addAt(at position, f Finding) {
	f.File, f.Line, f.Column = at.file, at.line, at.column
	f.Entry = x.Name()
	*x.found = append(*x.found, f)
}

// add adds a finding about a language and form.
func (x entryLint) add(at position, language, form string, f Finding) {
	f.Language, f.Form = language, form
	x.addAt(at, f)
}

// tags returns the languages of the entry in order.
func (x entryLint) tags() []string { return slices.Sorted(maps.Keys(x.Texts)) }

// A written is one clause as the file has it, with what was made of it.
type written struct {
	Clause
	*clause
	language, form string
}

// each yields every clause of every form and language.
func (x entryLint) each(yield func(written) bool) {
	for _, tag := range x.tags() {
		for _, form := range []string{Long, Short, Essential} {
			source := x.Source(tag, form)
			ready := x.ready(tag, form)
			if len(source) != len(ready) {
				continue // a clause that cannot be read; loading has said so
			}
			for i := range source {
				if !yield(written{source[i], &ready[i], tag, form}) {
					return
				}
			}
		}
	}
}

func (x entryLint) ready(language, form string) []clause {
	w := x.languages[language]
	if w == nil {
		return nil
	}
	for i := range w.forms {
		if w.forms[i].name == form {
			return w.forms[i].clauses
		}
	}
	return nil
}

// forms is L01.
func (x entryLint) forms() {
	for _, tag := range x.profile.Tags() {
		if l := x.profile.language(tag); x.Texts[tag] == nil && !l.Partial {
			x.add(x.position, tag, "", newFinding("L01", "has no texts in %s", tag))
		}
	}
	for _, tag := range x.tags() {
		at := x.Texts[tag].position
		for _, form := range []string{Long, Short} {
			if len(x.Source(tag, form)) == 0 {
				x.add(at, tag, form, newFinding("L01", "has no %s text", form))
			}
		}
		if len(x.ready(tag, Short)) == 0 {
			continue
		}
		for _, i := range x.required {
			if !namesAlways(x.ready(tag, Short), i) {
				x.add(at, tag, Short, newFinding("L01", "does not say {%s}, which is required", x.registry[i].Name))
			}
		}
	}
	for w := range x.each {
		for _, i := range w.any {
			if n := x.registry[i].Name; !slices.Contains(x.Required, n) && !slices.Contains(x.Optional, n) {
				x.add(w.position, w.language, w.form, newFinding("L01", "{%s} is neither required nor optional", n))
			}
		}
	}
}

// namesAlways reports whether one of the clauses names a parameter outside of
// what may be left out.
func namesAlways(clauses []clause, param int) bool {
	return slices.ContainsFunc(clauses, func(c clause) bool { return slices.Contains(c.needs, param) })
}

// sourceFirst is L11.
func (x entryLint) sourceFirst() {
	for _, tag := range x.tags() {
		for _, form := range []string{Long, Short, Essential} {
			if c := x.Source(tag, form); len(c) > 0 && c[0].Part != Source {
				x.add(c[0].position, tag, form, newFinding("L11", "begins with the %s", c[0].Part))
			}
		}
	}
}

// The parameters for directions.
const (
	escapeDir = "escape_dir"
	spreadDir = "spread_dir"
)

// directions is L19. A clause about the hazard or an extra may say where the
// danger goes, never where people go; an action says only where people go. A
// parameter of any other name that is a choice of compass points is refused.
func (x entryLint) directions() {
	for w := range x.each {
		for _, i := range w.any {
			p := &x.registry[i]
			var f Finding
			switch {
			case p.Name == escapeDir && w.Part != Act:
				f = newFinding("L19", "{%s} stands in a clause of %s", p.Name, w.Part)
			case p.Name == spreadDir && w.Part != Danger:
				f = newFinding("L19", "{%s} stands in a clause of %s", p.Name, w.Part)
			case p.Name != escapeDir && p.Name != spreadDir && compass(p):
				f = newFinding("L19", "{%s} is a direction and its name does not say whose", p.Name)
			default:
				continue
			}
			x.add(w.position, w.language, w.form, f)
		}
	}
}

// compass reports whether a parameter is a direction.
func compass(p *Param) bool {
	return p.Kind == Choice && slices.ContainsFunc(p.Options, func(o Option) bool { return o.ID == "ne" || o.ID == "north" || o.Name["en"] == "north" })
}

// particles is L43.
func (x entryLint) particles() {
	for w := range x.each {
		if w.language != "ko" {
			continue
		}
		for _, p := range looseParticles(&w.template) {
			x.add(w.position, w.language, w.form, newFinding("L43", "%q follows a parameter whatever its last sound", p))
		}
	}
}

// looseParticles returns the particles that stand right behind a parameter or a
// group without a filter.
func looseParticles(t *template) []string {
	var loose []string
	for i := range t.pieces {
		p := &t.pieces[i]
		for k := range p.group {
			loose = append(loose, looseParticles(&p.group[k])...)
		}
		if i == 0 || p.param != literal || !endsInParam(&t.pieces[i-1]) {
			continue
		}
		if j, ok := leadingParticle(p.text); ok {
			loose = append(loose, j)
		}
	}
	return loose
}

func endsInParam(p *piece) bool {
	switch p.param {
	case literal:
		return false
	case group:
		return slices.ContainsFunc(p.group, func(t template) bool {
			return len(t.pieces) > 0 && endsInParam(&t.pieces[len(t.pieces)-1])
		})
	}
	return p.josa == nil
}

// leadingParticle returns the particle that s begins with, if it ends there.
func leadingParticle(s string) (string, bool) {
	for w := range strings.FieldsSeq(`으로 이나 은 는 이 가 을 를 과 와 로 나`) {
		rest, ok := strings.CutPrefix(s, w)
		if !ok {
			continue
		}
		for _, r := range rest {
			return w, !hangul(r)
		}
		return w, true
	}
	return "", false
}

// pairs is L20.
func (x entryLint) pairs() {
	if x.Response == "allclear" || len(x.Statuses) > 0 || x.endsItself() {
		return
	}
	for _, p := range []struct{ what, name string }{{"all-clear", x.AllClear}, {"correction", x.Correction}, {"false alarm", x.FalseAlarm}} {
		hazard, situation, _ := strings.Cut(p.name, "/")
		other, ok := x.Library.Entry(hazard, situation)
		if !ok {
			x.addAt(x.position, newFinding("L20", "has no %s", p.what))
			continue
		}
		for _, tag := range x.tags() {
			if other.Texts[tag] == nil {
				x.add(x.Texts[tag].position, tag, "", newFinding("L20", "its %s, %s, has no text in %s", p.what, p.name, tag))
			}
		}
	}
}

// endsItself reports whether the entry is what ends, corrects or takes back
// others.
func (x entryLint) endsItself() bool {
	name := x.Name()
	for _, e := range x.entries {
		if e.Correction == name || e.FalseAlarm == name || e.AllClear == name {
			return true
		}
	}
	return false
}
