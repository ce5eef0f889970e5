package templates

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A shape is all that lint sees of a text of the library, but for its room and
// where it goes: the words of the library, where the text repeats what the event
// says, and that, with names of regions and numbers made alike. Names that read
// as more than a name stay as they are, and so do numbers that could be telephone
// numbers.
type shape struct {
	key   []byte
	said  []repeated // in the order of the text
	names spans      // that were made alike, in the text
	text  string
	lint  textLint // of the text, with nothing read
	blank reading
}

// A repeated is a piece of a text that the event says. What it says is the area,
// 0, or a parameter.
type repeated struct {
	span
	what byte
}

// maxNames is how many names of one text are made alike; further ones stay.
const maxNames = 16

// sameName stands for a name, which no text has.
const sameName = 0xFF

// of makes x the shape of a text.
func (x *shape) of(l *Library, r *Rendered) {
	x.text, x.names, x.said = r.Text, x.names[:0], x.said[:0]
	x.key = append(append(append(x.key[:0], r.Entry.Hazard.ID...), '/'), r.Entry.Situation...)
	for _, s := range [...]string{r.Language, r.Form, r.Sender} {
		x.key = append(append(x.key, 0), s...)
	}
	x.key = append(x.key, 0, byte(r.Class), byte(r.Status))
	if r.Language != "ko" && shouting(r.Text) {
		x.key = append(x.key, '!')
	}
	x.blank = reading{text: r.Text, language: r.Language}
	x.lint = textLint{library: l, Rendered: *r, reading: &x.blank}
	x.find()
	x.alike(r.Language)
}

// shapePool lends shapes, whose memory is used again and again.
type shapePool struct{ sync.Pool }

func (p *shapePool) take() *shape {
	if x, ok := p.Get().(*shape); ok {
		return x
	}
	return &shape{key: make([]byte, 0, 1024), names: make(spans, 0, maxNames), said: make([]repeated, 0, maxNames)}
}

func (p *shapePool) give(x *shape) { p.Put(x) }

// repeatable are the parameters that lint looks for in a text.
var repeatable = append([]string{"hazard", "cause", "shelter"}, placeParams...)

// find finds where the text repeats the area and the parameters that lint looks
// for.
func (x *shape) find() {
	t := &x.lint
	var room [1]span
	mark := func(what byte, names []string) {
		for _, s := range t.given(room[:0], names) {
			x.said = append(x.said, repeated{s, what})
		}
	}
	for n := range strings.SplitSeq(t.Place, ", ") {
		mark(0, t.variants("list", n))
	}
	for i, p := range repeatable {
		if _, given := t.Params[p]; given {
			mark(byte(1+i), t.wordsFor(p))
		}
	}
	slices.SortFunc(x.said, func(a, b repeated) int { return cmp.Or(a.from-b.from, b.to-a.to, int(a.what)-int(b.what)) })
}

// alike adds the text with names that the event says and numbers made alike, and
// marks where what it says begins and ends. A piece within another has its place
// there to the octet.
func (x *shape) alike(language string) {
	done, outer := 0, 0
	for _, s := range x.said {
		if s.from < done {
			x.key = binary.AppendUvarint(append(x.key, 2, s.what), uint64(s.from-outer))
			x.key = binary.AppendUvarint(x.key, uint64(s.to-outer))
			continue
		}
		x.numbers(done, s.from)
		x.key = append(x.key, 1, s.what)
		done, outer = x.words(s.from, s.to, language), s.from
		x.key = binary.AppendUvarint(x.key, uint64(done-s.to))
	}
	x.numbers(done, len(x.text))
}

// numbers adds the library's words from one octet to another, with numbers made
// alike.
func (x *shape) numbers(from, to int) {
	for i := from; i < to; i++ {
		if digit(x.text[i]) {
			x.key = append(x.key, x.text[from:i]...)
			from = x.number(i)
			i = from - 1
		}
	}
	if from < to {
		x.key = append(x.key, x.text[from:to]...)
	}
}

// words adds words of the event, with names and numbers made alike, and returns
// where the last one ends, of which a particle is part.
func (x *shape) words(from, to int, language string) int {
	known := plainNames()
	s := x.text
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	inside := alphanumeric(before) // the first word began before
	i := from
	for i < to {
		c, n := rune(s[i]), i+1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRuneInString(s[i:])
			n += i
		}
		switch {
		case c < utf8.RuneSelf && digit(s[i]):
			n = x.number(i)
		case hangul(c) || alphanumeric(c):
			n = endOfWord(s, n)
			if name := known.in(s[i:n], language); name > 0 && !inside && len(x.names) < maxNames {
				x.names = append(x.names, span{i, i + name})
				x.key = append(append(x.key, sameName), s[i+name:n]...)
				break
			}
			x.key = append(x.key, s[i:n]...)
		default:
			x.key = append(x.key, s[i:n]...)
		}
		i, inside = n, false
	}
	return i
}

// endOfWord returns where a word ends that goes on at i: letters and digits, and
// hyphens, dots and the like between them.
func endOfWord(s string, i int) int {
	for i < len(s) {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		if !hangul(c) && !alphanumeric(c) && !inner(s, i, c) {
			break
		}
		i += size
	}
	return i
}

// number adds the clock or number that begins at i and returns where it ends.
// One of as many digits stands for it that lint cannot tell from it: it asks
// whether numbers are hours, minutes, days, months or years. What could be part
// of a telephone number or a date stays.
func (x *shape) number(i int) int {
	s := x.text
	if n := endOfClock(s, i); n > 0 {
		x.key = append(x.key, "12:12"...)
		return n
	}
	n := i
	for n < len(s) && digit(s[n]) {
		n++
	}
	word, before, after := s[i:n], byte(' '), byte(' ')
	if i > 0 {
		before = s[i-1]
	}
	if n < len(s) {
		after = s[n]
	}
	switch {
	case letter(before) || strings.IndexByte("-/", before) >= 0 || strings.IndexByte("-/", after) >= 0:
		x.key = append(x.key, word...)
	case before != '.' && before != ':' && unitAt(s[n:]):
		x.key = append(x.key, "9999999999"[:min(len(word), 10)]...)
	case len(word) > 2:
		x.key = append(x.key, word...)
	default:
		x.key = append(x.key, sameNumber(word)...)
	}
	return n
}

func letter(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

// unitAt reports whether a unit of length, speed or share begins s, behind which
// a number is no time and no telephone number.
func unitAt(s string) bool {
	s = strings.TrimPrefix(s, " ")
	for _, u := range [...]string{"mm", "cm", "km", "m/s", "m", "%", "℃"} {
		if rest, ok := strings.CutPrefix(s, u); ok {
			return rest == "" || !letter(rest[0]) && !digit(rest[0])
		}
	}
	return false
}

// sameNumber returns what stands for a number of one or two digits.
func sameNumber(word string) string {
	if len(word) == 1 {
		return string(min(word[0], '1')) // 0 or another
	}
	for _, most := range [...]string{"00", "12", "24", "31", "59"} {
		if word <= most {
			return most
		}
	}
	return "99"
}

// endOfClock returns where the clock that begins at i ends, 0 if there is none or
// what follows makes something else of its minutes.
func endOfClock(s string, i int) int {
	n := i + len("08:26")
	if n > len(s) || s[i+2] != ':' || !digit(s[i+1]) || !digit(s[i+3]) || !digit(s[i+4]) || s[i:i+2] > "23" || s[i+3] > '5' {
		return 0
	}
	if i > 0 && (digit(s[i-1]) || strings.IndexByte(".,:/-", s[i-1]) >= 0) || n < len(s) && (digit(s[n]) || strings.IndexByte(":/-", s[n]) >= 0) {
		return 0
	}
	if rest := strings.TrimLeft(s[n:], " "); opensAsUnit(rest) {
		return 0
	}
	return n
}

// opensAsUnit reports whether a name could be read on from a number before it.
func opensAsUnit(name string) bool {
	return strings.HasPrefix(name, "시") || strings.HasPrefix(name, "일") || strings.HasPrefix(name, "월")
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// shorter returns where a piece of the text is if every name took one octet;
// false if it begins or ends within a name.
func (x *shape) shorter(s span) (span, bool) {
	from, ok := x.back(s.from)
	to, also := x.back(s.to)
	return span{from, to}, ok && also
}

func (x *shape) back(i int) (int, bool) {
	less := 0
	for _, n := range x.names {
		if i <= n.from {
			break
		}
		if i < n.to {
			return i, false
		}
		less += n.to - n.from - 1
	}
	return i - less, true
}

// longer undoes shorter.
func (x *shape) longer(s span) span { return span{x.forth(s.from), x.forth(s.to)} }

func (x *shape) forth(i int) int {
	for _, n := range x.names {
		if i <= n.from {
			break
		}
		i += n.to - n.from - 1
	}
	return i
}

// general makes of a judgement about the text one about its shape; false if it
// looks into a name.
func (x *shape) general(j *judgement) (*judgement, bool) {
	g := judgement{found: j.found, at: make(spans, len(j.at)), placed: make([]placeNamed, len(j.placed))}
	if !slices.ContainsFunc(j.placed, func(p placeNamed) bool { return !p.given }) {
		g.placed = nil // nothing that could lie elsewhere
	}
	all := true
	short := func(s span) span {
		if s == nowhere {
			return s
		}
		s, ok := x.shorter(s)
		all = all && ok
		return s
	}
	for i, s := range j.at {
		g.at[i] = short(s)
	}
	for i, p := range j.placed[:len(g.placed)] {
		g.placed[i] = placeNamed{short(p.span), p.given}
	}
	rest := short(span{j.act.clause, j.act.head})
	g.act = deed{short(j.act.span), rest.from, rest.to}
	return &g, all
}

// particular makes of a judgement about the shape one about the text.
func (x *shape) particular(g *judgement) judgement {
	j := judgement{found: g.found}
	if len(g.found) > 0 {
		t := reading{text: x.text}
		j.found = append([]Finding(nil), g.found...)
		for i, s := range g.at {
			if s != nowhere {
				p := t.piece(x.longer(s))
				j.found[i].Piece = &p
			}
		}
	}
	for _, p := range g.placed {
		j.placed = append(j.placed, placeNamed{x.longer(p.span), p.given})
	}
	j.act = deed{x.longer(g.act.span), x.forth(g.act.clause), x.forth(g.act.head)}
	return j
}
