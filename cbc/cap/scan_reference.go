package cap

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// entities are the five of XML 1.0, clause 4.6.
var entities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// maxReference is longer than any character reference, with zeros in front.
const maxReference = 16

// reference reads what begins with & and returns its character and length; a
// length of 0 says that it is none that may be here.
func reference(b []byte) (rune, int) {
	n := bytes.IndexByte(b[:min(len(b), maxReference)], ';')
	if n < 2 {
		return 0, 0
	}
	name := string(b[1:n])
	if name[0] != '#' {
		r, ok := entities[name]
		if !ok {
			return 0, 0
		}
		return r, n + 1
	}
	digits, base := name[1:], 10
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 32) // no sign, no underscore with this base
	if err != nil || v > utf8.MaxRune || !character(rune(v)) {
		return 0, 0
	}
	return rune(v), n + 1
}

// checkReferences refuses entities that are not XML's own, and references to
// what is no character.
func (s *scanner) checkReferences(b []byte) error {
	for {
		n := bytes.IndexByte(b, '&')
		if n < 0 {
			return nil
		}
		b = b[n:]
		_, size := reference(b)
		if size == 0 {
			return s.fault(entity, string(b[:min(len(b), maxReference)]))
		}
		b = b[size:]
	}
}

// appendText appends what character data says: references resolved unless it
// is verbatim, and line ends as XML 1.0 clause 2.11 makes them.
func appendText(out, b []byte, verbatim bool) []byte {
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '&' && !verbatim:
			r, size := reference(b[i:])
			out = utf8.AppendRune(out, r)
			i += size
		case c == '\r':
			out = append(out, '\n')
			i++
			if i < len(b) && b[i] == '\n' {
				i++
			}
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}

// attributeValue returns what the value of an attribute says, XML 1.0 clause
// 3.3.3: white space is spaces, except by reference.
func attributeValue(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '&':
			r, size := reference(b[i:])
			out = utf8.AppendRune(out, r)
			i += size
		case c == '\r':
			out = append(out, ' ')
			i++
			if i < len(b) && b[i] == '\n' {
				i++
			}
		case c == '\n' || c == '\t':
			out = append(out, ' ')
			i++
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}
