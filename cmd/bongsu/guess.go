package main

import (
	"strings"
	"unicode"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// guess returns the scheme that pages are most likely in.
func guess(pages []text.Page) cbc.DCS {
	words, _, err := text.Decode(pages, cbc.UCS2)
	if err != nil || pages[0].Used%2 != 0 {
		return cbc.GSM7
	}
	for _, r := range words {
		if r == unicode.ReplacementChar || r < ' ' && r != '\n' || !unicode.IsPrint(r) && r != '\n' {
			return cbc.GSM7
		}
	}
	if guessed, _, err := text.Decode(pages, cbc.GSM7); err == nil && plain(guessed) && !plain(words) && !korean(words) {
		return cbc.GSM7
	}
	return cbc.UCS2
}

// plain reports whether s is letters, digits and marks of ASCII alone.
func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || r < ' ' && r != '\n' }) < 0
}

// korean reports whether s has a syllable of Hangul in it.
func korean(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) >= 0
}
