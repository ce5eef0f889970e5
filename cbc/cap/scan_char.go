package cap

import (
	"bytes"
	"unicode/utf8"
)

// blanks is the white space of XML.
const blanks = " \t\r\n"

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// A mark is something that a run of characters holds.
type mark uint8

const (
	markReference mark = 1 << iota // &
	markBracket                    // ]
	markReturn                     // carriage return
	markHigh                       // beyond ASCII
	markControl                    // no character of XML
	markName                       // may be in a name
	markStart                      // may begin one
)

// marks says what each octet is.
var marks = func() (t [256]mark) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = markHigh
		case c < ' ' && c != '\t' && c != '\n' && c != '\r':
			t[c] = markControl
		case 'a' <= c|0x20 && c|0x20 <= 'z', c == '_', c == ':':
			t[c] = markName | markStart
		case '0' <= c && c <= '9', c == '-', c == '.':
			t[c] = markName
		}
	}
	t['&'], t[']'], t['\r'] = markReference, markBracket, markReturn
	return t
}()

// run reads characters from p up to stop, or the end.
func (s *scanner) run(p int, stop byte) (int, mark, error) {
	n := bytes.IndexByte(s.b[p:], stop)
	if n < 0 {
		n = len(s.b) - p
	}
	m, err := s.checkCharacters(s.b[p : p+n])
	return p + n, m, err
}

// checkCharacters refuses what is no character of XML 1.0, production 2, and
// returns what else b holds.
func (s *scanner) checkCharacters(b []byte) (mark, error) {
	var m mark
	for _, c := range b {
		m |= marks[c]
	}
	if m&markControl != 0 || m&markHigh != 0 && (!s.utf8 || bytes.Contains(b, []byte("\xEF\xBF"))) {
		return m, s.checkRunes(b)
	}
	return m, nil
}

// checkRunes looks at each character by itself.
func (s *scanner) checkRunes(b []byte) error {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return s.fault(notUTF8, "")
		}
		if !character(r) {
			return s.fault(noCharacter, "", r)
		}
		i += size
	}
	return nil
}

// character reports whether XML 1.0, production 2, has r.
func character(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r <= 0xD7FF:
		return true
	}
	return r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// nameLength returns how long the name is that b begins with, 0 if none is.
func nameLength(b []byte) int {
	if len(b) == 0 || marks[b[0]]&(markStart|markHigh) == 0 {
		return 0
	}
	n := 0
	for n < len(b) {
		m := marks[b[n]]
		if m&markName != 0 {
			n++
			continue
		}
		if m&markHigh == 0 {
			break
		}
		r, size := utf8.DecodeRune(b[n:])
		if !nameRune(r, n == 0) {
			break
		}
		n += size
	}
	return n
}

// nameRanges are the characters beyond ASCII that begin a name, XML 1.0
// production 4.
var nameRanges = [][2]rune{
	{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D}, {0x2070, 0x218F},
	{0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFC}, {0x10000, 0xEFFFF},
}

func nameRune(r rune, first bool) bool {
	if !first && (r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040) {
		return true
	}
	for _, x := range nameRanges {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	return false
}
