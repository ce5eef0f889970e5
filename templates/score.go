package templates

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Scorecard says which of the five elements that research on warnings asks
// for a text has: source, hazard, place, time and action (Mileti and Sorensen,
// the warning response model). It is a reading by words and patterns: it sees
// whether something is said, not whether it is true.
type Scorecard struct {
	Language string `json:"language"`
	// Elements are source, hazard, place, time and action, in this order.
	Elements []Element `json:"elements"`
}

// An Element is one of the five and what the text has of it.
type Element struct {
	Name  string `json:"element"` // as Part.String has it
	Found bool   `json:"found"`
	// Evidence is what says it; empty if it was not found.
	Evidence []Evidence `json:"evidence,omitempty"`
	// Weak is what people write instead of it and does not count: "soon" is no
	// time and "take care" no action.
	Weak []Evidence `json:"weak,omitempty"`
}

// An Evidence is a piece of a text, in characters from its start.
type Evidence struct {
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	Text   string `json:"text"`
}

// Points returns how many of the five elements the text has, 0 to 5.
func (s Scorecard) Points() int { return len(s.Elements) - len(s.Missing()) }

// Missing returns the names of the elements that the text lacks, in order.
func (s Scorecard) Missing() []string {
	var names []string
	for _, e := range s.Elements {
		if !e.Found {
			names = append(names, e.Name)
		}
	}
	return names
}

// Score looks for the five elements in any text. It reads Korean ("ko") and
// English ("en"); in other languages it finds only what does not depend on the
// language: a source, a clock or date.
func Score(text, language string) Scorecard {
	if !utf8.ValidString(text) {
		text = string([]rune(text)) // an octet that is no UTF-8 counts as a character
	}
	r := newReading(text, language)
	r.findTold()
	return r.scorecard()
}

// A span is a piece of a text in octets.
type span struct{ from, to int }

func (s span) overlaps(o span) bool { return s.from < o.to && o.from < s.to }

// spans are in no order.
type spans []span

func (all spans) touch(s span) bool {
	return slices.ContainsFunc(all, s.overlaps)
}

// hold reports whether s lies in one of them.
func (all spans) hold(s span) bool {
	return slices.ContainsFunc(all, func(x span) bool { return x.from <= s.from && s.to <= x.to })
}

// A reading is what was found in one text.
type reading struct {
	text     string
	lower    string // with A to Z in lower case; octets stand where they stood
	language string

	sources, places, times, actions spans
	hazards                         []hazardFound
	told                            spans // reports of what no word for a hazard is in
	vague, relative                 spans
	names                           spans // words that are places, in which no hazard is meant
}

// newReading reads a text in the order in which the elements depend on one
// another: what stands in the name of a source is neither hazard nor place.
func newReading(text, language string) *reading {
	r := &reading{text: text, lower: lowerASCII(text), language: language}
	r.findSources()
	switch language {
	case "ko":
		r.findTimesKorean()
		r.findPlacesKorean()
		r.findHazards(koreanHazards())
		r.findHappenings(happeningsKorean())
		r.findActionsKorean()
	case "en":
		r.findTimesEnglish()
		r.findHazards(englishHazards())
		r.findHappenings(happeningsEnglish())
		r.findPlacesEnglish()
		r.findActionsEnglish()
	default:
		r.findClocks()
	}
	return r
}

func (r *reading) scorecard() Scorecard {
	var hazards spans
	for _, h := range r.hazards {
		hazards = append(hazards, h.span)
	}
	hazards = append(hazards, r.told...)
	return Scorecard{r.language, []Element{
		r.element(Source, r.sources, nil),
		r.element(Danger, hazards, nil),
		r.element(Where, r.places, nil),
		r.element(When, r.times, r.relative),
		r.element(Act, r.actions, r.vague),
	}}
}

func (r *reading) element(p Part, found, weak spans) Element {
	return Element{p.String(), len(found) > 0, r.evidence(found), r.evidence(weak)}
}

// evidence turns spans into pieces of text in the order in which they stand.
func (r *reading) evidence(all spans) []Evidence {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b span) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	var list []Evidence
	end := -1
	for _, s := range all {
		if s.from < end {
			continue
		}
		end = s.to
		list = append(list, r.piece(s))
	}
	return list
}

func (r *reading) piece(s span) Evidence {
	words := r.text[s.from:s.to]
	return Evidence{utf8.RuneCountInString(r.text[:s.from]), utf8.RuneCountInString(words), words}
}

// lowerASCII lowers A to Z only, so that every octet stays where it is.
func lowerASCII(s string) string {
	if strings.IndexFunc(s, func(c rune) bool { return 'A' <= c && c <= 'Z' }) < 0 {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
