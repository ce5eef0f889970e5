package main

import (
	"strings"
	"unicode"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// guess returns the scheme that pages which do not say so are most likely in:
// the one in which they are plain words, else UCS-2 if their length allows.
func guess(pages []text.Page) cbc.DCS {
	for _, d := range []cbc.DCS{cbc.UCS2, cbc.GSM7} {
		if words, _, err := text.Decode(pages, d); err == nil && plain(words) {
			return d
		}
	}
	for i := range pages {
		if pages[i].Used%2 != 0 {
			return cbc.GSM7
		}
	}
	return cbc.UCS2
}

// plain reports whether s is letters, digits and marks of ASCII alone.
func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || r < ' ' && r != '\n' }) < 0
}
