package templates

import (
	"slices"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// checkTexts renders an entry with example values in all its languages and
// finds texts over their limits or outside their alphabet, those that lack a
// required parameter, and bearers that can carry none.
func (b *builder) checkTexts(e *Entry) {
	s := b.Example(e)
	s.Languages = b.spoken(e)
	m := Match{Entry: e, Class: e.Class}
	g, err := b.say(&s, m)
	if err != nil {
		b.addf(e.position, "with example values: %v", err)
		return
	}
	for _, r := range g.Refused {
		b.addf(e.position, "with example values: %v", &r)
	}
	for _, t := range g.Texts {
		if t.Form != Shrunk {
			b.checkText(e, t)
		}
	}
	b.checkNamed(e)
	for _, status := range e.allowed() {
		s.Status = status
		b.checkRoom(s, m)
	}
}

// spoken returns the languages of the profile that e has.
func (b *builder) spoken(e *Entry) []string {
	return slices.DeleteFunc(b.profile.AllTags(), func(l string) bool { return e.Texts[l] == nil })
}

// allowed returns the statuses in which e may be used.
func (e *Entry) allowed() []Status {
	if len(e.Statuses) > 0 {
		return e.Statuses
	}
	return Statuses()
}

// checkRoom finds bearers for which no form is short enough in a status.
func (b *builder) checkRoom(s Situation, m Match) {
	e := m.Entry
	g, err := b.say(&s, m)
	if err != nil {
		b.addf(e.position, "with example values: %v", err)
		return
	}
	for bearer := range b.profile.BearerNames() {
		for _, language := range g.Languages() {
			room, ok := b.profile.Budget(bearer, language)
			if !ok {
				continue
			}
			if _, err := g.For(language, room); err != nil {
				b.addf(e.Texts[language].position, "status %s with example values: %v", s.Status, err)
			}
		}
	}
}

func (b *builder) checkText(e *Entry, t Text) {
	at := e.Texts[t.Language].position
	l := b.profile.language(t.Language)
	if limit := l.Limits[t.Form]; limit > 0 {
		n, err := l.count(t.Text)
		if err != nil {
			b.addf(at, "%s: %v", t.Form, err)
		} else if n > limit {
			b.addf(at, "%s: %d with example values; the limit is %d: %s", t.Form, n, limit, t.Text)
		}
	}
	if !l.Charset.writable(t.Text) {
		b.addf(at, "%s: not all of it can be written in %s: %s", t.Form, l.Charset, t.Text)
	}
	if strings.Contains(t.Text, "  ") || strings.ContainsAny(t.Text, "{}<>") {
		b.addf(at, "%s: two spaces in a row, or brackets left over: %s", t.Form, t.Text)
	}
}

// count returns the length of s as the language's bearers count it.
func (l *Language) count(s string) (int, error) {
	u := text.Budget{Name: l.Tag, Unit: text.Characters, DCS: cbc.DCS(l.DCS)}
	if l.Charset == gsm7 {
		u.Unit = text.Septets
	}
	return u.Used(s)
}

// checkNamed finds required parameters that a short or essential text does not
// name.
func (b *builder) checkNamed(e *Entry) {
	for language, w := range e.languages {
		for _, f := range w.forms {
			if f.name == Long {
				continue
			}
			var named []int
			for _, c := range f.clauses {
				named = append(named, c.needs...)
			}
			for _, i := range e.required {
				if !slices.Contains(named, i) {
					b.addf(e.Texts[language].position, "%s does not say {%s}, which is required", f.name, b.registry[i].Name)
				}
			}
		}
	}
}
