package simulator_test

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"slices"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/text"
	"bongsu/simulator"

	"github.com/google/go-cmp/cmp"
)

const soon = 5 * time.Second

var seoul = someCells(3)

func someCells(n int) []cbc.Cell {
	cells := make([]cbc.Cell, n)
	for i := range cells {
		cells[i] = cbc.Cell{Radio: cbc.GSM, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: uint32(1001 + i/100), ID: uint64(10001 + i)}
	}
	return cells
}

func startBSC(t testing.TB, c simulator.BSCConfig) *simulator.BSC {
	t.Helper()
	if c.Cells == nil {
		c.Cells = seoul
	}
	if c.Dial == "" {
		c.Listen = "127.0.0.1:0"
	}
	c.Name = "bsc"
	b, err := simulator.StartBSC(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func TestSecondConnectionIsClosed(t *testing.T) {
	b := startBSC(t, simulator.BSCConfig{})
	first := dialBSC(t, b)
	first.expect(&cbsp.Restart{Cells: cbsp.AllCells(), DataLost: true})
	second := dialBSC(t, b)
	second.conn.SetReadDeadline(time.Now().Add(soon))
	if _, err := second.r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("read: %v, want the end", err)
	}
	first.say(&cbsp.KeepAlive{Period: 30 * time.Second})
	first.expect(&cbsp.KeepAliveComplete{})
}

func TestBroadcastEndsAfterItsNumber(t *testing.T) {
	air := simulator.NewAir()
	b := startBSC(t, simulator.BSCConfig{Air: air})
	c := dialBSC(t, b)
	c.expect(&cbsp.Restart{Cells: cbsp.AllCells(), DataLost: true})
	began := time.Now()
	c.say(cbsWrite(0x4010, 1, cbsp.AllCells()))
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	e, err := b.Journal.Wait(ctx, func(e simulator.Entry) bool { return e.What == "off-air" })
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(began); d < cbsp.PeriodUnit {
		t.Errorf("over after %v, want %v", d, cbsp.PeriodUnit)
	}
	if e.Detail != "over" || len(e.Cells) != 3 || len(air.OnAir(seoul[0])) != 0 {
		t.Errorf("journal %+v, on air %v", e, air.OnAir(seoul[0]))
	}
}

// cbsWrite is one page, broadcast once.
func cbsWrite(serial cbc.Serial, units int, list cbsp.CellList) *cbsp.WriteReplace {
	return &cbsp.WriteReplace{MessageID: 4371, Serial: serial, Cells: list, Channel: cbsp.Basic, Category: cbc.Normal,
		Period: cbsp.BE16.Put(units), Broadcasts: 1, DCS: cbc.UCS2, Pages: []text.Page{page("시험")}}
}

func page(s string) text.Page {
	pages, err := text.Pages(s, cbc.UCS2, "")
	if err != nil || len(pages) != 1 {
		panic("not one page: " + s)
	}
	return pages[0]
}

// A centre speaks CBSP by hand.
type centre struct {
	t    *testing.T
	conn net.Conn
	r    *cbsp.Reader
}

func dialBSC(t *testing.T, b *simulator.BSC) *centre {
	t.Helper()
	conn, err := net.Dial("tcp", b.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &centre{t, conn, cbsp.NewReader(conn)}
}

func (c *centre) say(m cbsp.Message) {
	c.t.Helper()
	b, err := m.AppendBinary(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

func (c *centre) expect(want cbsp.Message) {
	c.t.Helper()
	c.conn.SetReadDeadline(time.Now().Add(soon))
	b, err := c.r.Next()
	if err != nil {
		c.t.Fatal(err)
	}
	got, err := cbsp.Parse(b)
	if err != nil {
		c.t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		c.t.Fatalf("(-want +got):\n%s", diff)
	}
}

// The answers are those that osmo-bsc 1.9.0 gave on a loopback connection.
func TestBSCAnswersAsOsmoBSCDoes(t *testing.T) {
	b := startBSC(t, simulator.BSCConfig{RepetitionCoding: cbsp.BE16})
	c := dialBSC(t, b)
	all := cbsp.CellList{Discriminator: cbsp.CGI}
	var counts []cbsp.Count
	for _, cell := range seoul {
		all.IDs = append(all.IDs, cbsp.IDOf(cell, cbsp.CGI))
		counts = append(counts, cbsp.Count{ID: cbsp.IDOf(cell, cbsp.CGI), N: 1})
	}
	lac := func(n uint16) cbsp.CellList {
		return cbsp.CellList{Discriminator: cbsp.LAC, IDs: []cbsp.ID{{LAC: n}}}
	}
	c.expect(&cbsp.Restart{Cells: cbsp.AllCells(), DataLost: true})
	c.say(&cbsp.Reset{Cells: cbsp.AllCells()})
	c.expect(&cbsp.ResetComplete{Cells: cbsp.AllCells()})
	c.say(&cbsp.Reset{Cells: lac(1001)})
	c.expect(&cbsp.ResetComplete{Cells: all})
	c.say(&cbsp.KeepAlive{Period: 30 * time.Second})
	c.expect(&cbsp.KeepAliveComplete{})
	c.say(cbsWrite(0x10, 100, lac(1001)))
	c.expect(&cbsp.WriteReplaceComplete{MessageID: 4371, Serial: 0x10, Done: cbsp.Done{Cells: &all, Channel: cbsp.Basic}})
	c.say(cbsWrite(0x20, 100, lac(9)))
	c.expect(&cbsp.WriteReplaceFailure{MessageID: 4371, Serial: 0x20,
		Failed: []cbsp.Failure{{Discriminator: cbsp.LAC, ID: cbsp.ID{LAC: 9}, Cause: cbsp.ParameterNotRecognised}}, Done: cbsp.Done{Channel: cbsp.Basic}})
	tight := cbsWrite(0x30, 100, cbsp.CellList{Discriminator: cbsp.CGI, IDs: all.IDs[:1]})
	tight.Period = 0
	c.say(tight)
	c.expect(&cbsp.WriteReplaceFailure{MessageID: 4371, Serial: 0x30,
		Failed: []cbsp.Failure{{ID: all.IDs[0], Cause: cbsp.BSCCapacityExceeded}}, Done: cbsp.Done{Channel: cbsp.Basic}})
	c.say(&cbsp.StatusQuery{MessageID: 4371, Serial: 0x10, Cells: cbsp.AllCells(), Channel: cbsp.Basic})
	c.expect(&cbsp.StatusQueryComplete{MessageID: 4371, Serial: 0x10, Completed: cbsp.CountList{Counts: counts}, Channel: cbsp.Basic})
	c.say(&cbsp.LoadQuery{Cells: cbsp.AllCells(), Channel: cbsp.Basic}) // no answer
	c.conn.Write([]byte{0x7f, 0, 0, 0})                                 // no answer
	c.say(&cbsp.Kill{MessageID: 4371, Serial: 0x10, Cells: cbsp.AllCells(), Channel: cbsp.Basic})
	c.expect(&cbsp.KillComplete{MessageID: 4371, Serial: 0x10, Done: cbsp.Done{Completed: &cbsp.CountList{Counts: counts}, Channel: cbsp.Basic}})
}

func TestBSCStartsAndStopsWithConnectionsOpen(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		b := startBSC(t, simulator.BSCConfig{})
		var conns []net.Conn
		for range 5 {
			c, err := net.Dial("tcp", b.Addr())
			if err != nil {
				t.Fatal(err)
			}
			conns = append(conns, c)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		for _, c := range conns {
			c.Close()
		}
	}
	end := time.After(soon)
	for runtime.NumGoroutine() > before {
		select {
		case <-end:
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		default:
			runtime.Gosched()
		}
	}
}

func TestBSCThatCannotBeIsNotStarted(t *testing.T) {
	lte := cbc.Cell{Radio: cbc.LTE}
	for name, c := range map[string]simulator.BSCConfig{
		"neither way":  {Cells: seoul},
		"both ways":    {Cells: seoul, Listen: "127.0.0.1:0", Dial: "127.0.0.1:1"},
		"an LTE cell":  {Cells: []cbc.Cell{lte}, Listen: "127.0.0.1:0"},
		"a cell twice": {Cells: []cbc.Cell{seoul[0], seoul[0]}, Listen: "127.0.0.1:0"},
		"mute nowhere": {Cells: seoul[:1], Mute: seoul[1:], Listen: "127.0.0.1:0"},
	} {
		if b, err := simulator.StartBSC(c); err == nil {
			b.Close()
			t.Errorf("%s: it started", name)
		}
	}
}

func TestTenThousandAlertsDoNotSlowABSCOfTwoThousandCells(t *testing.T) {
	cells := someCells(2000)
	b := startBSC(t, simulator.BSCConfig{Cells: cells, RepetitionCoding: cbsp.BE16})
	c := dialBSC(t, b)
	c.expect(&cbsp.Restart{Cells: cbsp.AllCells(), DataLost: true})
	const alerts, tenth = 10_000, 1000
	var took []time.Duration
	began := time.Now()
	for i := range alerts {
		list, err := cbsp.CGIs(cells[i%1990 : i%1990+10])
		if err != nil {
			t.Fatal(err)
		}
		w := cbsWrite(cbc.Serial(i), 100, list)
		c.say(w)
		c.expect(&cbsp.WriteReplaceComplete{MessageID: w.MessageID, Serial: w.Serial, Done: cbsp.Done{Cells: &list, Channel: cbsp.Basic}})
		if (i+1)%tenth == 0 {
			took, began = append(took, time.Since(began)), time.Now()
		}
	}
	if fastest, last := slices.Min(took), took[len(took)-1]; last > 5*fastest {
		t.Errorf("the last tenth took %v, the fastest %v", last, fastest)
	}
}
