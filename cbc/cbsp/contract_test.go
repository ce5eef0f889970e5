package cbsp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"

	"github.com/google/go-cmp/cmp"
)

const soon = 5 * time.Second

var seoul = bscCells(3)

func bscCells(n int) []cbc.Cell {
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

// A desk runs a link and keeps its notices.
type desk struct {
	t       testing.TB
	link    *cbsp.Link
	notices chan cbc.Notice
	stop    func()
}

func startLink(t testing.TB, c cbsp.Config) *desk {
	t.Helper()
	if c.Cells == nil {
		c.Cells = seoul
	}
	c.RestartWait, c.BackoffMin = 100*time.Millisecond, 5*time.Millisecond
	d := &desk{t: t, link: cbsp.New(c), notices: make(chan cbc.Notice, 100)}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.link.Run(ctx, d.heard); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	d.stop = func() { cancel(); wg.Wait() }
	t.Cleanup(d.stop)
	return d
}

// heard drops what no test waits for.
func (d *desk) heard(n cbc.Notice) {
	select {
	case d.notices <- n:
	default:
	}
}

// await returns the next notice of a kind and passes over others.
func (d *desk) await(k cbc.NoticeKind) cbc.Notice {
	d.t.Helper()
	end := time.After(soon)
	for {
		select {
		case n := <-d.notices:
			if n.Kind == k {
				return n
			}
		case <-end:
			d.t.Fatalf("no %v within %v", k, soon)
		}
	}
}

// next returns the next notice of any kind.
func (d *desk) next() cbc.Notice {
	d.t.Helper()
	select {
	case n := <-d.notices:
		return n
	case <-time.After(soon):
		d.t.Fatalf("no notice within %v", soon)
		return cbc.Notice{}
	}
}

func (d *desk) broadcast(w cbc.Warning) (cbc.Report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	return d.link.Broadcast(ctx, w)
}

// expect broadcasts w and checks how that ends.
func (d *desk) expect(w cbc.Warning, want cbc.Outcome) cbc.Report {
	d.t.Helper()
	r, err := d.broadcast(w)
	if err != nil {
		d.t.Fatalf("%s: %v", &w, err)
	}
	if got := r.Outcome(&w); got != want {
		d.t.Fatalf("%s: %v, want %v: %+v", &w, got, want, r)
	}
	return r
}

func warning(serial cbc.Serial, text string, cells ...cbc.Cell) cbc.Warning {
	return cbc.Warning{MessageID: cbc.Presidential, Serial: serial, Text: text, Language: "ko", DCS: cbc.UCS2,
		Category: cbc.High, Area: cbc.Area{Cells: cells}, Broadcasts: 100}
}

func stop(w cbc.Warning) cbc.Warning {
	w.Action = cbc.Stop
	return w
}

func both(t testing.TB) (*simulator.BSC, *desk) {
	t.Helper()
	b := startBSC(t, simulator.BSCConfig{})
	d := startLink(t, cbsp.Config{Address: b.Addr()})
	d.await(cbc.Ready)
	return b, d
}

func rule(t testing.TB, b *simulator.BSC, r simulator.Rule) {
	t.Helper()
	if err := b.Rules.Add(r); err != nil {
		t.Fatal(err)
	}
}

func TestWarningReachesPhonesInItsCellsAndNoOthers(t *testing.T) {
	air := simulator.NewAir()
	b := startBSC(t, simulator.BSCConfig{Air: air})
	inside, outside := phone.New(phone.Config{Name: "inside"}), phone.New(phone.Config{Name: "outside"})
	air.Camp(inside, seoul[0])
	air.Camp(outside, seoul[2])
	d := startLink(t, cbsp.Config{Address: b.Addr()})
	d.await(cbc.Ready)
	text := "[행정안전부] 시험 방송입니다. " + strings.Repeat("대피하시기 바랍니다. ", 10)
	w := warning(0x4010, strings.TrimSpace(text), seoul[0], seoul[1])
	r := d.expect(w, cbc.Accepted)
	if !slices.Equal(r.Accepted, w.Area.Cells) {
		t.Errorf("accepted %v", r.Accepted)
	}
	simtest.Expect(t, inside, w.Text, soon)
	simtest.Heard(t, inside, w.Text)
	simtest.Heard(t, outside)
	want := map[cbc.Key][]cbc.Cell{w.Key(): {seoul[0], seoul[1]}}
	if diff := cmp.Diff(want, b.OnAir()); diff != "" {
		t.Error(diff)
	}
	e := simtest.Note(t, b.Journal, soon, func(e simulator.Entry) bool { return e.What == "write-replace" })
	if e.Text != w.Text || e.Serial != 0x4010 || !slices.Equal(e.Cells, w.Area.Cells) {
		t.Errorf("journal %+v", e)
	}
}

func TestReplaceTakesTheOldOffTheAir(t *testing.T) {
	b, d := both(t)
	old := warning(0x4010, "하나", seoul[0], seoul[1])
	d.expect(old, cbc.Accepted)
	w := warning(0x4011, "둘", seoul[0], seoul[1])
	w.Supersedes, w.Replaces = 0x4010, true
	r := d.expect(w, cbc.Accepted)
	if want := []cbc.Count{{Cell: seoul[0], N: 1}, {Cell: seoul[1], N: 1}}; !slices.Equal(r.Counts, want) {
		t.Errorf("counts %v, want %v", r.Counts, want)
	}
	if diff := cmp.Diff(map[cbc.Key][]cbc.Cell{w.Key(): {seoul[0], seoul[1]}}, b.OnAir()); diff != "" {
		t.Error(diff)
	}
	w.Serial, w.Supersedes = 0x4013, 0x4012
	if r := d.expect(w, cbc.Refused); r.Failed[0].Cause != cbc.CauseNotIdentified {
		t.Errorf("an unknown old serial number: %+v", r)
	}
}

func TestStopEndsTheBroadcastAndMayBeRepeated(t *testing.T) {
	b, d := both(t)
	w := warning(0x4010, "하나", seoul...)
	d.expect(w, cbc.Accepted)
	r := d.expect(stop(w), cbc.Accepted)
	if len(r.Counts) != 3 || len(b.OnAir()) != 0 {
		t.Errorf("report %+v, on air %v", r, b.OnAir())
	}
	if r := d.expect(stop(w), cbc.Accepted); len(r.Failed) != 3 || r.Failed[0].Cause != cbc.CauseNotIdentified {
		t.Errorf("second stop: %+v", r)
	}
}

func TestWhatTheBSCRefuses(t *testing.T) {
	b := startBSC(t, simulator.BSCConfig{Mute: seoul[2:]})
	d := startLink(t, cbsp.Config{Address: b.Addr()})
	d.await(cbc.Ready)
	there := warning(0x4010, "있다", seoul[0])
	d.expect(there, cbc.Accepted)
	repeated := there
	repeated.Repeated = true
	nowhere := seoul[0]
	nowhere.ID = 1
	cases := []struct {
		name  string
		w     cbc.Warning
		want  cbc.Outcome
		cause cbc.Cause
	}{
		{"the same again", there, cbc.Refused, cbc.CauseAlreadyUsed},
		{"the same, perhaps again", repeated, cbc.Accepted, cbc.CauseAlreadyUsed},
		{"a cell without channel", warning(0x4020, "둘", seoul[2]), cbc.Refused, cbc.CauseUnsupported},
		{"one cell of two", warning(0x4030, "셋", seoul[0], seoul[2]), cbc.Partial, cbc.CauseUnsupported},
		{"a cell it does not have", warning(0x4040, "넷", nowhere, seoul[1]), cbc.Partial, cbc.CauseNoSuchCell},
		{"a stop of nothing, in one cell of two", stop(warning(0x4030, "", seoul[0], seoul[1])), cbc.Accepted, cbc.CauseNotIdentified},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if r := d.expect(c.w, c.want); r.Failed[0].Cause != c.cause {
				t.Errorf("cause %v, want %v", r.Failed[0].Cause, c.cause)
			}
		})
	}
}

func TestRefusedLostAndFailedAreToldApart(t *testing.T) {
	b, d := both(t)
	t.Run("refused", func(t *testing.T) {
		rule(t, b, simulator.Rule{On: "write-replace", Do: simulator.Refuse, Cause: int(cbsp.BSCMemoryExceeded)})
		r := d.expect(warning(0x4010, "하나", seoul...), cbc.Refused)
		if len(r.Failed) != 3 || r.Failed[0].Cause != cbc.CauseCapacity || r.Failed[0].Detail != "CBSP cause 8, BSC memory exceeded" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("lost", func(t *testing.T) {
		rule(t, b, simulator.Rule{On: "write-replace", Do: simulator.HangUp})
		_, err := d.broadcast(warning(0x4020, "둘", seoul...))
		var lost *cbc.LostError
		if !errors.As(err, &lost) {
			t.Errorf("error %v, want a LostError", err)
		}
		d.await(cbc.Ready)
	})
	t.Run("failed", func(t *testing.T) {
		b.Close()
		d.await(cbc.Down)
		_, err := d.broadcast(warning(0x4030, "셋", seoul...))
		var not *cbc.NotSentError
		if !errors.As(err, &not) || not.Permanent {
			t.Errorf("error %v, want a NotSentError that is not permanent", err)
		}
	})
}

func TestLostAnswerIsMadeGoodByTheSameWriteAgain(t *testing.T) {
	for _, deed := range []simulator.Deed{simulator.LoseAnswer, simulator.Silence, simulator.Garble} {
		t.Run(string(deed), func(t *testing.T) {
			b := startBSC(t, simulator.BSCConfig{})
			d := startLink(t, cbsp.Config{Address: b.Addr(), ResponseTimeout: 50 * time.Millisecond})
			d.await(cbc.Ready)
			rule(t, b, simulator.Rule{On: "write-replace", Do: deed})
			w := warning(0x4010, "하나", seoul...)
			_, err := d.broadcast(w)
			var lost *cbc.LostError
			if !errors.As(err, &lost) {
				t.Fatalf("error %v, want a LostError", err)
			}
			w.Repeated = true
			d.expect(w, cbc.Accepted)
			if diff := cmp.Diff(map[cbc.Key][]cbc.Cell{w.Key(): seoul}, b.OnAir()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnswersMayBeSlowDoubledOrOutOfOrder(t *testing.T) {
	var strays atomic.Int32
	b := startBSC(t, simulator.BSCConfig{})
	d := startLink(t, cbsp.Config{Address: b.Addr(), Trace: cbc.Trace{Strayed: func([]byte, error) { strays.Add(1) }}})
	d.await(cbc.Ready)
	rule(t, b, simulator.Rule{On: "write-replace", Do: simulator.Delay, Delay: 30 * time.Millisecond})
	began := time.Now()
	d.expect(warning(0x4010, "하나", seoul...), cbc.Accepted)
	if since := time.Since(began); since < 30*time.Millisecond {
		t.Errorf("the delayed answer came after %v", since)
	}
	rule(t, b, simulator.Rule{On: "write-replace", Do: simulator.Duplicate})
	d.expect(warning(0x4020, "둘", seoul...), cbc.Accepted)
	rule(t, b, simulator.Rule{On: "write-replace", Do: simulator.Reorder})
	var wg sync.WaitGroup
	wg.Go(func() { d.expect(warning(0x4030, "셋", seoul...), cbc.Accepted) })
	simtest.Note(t, b.Journal, soon, func(e simulator.Entry) bool { return e.What == "on-air" && e.Serial == 0x4030 })
	d.expect(warning(0x4040, "넷", seoul...), cbc.Accepted)
	wg.Wait()
	d.expect(warning(0x4050, "다섯", seoul...), cbc.Accepted)
	d.expect(warning(0x4060, "여섯", seoul...), cbc.Accepted)
	if n := len(b.OnAir()); n != 6 {
		t.Errorf("%d messages on air, want 6", n)
	}
	if n := strays.Load(); n != 1 {
		t.Errorf("%d answers strayed, want the doubled one", n)
	}
}

func TestForgetfulBSCIsToldAgain(t *testing.T) {
	b, d := both(t)
	w := warning(0x4010, "하나", seoul...)
	rule(t, b, simulator.Rule{On: "write-replace", Do: simulator.Forget})
	d.expect(w, cbc.Accepted)
	if n := d.await(cbc.Forgot); len(n.Cells) != 0 || len(b.OnAir()) != 0 {
		t.Errorf("notice %+v, on air %v", n, b.OnAir())
	}
	d.expect(w, cbc.Accepted)
	b.Forget(seoul[1])
	if n := d.await(cbc.Forgot); !slices.Equal(n.Cells, seoul[1:2]) {
		t.Errorf("notice %+v", n)
	}
	w.Area.Cells = seoul[1:2]
	d.expect(w, cbc.Accepted)
	if got := b.OnAir()[w.Key()]; len(got) != 3 {
		t.Errorf("on air in %v", got)
	}
}

func TestCellThatFailsSaysSoAndWhenItIsBack(t *testing.T) {
	b := startBSC(t, simulator.BSCConfig{Emergency: true})
	d := startLink(t, cbsp.Config{Address: b.Addr()})
	d.await(cbc.Ready)
	b.Fail(seoul[0])
	if n := d.await(cbc.Fell); !slices.Equal(n.Cells, seoul[:1]) {
		t.Errorf("notice %+v", n)
	}
	d.expect(warning(0x4010, "하나", seoul...), cbc.Partial)
	b.Forget(seoul[0])
	if n := d.await(cbc.Forgot); !slices.Equal(n.Cells, seoul[:1]) {
		t.Errorf("notice %+v", n)
	}
	d.expect(warning(0x4010, "하나", seoul[0]), cbc.Accepted)
}

func TestNewConnectionIsResetAndReady(t *testing.T) {
	b, d := both(t)
	w := warning(0x4010, "하나", seoul...)
	d.expect(w, cbc.Accepted)
	b.HangUp()
	d.await(cbc.Down)
	d.await(cbc.Forgot)
	d.await(cbc.Ready)
	if len(b.OnAir()) != 0 {
		t.Errorf("on air after the reset: %v", b.OnAir())
	}
	d.expect(w, cbc.Accepted)
}

func TestCellsThatRefuseTheResetGoOnUntilTheyAreStopped(t *testing.T) {
	b, d := both(t)
	w := warning(0x4010, "하나", seoul...)
	d.expect(w, cbc.Accepted)
	rule(t, b, simulator.Rule{On: "reset", Do: simulator.Refuse, Cause: int(cbsp.Unspecified)})
	b.HangUp()
	d.await(cbc.Down)
	for k := cbc.NoticeKind(0); k != cbc.Ready; {
		n := d.next()
		if k = n.Kind; k == cbc.Forgot {
			t.Errorf("notice %+v, but no cell has been reset", n)
		}
		if k == cbc.Fell && !slices.Equal(n.Cells, seoul) {
			t.Errorf("fell: %v", n.Cells)
		}
	}
	if diff := cmp.Diff(map[cbc.Key][]cbc.Cell{w.Key(): seoul}, b.OnAir()); diff != "" {
		t.Error(diff)
	}
	d.expect(stop(w), cbc.Accepted)
	if len(b.OnAir()) != 0 {
		t.Errorf("on air after the stop: %v", b.OnAir())
	}
}

func TestManyWarningsOverABadConnectionAllEnd(t *testing.T) {
	b, d := both(t)
	b.Rules.Seed(1)
	rule(t, b, simulator.Rule{On: "write-replace", Do: simulator.Delay, Delay: time.Millisecond, Chance: 0.2, Times: -1})
	rule(t, b, simulator.Rule{On: "*", Do: simulator.HangUp, Chance: 0.02, Times: -1})
	var accepted, lost, failed atomic.Int32
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := range 100 {
				w := warning(cbc.Serial(i<<8+j), "경보", seoul...)
				_, err := d.broadcast(w)
				var gone *cbc.LostError
				var not *cbc.NotSentError
				switch {
				case err == nil:
					accepted.Add(1)
				case errors.As(err, &gone):
					lost.Add(1)
				case errors.As(err, &not) && !not.Permanent:
					failed.Add(1)
				default:
					t.Errorf("error %v", err)
				}
			}
		})
	}
	wg.Wait()
	if lost.Load() == 0 || failed.Load() == 0 || accepted.Load() == 0 {
		t.Errorf("accepted %d, lost %d, failed %d, want some of each", accepted.Load(), lost.Load(), failed.Load())
	}
}

func TestBSCMayDialTheLink(t *testing.T) {
	ln := cbsp.NewListener("127.0.0.1:0")
	d := startLink(t, cbsp.Config{Listener: ln, Peers: prefixes("127.0.0.0/8")})
	d.await(cbc.Said) // where it listens
	b := startBSC(t, simulator.BSCConfig{Dial: ln.Addr().String(), Redial: 5 * time.Millisecond})
	d.await(cbc.Ready)
	d.expect(warning(0x4010, "하나", seoul...), cbc.Accepted)
	b.HangUp()
	d.await(cbc.Down)
	d.await(cbc.Ready)
	d.expect(warning(0x4020, "둘", seoul...), cbc.Accepted)
}

func prefixes(list ...string) (all []netip.Prefix) {
	for _, p := range list {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

func TestLinkThatListensTakesItsPeersOnly(t *testing.T) {
	refused := make(chan error, 10)
	ln := cbsp.NewListener("127.0.0.1:0")
	d := startLink(t, cbsp.Config{Listener: ln, Peers: prefixes("192.0.2.1/32"),
		Trace: cbc.Trace{Dialled: func(_ string, err error) { refused <- err }}})
	d.await(cbc.Said)
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(soon))
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || <-refused == nil {
		t.Errorf("read: %v, want the end", err)
	}
}

func TestBSCsShareAnAddressAndAreToldApartByTheirs(t *testing.T) {
	ln := cbsp.NewListener("127.0.0.1:0")
	one := startLink(t, cbsp.Config{Listener: ln, Peers: prefixes("127.0.0.2/32")})
	rest := startLink(t, cbsp.Config{Listener: ln, Peers: prefixes("127.0.0.0/8")})
	one.await(cbc.Said)
	rest.await(cbc.Said)
	dial := func(from string) net.Conn {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		c, err := d.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		reset, _ := (&cbsp.ResetComplete{Cells: cbsp.AllCells()}).AppendBinary(nil)
		c.SetDeadline(time.Now().Add(soon))
		if _, err := cbsp.NewReader(c).Next(); err != nil {
			t.Fatal(from, err)
		}
		c.Write(reset)
		return c
	}
	dial("127.0.0.3")
	if n := rest.await(cbc.Ready); !strings.HasPrefix(n.Text, "127.0.0.3:") {
		t.Errorf("ready with %s", n.Text)
	}
	dial("127.0.0.2")
	if n := one.await(cbc.Ready); !strings.HasPrefix(n.Text, "127.0.0.2:") {
		t.Errorf("ready with %s", n.Text)
	}
	if err := cbsp.New(cbsp.Config{Listener: ln, Peers: prefixes("127.0.0.2/32")}).Run(t.Context(), func(cbc.Notice) {}); err == nil {
		t.Error("two links share one peer")
	}
	one.stop()
	rest.stop()
	if ln.Addr() != nil {
		t.Error("it listens though none of its links runs")
	}
	startLink(t, cbsp.Config{Listener: ln, Peers: prefixes("127.0.0.0/8")}).await(cbc.Said)
}

func TestBSCThatDialsAgainReplacesItsDeadConnection(t *testing.T) {
	ln := cbsp.NewListener("127.0.0.1:0")
	d := startLink(t, cbsp.Config{Listener: ln, Peers: prefixes("127.0.0.0/8"), KeepAliveWait: 100 * time.Millisecond, KeepAlive: time.Hour / 60})
	d.await(cbc.Said)
	dead, err := net.Dial("tcp", ln.Addr().String()) // it says nothing more after this
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	reset, _ := (&cbsp.ResetComplete{Cells: cbsp.AllCells()}).AppendBinary(nil)
	dead.SetReadDeadline(time.Now().Add(soon))
	if _, err := cbsp.NewReader(dead).Next(); err != nil {
		t.Fatal(err)
	}
	dead.Write(reset)
	d.await(cbc.Ready)
	startBSC(t, simulator.BSCConfig{Dial: ln.Addr().String()})
	d.await(cbc.Down)
	d.await(cbc.Ready)
	d.expect(warning(0x4010, "하나", seoul...), cbc.Accepted)
}

func TestETWSAndItsTextAreApart(t *testing.T) {
	air := simulator.NewAir()
	b := startBSC(t, simulator.BSCConfig{Air: air})
	p := phone.New(phone.Config{Name: "phone"})
	air.Camp(p, seoul[0])
	d := startLink(t, cbsp.Config{Address: b.Addr()})
	d.await(cbc.Ready)
	primary := cbc.Warning{MessageID: cbc.ETWSEarthquake, Serial: 0x7000, Area: cbc.Area{Cells: seoul}, ETWS: &cbc.ETWS{Type: 0x0180}}
	d.expect(primary, cbc.Accepted)
	second := primary
	second.Serial = 0x7010
	if r := d.expect(second, cbc.Refused); r.Failed[0].Cause != cbc.CauseCapacity {
		t.Errorf("a second emergency message: %+v", r)
	}
	second.Supersedes, second.Replaces = 0x7000, true
	d.expect(second, cbc.Accepted)
	text := warning(0x7010, "지진입니다", seoul...) // under the same key as the primary
	text.MessageID = cbc.ETWSEarthquake
	d.expect(text, cbc.Accepted)
	d.expect(stop(second), cbc.Accepted)
	simtest.Expect(t, p, "지진입니다", soon)
	third := primary
	third.Serial = 0x7020
	d.expect(third, cbc.Accepted)
	d.expect(stop(third), cbc.Accepted)
	if diff := cmp.Diff(map[cbc.Key][]cbc.Cell{text.Key(): seoul}, b.OnAir()); diff != "" {
		t.Error(diff)
	}
	if keys := air.OnAir(seoul[0]); !slices.Equal(keys, []cbc.Key{text.Key()}) {
		t.Errorf("on the air: %v", keys)
	}
}

func BenchmarkBroadcastToABSC(b *testing.B) {
	for _, n := range []int{1, 2000} {
		b.Run(fmt.Sprint(n, " cells"), func(b *testing.B) {
			cells := bscCells(2000)
			bsc := startBSC(b, simulator.BSCConfig{Cells: cells})
			d := startLink(b, cbsp.Config{Address: bsc.Addr(), Cells: cells})
			d.await(cbc.Ready)
			i := 0
			for b.Loop() {
				w := warning(cbc.Serial(i), "경보", cells[:n]...)
				w.MessageID = cbc.MessageID(1 + i>>16)
				d.expect(w, cbc.Accepted)
				d.expect(stop(w), cbc.Accepted)
				i++
			}
		})
	}
}
