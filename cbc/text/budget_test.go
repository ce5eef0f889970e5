package text

import (
	"errors"
	"strings"
	"testing"

	"bongsu/cbc"
)

func TestBudgetsHoldAsMuchAsTheySay(t *testing.T) {
	for name, c := range map[string]struct {
		unit string // a text of one unit
		max  int
	}{"kr-60": {"가", 60}, "kr-90": {" ", 90}, "kr-157": {"\n", 157}, "gsm7": {"a", 1395}, "ucs2": {"가", 615}} {
		b, err := ParseBudget(name)
		if err != nil {
			t.Fatal(err)
		}
		full := strings.Repeat(c.unit, c.max)
		if !b.Fits(full) || b.Fits(full+c.unit) || !b.Fits("") {
			t.Errorf("%s does not hold exactly %d", name, c.max)
		}
		if n, err := b.Used(full + c.unit); err != nil || n != c.max+1 {
			t.Errorf("%s: one too many is counted as %d, %v", name, n, err)
		}
		var over *BudgetError
		if err := b.Check(full + c.unit); !errors.As(err, &over) || over.Used != c.max+1 {
			t.Errorf("%s: one too many: %v", name, err)
		}
		if err := b.Check(full); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseBudget("kr-80"); err == nil {
		t.Error("an unknown budget was found")
	}
}

func TestBudgetRefusesWhatCannotBeEncoded(t *testing.T) {
	for name, s := range map[string]string{"gsm7": "홍수", "kr-90": "홍수\r\n"} {
		b, _ := ParseBudget(name)
		var bad *UnencodableError
		if _, err := b.Used(s); !errors.As(err, &bad) {
			t.Errorf("%s: %q: %v", name, s, err)
		}
		if b.Fits(s) {
			t.Errorf("%s: %q fits", name, s)
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
