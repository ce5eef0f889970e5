package cbsp

import (
	"bytes"
	"errors"
	"slices"
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
		{"many cells of which one is none of GSM", func(w *cbc.Warning) { w.Area.Cells = append(gsmCells(MaxCGIs), cbc.Cell{}) }, "not a GSM cell"},
		{"16 pages of others", func(w *cbc.Warning) { w.Pages = make([][]byte, 16) }, "16 pages"},
		{"a page of others without octets", func(w *cbc.Warning) { w.Pages = [][]byte{{}} }, "0 octets"},
		{"a signature of 51 octets", func(w *cbc.Warning) { w.ETWS = &cbc.ETWS{Security: make([]byte, 51)} }, "51 octets"},
		{"a primary that has expired", func(w *cbc.Warning) { w.ETWS, w.Expires = &cbc.ETWS{}, now }, "expired"},
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
		_, err := l.encode(&w, now, nil)
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
		if got, err := w.Repeats(period, now); err != nil || got != c.want {
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
		if got := o.(*WriteReplace).Period; got != c.want {
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
		"other cell": func(m *WriteReplace) { m.Cells = cgis(IDOf(cellA, CGI), IDOf(cellC, CGI)) },
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
		m := o.(*WriteReplace)
		m.Cells = cgis(IDOf(cellA, CGI), IDOf(cellB, CGI))
		change(m)
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatal(name, err)
		}
		if err := verify(&w, b, element(t, &w)); (err == nil) != (name == "none") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// element returns the cell list of w as it goes over the wire.
func element(t *testing.T, w *cbc.Warning) []byte {
	n, err := new(namings).of(w.Area.Cells, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n.parts[0].wire
}

func TestStopThatWasEncodedIsComparedToo(t *testing.T) {
	w := stopOf(write(0x4010, cellA, cellB))
	cells := cgis(IDOf(cellA, CGI), IDOf(cellB, CGI))
	for name, k := range map[string]Kill{
		"identifier": {w.MessageID + 1, w.Serial, cells, Basic},
		"serial":     {w.MessageID, w.Serial + 1, cells, Basic},
		"cells":      {w.MessageID, w.Serial, cgis(cells.IDs[0]), Basic},
		"channel":    {w.MessageID, w.Serial, cells, NoChannel},
		"none":       {w.MessageID, w.Serial, cells, Basic},
	} {
		b, err := k.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(&w, b, element(t, &w)); (err == nil) != (name == "none") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestPrimaryThatWasEncodedIsComparedToo(t *testing.T) {
	w := write(0x7000, cellA)
	w.ETWS = &cbc.ETWS{Type: 0x0180, Period: 30 * time.Second, Security: []byte{1}}
	good := Emergency{0x0180, [50]byte{1}, 30 * time.Second}
	for name, e := range map[string]Emergency{
		"type":      {0x0380, good.Security, good.Period},
		"signature": {0x0180, [50]byte{2}, good.Period},
		"for ever":  {0x0180, good.Security, 0},
		"too short": {0x0180, good.Security, 20 * time.Second},
		"none":      good,
	} {
		m := WriteReplace{MessageID: w.MessageID, Serial: w.Serial, Cells: cgis(IDOf(cellA, CGI)), Emergency: &e}
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(&w, b, element(t, &w)); (err == nil) != (name == "none") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestPagesOfOthersGoOutAsTheyAre(t *testing.T) {
	l := New(Config{Address: "bsc:48049"})
	w := write(0x4010, cellA)
	w.DCS, w.Text, w.Pages = cbc.GSM7, "", [][]byte{bytes.Repeat([]byte{0xA5}, 82), {0xC8, 0x32, 0x9B, 0xFD, 0x06}}
	x, err := l.encode(&w, time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var m WriteReplace
	if err := m.UnmarshalBinary(x.message(0)); err != nil {
		t.Fatal(err)
	}
	for i, p := range m.Pages {
		if !bytes.HasPrefix(p.Content[:], w.Pages[i]) && i == 0 || p.Used != len(w.Pages[i]) {
			t.Errorf("page %d went out as %x, %d used", i+1, p.Content, p.Used)
		}
	}
	if s, _, err := text.Decode(m.Pages[1:], m.DCS); err != nil || s != "Hello" {
		t.Errorf("the second page reads %q, %v", s, err)
	}
	for name, spoil := range map[string]func([]text.Page) []text.Page{
		"another octet": func(p []text.Page) []text.Page { p[1].Content[0]++; return p },
		"shorter":       func(p []text.Page) []text.Page { p[1].Used--; return p },
		"one page":      func(p []text.Page) []text.Page { return p[:1] },
	} {
		if err := text.Check(&w, spoil(slices.Clone(m.Pages)), w.DCS); err == nil {
			t.Errorf("%s was not noticed", name)
		}
	}
}

func TestPrimaryEndsWhenItsWarningExpires(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	l := New(Config{Address: "bsc:48049"})
	for _, c := range []struct{ asked, left, want time.Duration }{
		{30 * time.Second, 0, 30 * time.Second},
		{30 * time.Second, time.Hour, 30 * time.Second},
		{time.Hour, 61 * time.Second, time.Minute},
		{time.Hour, 500 * time.Millisecond, time.Second},
		{0, time.Minute, 0}, // as the peer likes, until it is stopped
	} {
		w := write(0x7000, cellA)
		w.ETWS = &cbc.ETWS{Type: 0x0180, Period: c.asked}
		if c.left > 0 {
			w.Expires = now.Add(c.left)
		}
		x, err := l.encode(&w, now, nil)
		if err != nil {
			t.Fatal(err)
		}
		var m WriteReplace
		if err := m.UnmarshalBinary(x.message(0)); err != nil || m.Emergency.Period != c.want {
			t.Errorf("%v of a warning with %v to live: %v, %v; want %v", c.asked, c.left, m.Emergency.Period, err, c.want)
		}
	}
}
