package templates

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bongsu/cbc/text"
)

// A Rendered is a text as it will be read, and what it is for. Only Text,
// Language, Class and Status are needed; what is left out is not compared.
type Rendered struct {
	Text     string
	Language string // BCP 47, lower case
	Form     string // long, short, short-shrunk or essential, if known
	Entry    *Entry // nil for words that a person has written
	Class    Class
	Status   Status
	// Sender is the public name, in this language, of who has been
	// authenticated as the source.
	Sender string
	// Place is the public name of the area in this language, several separated
	// by a comma and a space.
	Place string
	// Params are those of the event.
	Params map[string]Value
	// Targets, if not nil, knows which places lie in the target.
	Targets Targets
	// Budget is the room of the smallest bearer that carries the text; a Max of
	// 0 is no limit.
	Budget text.Budget
	// Life is how long the text will be on air, 0 if not known.
	Life time.Duration
	// Hosts are official hosts besides those under go.kr; Phones numbers of the
	// sender.
	Hosts, Phones []string
}

// Targets knows places by name. It must be safe for use by many goroutines and
// must not block.
type Targets interface {
	// Locate reports whether a place of this name is known, and whether one of
	// them shares ground with the target. Names are as texts have them: 경주시,
	// 현곡면, Pohang, Buk-gu.
	Locate(name, language string) (known, inside bool)
}

// RenderedOf describes a text of a guidance for LintText. Budget, Targets and
// what concerns the sending are left to the caller.
func (l *Library) RenderedOf(g Guidance, s Situation, t Text) Rendered {
	r := Rendered{Text: t.Text, Language: t.Language, Form: t.Form, Class: g.Class, Status: g.Status, Params: s.Params}
	hazard, situation, _ := strings.Cut(g.Entry, "/")
	r.Entry, _ = l.Entry(hazard, situation)
	r.Sender, r.Place = s.Sender[t.Language], s.Place[t.Language]
	if x := l.profile.language(t.Language); x != nil {
		r.Sender, r.Place = x.name(s.Sender), x.name(s.Place)
	}
	return r
}

// LintText holds a text against the rules of rendered texts. Findings are in
// the order of rules. It does no I/O. A text of the library that differs from one
// seen before in nothing but names of regions, clocks and numbers takes about
// 2 µs, any other less than 100 µs.
func (l *Library) LintText(r Rendered) []Finding {
	found, known := l.recall(&r)
	if !known {
		found = l.look(&r)
	}
	return found
}

// LintTexts is LintText for several texts. Those that nothing like has been seen
// of are looked at on all cores.
func (l *Library) LintTexts(all []Rendered) [][]Finding {
	found := make([][]Finding, len(all))
	var unknown []int
	for i := range all {
		var known bool
		if found[i], known = l.recall(&all[i]); !known {
			unknown = append(unknown, i)
		}
	}
	inParallel(len(unknown), func(n int) { found[unknown[n]] = l.look(&all[unknown[n]]) })
	return found
}

// shapely reports whether what is seen in a text holds for all of its shape.
func (r *Rendered) shapely() bool {
	return r.Entry != nil && len(r.Hosts)+len(r.Phones) == 0 && r.Life <= maxSearch && utf8.ValidString(r.Text)
}

// recall returns the findings if a text of the same shape was seen before.
func (l *Library) recall(r *Rendered) ([]Finding, bool) {
	if !r.shapely() {
		return nil, false
	}
	x := l.shapes.take()
	defer l.shapes.give(x)
	x.of(l, r)
	g, known := l.judged.find(x.key)
	if !known {
		return nil, false
	}
	j := x.particular(g)
	return j.of(&x.lint), true
}

// look reads a text and remembers what is seen for all of its shape.
func (l *Library) look(r *Rendered) []Finding {
	if !utf8.ValidString(r.Text) {
		t := &textLint{library: l, Rendered: *r}
		t.addf("L05", "is not UTF-8")
		return t.found
	}
	j := l.judge(r)
	if r.shapely() {
		x := l.shapes.take()
		defer l.shapes.give(x)
		x.of(l, r)
		if g, ok := x.general(j); ok {
			l.judged.add(x.key, g)
		}
	}
	return j.of(&textLint{library: l, Rendered: *r, reading: &reading{text: r.Text, language: r.Language}})
}

// judge looks at a text wherever it goes and however much room it has.
func (l *Library) judge(r *Rendered) *judgement {
	t := &textLint{library: l, Rendered: *r, reading: newReading(r.Text, r.Language)}
	t.placeSource()
	for _, check := range textChecks {
		check(t)
	}
	return &judgement{t.found, t.at, t.placed, t.act}
}

// textChecks are the rules of rendered texts in the order of their ids, but for
// those that ask for the room or the target.
var textChecks = [...]func(*textLint){
	(*textLint).leftovers, (*textLint).alphabet,
	(*textLint).source, (*textLint).sourceOfImported, (*textLint).hazard, (*textLint).place, (*textLint).time,
	(*textLint).action, (*textLint).reason, (*textLint).order, (*textLint).whereTo, (*textLint).marker,
	(*textLint).links, (*textLint).phones, (*textLint).persons,
	(*textLint).jargon, (*textLint).decoration, (*textLint).sentences,
}

// lintMarker holds a text only against what a marker can change.
func (l *Library) lintMarker(r Rendered) []Finding {
	t := &textLint{library: l, Rendered: r, reading: &reading{text: r.Text, lower: lowerASCII(r.Text), language: r.Language}}
	t.leftovers()
	t.alphabet()
	t.marker()
	return t.found
}

// A textLint holds one text against the rules of rendered texts.
type textLint struct {
	library *Library
	Rendered
	*reading
	found  []Finding
	at     spans        // of each finding, nowhere if it is about the whole text
	placed []placeNamed // the places that it names; none if it need name none
	act    deed
	head   int  // octet at which the text begins behind a marker
	named  span // where the sender's name stands, if it stands at the head
}

// nowhere is the place of a finding about a whole text.
var nowhere = span{-1, -1}

// addf adds a finding about the whole text.
func (t *textLint) addf(id, format string, args ...any) *Finding {
	f := newFinding(id, format, args...)
	f.Language, f.Form = t.Language, t.Form
	if t.Entry != nil {
		f.Entry = t.Entry.Name()
	}
	t.found, t.at = append(t.found, f), append(t.at, nowhere)
	return &t.found[len(t.found)-1]
}

// addAt adds a finding about a piece of the text.
func (t *textLint) addAt(s span, id, format string, args ...any) *Finding {
	f := t.addf(id, format, args...)
	t.at[len(t.at)-1] = s
	p := t.piece(s)
	f.Piece = &p
	return f
}

// loud reports whether the class is one that must say all.
func (t *textLint) loud() bool { return t.Class == Critical || t.Class == Urgent }

// scored reports whether there are word lists for the language.
func (t *textLint) scored() bool { return t.Language == "ko" || t.Language == "en" }

// leftovers is L02.
func (t *textLint) leftovers() {
	for _, w := range [...]string{"{", "}", "<", ">", "()", "( )", "[]", "[ ]", "  ", "undefined", "null", "NaN", "<nil>", "%!", " ,", " .", "【】"} {
		i := strings.Index(t.Text, w)
		if i < 0 || alphanumeric(rune(w[0])) && wordInside(t.Text, i, len(w)) {
			continue
		}
		t.addAt(span{i, i + len(w)}, "L02", "%q is left over", w)
	}
}

// wordInside reports whether letters touch the piece at i.
func wordInside(s string, i, n int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+n:])
	return alphanumeric(before) || alphanumeric(after)
}

// length is L03.
func (t *textLint) length() {
	if t.Budget.Max == 0 || len(t.Text) <= t.Budget.Max && oneEach(t.Text) ||
		t.Budget.Unit == text.Characters && utf8.RuneCountInString(t.Text) <= t.Budget.Max {
		return
	}
	n, err := t.Budget.Used(t.Text)
	if err == nil && n > t.Budget.Max {
		t.addf("L03", "takes %d %s; %s has %d", n, t.Budget.Unit, t.Budget.Name, t.Budget.Max)
	}
}

// oneEach reports whether every octet of s is a character that takes one unit
// whatever the unit: ASCII, but for what GSM 7-bit escapes.
func oneEach(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= '[' && c != '_' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// alphabet is L05.
func (t *textLint) alphabet() {
	c := ucs2
	if l := t.library.profile.language(t.Language); l != nil {
		c = l.Charset
	}
	for i, r := range t.Text {
		at := span{i, i + max(utf8.RuneLen(r), 1)}
		switch {
		case r == '\n':
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			t.addAt(at, "L05", "%U is a control character", r)
		case unicode.Is(unicode.Variation_Selector, r), r > 0xFFFF:
			t.addAt(at, "L05", "%U is an emoji or another character that pages cannot hold", r)
		case !c.writable(string(r)):
			t.addAt(at, "L05", "%q is not in %s", r, c)
		default:
			continue
		}
		if len(t.found) > 20 {
			return
		}
	}
}

// placeSource finds where the text begins behind a marker and whether the
// sender's name stands there.
func (t *textLint) placeSource() {
	if m := t.library.profile.marker(t.Status, t.Language); m != "" && strings.HasPrefix(t.Text, m) {
		t.head = len(m)
	} else if t.Status != Actual {
		t.head = t.afterMarker()
	}
	if t.Sender == "" {
		return
	}
	head := strings.TrimLeft(t.Text[t.head:], " \n")
	at := len(t.Text) - len(head)
	for _, form := range [...]string{"[" + t.Sender + "]", "【" + t.Sender + "】", t.Sender + ":", t.Sender + "："} {
		if strings.HasPrefix(head, form) {
			t.named = span{at, at + len(form)}
			if !t.sources.touch(t.named) {
				t.sources = append(t.sources, t.named)
			}
			return
		}
	}
}

// source is L10: in brackets, in English before a colon, and the sender's.
func (t *textLint) source() {
	switch {
	case len(t.sources) == 0:
		t.addf("L10", "names no source")
		return
	case t.Sender == "", t.named != span{}:
	default:
		for _, s := range t.sources {
			if strings.Trim(t.Text[s.from:s.to], "[]【】［］ :：-–—()") == t.Sender {
				return
			}
		}
		t.addAt(t.sources[0], "L10", "the sender is %s", t.Sender)
		return
	}
	for _, s := range t.sources {
		if t.Sender != "" && s != t.named && !s.overlaps(t.named) && strings.HasPrefix(t.Text[s.from:], "[") {
			t.addAt(s, "L10", "a second source; the sender is %s", t.Sender)
		}
	}
}

// sourceOfImported is L11 for words that a person has written, where it is only
// noted.
func (t *textLint) sourceOfImported() {
	if t.Entry != nil || len(t.sources) == 0 {
		return
	}
	if first := slices.MinFunc(t.sources, func(a, b span) int { return a.from - b.from }); !t.opensWith(first) {
		t.addAt(first, "L11", "the source does not come first").Severity = Note
	}
}

// opensWith reports whether only a marker stands before a piece.
func (t *textLint) opensWith(s span) bool {
	before := strings.TrimSpace(t.lower[t.head:max(s.from, t.head)])
	return before == "" || utf8.RuneCountInString(before) <= maxSource && markerWords().in(before)
}

// time is L14.
func (t *textLint) time() {
	if len(t.times) > 0 || t.trial() {
		return
	}
	var f *Finding
	if len(t.relative) > 0 {
		w := t.relative[0]
		f = t.addAt(w, "L14", "says when only as %s", strings.TrimSpace(t.Text[w.from:w.to]))
	} else {
		f = t.addf("L14", "gives neither clock nor date")
	}
	if !t.loud() {
		f.Severity = Ask
	}
}

// action is L15.
func (t *textLint) action() {
	if len(t.actions) > 0 || t.trial() || !t.scored() && t.says(Act) {
		return
	}
	if len(t.vague) > 0 {
		f := t.addAt(t.vague[0], "L15", "only asks to take care")
		if !t.loud() {
			f.Severity = Ask
		}
		return
	}
	f := t.addf("L15", "says nothing to do")
	if !t.loud() {
		f.Severity = Ask
	}
	if !t.scored() && t.Entry == nil {
		f.Severity, f.Message = Ask, "for "+t.Language+" there are no lists of orders; a person must see whether it says what to do"
	}
}

// says reports whether the text has words that a clause of the entry for a part
// always has. It stands in where there are no word lists for the language.
func (t *textLint) says(p Part) bool {
	e := t.Entry
	if e == nil || e.languages[t.Language] == nil {
		return false
	}
	for _, f := range e.languages[t.Language].forms {
		for _, c := range f.clauses {
			if c.part == p && fixedWords(&c.template, t.Text) {
				return true
			}
		}
	}
	return false
}

// fixedWords reports whether s has the longest fixed piece of a template.
func fixedWords(c *template, s string) bool {
	longest := ""
	for i := range c.pieces {
		if w := strings.Trim(c.pieces[i].text, " .,:。，、"); len(w) > len(longest) {
			longest = w
		}
		for k := range c.pieces[i].group {
			if fixedWords(&c.pieces[i].group[k], s) {
				return true
			}
		}
	}
	return utf8.RuneCountInString(longest) > 1 && strings.Contains(s, longest)
}
