package templates

import (
	"errors"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// longest gives every parameter of an entry its greatest length, in languages
// and in letters that each of them has.
func longest(l *Library, e *Entry, languages []string) Situation {
	s := l.Example(e)
	s.Languages = languages
	letters := map[string]string{"ko": "강", "en": "m", "ja": "川", "zh-hans": "江", "vi": "ố"}
	fill := func(p *Param) map[string]string {
		all := map[string]string{}
		for _, language := range languages {
			most := p.MaxLen[language]
			if most == 0 {
				most = p.longest()
			}
			all[language] = strings.Repeat(letters[language], most)
		}
		return all
	}
	for _, i := range e.used {
		switch p := &l.registry[i]; {
		case p.From == "sender":
			s.Sender = fill(p)
		case p.From == "place":
			s.Place = fill(p)
		case p.Kind == Words || p.Kind == Moment:
			if p.From == "" || e.Hazard.ID == anyHazard {
				s.Params[p.Name] = Value{kind: p.Kind, words: fill(p)}
			}
		case p.Kind == Number || p.Kind == Integer:
			s.Params[p.Name] = Value{kind: p.Kind, number: p.Max - 1/math.Pow10(p.Decimals)}
		case p.Kind == Choice:
			s.Params[p.Name] = Value{kind: Choice, number: float64(p.widestOption())}
		}
	}
	return s
}

// widestOption returns the place of the option with the longest names.
func (p *Param) widestOption() int {
	widest, most := 1, 0
	for i, o := range p.Options {
		n := 0
		for _, name := range o.Name {
			n += len(name)
		}
		if n > most {
			widest, most = i+1, n
		}
	}
	return widest
}

// A fitting counts what became of the texts of one country.
type fitting struct {
	*testing.T
	library       *Library
	fits, refused int
}

// country loads the shipped library of one.
func country(t testing.TB, name string) *Library {
	t.Helper()
	layers, ok := ShippedFor(name)
	if !ok {
		t.Fatalf("no library for %s", name)
	}
	l, err := Load(layers...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// spoken are the languages of the profile that an entry has.
func spoken(l *Library, e *Entry) []string {
	return slices.DeleteFunc(l.profile.AllTags(), func(tag string) bool { return e.Texts[tag] == nil })
}

// try renders an entry for every bearer and language in one status. Drills and
// trials may say what phones would not show in earnest.
func (n *fitting) try(e *Entry, s *Situation) {
	n.Helper()
	g, err := n.library.ComposeEntry(*s, Match{Entry: e, Class: e.Class})
	var unshown *UnshownError
	if errors.As(err, &unshown) && s.Status == Actual && n.library.Unshown()[e.Name()] != nil {
		return
	}
	if err != nil || len(g.Refused)+len(g.Untranslated) > 0 {
		n.Errorf("%s, %s: %v %v %v", e.Name(), s.Status, err, g.Refused, g.Untranslated)
		return
	}
	for bearer := range n.library.profile.BearerNames() {
		for _, language := range g.Languages() {
			n.fit(bearer, language, e, s, &g)
		}
	}
}

// fit checks that a text is within its bearer, begins with its marker and no
// other and has every action, or that it is refused by the name of a parameter.
func (n *fitting) fit(bearer, language string, e *Entry, s *Situation, g *Guidance) {
	n.Helper()
	b, carried := n.library.profile.Budget(bearer, language)
	if !carried {
		return
	}
	x, err := g.For(language, b)
	var long *TooLongError
	switch {
	case errors.As(err, &long) && long.Needed > b.Max && len(long.Params) > 0 && strings.Contains(err.Error(), long.Params[0]):
		n.refused++
		return
	case err != nil || !b.Fits(x.Text):
		n.Errorf("%s %s %s: %v: %s", e.Name(), language, bearer, err, x.Text)
		return
	}
	n.fits++
	n.marked(e, s.Status, x)
	n.whole(e, s, x)
}

func (n *fitting) marked(e *Entry, status Status, x Text) {
	n.Helper()
	for _, other := range Statuses() {
		marker := n.library.profile.marker(other, x.Language)
		if (marker == "") != (other == Actual) || marker != "" && strings.HasPrefix(x.Text, marker) != (other == status) {
			n.Errorf("%s %s, %s, marker of %s: %s", e.Name(), x.Language, status, other, x.Text)
		}
	}
}

func (n *fitting) whole(e *Entry, s *Situation, x Text) {
	n.Helper()
	form := x.Form
	if form == Shrunk {
		form = Short
	}
	actions := actionsOf(n.library, e, s, x.Language, form)
	if len(actions) == 0 {
		n.Errorf("%s %s %s has no action", e.Name(), x.Language, form)
	}
	for _, a := range actions {
		if !strings.Contains(x.Text, a) {
			n.Errorf("%s %s lost %q: %s", e.Name(), x.Language, a, x.Text)
		}
	}
}

// clean holds the text for each bearer against lint, with the bearer's room.
func (n *fitting) clean(e *Entry, s Situation) {
	n.Helper()
	if e.Class == Missing {
		s.Sender = n.library.police()
	}
	g, err := n.library.ComposeEntry(s, Match{Entry: e, Class: e.Class})
	if err != nil {
		return // try has said so
	}
	for bearer := range n.library.profile.BearerNames() {
		for _, language := range g.Languages() {
			b, carried := n.library.profile.Budget(bearer, language)
			if !carried {
				continue
			}
			x, err := g.For(language, b)
			if err != nil {
				n.Errorf("%s %s %s: %v", e.Name(), language, bearer, err)
				continue
			}
			r := n.library.RenderedOf(g, s, x)
			r.Budget = b
			for _, f := range n.library.LintText(r) {
				if f.Severity == Refuse {
					n.Errorf("%s, %s %s: %v: %s", e.Name(), s.Status, bearer, f, x.Text)
				}
			}
		}
	}
}

// Every entry × language × bearer × status of every country: with example values
// it renders and lint refuses nothing; with every parameter at its longest it
// renders or is refused by the name of a parameter; and what is rendered has
// every action of its form to the letter and the marker of its status.
func TestEveryEntryLanguageBearerAndStatusRendersOrIsRefusedByName(t *testing.T) {
	for name, least := range map[string]struct{ examples, extremes, refused int }{
		"kr": {1900, 1200, 1}, "eu": {500, 250, 0}, "us": {500, 250, 0}, "jp": {300, 300, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := country(t, name)
			examples, extremes := fitting{T: t, library: l}, fitting{T: t, library: l}
			for _, e := range l.entries {
				languages := spoken(l, e)
				for _, status := range e.allowed() {
					usual, extreme := l.Example(e), longest(l, e, languages)
					usual.Languages, usual.Status, extreme.Status = languages, status, status
					examples.try(e, &usual)
					examples.clean(e, usual)
					extremes.try(e, &extreme)
				}
			}
			if examples.refused > 0 || examples.fits < least.examples {
				t.Errorf("with example values %d fit and %d were refused", examples.fits, examples.refused)
			}
			if extremes.refused < least.refused || extremes.fits < least.extremes {
				t.Errorf("with the longest values %d fit and %d were refused", extremes.fits, extremes.refused)
			}
		})
	}
}

// Whatever words and numbers an event brings, for whatever room, the text is
// within it and whole, or refused.
func FuzzRender(f *testing.F) {
	l := loadShipped(f)
	f.Add(uint16(3), uint8(0), uint8(0), uint16(90), "경주시, 포항시", "기상청", "형산강 강동대교", 5.2)
	f.Add(uint16(40), uint8(1), uint8(1), uint16(70), "Gyeongju-si", "KMA", "8 km SSW of Gyeongju", 1e9)
	f.Add(uint16(77), uint8(2), uint8(4), uint16(0), "[기상청] {area}", "\x00", "각\u11a8\n", math.NaN())
	f.Fuzz(func(t *testing.T, entry uint16, status, language uint8, room uint16, place, sender, words string, number float64) {
		e := l.entries[int(entry)%len(l.entries)]
		tag := l.profile.AllTags()[int(language)%len(l.profile.Languages)]
		raw := map[string]any{}
		for _, i := range e.used {
			switch p := &l.registry[i]; p.Kind {
			case Number, Integer, Choice:
				raw[p.Name] = number
			default:
				raw[p.Name] = words
			}
		}
		s := Situation{
			Hazard: e.Hazard.ID, Status: Statuses()[int(status)%3], Time: exampleTime(l.profile.zone), Languages: []string{tag},
			Place: map[string]string{tag: place}, Sender: map[string]string{tag: sender},
		}
		s.Params, _ = l.CheckParams(e.Hazard.ID, raw)
		g, err := l.ComposeEntry(s, Match{Entry: e, Class: e.Class})
		if err != nil {
			return // refused
		}
		bearers := slices.Collect(l.profile.BearerNames())
		b, carried := l.profile.Budget(bearers[int(room)%len(bearers)], tag)
		if !carried {
			return
		}
		b.Max = int(room)
		x, err := g.For(tag, b)
		if err != nil {
			return // refused
		}
		if !b.Fits(x.Text) {
			t.Errorf("%s in %s is over %d: %q", e.Name(), tag, b.Max, x.Text)
		}
		n := fitting{T: t, library: l}
		n.marked(e, s.Status, x)
		n.whole(e, &s, x)
	})
}

// A hazard's file, however it was written, is refused with the places of its
// mistakes or gives entries that can be used.
func FuzzEntry(f *testing.F) {
	files := map[string][]byte{}
	if err := readAll(os.DirFS("testdata/small"), files); err != nil {
		f.Fatal(err)
	}
	f.Add(string(files["wind.yaml"]))
	f.Add("hazard: wind\nname: {ko: 바람}\nsituations:\n  a: {texts: {ko: {short: [{time: x}]}}}\n")
	f.Add("- a\n- &b c\n- *b\n")
	f.Add("hazard: A\nsituations:\n a: *b")
	f.Fuzz(func(t *testing.T, s string) {
		b := newBuilder()
		mine := maps.Clone(files)
		mine["wind.yaml"] = []byte(s)
		b.build(mine)
		checkMistakes(t, b.list)
		if len(b.list) > 0 {
			return
		}
		for _, e := range b.entries {
			if _, err := b.ComposeEntry(b.Example(e), Match{Entry: e, Class: e.Class}); err != nil {
				t.Errorf("%s: %v", e.Name(), err)
			}
		}
		Lint(b.Library)
		LintExamples(b.Library)
	})
}

func TestEntryOfTheFuzzTargetIsClean(t *testing.T) {
	l, err := Load(os.DirFS("testdata/small"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(Lint(l), LintExamples(l)...) {
		if f.Severity == Refuse && f.Rule != "L20" { // L20: one text ends, corrects and takes back
			t.Error(f)
		}
	}
}

// Files that are no library at all are refused with the places of their
// mistakes.
func FuzzLoad(f *testing.F) {
	f.Add("rules:\n  - {name: a, when: 'x >', use: b}\n")
	f.Add("params: {a: {type: number, min: 1, max: 0, example: {ko: x}}}")
	f.Add("- a\n- &b c\n- *b\n")
	f.Fuzz(func(t *testing.T, s string) {
		b := newBuilder()
		b.build(map[string][]byte{"a.yaml": []byte(s), rulesFile: []byte(s), paramsFile: []byte(s), profileFile: []byte(s), sendersFile: []byte(s)})
		if len(b.list) == 0 {
			t.Fatal("nothing is wrong with it")
		}
		checkMistakes(t, b.list)
	})
}

func checkMistakes(t *testing.T, list []Mistake) {
	t.Helper()
	for _, m := range list {
		if m.Text == "" || m.File == "" || m.Line < 0 {
			t.Fatalf("%+v", m)
		}
	}
}
