package text

import (
	"errors"
	"testing"

	"bongsu/cbc"
)

func TestEverySchemeIsReadWrittenOrRefused(t *testing.T) {
	const refused, readOnly, seven, two = "refused", "read only", "gsm7", "ucs2"
	want := func(d int) string {
		switch {
		case d <= 0x10, d >= 0x20 && d <= 0x24, d >= 0xF0 && d <= 0xF3:
			return seven
		case d == 0x11:
			return two
		case d>>4 == 4, d>>4 == 5:
			return []string{seven, refused, two, readOnly}[d>>2&3]
		case d>>4 == 6, d>>4 == 7, d>>4 == 9, d>>4 == 0xE, d >= 0xF4 && d <= 0xF7, d >= 0xFC:
			return refused
		}
		return readOnly
	}
	for d := range 256 {
		if got := use(t, cbc.DCS(d)); got != want(d) {
			t.Errorf("scheme 0x%02x is %s, want %s", d, got, want(d))
		}
	}
}

// use finds out what is possible under d.
func use(t *testing.T, d cbc.DCS) string {
	var refused *SchemeError
	gsm, err := Pages("A", cbc.GSM7, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Decode(gsm, d); errors.As(err, &refused) {
		if _, err := Pages("A", d, "en"); !errors.As(err, &refused) || refused.DCS != d {
			t.Errorf("scheme 0x%02x is not read, but written: %v", d, err)
		}
		return "refused"
	}
	if _, err = Pages("가", d, "en"); err == nil {
		return "ucs2"
	}
	if errors.As(err, &refused) {
		return "read only"
	}
	p, err := Pages("A", d, "en")
	if err != nil {
		t.Fatal(err)
	}
	if s, _, err := Decode(p, d); s != "A" || err != nil {
		t.Errorf("scheme 0x%02x: A was read as %q, %v", d, s, err)
	}
	return "gsm7"
}

// The languages of TS 23.038 clause 5, in the order of their codes.
func TestLanguageGroups(t *testing.T) {
	for from, list := range map[cbc.DCS][]string{
		0x00: {"de", "en", "it", "fr", "es", "nl", "sv", "da", "pt", "fi", "no", "el", "tr", "hu", "pl", ""},
		0x20: {"cs", "he", "ar", "ru", "is"},
	} {
		for i, want := range list {
			p, err := Pages("A", from+cbc.DCS(i), "xx")
			if err != nil {
				t.Fatal(err)
			}
			if _, l, err := Decode(p, from+cbc.DCS(i)); err != nil || l != want {
				t.Errorf("scheme %#x is in %q, %v; want %q", from+cbc.DCS(i), l, err, want)
			}
		}
	}
}

func TestPrefixedSchemesWantALanguageOfTwoLetters(t *testing.T) {
	for _, l := range []string{"", "kor", "k", "k1", "가"} {
		var bad *LanguageError
		if _, err := Pages("A", cbc.UCS2Language, l); !errors.As(err, &bad) || bad.Language != l {
			t.Errorf("language %q: %v", l, err)
		}
	}
	p, err := Pages("A", 0x10, "EN-us")
	if err != nil {
		t.Fatal(err)
	}
	if _, l, _ := Decode(p, 0x10); l != "en" {
		t.Errorf("EN-us was read back as %q", l)
	}
}

func TestDecodeRefusesPagesThatAreNone(t *testing.T) {
	for name, pages := range map[string][]Page{
		"no page": nil, "16 pages": make([]Page, 16), "nothing used": {{}}, "too much used": {{Used: 83}},
	} {
		var bad *FormatError
		if _, _, err := Decode(pages, cbc.GSM7); !errors.As(err, &bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAlphabetIsReadAsWritten(t *testing.T) {
	seen := map[rune]bool{}
	for i, r := range defaultAlphabet {
		if i == escape || r == pad {
			continue
		}
		if c, extended, ok := septets(r); !ok || extended || int(c) != i || seen[r] {
			t.Errorf("%q at 0x%02x is written as 0x%02x", r, i, c)
		}
		seen[r] = true
	}
	for c := range byte(0x80) {
		r := extension(c)
		if r == defaultAlphabet[c] {
			continue
		}
		if got, extended, ok := septets(r); !ok || !extended || got != c {
			t.Errorf("%q, escaped 0x%02x, is written as 0x%02x", r, c, got)
		}
	}
	for c, want := range map[byte]rune{0x65: '€', 0x28: '{', 0x41: 'A', escape: ' ', 0x0D: '\r'} {
		if got := extension(c); got != want {
			t.Errorf("escaped 0x%02x is %q, want %q", c, got, want)
		}
	}
}
