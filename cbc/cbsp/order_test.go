package cbsp

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

func TestWarningsThatCannotBeSentAreRefusedForGood(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	cases := []struct {
		name   string
		change func(*cbc.Warning)
		want   string
	}{
		{"nowhere", func(w *cbc.Warning) { w.Area = cbc.Area{} }, "no cells"},
		{"a region", func(w *cbc.Warning) { w.Area.Regions = []cbc.Region{"4713000000"} }, "no regions"},
		{"an LTE cell", func(w *cbc.Warning) { w.Area.Cells = []cbc.Cell{{Radio: cbc.LTE}} }, "not a GSM cell"},
		{"a cell of 17 bits", func(w *cbc.Warning) { w.Area.Cells = []cbc.Cell{{Radio: cbc.GSM, ID: 1 << 16}} }, "not a GSM cell"},
		{"too many cells", func(w *cbc.Warning) { w.Area.Cells = make([]cbc.Cell, MaxCGIs+1) }, "over the 9362"},
		{"a text of 16 pages", func(w *cbc.Warning) { w.Text = strings.Repeat("가", 616) }, "16 pages"},
		{"a text that the scheme does not have", func(w *cbc.Warning) { w.DCS = cbc.GSM7 }, "cannot be encoded"},
		{"expired", func(w *cbc.Warning) { w.Expires = now }, "expired"},
		{"without end", func(w *cbc.Warning) { w.Broadcasts = 0 }, "neither"},
		{"more broadcasts than there are numbers", func(w *cbc.Warning) { w.Broadcasts = 65536 }, "65536"},
	}
	l := New(Config{Address: "bsc:48049"})
	for _, c := range cases {
		w := write(0x4010, cellA)
		c.change(&w)
		_, err := l.order(&w, now)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestRefusalOfAWarningIsPermanent(t *testing.T) {
	l := New(Config{Address: "bsc:48049"})
	l.up.Store(newSession(l, nil))
	w := write(0x4010, cellA)
	w.Text = strings.Repeat("가", 616)
	_, err := l.Broadcast(t.Context(), w)
	wantNotSent(t, result{err: err}, true)
	var long *text.TooLongError
	if !errors.As(err, &long) {
		t.Errorf("error %v does not hold its reason", err)
	}
}

func TestBroadcastsEndBeforeTheExpiry(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	const period = 10 * PeriodUnit // 18.83 s
	cases := []struct {
		name string
		asks int
		left time.Duration // 0 for no expiry
		want int
	}{
		{"a number alone", 5, 0, 5},
		{"up to the expiry", 0, 10 * period, 10}, // the last one period before
		{"one more for a moment more", 0, 10*period + 1, 11},
		{"at least once", 0, time.Millisecond, 1},
		{"the number is less", 5, 10 * period, 5},
		{"the number is more", 50, 10 * period, 10},
		{"no more than there are numbers", 0, 70_000 * period, 65535},
	}
	for _, c := range cases {
		w := cbc.Warning{Broadcasts: c.asks}
		if c.left > 0 {
			w.Expires = now.Add(c.left)
		}
		if got, err := broadcasts(&w, period, now); err != nil || got != c.want {
			t.Errorf("%s: %d, error %v, want %d", c.name, got, err, c.want)
		}
	}
}

func TestRepetitionPeriodIsAtLeastOneUnitForEachPage(t *testing.T) {
	cases := []struct {
		period time.Duration
		text   string
		coding RepetitionCoding
		want   RepetitionPeriod
	}{
		{time.Second, "짧다", Split, 1},
		{time.Second, strings.Repeat("가", 100), Split, 3},
		{60 * time.Second, "짧다", Split, 0x0200},
		{60 * time.Second, "짧다", BE16, 0x0020},
		{0, "짧다", Split, 15},
	}
	for _, c := range cases {
		l := New(Config{Address: "bsc:48049", RepetitionCoding: c.coding})
		w := write(0x4010, cellA)
		w.Period, w.Text = c.period, c.text
		o, err := l.order(&w, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if got := o.m.(*WriteReplace).Period; got != c.want {
			t.Errorf("%v, %s: %#04x, want %#04x", c.period, c.coding, uint16(got), uint16(c.want))
		}
	}
}

func TestWhatWasEncodedIsComparedWithTheWarning(t *testing.T) {
	l := New(Config{Address: "bsc:48049"})
	changes := map[string]func(*WriteReplace){
		"identifier": func(m *WriteReplace) { m.MessageID++ },
		"serial":     func(m *WriteReplace) { m.Serial++ },
		"replace":    func(m *WriteReplace) { m.Replaces = true },
		"one cell":   func(m *WriteReplace) { m.Cells = cgis(IDOf(cellA, CGI)) },
		"other cell": func(m *WriteReplace) { m.Cells.IDs[1].CI++ },
		"all cells":  func(m *WriteReplace) { m.Cells = AllCells() },
		"text":       func(m *WriteReplace) { m.Pages[0].Content[1]++ },
		"page order": func(m *WriteReplace) { m.Pages[0], m.Pages[1] = m.Pages[1], m.Pages[0] },
		"scheme":     func(m *WriteReplace) { m.DCS = cbc.GSM7 },
		"category":   func(m *WriteReplace) { m.Category = cbc.Background },
		"for ever":   func(m *WriteReplace) { m.Broadcasts = 0 },
		"emergency":  func(m *WriteReplace) { m.Emergency = &Emergency{} },
		"none":       func(m *WriteReplace) {},
	}
	for name, change := range changes {
		w := write(0x4010, cellA, cellB)
		w.Text = "지진이다 " + strings.Repeat("가", 50)
		o, err := l.order(&w, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		change(o.m.(*WriteReplace))
		b, err := o.m.AppendBinary(nil)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := l.verify(&w, &o, b); (err == nil) != (name == "none") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestStopThatWasEncodedIsComparedToo(t *testing.T) {
	l := New(Config{Address: "bsc:48049"})
	w := stopOf(write(0x4010, cellA, cellB))
	o, err := l.order(&w, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	good := *o.m.(*Kill)
	for name, k := range map[string]Kill{
		"serial":  {good.MessageID, good.Serial + 1, good.Cells, good.Channel},
		"cells":   {good.MessageID, good.Serial, cgis(good.Cells.IDs[0]), good.Channel},
		"channel": {good.MessageID, good.Serial, good.Cells, NoChannel},
		"none":    good,
	} {
		b, err := k.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.verify(&w, &o, b); (err == nil) != (name == "none") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
