package templates

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bongsu/cbc/text"
)

// Compose says what to tell people about s: it matches the rules and renders
// every language and form. A language whose required parameters are absent, or
// that the entry does not have, is named in the guidance; if that leaves none,
// the error holds them all. Errors: *NoRuleError, *StatusError,
// *MissingParamError, *LanguageError, *UnshownError.
func (l *Library) Compose(s Situation) (Guidance, error) {
	m, err := l.Match(s)
	if err != nil {
		return Guidance{}, err
	}
	return l.ComposeEntry(s, m)
}

// ComposeEntry renders what Match chose.
func (l *Library) ComposeEntry(s Situation, m Match) (Guidance, error) {
	e := m.Entry
	if s.Status == 0 || len(e.Statuses) > 0 && !slices.Contains(e.Statuses, s.Status) {
		return Guidance{}, &StatusError{e.Name(), s.Status}
	}
	g, err := l.describe(&s, m)
	if err != nil {
		return Guidance{}, err
	}
	languages := s.Languages
	if len(languages) == 0 {
		languages = l.profile.tags
	}
	g.Texts = make([]Text, 0, 5*len(languages))
	values, scratch := make([]string, 2*len(l.registry)), make([]byte, 0, 1024)
	for _, language := range languages {
		w, tongue := e.languages[language], l.profile.language(language)
		if w == nil || tongue == nil {
			g.Untranslated = append(g.Untranslated, language)
			continue
		}
		if _, again := g.Headlines[language]; again {
			continue
		}
		l.render(&g, renderer{l, e, &s, tongue, w, values[:len(l.registry)], values[len(l.registry):], scratch})
	}
	if len(g.Texts) == 0 {
		return Guidance{}, g.silence(e.Name())
	}
	return g, nil
}

// describe fills in all but the texts.
func (l *Library) describe(s *Situation, m Match) (Guidance, error) {
	e := m.Entry
	id, twin, err := l.profile.identify(m.Class, s.Status, e)
	if err != nil {
		return Guidance{}, err
	}
	return Guidance{
		Hazard: s.Hazard, Situation: e.Situation, Rule: m.Rule, Class: m.Class, Status: s.Status,
		Event: l.hazards[s.Hazard].Event, Category: l.hazards[s.Hazard].Category,
		Severity: e.Severity, Urgency: e.Urgency, Certainty: e.Certainty, Response: e.Response, ETWS: e.ETWS,
		Entry: e.Name(), LibraryVersion: l.Version(), EntryHash: e.hash, Review: e.Review,
		MessageID: id, Twin: twin,
		Headlines: make(map[string]string, 2), Actions: make(map[string][]string, 2), Reviews: make(map[string]string, 2),
	}, nil
}

// A renderer renders one language of an entry for one situation.
type renderer struct {
	*Library
	*Entry
	situation *Situation
	tongue    *Language
	wording   *wording
	whole     []string // values by place in the registry
	shrunk    []string // the same after some steps
	scratch   []byte   // the text at work
}

func (l *Library) render(g *Guidance, r renderer) {
	r.fill(r.whole)
	if missing := r.missing(); len(missing) > 0 {
		g.Refused = append(g.Refused, MissingParamError{r.Name(), r.wording.language, missing})
		return
	}
	marker := l.profile.marker(r.situation.Status, r.wording.language)
	for i := range r.wording.forms {
		f := &r.wording.forms[i]
		copy(r.shrunk, r.whole)
		t := Text{Language: r.wording.language, Form: f.name, Text: string(r.text(f, marker, 0))}
		switch f.name {
		case Short:
			g.Texts = r.shrinkAll(append(g.Texts, t), f, marker, Shrunk)
		case Essential:
			t.Params = r.widest(f)
			g.Texts = r.shrinkAll(append(g.Texts, t), f, marker, Essential)
		default:
			g.Texts = append(g.Texts, t)
		}
	}
	w := r.Texts[r.wording.language]
	g.Headlines[r.wording.language], g.Actions[r.wording.language] = w.Headline, w.Actions
	g.Reviews[r.wording.language] = r.ReviewOf(r.wording.language)
}

// shrinkAll takes one step after another and keeps each text that is new, under
// a form's name.
func (r *renderer) shrinkAll(texts []Text, f *form, marker, name string) []Text {
	for n := range r.steps {
		if !f.changes[n] {
			continue
		}
		r.apply(&r.steps[n])
		b := r.text(f, marker, n+1)
		if last := &texts[len(texts)-1]; string(b) != last.Text {
			texts = append(texts, Text{Language: last.Language, Form: name, Text: string(b), Steps: r.stepNames[: n+1 : n+1]})
		}
	}
	return texts
}

// apply changes the values as step x says. Dropped clauses are seen to in text.
func (r *renderer) apply(x *step) {
	switch x.verb {
	case "without":
		r.shrunk[x.param] = ""
	case "abbreviate":
		r.shrunk[x.param] = r.tongue.abbreviate(r.shrunk[x.param])
	case "shorten":
		r.shrunk[x.param] = r.tongue.shorten(r.registry[x.param].Shorten, r.shrunk[x.param])
	}
}

// text renders f after the first n steps. Clauses are joined by a space; one
// whose parameters are absent is left out. Actions never see a shortened value.
// The octets are those of the next text too.
func (r *renderer) text(f *form, marker string, n int) []byte {
	b := append(r.scratch[:0], marker...)
	for i := range f.clauses {
		c := &f.clauses[i]
		values := r.shrunk
		if c.part == Act {
			values = r.whole
		} else if r.dropped(c.part, n) || !c.complete(values) {
			continue
		}
		b = appendClause(b, c, values)
	}
	r.scratch = b
	return b
}

// widest names the parameters of f, that which takes the most room first.
func (r *renderer) widest(f *form) []string {
	var places []int
	for i := range f.clauses {
		for _, x := range f.clauses[i].any {
			if r.whole[x] != "" && !slices.Contains(places, x) {
				places = append(places, x)
			}
		}
	}
	slices.SortStableFunc(places, func(a, b int) int {
		return utf8.RuneCountInString(r.whole[b]) - utf8.RuneCountInString(r.whole[a])
	})
	names := make([]string, len(places))
	for i, x := range places {
		names[i] = r.registry[x].Name
	}
	return names
}

func appendClause(b []byte, c *clause, values []string) []byte {
	before := len(b)
	if before > 0 && b[before-1] != ' ' {
		b = append(b, ' ')
	}
	from := len(b)
	b = c.append(b, values)
	if len(b) == from {
		return b[:before]
	}
	return b
}

func (r *renderer) dropped(p Part, n int) bool {
	for i := range n {
		if r.steps[i].verb == "drop" && r.steps[i].part == p {
			return true
		}
	}
	return false
}

// fill writes the values of all parameters that the entry's texts name, in the
// language of the renderer. What the language's alphabet cannot write is left
// absent.
func (r *renderer) fill(values []string) {
	for _, i := range r.used {
		values[i] = r.value(&r.registry[i])
	}
}

func (r *renderer) value(p *Param) string {
	s, l := r.situation, r.tongue
	v, given := s.Params[p.Name]
	var out string
	switch {
	case p.From == "sender":
		out = l.name(s.Sender)
	case p.From == "place":
		out = l.name(s.Place)
	case given:
		out = p.format(v, l, r.profile.zone, s.Time)
	case p.From == "hazard" && s.Hazard != anyHazard:
		out = l.name(r.hazards[s.Hazard].Name)
	case p.From == "time" && !s.Time.IsZero():
		out = s.Time.In(r.profile.zone).Format("15:04")
	}
	if !l.Charset.writable(out) {
		return ""
	}
	return out
}

// missing names the required parameters without a value.
func (r *renderer) missing() []string {
	var names []string
	for _, i := range r.required {
		if r.whole[i] == "" {
			names = append(names, r.registry[i].Name)
		}
	}
	return names
}

// A charset is the alphabet in which a language goes out. Ucs-2 is without
// Hangul here, which readers of the languages that need UCS-2 cannot read.
type charset string

const (
	eucKR charset = "euc-kr"
	gsm7  charset = "gsm-7"
	ucs2  charset = "ucs-2"
)

// writable reports whether the alphabet has every character of s.
func (c charset) writable(s string) bool {
	simple := func(r rune) bool { return plain(r) && r != '`' }
	if c == eucKR {
		simple = func(r rune) bool { return plain(r) || hangul(r) }
	}
	if strings.IndexFunc(s, func(r rune) bool { return !simple(r) }) < 0 {
		return true
	}
	switch c {
	case eucKR:
		return text.EUCKR(s) == nil
	case gsm7:
		_, err := text.GSM7Full().Used(s)
		return err == nil
	}
	_, err := text.UCS2Full().Used(s)
	return err == nil && strings.IndexFunc(s, hangul) < 0
}
