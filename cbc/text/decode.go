package text

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"

	"bongsu/cbc"
)

// A FormatError says that octets are not the form they were taken for.
type FormatError struct {
	Form    string // "GSM page", "CB data", "CBS message", "page"
	Offset  int    // in octets; for "page", the number of the page from 0
	Problem string
}

func (e *FormatError) Error() string {
	if e.Form == "page" {
		return fmt.Sprintf("page %d: %s", e.Offset+1, e.Problem)
	}
	return fmt.Sprintf("%s at octet %d: %s", e.Form, e.Offset, e.Problem)
}

// Decode returns the text of a message of 1 to 15 pages and its language, two
// lower-case letters or "" if the scheme names none. Carriage returns at the
// end of a page are padding and dropped; other padding, which some senders use,
// stays, as on phones. A scheme that TS 23.038 reserves is read as GSM 7-bit.
// Errors: SchemeError, and FormatError for the number of pages and Used.
func Decode(pages []Page, dcs cbc.DCS) (text, language string, err error) {
	s, err := schemeOf(dcs)
	if err != nil {
		return "", "", err
	}
	if len(pages) < 1 || len(pages) > MaxPages {
		return "", "", &FormatError{"page", len(pages), "a message has 1 to 15 pages"}
	}
	var gsm []byte
	var ucs []uint16
	for i := range pages {
		p := &pages[i]
		if p.Used < 1 || p.Used > PageOctets {
			return "", "", &FormatError{"page", i, fmt.Sprintf("%d octets used, not 1 to 82", p.Used)}
		}
		var l string
		if s.coding == gsm7 {
			gsm, l = p.unpackGSM(gsm, s.prefixed)
		} else {
			ucs, l = p.unpackUCS2(ucs, s.prefixed)
		}
		if i == 0 && s.prefixed {
			s.language = l
		}
	}
	if s.coding == gsm7 {
		return gsmText(gsm), s.language, nil
	}
	return string(utf16.Decode(ucs)), s.language, nil
}

// unpackGSM appends the characters of p, each in an octet, without prefix and
// padding.
func (p *Page) unpackGSM(b []byte, prefixed bool) ([]byte, string) {
	start := len(b)
	for n := range min(8*p.Used/7, PageSeptets) {
		b = append(b, septet(&p.Content, n))
	}
	var l string
	if prefixed {
		cut := min(start+gsmPrefix, len(b))
		l = letters(b[start:min(start+2, cut)])
		b = append(b[:start], b[cut:]...)
	}
	return b[:start+len(bytes.TrimRight(b[start:], string(rune(pad))))], l
}

// unpackUCS2 appends the UTF-16 units of p without prefix and padding.
func (p *Page) unpackUCS2(u []uint16, prefixed bool) ([]uint16, string) {
	start, from := len(u), 0
	var l string
	if prefixed {
		l = letters([]byte{septet(&p.Content, 0), septet(&p.Content, 1)})
		from = prefixOctets
	}
	for i := from; i+1 < p.Used; i += 2 {
		u = append(u, uint16(p.Content[i])<<8|uint16(p.Content[i+1]))
	}
	for len(u) > start && u[len(u)-1] == pad {
		u = u[:len(u)-1]
	}
	return u, l
}

// letters returns the language that two septets name, "" if they are no letters.
func letters(b []byte) string {
	if l := strings.ToLower(string(b)); twoLetters(l) {
		return l
	}
	return ""
}

// gsmText reads positions of the GSM 7-bit alphabet.
func gsmText(b []byte) string {
	var t strings.Builder
	t.Grow(len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == escape && i+1 < len(b) {
			i++
			t.WriteRune(extension(b[i]))
			continue
		}
		t.WriteRune(defaultAlphabet[b[i]])
	}
	return t.String()
}
