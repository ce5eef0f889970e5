package sabp_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/sabp"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

const soon = 10 * time.Second

func area(lac uint32, sac uint64) cbc.Cell {
	return cbc.Cell{Radio: cbc.UMTS, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: lac, ID: sac}
}

// A pair is a link and the RNC that it is connected to.
type pair struct {
	*sabp.Link
	t       *testing.T
	rnc     *simulator.RNC
	phone   *phone.Phone // in the first area
	notices chan cbc.Notice
	stop    func()
}

// connect starts an RNC and a link to it, which is ready when connect returns.
func connect(t *testing.T, rc simulator.RNCConfig, c sabp.Config) *pair {
	t.Helper()
	p := &pair{t: t, notices: make(chan cbc.Notice, 100)}
	rc.Name, rc.Listen, rc.Air = "rnc", "127.0.0.1:0", simulator.NewAir()
	if rc.Areas == nil {
		rc.Areas = []cbc.Cell{area(100, 1), area(100, 2), area(101, 3)}
	}
	var err error
	if p.rnc, err = simulator.StartRNC(rc); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.rnc.Close() })
	p.phone = phone.New(phone.Config{Name: "p", Carrier: "c", Languages: []string{"ko", "en"}})
	rc.Air.Camp(p.phone, rc.Areas[0])
	c.Address, c.Areas = p.rnc.Addr(), rc.Areas
	c.ResponseTimeout, c.BackoffMin = max(c.ResponseTimeout, 300*time.Millisecond), 10*time.Millisecond
	p.Link = sabp.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := p.Run(ctx, func(n cbc.Notice) { p.notices <- n }); err != nil {
			t.Error(err)
		}
	})
	p.stop = func() { cancel(); wg.Wait() }
	t.Cleanup(p.stop)
	p.notice(cbc.Ready)
	return p
}

// notice returns the next notice of a kind.
func (p *pair) notice(k cbc.NoticeKind) cbc.Notice {
	p.t.Helper()
	limit := time.After(soon)
	for {
		select {
		case n := <-p.notices:
			if n.Kind == k {
				return n
			}
		case <-limit:
			p.t.Fatalf("no notice %v", k)
		}
	}
}

func (p *pair) broadcast(w cbc.Warning) (cbc.Report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	return p.Broadcast(ctx, w)
}

// outcome broadcasts w and wants an outcome.
func (p *pair) outcome(w cbc.Warning, want cbc.Outcome) cbc.Report {
	p.t.Helper()
	r, err := p.broadcast(w)
	if err != nil || r.Outcome(&w) != want {
		p.t.Fatalf("%v: %+v, %v; want %v", &w, r, err, want)
	}
	return r
}

func warning(cells ...cbc.Cell) cbc.Warning {
	return cbc.Warning{
		MessageID: cbc.Presidential, Serial: 0x4010, DCS: cbc.UCS2, Language: "ko", Category: cbc.High,
		Text: "[기상청] 경주 지진. 탁자 아래로 몸을 피하세요.", Area: cbc.Area{Cells: cells}, Expires: time.Now().Add(time.Hour),
	}
}

func stopOf(w cbc.Warning) cbc.Warning {
	w.Action = cbc.Stop
	return w
}

func TestAWarningIsHeardAndStopped(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	w := warning(area(100, 1), area(101, 3))
	r := p.outcome(w, cbc.Accepted)
	if !slices.Equal(r.Accepted, w.Area.Cells) {
		t.Errorf("accepted by %v", r.Accepted)
	}
	simtest.Expect(t, p.phone, w.Text, soon)
	if on := p.rnc.OnAir()[w.Key()]; len(on) != 2 {
		t.Errorf("on air in %v", on)
	}
	p.outcome(stopOf(w), cbc.Accepted)
	if on := p.rnc.OnAir(); len(on) != 0 {
		t.Errorf("still on air: %v", on)
	}
	p.outcome(stopOf(w), cbc.Accepted) // of what is not there
}

// 30 s apart for one hour is 120 broadcasts: it ends by itself then.
func TestPeriodAndNumberEndAtTheExpiry(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	w := warning(area(100, 1))
	w.Period = 29500 * time.Millisecond
	p.outcome(w, cbc.Accepted)
	for _, e := range p.rnc.Journal.Entries() {
		if e.What == "write-replace" && e.Detail != "120 broadcasts, period 30 s" {
			t.Error(e.Detail)
		}
	}
}

func TestEachAreaIsReportedByItself(t *testing.T) {
	p := connect(t, simulator.RNCConfig{Mute: []cbc.Cell{area(100, 2)}}, sabp.Config{})
	w := warning(area(100, 1), area(100, 2), area(999, 9))
	r := p.outcome(w, cbc.Partial)
	want := []cbc.Failure{
		{Cell: area(100, 2), Cause: cbc.CauseUnsupported, Detail: sabp.BroadcastNotSupported.String()},
		{Cell: area(999, 9), Cause: cbc.CauseNoSuchCell, Detail: sabp.AreaNotValid.String()},
	}
	if !slices.Equal(r.Accepted, []cbc.Cell{area(100, 1)}) || !slices.Equal(r.Failed, want) {
		t.Errorf("%+v", r)
	}
	p.outcome(warning(area(100, 2)), cbc.Refused)
}

func TestAReplaceTakesTheOldOneOff(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	old := warning(area(100, 1))
	p.outcome(old, cbc.Accepted)
	w := warning(area(100, 1))
	w.Serial, w.Supersedes, w.Replaces, w.Text = 0x4011, old.Serial, true, "새 소식"
	p.outcome(w, cbc.Accepted)
	if on := p.rnc.OnAir(); len(on) != 1 || len(on[w.Key()]) != 1 {
		t.Errorf("on air: %v", on)
	}
	w.Serial, w.Supersedes = 0x4012, 0x4000
	p.outcome(w, cbc.Refused) // nothing of that number is there
}

func TestWholeIsEveryAreaThatIsKnown(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	w := warning()
	w.Area = cbc.Area{Whole: true}
	if r := p.outcome(w, cbc.Accepted); len(r.Accepted) != 3 {
		t.Errorf("accepted by %v", r.Accepted)
	}
}

func TestPrimaryNotificationIsHeardBesideItsText(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	w := warning(area(100, 1))
	w.MessageID, w.Serial = 4352, 0x7000
	primary := w
	primary.Text, primary.ETWS = "", &cbc.ETWS{Type: 0x0180, Period: 10 * time.Second}
	p.outcome(primary, cbc.Accepted)
	p.outcome(w, cbc.Accepted)
	simtest.Expect(t, p.phone, w.Text, soon)
	if h := p.phone.Heard(); len(h) != 2 || h[0].Form != phone.ETWSPrimary {
		t.Errorf("heard %+v", h)
	}
	if e := p.phone.Errors(); len(e) != 0 {
		t.Error(e)
	}
}

func TestWhatCannotBeSentIsPermanent(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	for name, spoil := range map[string]func(w *cbc.Warning){
		"expired":          func(w *cbc.Warning) { w.Expires = time.Now() },
		"shapes":           func(w *cbc.Warning) { w.Area = cbc.Area{Circles: []cbc.Circle{{Radius: 1}}} },
		"nowhere":          func(w *cbc.Warning) { w.Area = cbc.Area{} },
		"another radio":    func(w *cbc.Warning) { w.Area.Cells[0].Radio = cbc.LTE },
		"not encodable":    func(w *cbc.Warning) { w.DCS, w.Text = cbc.GSM7, "한글" },
		"an odd category":  func(w *cbc.Warning) { w.Category = 9 },
		"too long to send": func(w *cbc.Warning) { w.Text = string(make([]rune, 700)) },
	} {
		w := warning(area(100, 1))
		spoil(&w)
		var unsent *cbc.NotSentError
		if r, err := p.broadcast(w); !errors.As(err, &unsent) || !unsent.Permanent {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	if n := len(p.rnc.OnAir()); n != 0 {
		t.Errorf("%d messages went out all the same", n)
	}
}

func TestWhatAPeerDoesWrongIsToldApart(t *testing.T) {
	for _, c := range []struct {
		rule simulator.Rule
		want cbc.Outcome // Lost stands for a lost error
	}{
		{simulator.Rule{Do: simulator.Silence}, cbc.Lost},
		{simulator.Rule{Do: simulator.HangUp}, cbc.Lost},
		{simulator.Rule{Do: simulator.LoseAnswer}, cbc.Lost},
		{simulator.Rule{Do: simulator.Garble}, cbc.Lost},
		{simulator.Rule{Do: simulator.Refuse, Cause: int(sabp.RNCCapacityExceeded)}, cbc.Refused},
		{simulator.Rule{Do: simulator.Duplicate}, cbc.Accepted},
		{simulator.Rule{Do: simulator.Delay, Delay: 20 * time.Millisecond}, cbc.Accepted},
	} {
		t.Run(string(c.rule.Do), func(t *testing.T) {
			p := connect(t, simulator.RNCConfig{}, sabp.Config{})
			c.rule.On = "write-replace"
			if err := p.rnc.Rules.Add(c.rule); err != nil {
				t.Fatal(err)
			}
			w := warning(area(100, 1))
			r, err := p.broadcast(w)
			var lost *cbc.LostError
			if c.want == cbc.Lost {
				if !errors.As(err, &lost) {
					t.Errorf("%+v, %v", r, err)
				}
				return
			}
			if err != nil || r.Outcome(&w) != c.want {
				t.Errorf("%+v, %v; want %v", r, err, c.want)
			}
		})
	}
}

func TestALostWriteIsRepeatedAndThenAccepted(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	p.rnc.Rules.Add(simulator.Rule{On: "write-replace", Do: simulator.LoseAnswer})
	w := warning(area(100, 1))
	var lost *cbc.LostError
	if _, err := p.broadcast(w); !errors.As(err, &lost) {
		t.Fatal(err)
	}
	w.Repeated = true
	p.outcome(w, cbc.Accepted)
	if d := p.phone.Duplicates(); d != 0 {
		t.Errorf("broadcast again: %d repeats", d)
	}
}

func TestFirstConnectionEndsWhatNobodyKnowsOf(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	w := warning(area(100, 1))
	p.outcome(w, cbc.Accepted)
	p.stop()
	again := sabp.New(sabp.Config{Address: p.rnc.Addr(), Areas: []cbc.Cell{area(100, 1)}})
	ctx, cancel := context.WithCancel(t.Context())
	notices := make(chan cbc.Notice, 10)
	var wg sync.WaitGroup
	wg.Go(func() { again.Run(ctx, func(n cbc.Notice) { notices <- n }) })
	defer wg.Wait()
	defer cancel()
	if n := <-notices; n.Kind != cbc.Forgot || len(n.Cells) != 0 {
		t.Errorf("first notice %+v", n)
	}
	if n := <-notices; n.Kind != cbc.Ready {
		t.Errorf("second notice %+v", n)
	}
	if on := p.rnc.OnAir(); len(on) != 0 {
		t.Errorf("still on air: %v", on)
	}
}

// An RNC that has restarted while the connection was down does not say so; the
// link asks.
func TestAfterALostConnectionOnlyWhatIsMissingHasForgotten(t *testing.T) {
	p := connect(t, simulator.RNCConfig{}, sabp.Config{})
	w, other := warning(area(100, 1), area(101, 3)), warning(area(100, 2))
	other.Serial = 0x4020
	p.outcome(w, cbc.Accepted)
	p.outcome(other, cbc.Accepted)
	p.rnc.HangUp()
	p.notice(cbc.Ready) // all is there: nothing forgot
	p.rnc.Drop()
	p.outcome(other, cbc.Accepted)
	p.rnc.HangUp()
	n := p.notice(cbc.Forgot)
	slices.SortFunc(n.Cells, func(a, b cbc.Cell) int { return int(a.ID) - int(b.ID) })
	if !slices.Equal(n.Cells, w.Area.Cells) {
		t.Errorf("forgotten by %v, want %v", n.Cells, w.Area.Cells)
	}
	p.notice(cbc.Ready)
}

func TestRestartAndFailureAreHeardOnBothConnections(t *testing.T) {
	for _, own := range []bool{false, true} {
		rc, c := simulator.RNCConfig{}, sabp.Config{}
		if own {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			c.Listen, c.Peers = ln.Addr().String(), []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
			rc.Dial = c.Listen
			ln.Close()
		}
		p := connect(t, rc, c)
		for own && p.Addr() == nil {
			p.notice(cbc.Said)
		}
		p.rnc.Fail(area(100, 1))
		if n := p.notice(cbc.Fell); !slices.Equal(n.Cells, []cbc.Cell{area(100, 1)}) {
			t.Errorf("own %v: fell %v", own, n.Cells)
		}
		p.outcome(warning(area(100, 1)), cbc.Refused)
		p.rnc.Forget(area(100, 1))
		if n := p.notice(cbc.Forgot); !slices.Equal(n.Cells, []cbc.Cell{area(100, 1)}) {
			t.Errorf("own %v: forgot %v", own, n.Cells)
		}
	}
}

func TestOnlyThePeerMayDialUs(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	p := connect(t, simulator.RNCConfig{}, sabp.Config{Listen: addr, Peers: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	for p.Addr() == nil {
		p.notice(cbc.Said)
	}
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(soon))
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("a stranger was let in: %v", err)
	}
}

// What cannot be read is answered as the protocol says, and the link stays up.
func TestNonsenseIsAnsweredWithAnErrorIndication(t *testing.T) {
	ours, theirs := net.Pipe()
	dialled := false
	l := sabp.New(sabp.Config{BackoffMin: time.Hour, BackoffMax: time.Hour, KeepOnAir: true,
		Dial: func(context.Context, string, string) (net.Conn, error) {
			if dialled {
				return nil, errors.New("once only")
			}
			dialled = true
			return ours, nil
		}})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { l.Run(ctx, func(cbc.Notice) {}) })
	defer wg.Wait()
	defer cancel()
	theirs.SetDeadline(time.Now().Add(soon))
	r := sabp.NewReader(theirs)
	for _, c := range []struct {
		name string
		b    []byte
		want sabp.Cause
	}{
		{"an unknown procedure", []byte{0, 99, 0, 3, 0, 0, 0}, sabp.UnrecognisedMessage},
		{"a write-replace without its elements", []byte{0, 0, 0, 3, 0, 0, 0}, sabp.MissingElement},
		{"no aligned PER", []byte{0, 0, 0, 2, 0, 0}, sabp.TransferSyntax},
		{"an element that must be understood", []byte{0, 4, 0x40, 8, 0, 0, 1, 0, 99, 0, 1, 0}, sabp.AbstractReject},
		{"a request to a centre", []byte{0, 5, 0, 16, 0, 0, 1, 0, 15, 0, 9, 0, 0, 0x54, 0xf0, 0x50, 0, 1, 0, 1}, sabp.UnrecognisedMessage},
	} {
		if _, err := theirs.Write(c.b); err != nil {
			t.Fatal(err)
		}
		b, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		m, err := sabp.Parse(b)
		e, ok := m.(*sabp.ErrorIndication)
		if err != nil || !ok || e.Cause == nil || *e.Cause != c.want {
			t.Errorf("%s was answered with %+v, %v; want %v", c.name, m, err, c.want)
		}
	}
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	if err := (&sabp.Config{Address: "rnc:3452"}).Check(); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]sabp.Config{
		"no address":            {},
		"listening to anybody":  {Address: "rnc:3452", Listen: ":3452"},
		"peers and no listener": {Address: "rnc:3452", Peers: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
		"a long period":         {Address: "rnc:3452", Period: 4097 * time.Second},
		"a narrow window":       {Address: "rnc:3452", Window: 2},
		"time runs back":        {Address: "rnc:3452", DialTimeout: -1},
		"another radio":         {Address: "rnc:3452", Areas: []cbc.Cell{{Radio: cbc.GSM}}},
		"an area twice":         {Address: "rnc:3452", Areas: []cbc.Cell{area(1, 1), area(1, 1)}},
	} {
		if err := c.Check(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
