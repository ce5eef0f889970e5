package phone

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// A coding is what a data coding scheme says, TS 23.038 clause 5.
type coding struct {
	wide     bool   // UCS-2, otherwise GSM 7-bit
	language string // said by the scheme itself; empty if unspecified
	prefixed bool   // each page begins with its language
}

// groupZero and groupTwo are the languages of schemes 0x00–0x0F and 0x20–0x24.
var (
	groupZero = [16]string{"de", "en", "it", "fr", "es", "nl", "sv", "da", "pt", "fi", "no", "el", "tr", "hu", "pl", ""}
	groupTwo  = [16]string{"cs", "he", "ar", "ru", "is"}
)

// codingOf reads a data coding scheme. Reserved ones are GSM 7-bit, as the
// clause asks; those that a phone cannot show are an error.
func codingOf(dcs byte) (coding, error) {
	switch group := dcs >> 4; group {
	case 0x0:
		return coding{language: groupZero[dcs&15]}, nil
	case 0x1:
		return coding{wide: dcs == 0x11, prefixed: dcs <= 0x11}, nil
	case 0x2:
		return coding{language: groupTwo[dcs&15]}, nil
	case 0x4, 0x5:
		switch dcs >> 2 & 3 {
		case 1:
			return coding{}, fmt.Errorf("data coding scheme 0x%02x is 8-bit data", dcs)
		case 2:
			return coding{wide: true}, nil
		}
	case 0x6, 0x7:
		return coding{}, fmt.Errorf("data coding scheme 0x%02x is compressed", dcs)
	case 0x9, 0xE:
		return coding{}, fmt.Errorf("data coding scheme 0x%02x is not text", dcs)
	case 0xF:
		if dcs&4 != 0 {
			return coding{}, fmt.Errorf("data coding scheme 0x%02x is 8-bit data", dcs)
		}
	}
	return coding{}, nil
}

// read returns a page's text and language.
func (c coding) read(page []byte) (text, language string, err error) {
	if c.wide {
		return c.readWide(page)
	}
	s := septets(page)
	language = c.language
	if c.prefixed { // two letters and CR
		if len(s) < 3 {
			return "", "", fmt.Errorf("page of %d septets has no language", len(s))
		}
		language, s = letters(s[0], s[1]), s[3:]
	}
	for len(s) > 0 && s[len(s)-1] == septetCR {
		s = s[:len(s)-1]
	}
	return spell(s), language, nil
}

func (c coding) readWide(page []byte) (text, language string, err error) {
	if c.prefixed { // two septets in two octets
		if len(page) < 2 {
			return "", "", fmt.Errorf("page of %d octets has no language", len(page))
		}
		s := septets(page[:2])
		language, page = letters(s[0], s[1]), page[2:]
	}
	units := make([]uint16, len(page)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(page[2*i:])
	}
	for len(units) > 0 && units[len(units)-1] == '\r' {
		units = units[:len(units)-1]
	}
	return string(utf16.Decode(units)), language, nil
}

// letters joins a language's two letters; what is not letters is no language.
func letters(a, b byte) string {
	for _, c := range []byte{a, b} {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return ""
		}
	}
	return string([]byte{a | 0x20, b | 0x20})
}
