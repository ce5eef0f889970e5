package text

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"bongsu/cbc"
)

// "Hello" is c8 32 9b fd 06 in every text on the packing of TS 23.038; a page
// of nothing but padding is 8d46a3d168341a over and over, with 00 at its end.
func TestPackingIsThatOfTheStandard(t *testing.T) {
	p, err := Pages("Hello", cbc.GSM7, "")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := hex.DecodeString("c8329bfd")
	if string(p[0].Content[:4]) != string(want) || p[0].Content[4]&7 != 6 || p[0].Used != 5 {
		t.Errorf("Hello is %x, %d octets used", p[0].Content[:5], p[0].Used)
	}
	empty, err := Pages("", cbc.GSM7, "")
	if err != nil {
		t.Fatal(err)
	}
	padding, _ := hex.DecodeString(strings.Repeat("8d46a3d168341a", 12)[:162] + "00")
	if string(empty[0].Content[:]) != string(padding) || len(empty) != 1 || empty[0].Used != 1 {
		t.Errorf("padding is %x\nwant       %x", empty[0].Content, padding)
	}
}

// The letters ko are eb 37 in front of every page of scheme 0x11.
func TestLanguageStandsInFrontOfEveryPage(t *testing.T) {
	p, err := Pages(strings.Repeat("가", 41), cbc.UCS2Language, "ko-KR")
	if err != nil {
		t.Fatal(err)
	}
	if len(p) != 2 || p[0].Used != 82 || p[1].Used != 4 {
		t.Fatalf("41 syllables take %d pages", len(p))
	}
	for i := range p {
		if p[i].Content[0] != 0xEB || p[i].Content[1] != 0x37 {
			t.Errorf("page %d begins with %x, want eb37", i+1, p[i].Content[:2])
		}
	}
	p, err = Pages(strings.Repeat("x", 91), 0x10, "en")
	if err != nil || len(p) != 2 {
		t.Fatalf("91 characters after a language take %d pages, %v", len(p), err)
	}
	if s, l, err := Decode(p, 0x10); err != nil || l != "en" || len(s) != 91 {
		t.Errorf("read back as %q in %q, %v", s, l, err)
	}
}

func TestPagesThatTextsTake(t *testing.T) {
	for _, c := range []struct {
		name, text string
		dcs        cbc.DCS
		pages      int
	}{
		{"one GSM page", strings.Repeat("a", 93), cbc.GSM7, 1},
		{"one character more", strings.Repeat("a", 94), cbc.GSM7, 2},
		{"all GSM pages", strings.Repeat("a", 1395), cbc.GSM7, 15},
		{"an escape that does not fit", strings.Repeat("a", 92) + "€", cbc.GSM7, 2},
		{"one UCS-2 page", strings.Repeat("가", 41), cbc.UCS2, 1},
		{"the longest Korean text", strings.Repeat("가", 157), cbc.UCS2, 4},
		{"all UCS-2 pages", strings.Repeat("가", 615), cbc.UCS2, 15},
		{"a surrogate pair that does not fit", strings.Repeat("가", 40) + "😀", cbc.UCS2, 2},
		{"jamo of one syllable that do not fit", strings.Repeat("가", 39) + "\u1112\u1161\u11ab", cbc.UCS2, 2},
		{"an accent that does not fit", strings.Repeat("가", 40) + "e\u0301", cbc.UCS2, 2},
	} {
		p, err := Pages(c.text, c.dcs, "")
		if err != nil || len(p) != c.pages {
			t.Errorf("%s: %d pages, %v; want %d", c.name, len(p), err, c.pages)
			continue
		}
		if s, _, err := Decode(p, c.dcs); err != nil || s != c.text {
			t.Errorf("%s: read back as %q, %v", c.name, s, err)
		}
	}
}

func TestTooLongTextsSayHowLong(t *testing.T) {
	for _, c := range []struct {
		text  string
		dcs   cbc.DCS
		pages int
	}{
		{strings.Repeat("a", 1396), cbc.GSM7, 16},
		{strings.Repeat("가", 616), cbc.UCS2, 16},
		{strings.Repeat("가", 601), cbc.UCS2Language, 16},
		{strings.Repeat("a", 93*40), cbc.GSM7, 40},
	} {
		var long *TooLongError
		_, err := Pages(c.text, c.dcs, "ko")
		if !errors.As(err, &long) || long.Pages != c.pages || long.Max != 15 || long.Chars != utf8.RuneCountInString(c.text) {
			t.Errorf("%d octets under %#x: %v, want %d pages", len(c.text), c.dcs, err, c.pages)
		}
	}
}

func TestFirstCharacterThatCannotBeEncodedIsNamed(t *testing.T) {
	for _, c := range []struct {
		text string
		dcs  cbc.DCS
		want UnencodableError
	}{
		{"Straße 가", cbc.GSM7, UnencodableError{'가', 8}},
		{"line\r\n", cbc.GSM7, UnencodableError{'\r', 4}},
		{"줄\r\n", cbc.UCS2, UnencodableError{'\r', 3}},
		{"ab\xff", cbc.UCS2, UnencodableError{utf8.RuneError, 2}},
		{"\xe0", cbc.GSM7, UnencodableError{utf8.RuneError, 0}},
		{"\x1b", cbc.GSM7, UnencodableError{0x1B, 0}},
	} {
		var got *UnencodableError
		if _, err := Pages(c.text, c.dcs, ""); !errors.As(err, &got) || *got != c.want {
			t.Errorf("%q: %v, want %+v", c.text, err, c.want)
		}
	}
	if _, err := Pages("\uFFFD", cbc.UCS2, ""); err != nil {
		t.Errorf("the replacement character itself: %v", err)
	}
}

func TestChosenSchemeHoldsTheText(t *testing.T) {
	for s, want := range map[string]cbc.DCS{
		"": cbc.GSM7, "Flood {now}: 5 € [A]": cbc.GSM7, "홍수": cbc.UCS2, "a\r": cbc.UCS2, "ç": cbc.UCS2, "Ç": cbc.GSM7,
	} {
		if got := Choose(s); got != want {
			t.Errorf("%q is coded under %#x, want %#x", s, got, want)
		}
	}
}

// Whatever the text, each page alone is whole: no half of a surrogate pair at
// its ends, no lone escape, no part of a Hangul syllable or mark at its start.
func TestNothingIsSplitBetweenPages(t *testing.T) {
	pieces := []string{"a", "€", "[", "가", "😀", "\u1112\u1161\u11ab", "가\u11a8", "e\u0301\u0323", "👨\u200d👩", "\n", "\u1100\u1100\u1161"}
	gsmPieces := []string{"a", "€", "[", "Ω", "@", "\n"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		for _, c := range []struct {
			dcs    cbc.DCS
			pieces []string
		}{{cbc.GSM7, gsmPieces}, {0x10, gsmPieces}, {cbc.UCS2, pieces}, {cbc.UCS2Language, pieces}} {
			var b strings.Builder
			for range rng.IntN(250) {
				b.WriteString(c.pieces[rng.IntN(len(c.pieces))])
			}
			checkWhole(t, b.String(), c.dcs)
		}
	}
}

func checkWhole(t *testing.T, s string, dcs cbc.DCS) {
	t.Helper()
	pages, err := Pages(s, dcs, "ko")
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	rest := s
	for i := range pages {
		part, _, err := Decode(pages[i:i+1], dcs)
		if err != nil || !strings.HasPrefix(rest, part) {
			t.Fatalf("%q: page %d alone is %q, %v", s, i+1, part, err)
		}
		rest = rest[len(part):]
		last, _ := utf8.DecodeLastRuneInString(part)
		next, _ := utf8.DecodeRuneInString(rest)
		if rest != "" && joined(last, next) {
			t.Fatalf("%q: split between %U and %U", s, last, next)
		}
	}
	if rest != "" {
		t.Fatalf("%q: %q is on no page", s, rest)
	}
}

func TestEndlessMarksAreSplitRatherThanRefused(t *testing.T) {
	s := "e" + strings.Repeat("\u0301", 300)
	p, err := Pages(s, cbc.UCS2, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := Decode(p, cbc.UCS2); err != nil || got != s {
		t.Errorf("read back as %q, %v", got, err)
	}
}

func TestPackingAllocatesOnlyThePages(t *testing.T) {
	korean := strings.Repeat("가나다 ", 30)
	if n := testing.AllocsPerRun(100, func() { _, _ = Pages(korean, cbc.UCS2, "") }); n > 1 {
		t.Errorf("%v allocations, want 1", n)
	}
	pages, _ := Pages(korean, cbc.UCS2, "")
	room := make([]byte, 0, 2000)
	if n := testing.AllocsPerRun(100, func() {
		room = AppendCBData(room[:0], pages)
		room = AppendGSMPage(room, cbc.Key{}, cbc.UCS2, 1, 1, pages[0])
	}); n > 0 {
		t.Errorf("%v allocations on append, want none", n)
	}
}

func FuzzPages(f *testing.F) {
	for _, s := range []string{"", "Hello €", "긴급재난문자 😀", "\u1112\u1161\u11ab\n", strings.Repeat("[", 100), "\r"} {
		for _, d := range []uint8{0x0F, 0x10, 0x11, 0x48} {
			f.Add(s, d)
		}
	}
	f.Fuzz(func(t *testing.T, s string, d uint8) {
		dcs := cbc.DCS(d)
		pages, err := Pages(s, dcs, "ko")
		if err != nil {
			return
		}
		if len(pages) < 1 || len(pages) > MaxPages {
			t.Fatalf("%d pages", len(pages))
		}
		for i := range pages {
			if pages[i].Used < 1 || pages[i].Used > PageOctets {
				t.Fatalf("page %d uses %d octets", i+1, pages[i].Used)
			}
		}
		again, err := ParseCBData(AppendCBData(nil, pages))
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := Decode(again, dcs); err != nil || got != s {
			t.Fatalf("%q under %#x was read back as %q, %v", s, d, got, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.octets(f))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := ParseUMTS(b); err == nil {
			if again := AppendUMTS(nil, m); string(again) != string(b) {
				t.Fatalf("%x was written again as %x", b, again)
			}
			_, _, _ = Decode(m.Pages, m.DCS)
		}
		if g, err := ParseGSMPage(b); err == nil {
			s, _, err := Decode([]Page{g.Page}, g.DCS)
			if err == nil && !utf8.ValidString(s) {
				t.Fatalf("%x is %q", b, s)
			}
		}
	})
}

// The other way to UTF-16 is the standard library's.
func TestUnitsAreUTF16(t *testing.T) {
	s := "a가😀€"
	p, err := Pages(s, cbc.UCS2, "")
	if err != nil {
		t.Fatal(err)
	}
	for i, u := range utf16.Encode([]rune(s)) {
		if got := uint16(p[0].Content[2*i])<<8 | uint16(p[0].Content[2*i+1]); got != u {
			t.Errorf("unit %d is %04x, want %04x", i, got, u)
		}
	}
}
