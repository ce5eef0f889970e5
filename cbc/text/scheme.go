package text

import (
	"fmt"
	"strings"

	"bongsu/cbc"
)

// A coding is how the octets of a page become characters.
type coding uint8

const (
	gsm7 coding = iota + 1
	ucs2
)

// A scheme is what a data coding scheme means for the text.
type scheme struct {
	coding   coding
	language string // of the scheme itself, "" if it names none
	prefixed bool   // each page begins with the language
	reserved bool   // read as GSM 7-bit, never written
}

// groupLanguages are the languages of groups 0000 and 0010, TS 23.038 clause 5.
var groupLanguages = map[cbc.DCS]string{
	0x00: "de", 0x01: "en", 0x02: "it", 0x03: "fr", 0x04: "es", 0x05: "nl", 0x06: "sv", 0x07: "da",
	0x08: "pt", 0x09: "fi", 0x0A: "no", 0x0B: "el", 0x0C: "tr", 0x0D: "hu", 0x0E: "pl", 0x0F: "",
	0x20: "cs", 0x21: "he", 0x22: "ar", 0x23: "ru", 0x24: "is",
}

// GSMLanguage returns the scheme of the GSM 7-bit alphabet that itself names a
// language, two lower-case letters; false if there is none.
func GSMLanguage(language string) (cbc.DCS, bool) {
	for d, l := range groupLanguages {
		if l == language && l != "" {
			return d, true
		}
	}
	return 0, false
}

// A SchemeError says that a data coding scheme carries no text that this
// package reads or writes.
type SchemeError struct {
	DCS    cbc.DCS
	Reason string // "compressed", "8-bit data", "reserved" …
}

func (e *SchemeError) Error() string {
	return fmt.Sprintf("data coding scheme 0x%02x: %s", uint8(e.DCS), e.Reason)
}

// A LanguageError says that a scheme wants the language in front of the text
// and the language given has no code of two letters.
type LanguageError struct {
	DCS      cbc.DCS
	Language string
}

func (e *LanguageError) Error() string {
	return fmt.Sprintf("data coding scheme 0x%02x: language %q has no code of two letters", uint8(e.DCS), e.Language)
}

// schemeOf reads d by TS 23.038 clause 5. Reserved values mean the GSM 7-bit
// default alphabet to a receiver. Errors: SchemeError for compressed text,
// 8-bit data, a user data header and WAP.
func schemeOf(d cbc.DCS) (scheme, error) {
	switch d >> 4 {
	case 0x0, 0x2:
		if l, ok := groupLanguages[d]; ok {
			return scheme{coding: gsm7, language: l}, nil
		}
	case 0x1:
		switch d {
		case 0x10:
			return scheme{coding: gsm7, prefixed: true}, nil
		case 0x11:
			return scheme{coding: ucs2, prefixed: true}, nil
		}
	case 0x4, 0x5:
		return general(d)
	case 0x6, 0x7:
		return scheme{}, &SchemeError{d, "compressed"}
	case 0x9:
		return scheme{}, &SchemeError{d, "user data header"}
	case 0xE:
		return scheme{}, &SchemeError{d, "WAP"}
	case 0xF:
		if d&0x04 != 0 {
			return scheme{}, &SchemeError{d, "8-bit data"}
		}
		return scheme{coding: gsm7, reserved: d&0x08 != 0}, nil
	}
	return scheme{coding: gsm7, reserved: true}, nil
}

// general reads the group 010x: general data coding, not compressed. Its
// message class does not change the text.
func general(d cbc.DCS) (scheme, error) {
	switch d >> 2 & 3 {
	case 0:
		return scheme{coding: gsm7}, nil
	case 1:
		return scheme{}, &SchemeError{d, "8-bit data"}
	case 2:
		return scheme{coding: ucs2}, nil
	}
	return scheme{coding: gsm7, reserved: true}, nil
}

// writable returns the scheme of d for encoding, and the two letters that each
// page begins with where it wants them.
func writable(d cbc.DCS, language string) (scheme, string, error) {
	s, err := schemeOf(d)
	if err != nil {
		return s, "", err
	}
	if s.reserved {
		return s, "", &SchemeError{d, "reserved"}
	}
	if !s.prefixed {
		return s, "", nil
	}
	primary, _, _ := strings.Cut(language, "-")
	primary = strings.ToLower(primary)
	if !twoLetters(primary) {
		return s, "", &LanguageError{d, language}
	}
	return s, primary, nil
}

func twoLetters(s string) bool {
	return len(s) == 2 && 'a' <= s[0] && s[0] <= 'z' && 'a' <= s[1] && s[1] <= 'z'
}
