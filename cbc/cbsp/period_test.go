package cbsp

import (
	"testing"
	"time"
)

func TestRepetitionPeriodCodings(t *testing.T) {
	cases := []struct {
		units       int
		split, be16 RepetitionPeriod
	}{
		{1, 0x0001, 0x0001},
		{15, 0x000F, 0x000F}, // up to here the two agree
		{16, 0x0100, 0x0010},
		{100, 0x0604, 0x0064},
		{4095, 0xFF0F, 0x0FFF},
	}
	for _, c := range cases {
		if got := Split.Put(c.units); got != c.split {
			t.Errorf("split %d: %#04x, want %#04x", c.units, got, c.split)
		}
		if got := BE16.Put(c.units); got != c.be16 {
			t.Errorf("be16 %d: %#04x, want %#04x", c.units, got, c.be16)
		}
		if s, b := Split.Units(c.split), BE16.Units(c.be16); s != c.units || b != c.units {
			t.Errorf("%d read back as %d and %d", c.units, s, b)
		}
	}
	// Wireshark 4.0.17 shows a period of 14 for these octets, by the rule of
	// TS 48.049 clause 8.2.8.
	if got := Split.Units(0x001e); got != 14 {
		t.Errorf("split 0x001e is %d, want 14", got)
	}
}

func TestPeriodsRoundToUnitsOfOnePage(t *testing.T) {
	cases := []struct {
		d    time.Duration
		want int
	}{
		{0, 1}, {time.Second, 1}, {2 * time.Second, 1}, {3 * time.Second, 2},
		{28 * time.Second, 15}, {30 * time.Second, 16}, {3 * time.Hour, 4095},
	}
	for _, c := range cases {
		if got := units(c.d); got != c.want {
			t.Errorf("%v is %d units, want %d", c.d, got, c.want)
		}
	}
}

func TestCodedPeriodsAreTheTable(t *testing.T) {
	cases := []struct {
		seconds int
		code    uint8
		worth   int
	}{
		{0, 0, 0}, {1, 1, 1}, {10, 10, 10}, {11, 11, 12}, {12, 11, 12}, {30, 20, 30},
		{31, 21, 35}, {60, 0x1A, 60}, {120, 38, 120}, {121, 39, 130}, {600, 86, 600},
		{601, 87, 630}, {3600, 0xBA, 3600},
	}
	for _, c := range cases {
		code, ok := codePeriod(time.Duration(c.seconds) * time.Second)
		if !ok || code != c.code {
			t.Errorf("%d s is code %#x, want %#x", c.seconds, code, c.code)
		}
		if got := codedPeriod(code); got != time.Duration(c.worth)*time.Second {
			t.Errorf("code %#x is worth %v, want %d s", code, got, c.worth)
		}
	}
}

func TestCodedPeriodIsTheShortestThatIsLongEnough(t *testing.T) {
	for s := range 3601 {
		d := time.Duration(s) * time.Second
		code, ok := codePeriod(d)
		if !ok || codedPeriod(code) < d || code > 0 && s > 0 && codedPeriod(code-1) >= d {
			t.Fatalf("%v: code %d, worth %v", d, code, codedPeriod(code))
		}
	}
	if _, ok := codePeriod(time.Hour + time.Second); ok {
		t.Error("more than an hour has a code")
	}
}
