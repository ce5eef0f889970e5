package templates

import (
	"slices"
	"strings"
)

// placeParams are parameters that say where. An epicentre is where it came from
// and need not lie where people are warned: that of an earthquake at sea never
// does.
var placeParams = []string{"place", "river", "dam", "facility", epicenterParam}

const epicenterParam = "epicenter"

// wordsFor returns how the text may write a parameter: whole, shortened and with
// short forms. There are none if it is absent or not words.
func (t *textLint) wordsFor(name string) []string {
	v, given := t.Params[name]
	if !given {
		return nil
	}
	p, known := t.library.params[name]
	l := t.library.profile.language(t.Language)
	if !known || l == nil || v.kind != Words && v.kind != Choice {
		return nil
	}
	return t.variants(p.Shorten, p.format(v, l, t.library.profile.zone, v.at))
}

// variants returns a name, and if the text does not have it so, the names that
// steps of shrinking make of it.
func (t *textLint) variants(shorten, s string) []string {
	l := t.library.profile.language(t.Language)
	switch {
	case s == "":
		return nil
	case l == nil || strings.Contains(t.Text, s):
		return []string{s}
	}
	return []string{s, l.shorten(shorten, s), l.abbreviate(s)}
}

// repeats reports whether the text says a parameter.
func (t *textLint) repeats(name string) bool {
	return slices.ContainsFunc(t.wordsFor(name), func(w string) bool { return strings.Contains(t.Text, w) })
}

// A placeNamed is where a text names a place.
type placeNamed struct {
	span
	// given ones are the event's: its area or a parameter.
	given bool
}

// namedPlaces returns where the text names the area or some other place, in
// order. A name within a parameter is a place of its own, but for those within
// the area and the epicentre.
func (t *textLint) namedPlaces() []placeNamed {
	var all []placeNamed
	var sure spans
	for n := range strings.SplitSeq(t.Place, ", ") {
		sure = t.given(sure, t.variants("list", n))
	}
	sure = t.given(sure, t.wordsFor(epicenterParam))
	for _, s := range sure {
		all = append(all, placeNamed{s, true})
	}
	for _, p := range placeParams {
		for _, s := range t.given(nil, t.wordsFor(p)) {
			all = append(all, placeNamed{s, true})
		}
	}
	for _, s := range t.places {
		if !sure.touch(s) {
			all = append(all, placeNamed{s, false})
		}
	}
	slices.SortStableFunc(all, func(a, b placeNamed) int { return a.from - b.from })
	return all
}

// given adds where the first of the names stands that the text has.
func (t *textLint) given(all spans, names []string) spans {
	for _, n := range names {
		i := strings.Index(t.Text, n)
		if s := (span{i, i + len(n)}); i >= 0 && n != "" && !t.sources.touch(s) {
			return append(all, s)
		}
	}
	return all
}

// target is the part of L13 that compares a text with where it goes: the event
// says both where it goes and what its parameters are; of other names one at
// least must lie there.
func (t *textLint) target(places []placeNamed) {
	if t.Targets == nil || len(places) == 0 {
		return
	}
	inside, known := false, true
	var outside spans
	for _, p := range places {
		is, in := p.given, p.given
		if !p.given {
			is, in = t.locate(p.span)
		}
		inside, known = inside || in, known && is
		if is && !in {
			outside = append(outside, p.span)
		}
	}
	switch {
	case inside:
		for _, s := range outside {
			t.addAt(s, "L13", "lies outside the target").Severity = Ask
		}
	case known:
		t.addAt(places[0].span, "L13", "no place that it names lies in the target")
	default:
		t.addAt(places[0].span, "L13", "no place that it names is known to lie in the target").Severity = Ask
	}
}

// locate asks for the words of a piece, without a particle.
func (t *textLint) locate(s span) (known, inside bool) {
	name := t.Text[s.from:s.to]
	if known, inside = t.Targets.Locate(name, t.Language); known || t.Language != "ko" {
		return known, inside
	}
	for p := range strings.FieldsSeq(particlesAfterPlaces) {
		if stem, ok := strings.CutSuffix(name, p); ok && len(stem) > len("가") {
			if known, inside = t.Targets.Locate(stem, "ko"); known {
				return known, inside
			}
		}
	}
	return false, false
}
