package templates

import (
	"slices"
	"strings"

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
	id, twin, err := l.profile.identify(m.Class, s.Status, e)
	if err != nil {
		return Guidance{}, err
	}
	g, err := l.say(&s, m)
	g.MessageID, g.Twin = id, twin
	return g, err
}

// say is ComposeEntry without identifiers: what would be said, whether or not
// phones of the country would show it.
func (l *Library) say(s *Situation, m Match) (Guidance, error) {
	e := m.Entry
	g := l.describe(s, m)
	languages := s.Languages
	if len(languages) == 0 {
		languages = l.profile.tags
	}
	r := l.renderer(s, e)
	defer r.release()
	for i, language := range languages {
		if slices.Contains(languages[:i], language) {
			continue
		}
		w, tongue := e.languages[language], l.profile.language(language)
		if w == nil || tongue == nil {
			g.Untranslated = append(g.Untranslated, language)
			continue
		}
		if missing := r.render(tongue, w); len(missing) > 0 {
			g.Refused = append(g.Refused, MissingParamError{e.Name(), language, missing})
		}
	}
	if len(r.drafts) == 0 {
		return Guidance{}, g.silence(e.Name())
	}
	g.Texts = r.texts()
	l.summarize(&g, e)
	return g, nil
}

// describe fills in all but identifiers and texts.
func (l *Library) describe(s *Situation, m Match) Guidance {
	e := m.Entry
	return Guidance{
		Hazard: s.Hazard, Situation: e.Situation, Rule: m.Rule, Class: m.Class, Status: s.Status,
		Event: l.hazards[s.Hazard].Event, Category: l.hazards[s.Hazard].Category,
		Severity: e.Severity, Urgency: e.Urgency, Certainty: e.Certainty, Response: e.Response, ETWS: e.ETWS,
		Entry: e.Name(), LibraryVersion: l.Version(), EntryHash: e.hash, Review: e.Review,
	}
}

// summarize says in the languages of the texts what a list or a page shows.
func (l *Library) summarize(g *Guidance, e *Entry) {
	x := &e.usual
	if languages := g.Languages(); !slices.Equal(languages, l.profile.tags) {
		other := e.summary(languages)
		x = &other
	}
	g.Headlines, g.Actions, g.Reviews = x.headlines, x.actions, x.reviews
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
	simple := true
	for _, r := range s {
		if c == eucKR && hangul(r) || plain(r) && r != '`' {
			continue
		}
		simple = false
		break
	}
	if simple {
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
