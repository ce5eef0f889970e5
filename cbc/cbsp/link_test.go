package cbsp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"

	"github.com/google/go-cmp/cmp"
)

// A rig is a link whose BSC is played by the test, over in-memory
// connections, inside a synctest bubble.
type rig struct {
	t     *testing.T
	link  *Link
	conns chan net.Conn // the BSC's ends
	stop  func()

	mu      sync.Mutex // guards notices
	notices []cbc.Notice
}

var (
	plmn  = cbc.PLMN{MCC: 450, MNC: 5}
	cellA = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1001, ID: 10001}
	cellB = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1001, ID: 10002}
	cellC = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1002, ID: 10003}
)

func start(t *testing.T, c Config) *rig {
	r := &rig{t: t, conns: make(chan net.Conn, 1)}
	c.Address = "bsc:48049"
	c.Cells = []cbc.Cell{cellA, cellB, cellC}
	c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		r.conns <- theirs
		return ours, nil
	}
	r.link = New(c)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.link.Run(ctx, r.heard); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	r.stop = func() { cancel(); wg.Wait() }
	t.Cleanup(r.stop)
	return r
}

func (r *rig) heard(n cbc.Notice) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices = append(r.notices, n)
}

// kinds returns the notices so far, once everybody waits for something.
func (r *rig) kinds() []cbc.NoticeKind {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	var kinds []cbc.NoticeKind
	for _, n := range r.notices {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

func (r *rig) last() cbc.Notice {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.notices) == 0 {
		r.t.Fatal("no notice")
	}
	return r.notices[len(r.notices)-1]
}

// A peer is the BSC's end of one connection.
type peer struct {
	t    *testing.T
	conn net.Conn
	r    *Reader
}

func (r *rig) accept() *peer {
	conn := <-r.conns
	return &peer{r.t, conn, NewReader(conn)}
}

func (p *peer) say(m Message) {
	p.t.Helper()
	b, err := m.AppendBinary(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.conn.Write(b); err != nil {
		p.t.Fatal(err)
	}
}

// hear returns the next message; it fails the test after two minutes.
func (p *peer) hear() Message {
	p.t.Helper()
	p.conn.SetReadDeadline(time.Now().Add(2 * time.Minute))
	b, err := p.r.Next()
	if err != nil {
		p.t.Fatalf("nothing to hear: %v", err)
	}
	m, err := Parse(b)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

func (p *peer) expect(want Message) {
	p.t.Helper()
	if diff := cmp.Diff(want, p.hear()); diff != "" {
		p.t.Fatalf("heard something else (-want +got):\n%s", diff)
	}
}

// ready plays a BSC up to the answer to the first keep-alive.
func (r *rig) ready() *peer {
	r.t.Helper()
	p := r.accept()
	p.say(&Restart{Cells: AllCells(), DataLost: true})
	p.expect(&Reset{AllCells()})
	p.say(&ResetComplete{AllCells()})
	p.expect(&KeepAlive{30 * time.Second})
	p.say(&KeepAliveComplete{})
	return p
}

func write(serial cbc.Serial, cells ...cbc.Cell) cbc.Warning {
	return cbc.Warning{MessageID: cbc.Presidential, Serial: serial, Text: "[행정안전부] 시험", Language: "ko",
		DCS: cbc.UCS2, Category: cbc.Normal, Area: cbc.Area{Cells: cells}, Broadcasts: 10}
}

func stopOf(w cbc.Warning) cbc.Warning {
	w.Action = cbc.Stop
	return w
}

type result struct {
	r   cbc.Report
	err error
}

// broadcast starts a Broadcast and returns where its result comes.
func (r *rig) broadcast(w cbc.Warning) <-chan result {
	return r.broadcastUntil(r.t.Context(), w)
}

func (r *rig) broadcastUntil(ctx context.Context, w cbc.Warning) <-chan result {
	c := make(chan result, 1)
	go func() {
		rep, err := r.link.Broadcast(ctx, w)
		c <- result{rep, err}
	}()
	return c
}

func complete(m *WriteReplace) *WriteReplaceComplete {
	return &WriteReplaceComplete{MessageID: m.MessageID, Serial: m.Serial, Done: Done{Cells: &m.Cells, Channel: Basic}}
}

func wantLost(t *testing.T, res result) {
	t.Helper()
	var lost *cbc.LostError
	if !errors.As(res.err, &lost) {
		t.Errorf("error %v, want a LostError", res.err)
	}
}

func wantNotSent(t *testing.T, res result, permanent bool) {
	t.Helper()
	var not *cbc.NotSentError
	if !errors.As(res.err, &not) || not.Permanent != permanent {
		t.Errorf("error %#v, want a NotSentError with permanent %v", res.err, permanent)
	}
}

func TestTwoRestartsOfANewConnectionMeanOneReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.accept()
		p.say(&Restart{Cells: AllCells(), DataLost: true})
		go p.say(&Restart{Cells: AllCells(), DataLost: true, Emergency: true})
		p.expect(&Reset{AllCells()})
		p.say(&ResetComplete{AllCells()})
		p.expect(&KeepAlive{30 * time.Second})
		p.say(&KeepAliveComplete{})
		if got := r.kinds(); !slices.Equal(got, []cbc.NoticeKind{cbc.Forgot, cbc.Ready}) {
			t.Errorf("notices %v, want forgot and ready", got)
		}
		p.expect(&KeepAlive{30 * time.Second}) // and nothing between
	})
}

func TestEmergencyRestartAfterReadyIsStillTheSameRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		p.say(&Restart{Cells: AllCells(), DataLost: true, Emergency: true})
		if got := r.kinds(); !slices.Equal(got, []cbc.NoticeKind{cbc.Forgot, cbc.Ready}) {
			t.Errorf("notices %v, want forgot and ready", got)
		}
	})
}

func TestBSCThatDoesNotRestartIsResetAfterASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		p := start(t, Config{}).accept()
		p.expect(&Reset{AllCells()})
		if d := time.Since(began); d != time.Second {
			t.Errorf("reset after %v, want 1s", d)
		}
	})
}

func TestUnansweredResetEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.accept()
		p.say(&Restart{Cells: AllCells()})
		p.expect(&Reset{AllCells()})
		began := time.Now()
		if _, err := p.r.Next(); err == nil || time.Since(began) != 5*time.Second {
			t.Errorf("after %v: %v, want the end after 5s", time.Since(began), err)
		}
		if n := r.last(); n.Kind != cbc.Down || n.Err == nil {
			t.Errorf("notice %+v, want down", n)
		}
	})
}

func TestUnansweredKeepAliveEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		p.expect(&KeepAlive{30 * time.Second})
		began := time.Now()
		if _, err := p.r.Next(); err == nil || time.Since(began) != 5*time.Second {
			t.Errorf("after %v: %v, want the end after 5s", time.Since(began), err)
		}
		if n := r.last(); n.Kind != cbc.Down {
			t.Errorf("notice %+v, want down", n)
		}
		r.ready()
		if n := r.last(); n.Kind != cbc.Ready {
			t.Errorf("notice %+v, want ready again", n)
		}
	})
}

func TestKeepAliveIsAskedEveryPeriod(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{KeepAlive: 45 * time.Second})
		p := r.accept()
		p.say(&Restart{Cells: AllCells()})
		p.expect(&Reset{AllCells()})
		p.say(&ResetComplete{AllCells()})
		began := time.Now()
		for i := range 4 {
			p.expect(&KeepAlive{45 * time.Second})
			if d := time.Since(began); d != time.Duration(i)*45*time.Second {
				t.Errorf("keep-alive %d after %v", i, d)
			}
			p.say(&KeepAliveComplete{})
		}
	})
}

func TestWriteIsReportedCellByCell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		res := r.broadcast(write(0x4010, cellA, cellC))
		m := p.hear().(*WriteReplace)
		p.say(&WriteReplaceFailure{MessageID: m.MessageID, Serial: m.Serial,
			Failed: []Failure{{CGI, IDOf(cellC, CGI), BroadcastNotSupported}},
			Done:   Done{Cells: pointer(cgis(IDOf(cellA, CGI))), Channel: Basic}})
		got := <-res
		want := cbc.Report{At: time.Now(), Detail: "CBSP cause 9, cell broadcast not supported", Accepted: []cbc.Cell{cellA},
			Failed: []cbc.Failure{{Cell: cellC, Cause: cbc.CauseUnsupported, Detail: "CBSP cause 9, cell broadcast not supported"}}}
		if diff := cmp.Diff(want, got.r); diff != "" || got.err != nil {
			t.Errorf("error %v, report (-want +got):\n%s", got.err, diff)
		}
	})
}

func TestUnansweredWriteIsLostAfterSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{ResponseTimeout: 7 * time.Second})
		p := r.ready()
		res := r.broadcast(write(0x4010, cellA))
		m := p.hear().(*WriteReplace)
		began := time.Now()
		wantLost(t, <-res)
		if d := time.Since(began); d != 7*time.Second {
			t.Errorf("lost after %v, want 7s", d)
		}
		p.say(complete(m)) // too late, and no harm
		again := r.broadcast(write(0x4010, cellA))
		p.say(complete(p.hear().(*WriteReplace)))
		if got := <-again; got.err != nil {
			t.Error(got.err)
		}
	})
}

func TestBrokenConnectionLosesWhatWasWrittenAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{Window: 3})
		p := r.ready()
		sent := r.broadcast(write(0x4010, cellA))
		p.hear()
		waits := r.broadcast(write(0x4020, cellA)) // the other places are kept
		synctest.Wait()
		p.conn.Close()
		wantLost(t, <-sent)
		wantNotSent(t, <-waits, false)
		wantNotSent(t, <-r.broadcast(write(0x4030, cellA)), false)
	})
}

func TestMessageOfWhichOnlyAPartLeftIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		res := r.broadcast(write(0x4010, cellA))
		p.conn.Read(make([]byte, 10))
		p.conn.Close()
		wantNotSent(t, <-res, false)
	})
}

func TestPeerThatDoesNotReadHoldsUpAWriteForFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		r.ready()
		began := time.Now()
		wantNotSent(t, <-r.broadcast(write(0x4010, cellA)), false)
		if d := time.Since(began); d != writeTimeout {
			t.Errorf("gave up after %v, want %v", d, writeTimeout)
		}
		if n := r.last(); n.Kind != cbc.Down {
			t.Errorf("notice %+v, want down", n)
		}
	})
}

func TestWindowKeepsAPlaceForUrgentWritesAndOneForStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{Window: 4, ResponseTimeout: time.Minute})
		p := r.ready()
		urgent := func(serial cbc.Serial) cbc.Warning {
			w := write(serial, cellA)
			w.Category = cbc.High
			return w
		}
		for i := range 5 { // two of them find a place
			r.broadcast(write(cbc.Serial(i), cellA))
		}
		first, second := p.hear().(*WriteReplace), p.hear().(*WriteReplace)
		r.broadcast(urgent(0x10))
		p.hear()
		urgent2 := r.broadcast(urgent(0x11)) // waits
		synctest.Wait()
		r.broadcast(stopOf(write(0x20, cellA)))
		if m, ok := p.hear().(*Kill); !ok || m.Serial != 0x20 {
			t.Errorf("heard %+v, want the stop", m)
		}
		p.say(complete(first)) // four are out: a place for a stop is free
		synctest.Wait()
		p.say(complete(second))
		if m, ok := p.hear().(*WriteReplace); !ok || m.Serial != 0x11 {
			t.Errorf("heard %+v, want the urgent write before those that came first", m)
		} else {
			p.say(complete(m))
			if got := <-urgent2; got.err != nil {
				t.Error(got.err)
			}
		}
	})
}

func TestFullWindowWaitsAsLongAsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{Window: 3, ResponseTimeout: time.Minute})
		p := r.ready()
		r.broadcast(write(0x4010, cellA))
		p.hear()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		res := <-r.broadcastUntil(ctx, write(0x4020, cellA))
		wantNotSent(t, res, false)
		if d := time.Since(began); d != 3*time.Second || !errors.Is(res.err, context.DeadlineExceeded) {
			t.Errorf("after %v: %v", d, res.err)
		}
	})
}

func TestStopDoesNotWaitForTheAnswerToItsWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := write(0x4010, cellA)
		written := r.broadcast(w)
		m := p.hear().(*WriteReplace)
		stopped := r.broadcast(stopOf(w))
		p.expect(&Kill{w.MessageID, w.Serial, cgis(IDOf(cellA, CGI)), Basic})
		p.say(complete(m))
		if got := <-written; got.err != nil {
			t.Error(got.err)
		}
		p.say(&KillComplete{w.MessageID, w.Serial, Done{&CountList{CGI, []Count{{IDOf(cellA, CGI), 3, 0}}}, nil, Basic}})
		got := <-stopped
		want := []cbc.Count{{Cell: cellA, N: 3}}
		if diff := cmp.Diff(want, got.r.Counts); diff != "" || got.r.Outcome(&cbc.Warning{Action: cbc.Stop}) != cbc.Accepted {
			t.Errorf("report %+v, error %v", got.r, got.err)
		}
	})
}

func TestSameWriteTwiceWaitsForTheFirstAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		a, b := r.broadcast(write(0x4010, cellA)), r.broadcast(write(0x4010, cellB))
		for range 2 {
			m := p.hear().(*WriteReplace)
			synctest.Wait()
			p.say(complete(m))
		}
		for _, c := range []<-chan result{a, b} {
			if got := <-c; got.err != nil || len(got.r.Failed) > 0 {
				t.Errorf("report %+v, error %v", got.r, got.err)
			}
		}
	})
}

func TestErrorIndicationRefusesTheOnlyRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		res := r.broadcast(write(0x4010, cellA))
		p.hear()
		p.say(&ErrorIndication{Cause: MissingElement})
		got := <-res
		if got.err != nil || got.r.Cause != cbc.CauseInvalid {
			t.Errorf("report %+v, error %v", got.r, got.err)
		}
		p.say(&ErrorIndication{Cause: MissingElement})
		if n := r.last(); n.Kind != cbc.Said {
			t.Errorf("notice %+v, want said", n)
		}
	})
}

func TestBadAndUnknownMessagesAreAnsweredAndTheLinkStaysUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var strayed []string
		r := start(t, Config{Trace: cbc.Trace{Strayed: func(b []byte, err error) { strayed = append(strayed, err.Error()) }}})
		p := r.ready()
		cases := []struct {
			wire  []byte
			cause Cause
		}{
			{[]byte{0x7f, 0, 0, 2, 1, 2}, UnrecognisedMessage},
			{[]byte{byte(TypeWriteReplaceComplete), 0, 0, 0}, MissingElement},
			{[]byte{byte(TypeFailure), 0, 0, 1, 0x99}, ParameterNotRecognised},
			{[]byte{byte(TypeReset), 0, 0, 4, 4, 0, 1, 6}, UnrecognisedMessage}, // only centres say that
		}
		for _, c := range cases {
			if _, err := p.conn.Write(c.wire); err != nil {
				t.Fatal(err)
			}
			p.expect(&ErrorIndication{Cause: c.cause})
		}
		synctest.Wait()
		if len(strayed) != len(cases) {
			t.Errorf("strayed: %q", strayed)
		}
		p.expect(&KeepAlive{30 * time.Second})
	})
}

func TestRestartedCellsHaveForgotten(t *testing.T) {
	list := func(ids ...ID) CellList { return CellList{LACCI, ids} }
	cases := []struct {
		name string
		say  []Message
		want []cbc.Notice // after ready
	}{
		{"one cell, once for each kind", []Message{
			&Restart{Cells: list(IDOf(cellB, LACCI)), DataLost: true},
			&Restart{Cells: list(IDOf(cellB, LACCI)), DataLost: true, Emergency: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Cells: []cbc.Cell{cellB}, Text: "restart"}}},
		{"a location area", []Message{
			&Restart{Cells: CellList{LAC, []ID{{LAC: 1001}}}, DataLost: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Cells: []cbc.Cell{cellA, cellB}, Text: "restart"}}},
		{"all", []Message{
			&Restart{Cells: AllCells(), DataLost: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Text: "restart"}}},
		{"cells that we do not know are not all cells", []Message{
			&Restart{Cells: CellList{LAC, []ID{{LAC: 9}}}, DataLost: true},
		}, []cbc.Notice{{Kind: cbc.Said, Text: "restart of cells that are not known here"}}},
		{"with its data", []Message{
			&Restart{Cells: list(IDOf(cellB, LACCI))},
		}, nil},
		{"failed, and back with its data", []Message{
			&CellsFailed{[]Failure{{LACCI, IDOf(cellB, LACCI), BroadcastNotOperational}}, false},
			&CellsFailed{[]Failure{{LACCI, IDOf(cellB, LACCI), BroadcastNotOperational}}, true},
			&Restart{Cells: list(IDOf(cellB, LACCI))},
		}, []cbc.Notice{
			{Kind: cbc.Fell, Cells: []cbc.Cell{cellB}, Text: "CBSP cause 10, cell broadcast not operational"},
			{Kind: cbc.Forgot, Cells: []cbc.Cell{cellB}, Text: "restart"},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{})
				p := r.accept() // without a restart, which could pair up
				p.expect(&Reset{AllCells()})
				p.say(&ResetComplete{AllCells()})
				p.expect(&KeepAlive{30 * time.Second})
				p.say(&KeepAliveComplete{})
				for _, m := range c.say {
					p.say(m)
				}
				r.kinds()
				if diff := cmp.Diff(c.want, r.notices[2:]); diff != "" && len(c.want)+len(r.notices[2:]) > 0 {
					t.Errorf("notices (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestCellsThatCannotBeResetHaveFallen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.accept()
		p.expect(&Reset{AllCells()})
		p.say(&ResetFailure{Failed: []Failure{{CGI, IDOf(cellC, CGI), BroadcastNotOperational}}})
		p.hear()
		if got := r.kinds(); !slices.Equal(got, []cbc.NoticeKind{cbc.Forgot, cbc.Fell, cbc.Ready}) {
			t.Fatalf("notices %v", got)
		}
		if got := r.notices[1].Cells; !slices.Equal(got, []cbc.Cell{cellC}) {
			t.Errorf("fell: %v", got)
		}
	})
}

func TestStopOfAWholeWriteNamesTheCellsThatConfirmedIt(t *testing.T) {
	cases := []struct {
		name      string
		confirmed CellList
		later     CellList // a write to one restarted cell; none if it has no IDs
		want      CellList
	}{
		{"by CGI, fewer than we know", cgis(IDOf(cellA, CGI), IDOf(cellB, CGI)), CellList{}, cgis(IDOf(cellA, CGI), IDOf(cellB, CGI))},
		{"by LAC", CellList{LAC, []ID{{LAC: 1001}, {LAC: 1002}}}, CellList{}, CellList{LAC, []ID{{LAC: 1001}, {LAC: 1002}}}},
		{"all", AllCells(), CellList{}, AllCells()},
		{"one more later", cgis(IDOf(cellA, CGI)), cgis(IDOf(cellB, CGI)), cgis(IDOf(cellA, CGI), IDOf(cellB, CGI))},
		{"later in another way", CellList{LAC, []ID{{LAC: 1001}}}, cgis(IDOf(cellC, CGI)), AllCells()},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{})
				p := r.ready()
				w := write(0x4010)
				w.Area.Whole = true
				res := r.broadcast(w)
				m := p.hear().(*WriteReplace)
				if m.Cells.Discriminator != All {
					t.Errorf("a write to all cells names %v", m.Cells)
				}
				m.Cells = c.confirmed
				p.say(complete(m))
				<-res
				if len(c.later.IDs) > 0 {
					res := r.broadcast(write(0x4010, c.later.IDs[0].Cell()))
					m.Cells = p.hear().(*WriteReplace).Cells
					p.say(complete(m))
					<-res
				}
				r.broadcast(stopOf(w))
				p.expect(&Kill{w.MessageID, w.Serial, c.want, Basic})
			})
		})
	}
}

func TestETWSGoesInTheEmergencyFormAndIsStoppedWithoutChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := cbc.Warning{MessageID: cbc.ETWSEarthquake, Serial: 0x7000, Supersedes: 0x6FF0, Replaces: true,
			Area: cbc.Area{Cells: []cbc.Cell{cellA}}, ETWS: &cbc.ETWS{Type: 0x0180}}
		r.broadcast(w)
		p.expect(&WriteReplace{MessageID: 4352, Serial: 0x7000, Old: 0x6FF0, Replaces: true, Cells: cgis(IDOf(cellA, CGI)),
			Emergency: &Emergency{WarningType: 0x0180}})
		r.broadcast(stopOf(w))
		p.expect(&Kill{4352, 0x7000, cgis(IDOf(cellA, CGI)), NoChannel})
	})
}

func TestDialsAreFurtherApartEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		c := Config{Address: "bsc:48049"}
		c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
			at = append(at, time.Now())
			return nil, errors.New("refused")
		}
		l := New(c)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		downs := 0
		if err := l.Run(ctx, func(n cbc.Notice) { downs++ }); err != nil {
			t.Fatal(err)
		}
		pause := DefaultBackoffMin
		for i := 1; i < len(at); i++ {
			if d := at[i].Sub(at[i-1]); d < pause/2 || d > pause+1 {
				t.Errorf("pause %d was %v, want from %v to %v", i, d, pause/2, pause)
			}
			pause = min(2*pause, DefaultBackoffMax)
		}
		if len(at) < 10 || downs != 1 {
			t.Errorf("%d dials, %d notices, want at least 10 and one", len(at), downs)
		}
	})
}

func TestTraceSeesTheFirstOctetBeforeItLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var seen []string
		note := func(s string) { mu.Lock(); defer mu.Unlock(); seen = append(seen, s) }
		r := start(t, Config{Trace: cbc.Trace{
			Dialled:  func(addr string, err error) { note("dialled " + addr) },
			Wrote:    func(w *cbc.Warning, at time.Time) { note("wrote " + w.String()) },
			Sent:     func(b []byte) { note("sent " + Type(b[0]).String()) },
			Received: func(b []byte) { note("received " + Type(b[0]).String()) },
		}})
		p := r.ready()
		synctest.Wait()
		seen = seen[len(seen)-1:] // from the keep-alive's answer on
		r.broadcast(write(0x4010, cellA))
		synctest.Wait()
		before := slices.Clone(seen) // nothing has been read by the peer yet
		p.hear()
		synctest.Wait()
		if !slices.Equal(before, []string{"received keep-alive complete", "wrote write 4370/0x4010 ko"}) {
			t.Errorf("before the peer reads: %q", before)
		}
		if seen[len(seen)-1] != "sent write-replace" {
			t.Errorf("afterwards: %q", seen)
		}
	})
}

func TestRunRefusesABadConfiguration(t *testing.T) {
	c := Config{Address: "nowhere", RepetitionCoding: 9, RepetitionPeriod: 3 * time.Hour, KeepAlive: 121 * time.Second,
		Window: 2, DialTimeout: -1, Cells: []cbc.Cell{cellA, cellA}}
	err := New(c).Run(t.Context(), func(cbc.Notice) {})
	if err == nil {
		t.Fatal("it ran")
	}
	if joined, ok := errors.Unwrap(err).(interface{ Unwrap() []error }); !ok || len(joined.Unwrap()) != 7 {
		t.Errorf("want seven things wrong:\n%v", err)
	}
}

func BenchmarkBroadcast(b *testing.B) {
	for _, n := range []int{1, 100, 5000} {
		b.Run(fmt.Sprint(n, " cells"), func(b *testing.B) {
			l := New(Config{Address: "bsc:48049"})
			w := write(0x4010)
			for i := range n {
				w.Area.Cells = append(w.Area.Cells, cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1, ID: uint64(i)})
			}
			now := time.Now()
			b.ReportAllocs()
			for b.Loop() {
				o, err := l.order(&w, now)
				if err != nil {
					b.Fatal(err)
				}
				buf := l.buffer()
				enc, err := o.m.AppendBinary((*buf)[:0])
				if err != nil || l.verify(&w, &o, enc) != nil {
					b.Fatal(err)
				}
				*buf = enc
				l.buffers.Put(buf)
			}
		})
	}
}
