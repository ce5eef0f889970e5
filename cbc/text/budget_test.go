package text

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"bongsu/cbc"
)

func TestBudgetsHoldAsMuchAsTheySay(t *testing.T) {
	characters := func(n int) Budget { return Budget{"characters", Characters, n, cbc.UCS2} }
	for name, c := range map[string]struct {
		budget Budget
		unit   string // a text of one unit
		max    int
	}{
		"60 syllables":     {characters(60), "가", 60},
		"90 spaces":        {characters(90), " ", 90},
		"157 feeds":        {characters(157), "\n", 157},
		"90 with marks":    {characters(90), "e\u0301", 45},
		"the GSM alphabet": {GSM7Full(), "a", 1395},
		"all of UCS-2":     {UCS2Full(), "가", 615},
	} {
		b, each := c.budget, len([]rune(c.unit))
		full := strings.Repeat(c.unit, c.max)
		if !b.Fits(full) || b.Fits(full+c.unit) || !b.Fits("") {
			t.Errorf("%s does not hold exactly %d", name, c.max)
		}
		if n, err := b.Used(full + c.unit); err != nil || n != (c.max+1)*each {
			t.Errorf("%s: one too many is counted as %d, %v", name, n, err)
		}
		var over *BudgetError
		if err := b.Check(full + c.unit); !errors.As(err, &over) || over.Used != (c.max+1)*each {
			t.Errorf("%s: one too many: %v", name, err)
		}
		if err := b.Check(full); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is counted the quick way is what is counted the long way.
func FuzzBudgetCountsAlikeBothWays(f *testing.F) {
	for _, s := range []string{"", "홍수 대피\n", "Flood! @", "Lũ quét ở", "e\u0301", "각\u11a8", "大雨、避難", "津波\r", "\xff", "😀", "a\u200db"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, b := range []Budget{{"", Characters, 90, cbc.UCS2}, {"", UCS2Units, 90, cbc.UCS2}, {"", Septets, 90, cbc.GSM7}, {"", Characters, 90, cbc.GSM7}, {"", Characters, 90, 0x11}} {
			sc, _, err := writable(b.DCS, "en")
			if err != nil {
				t.Fatal(err)
			}
			quick, ok := sc.singles(s)
			if !ok {
				continue
			}
			long, err := occupied(s, sc)
			if err != nil || long != quick || utf8.RuneCountInString(s) != quick {
				t.Errorf("%q in %+v: %d the quick way, %d the long way, %v", s, b, quick, long, err)
			}
		}
	})
}

func TestBudgetRefusesWhatCannotBeEncoded(t *testing.T) {
	for s, b := range map[string]Budget{"홍수": GSM7Full(), "홍수\r\n": UCS2Full(), "\r": {"", Characters, 90, cbc.UCS2}, "물\xff": {"", Characters, 90, cbc.UCS2}} {
		var bad *UnencodableError
		if _, err := b.Used(s); !errors.As(err, &bad) {
			t.Errorf("%s: %q: %v", b.Name, s, err)
		}
		if b.Fits(s) {
			t.Errorf("%s: %q fits", b.Name, s)
		}
	}
}

// A pair that would be split moves to the next page and leaves a unit empty.
func TestFullBudgetCountsWhatPagesLoseAtTheirEnd(t *testing.T) {
	tight := strings.Repeat("a", 92) + "€" + strings.Repeat("a", 1301)
	if n, err := GSM7Full().Used(tight); err != nil || n != 1396 {
		t.Errorf("%d septets, %v; want 1396", n, err)
	}
	if _, err := Pages(tight, cbc.GSM7, ""); err == nil || GSM7Full().Fits(tight) {
		t.Error("1,395 septets with a pair across a page end fit")
	}
	pair := strings.Repeat("가", 40) + "😀" + strings.Repeat("가", 573)
	if n, err := UCS2Full().Used(pair); err != nil || n != 616 {
		t.Errorf("%d units, %v; want 616", n, err)
	}
}

func TestEUCKRNamesTheFirstForeignCharacter(t *testing.T) {
	if err := EUCKR("[행정안전부] 호우경보, 하천 접근금지 ☎119 ㎜ 힣\n"); err != nil {
		t.Error(err)
	}
	for s, want := range map[string]UnencodableError{
		"대피 😀": {'😀', 7}, "\u1112\u1161\u11ab": {0x1112, 0}, "\xff": {0xFFFD, 0}, "물é": {'é', 3},
	} {
		var got *UnencodableError
		if err := EUCKR(s); !errors.As(err, &got) || *got != want {
			t.Errorf("%q: %v, want %+v", s, err, want)
		}
	}
}
