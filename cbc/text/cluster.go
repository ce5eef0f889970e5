package text

import (
	"unicode"
	"unicode/utf8"
)

// maxCluster bounds what is kept together on one page, in UTF-16 units: a
// longer sequence of marks is no character of any language.
const maxCluster = 20

// A measure returns the octets of s that make up its first character, and how
// many units of a page they take; zero units if the coding does not have it.
type measure func(s string) (size, units int)

// gsmCharacter measures in septets: one, or two with the escape.
func gsmCharacter(s string) (size, units int) {
	r, size := utf8.DecodeRuneInString(s)
	_, extended, ok := septets(r)
	switch {
	case !ok:
		return size, 0
	case extended:
		return size, 2
	}
	return size, 1
}

// ucsCharacter measures in UTF-16 units. A character is a code point and all
// that is drawn with it: combining marks, and the jamo of one Hangul syllable.
func ucsCharacter(s string) (size, units int) {
	last, size := utf8.DecodeRuneInString(s)
	units = ucsUnits(last, size)
	if units == 0 {
		return size, 0
	}
	for size < len(s) {
		r, n := utf8.DecodeRuneInString(s[size:])
		u := ucsUnits(r, n)
		if u == 0 || units+u > maxCluster || !joined(last, r) {
			break
		}
		last, size, units = r, size+n, units+u
	}
	return size, units
}

// singleSeptet reports whether r is one of the common characters of one septet.
func singleSeptet(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '%' && r <= '?' || r >= ' ' && r <= '#' || r >= 'A' && r <= 'Z' || r == '\n'
}

// singleUnit reports whether r is one of the common characters of one UTF-16
// unit that are drawn alone, unless they follow a jamo, which is not one.
func singleUnit(r rune) bool {
	switch {
	case r < 0x300: // before the combining marks
		return r != pad
	case syllable(r), r >= 0x1E00 && r <= 0x1EFF: // Latin with two marks
		return true
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FE, r >= 0x3001 && r <= 0x3020:
		return true // ideographs, kana, their stops and brackets
	}
	return false
}

// ucsUnits returns how many UTF-16 units r takes, 0 for the carriage return,
// which is padding, and for an octet that is no UTF-8.
func ucsUnits(r rune, size int) int {
	switch {
	case r == pad, r == utf8.RuneError && size <= 1:
		return 0
	case r > 0xFFFF:
		return 2
	}
	return 1
}

// zeroWidthJoiner glues what stands on both sides.
const zeroWidthJoiner = 0x200D

// joined reports whether r is drawn together with a before it.
func joined(a, r rune) bool {
	if a < ' ' || r < 0x300 {
		return false
	}
	return r == zeroWidthJoiner || a == zeroWidthJoiner || unicode.Is(unicode.M, r) || sameSyllable(a, r)
}

// sameSyllable reports whether a and r are parts of one Hangul syllable:
// leading consonant, vowel, trailing consonant, of which the first two or all
// three may be one precomposed character.
func sameSyllable(a, r rune) bool {
	switch {
	case leading(a):
		return leading(r) || vowel(r) || syllable(r)
	case vowel(a), syllable(a) && (a-firstSyllable)%trailingForms == 0:
		return vowel(r) || trailing(r)
	case trailing(a), syllable(a):
		return trailing(r)
	}
	return false
}

// The precomposed syllables, and how many of them share their first two parts.
const (
	firstSyllable = 0xAC00
	lastSyllable  = 0xD7A3
	trailingForms = 28
)

func syllable(r rune) bool { return firstSyllable <= r && r <= lastSyllable }
func leading(r rune) bool  { return 0x1100 <= r && r <= 0x115F || 0xA960 <= r && r <= 0xA97C }
func vowel(r rune) bool    { return 0x1160 <= r && r <= 0x11A7 || 0xD7B0 <= r && r <= 0xD7C6 }
func trailing(r rune) bool { return 0x11A8 <= r && r <= 0x11FF || 0xD7CB <= r && r <= 0xD7FB }
