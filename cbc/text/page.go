package text

import (
	"fmt"
	"unicode/utf8"

	"bongsu/cbc"
)

// Sizes of TS 23.041 clause 9.4.1 and TS 23.038 clause 5.
const (
	MaxPages     = 15 // pages of one message
	PageOctets   = 82 // octets of content in a page
	PageSeptets  = 93 // characters of the GSM 7-bit alphabet in a page
	PageUnits    = 41 // UCS-2 characters in a page
	gsmPrefix    = 3  // septets: two letters and a carriage return
	ucsPrefix    = 1  // units: two letters as septets fill two octets
	prefixOctets = 2
)

// A Page is the content of one page. Octets from Used on are padding.
type Page struct {
	Content [PageOctets]byte
	Used    int // octets used, 1 to 82
}

// An UnencodableError names the first character that a coding does not have.
// For an octet that is no UTF-8, Rune is utf8.RuneError. The carriage return
// is never encodable, since it is what pages are padded with.
type UnencodableError struct {
	Rune   rune
	Offset int // in octets from the start of the text
}

func (e *UnencodableError) Error() string {
	return fmt.Sprintf("character %q (%U) at octet %d cannot be encoded", e.Rune, e.Rune, e.Offset)
}

// A TooLongError says that a text takes more pages than a message has.
type TooLongError struct {
	Pages int // that the text would take
	Max   int
	Chars int // code points of the text
}

func (e *TooLongError) Error() string {
	return fmt.Sprintf("text of %d characters takes %d pages, at most %d are possible", e.Chars, e.Pages, e.Max)
}

// Choose returns the plainest scheme that holds all of s: GSM7 if every
// character is in the GSM 7-bit alphabet or its extension, else UCS2.
func Choose(s string) cbc.DCS {
	for i := 0; i < len(s); {
		size, units := gsmCharacter(s[i:])
		if units == 0 {
			return cbc.UCS2
		}
		i += size
	}
	return cbc.GSM7
}

// Pages codes s under dcs into 1 to 15 pages, each on its own and padded with
// carriage returns. The language, BCP 47, is written by schemes 0x10 and 0x11
// only, at the start of every page. An empty text is one page of padding.
// Errors: SchemeError, LanguageError, UnencodableError, TooLongError.
func Pages(s string, dcs cbc.DCS, language string) ([]Page, error) {
	sc, prefix, err := writable(dcs, language)
	if err != nil {
		return nil, err
	}
	var parts [MaxPages]string
	n, err := split(&parts, s, sc)
	if err != nil {
		return nil, err
	}
	pages := make([]Page, n)
	for i := range pages {
		if sc.coding == gsm7 {
			pages[i].packGSM(prefix, parts[i])
		} else {
			pages[i].packUCS2(prefix, parts[i])
		}
	}
	return pages, nil
}

// PageOf returns a page of octets that somebody else has packed, 1 to 82 of
// them, and pads it as dcs wants: with carriage returns, from the unused bits
// of the last octet on if these are zero; with zeros where the scheme is of no
// text. Error: FormatError.
func PageOf(octets []byte, dcs cbc.DCS) (Page, error) {
	if len(octets) < 1 || len(octets) > PageOctets {
		return Page{}, &FormatError{"page", 0, fmt.Sprintf("%d octets, not 1 to 82", len(octets))}
	}
	p := Page{Used: len(octets)}
	copy(p.Content[:], octets)
	switch s, _ := schemeOf(dcs); s.coding { // of no text after an error
	case ucs2:
		for n := p.Used + p.Used%2; n < PageOctets; n += 2 {
			p.Content[n+1] = pad
		}
	case gsm7:
		p.padGSM()
	}
	return p, nil
}

// padGSM fills what lies behind the octets used.
func (p *Page) padGSM() {
	n, spare := 8*p.Used/7, 8*p.Used%7
	if begun := p.Content[p.Used-1] >> (8 - spare); spare > 0 && begun != 0 && n < PageSeptets {
		putSeptet(&p.Content, n, pad&^(1<<spare-1)|begun) // by whoever packed it
		n++
	}
	for ; n < PageSeptets; n++ {
		putSeptet(&p.Content, n, pad)
	}
}

// room returns how many units of text a page has, and what measures them.
func (s scheme) room() (int, measure) {
	switch {
	case s.coding == gsm7 && s.prefixed:
		return PageSeptets - gsmPrefix, gsmCharacter
	case s.coding == gsm7:
		return PageSeptets, gsmCharacter
	case s.prefixed:
		return PageUnits - ucsPrefix, ucsCharacter
	}
	return PageUnits, ucsCharacter
}

// split cuts s between characters into parts that each fill one page, and
// returns how many there are, at least one.
func split(parts *[MaxPages]string, s string, sc scheme) (int, error) {
	room, next := sc.room()
	n, start, used := 0, 0, 0
	for i := 0; i < len(s); {
		size, units := next(s[i:])
		if units == 0 {
			r, _ := utf8.DecodeRuneInString(s[i:])
			return 0, &UnencodableError{r, i}
		}
		if used+units > room {
			if n < MaxPages {
				parts[n] = s[start:i]
			}
			n, start, used = n+1, i, 0
		}
		i, used = i+size, used+units
	}
	if n >= MaxPages {
		return 0, &TooLongError{Pages: n + 1, Max: MaxPages, Chars: utf8.RuneCountInString(s)}
	}
	parts[n] = s[start:]
	return n + 1, nil
}

// packGSM fills p with the prefix, if there is one, a carriage return after
// it, the text, and padding.
func (p *Page) packGSM(prefix, s string) {
	n := 0
	for _, c := range []byte(prefix) {
		putSeptet(&p.Content, n, c)
		n++
	}
	if n > 0 {
		putSeptet(&p.Content, n, pad)
		n++
	}
	for _, r := range s {
		c, extended, _ := septets(r)
		if extended {
			putSeptet(&p.Content, n, escape)
			n++
		}
		putSeptet(&p.Content, n, c)
		n++
	}
	p.Used = max((7*n+7)/8, 1)
	for ; n < PageSeptets; n++ {
		putSeptet(&p.Content, n, pad)
	}
}

// packUCS2 fills p with the prefix as two octets, the text, and padding.
func (p *Page) packUCS2(prefix, s string) {
	n := 0
	for i, c := range []byte(prefix) {
		putSeptet(&p.Content, i, c)
		n = prefixOctets
	}
	put := func(u rune) {
		p.Content[n], p.Content[n+1] = byte(u>>8), byte(u)
		n += 2
	}
	for _, r := range s {
		if r > 0xFFFF {
			put(0xD800 + (r-0x10000)>>10)
			put(0xDC00 + (r-0x10000)&0x3FF)
			continue
		}
		put(r)
	}
	p.Used = max(n, 2)
	for n < PageOctets {
		put(pad)
	}
}
