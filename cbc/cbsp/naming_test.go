package cbsp

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// gsmCells returns n cells, 200 to a location area.
func gsmCells(n int) []cbc.Cell {
	cells := make([]cbc.Cell, n)
	for i := range cells {
		cells[i] = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: uint32(1 + i/200), ID: uint64(i)}
	}
	return cells
}

// meant returns the cells that a list stands for on a BSC.
func meant(l CellList, known []cbc.Cell) []cbc.Cell {
	r := newResolver(known)
	return r.list(&l)
}

func TestMoreCellsThanAListHoldsAreNamedByAreaOrInSeveralLists(t *testing.T) {
	known := gsmCells(20_000)
	cases := []struct {
		name  string
		known []cbc.Cell
		asked []cbc.Cell
		lists []Discriminator
	}{
		{"as many as a list holds", known, known[:MaxCGIs], []Discriminator{CGI}},
		{"whole areas", known, known[:10_000], []Discriminator{LAI}},
		{"whole areas and a half", known, known[:10_100], []Discriminator{LAI, CGI}},
		{"all but one of each area", known, slices.DeleteFunc(gsmCells(12_000), func(c cbc.Cell) bool { return c.ID%200 == 7 }), []Discriminator{CGI, CGI}},
		{"cells of a BSC that we know nothing of", nil, known[:10_000], []Discriminator{CGI, CGI}},
		{"cells that are named twice", known[:10_000], append(slices.Clone(known[:9_990]), known[:10]...), []Discriminator{LAI, CGI}},
	}
	for _, c := range cases {
		parts, err := name(c.asked, c.known)
		if err != nil {
			t.Fatal(c.name, err)
		}
		var lists []Discriminator
		got := map[cbc.Cell]bool{}
		for _, p := range parts {
			lists = append(lists, p.list.Discriminator)
			cells := meant(p.list, c.known)
			if !slices.Equal(slices.SortedFunc(slices.Values(cells), compare), slices.SortedFunc(slices.Values(p.asked), compare)) {
				t.Errorf("%s: a list stands for %d cells, and %d are thought to be asked", c.name, len(cells), len(p.asked))
			}
			for _, cell := range cells {
				got[cell] = true
			}
		}
		want := map[cbc.Cell]bool{}
		for _, cell := range c.asked {
			want[cell] = true
			if !got[cell] {
				t.Errorf("%s: %s is left out", c.name, cell)
				break
			}
		}
		if len(got) != len(want) || !slices.Equal(lists, c.lists) {
			t.Errorf("%s: %d cells in lists by %v, want %d by %v", c.name, len(got), lists, len(want), c.lists)
		}
	}
}

func compare(a, b cbc.Cell) int { return int(a.ID) - int(b.ID) }

func TestListIsEncodedOnceForAllWarningsToIt(t *testing.T) {
	l := New(Config{Address: "bsc:48049"})
	w := write(0x4010, gsmCells(500)...)
	first, err := l.naming(&w)
	if err != nil {
		t.Fatal(err)
	}
	w.Serial++
	if again, err := l.naming(&w); err != nil || again != first {
		t.Errorf("the same list was named once more, %v", err)
	}
	w.Area.Cells = slices.Clone(w.Area.Cells)
	w.Area.Cells[3] = cellA
	other, err := l.naming(&w)
	if err != nil || other == first {
		t.Fatalf("another list was taken for the first, %v", err)
	}
	w.Area.Cells = w.Area.Cells[:499]
	if part, err := l.naming(&w); err != nil || part == other || len(part.parts[0].list.IDs) != 499 {
		t.Errorf("a part of a list was taken for the whole, %v", err)
	}
}

func TestMemoryOfListsIsBounded(t *testing.T) {
	l := New(Config{Address: "bsc:48049"})
	for _, n := range []int{1, 2, 3, 9_000, 4, 5, 9_100, 6, 9_362, 7, 8, 9_000, 9, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000} {
		w := write(0x4010, gsmCells(n)...)
		if _, err := l.naming(&w); err != nil {
			t.Fatal(err)
		}
		if got := l.namings.octets(); got > namingOctets || len(l.namings.recent) > namingLists {
			t.Fatalf("%d lists of %d octets are remembered", len(l.namings.recent), got)
		}
		if len(l.namings.recent) == 0 {
			t.Fatal("nothing is remembered")
		}
	}
}

func TestNewsToAKnownListAllocatesNothingForIt(t *testing.T) {
	l := New(Config{Address: "bsc:48049"})
	now := time.Now()
	cost := func(n int) float64 {
		w := write(0x4010, gsmCells(n)...)
		var buf []byte
		return testing.AllocsPerRun(20, func() {
			x, err := l.encode(&w, now, buf)
			if err != nil {
				t.Fatal(err)
			}
			buf = x.b
		})
	}
	if one, many := cost(1), cost(5000); many > one {
		t.Errorf("%v allocations for 5,000 cells, %v for one", many, one)
	}
}

func large(n int) cbc.Warning { return write(0x4010, gsmCells(n)...) }

// answerPart plays a BSC that confirms what it hears.
func (p *peer) answerPart() CellList {
	m := p.hear().(*WriteReplace)
	p.say(complete(m))
	return m.Cells
}

func TestWarningToManyCellsGoesInSeveralMessagesAndIsReportedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := startWith(t, Config{}, nil)
		p := r.ready()
		res := r.broadcast(large(20_000))
		n := 0
		for range 3 {
			n += len(p.answerPart().IDs)
		}
		got := <-res
		if got.err != nil || len(got.r.Accepted) != 20_000 || len(got.r.Failed) > 0 || n != 20_000 {
			t.Errorf("%d cells named, %d accepted, %d failed, error %v", n, len(got.r.Accepted), len(got.r.Failed), got.err)
		}
	})
}

func TestRefusedPartIsAPartOfTheReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := startWith(t, Config{}, nil)
		p := r.ready()
		w := large(10_000)
		res := r.broadcast(w)
		p.answerPart()
		m := p.hear().(*WriteReplace)
		p.say(&ErrorIndication{Cause: UnrecognisedMessage, MessageID: &m.MessageID, Serial: &m.Serial})
		got := <-res
		if got.err != nil || len(got.r.Accepted) != MaxCGIs || len(got.r.Failed) != 10_000-MaxCGIs || got.r.Outcome(&w) != cbc.Partial {
			t.Errorf("%d accepted, %d failed, error %v", len(got.r.Accepted), len(got.r.Failed), got.err)
		}
	})
}

func TestUnansweredPartLosesTheWholeWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := startWith(t, Config{}, nil)
		p := r.ready()
		res := r.broadcast(large(10_000))
		p.answerPart()
		p.hear()
		wantLost(t, <-res)
	})
}

func TestStopEndsAWriteBetweenItsMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := startWith(t, Config{}, nil)
		p := r.ready()
		w := large(10_000)
		res := r.broadcast(w)
		first := p.hear().(*WriteReplace)
		stopped := r.broadcast(stopOf(w))
		if k, ok := p.hear().(*Kill); !ok || len(k.Cells.IDs) != MaxCGIs {
			t.Fatalf("heard %v instead of the stop", k)
		}
		p.say(complete(first))
		got := <-res
		if got.err != nil || len(got.r.Failed) != 10_000-MaxCGIs || got.r.Outcome(&w) != cbc.Partial {
			t.Errorf("%d accepted, %d failed, error %v", len(got.r.Accepted), len(got.r.Failed), got.err)
		}
		kill := func(l CellList) {
			p.say(&KillComplete{w.MessageID, w.Serial, Done{Cells: &l, Channel: Basic}})
		}
		kill(first.Cells)
		kill(p.hear().(*Kill).Cells)
		if got := <-stopped; got.err != nil || len(got.r.Failed) > 0 {
			t.Errorf("%d cells were not stopped, error %v", len(got.r.Failed), got.err)
		}
	})
}
