package sbcap_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/sbcap"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

const soon = 15 * time.Second

func cell(tac uint32, id uint64) cbc.Cell {
	return cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: tac, ID: id}
}

// A pair is a link and the MME that it is associated with.
type pair struct {
	*sbcap.Link
	t       *testing.T
	mme     *simulator.MME
	phone   *phone.Phone // in the first cell
	notices chan cbc.Notice
	stop    func()
}

// stations are two of two cells, in two tracking areas.
func stations() []simulator.ENB {
	return []simulator.ENB{
		{ID: 100, Cells: []cbc.Cell{cell(1001, 25601), cell(1001, 25602)}},
		{ID: 101, Cells: []cbc.Cell{cell(1002, 25857), cell(1002, 25858)}},
	}
}

// connect starts an MME and a link, which is ready when connect returns.
func connect(t *testing.T, mc simulator.MMEConfig, c sbcap.Config) *pair {
	t.Helper()
	p := &pair{t: t, notices: make(chan cbc.Notice, 200)}
	mc.Name, mc.Air = "mme", simulator.NewAir()
	if mc.ENBs == nil {
		mc.ENBs = stations()
	}
	for _, e := range mc.ENBs {
		c.Cells = append(c.Cells, e.Cells...)
	}
	p.phone = phone.New(phone.Config{Name: "p", Carrier: "c", Languages: []string{"ko", "en"}})
	mc.Air.Camp(p.phone, c.Cells[0])
	c.UDP, c.BackoffMin = true, 10*time.Millisecond
	if c.ResponseTimeout == 0 {
		c.ResponseTimeout = 300 * time.Millisecond
	}
	start := func() {
		var err error
		if p.mme, err = simulator.StartMME(mc); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.mme.Close() })
	}
	if !c.Listen {
		mc.Listen = "127.0.0.1:0"
		start()
		c.Address = p.mme.Addr()
	}
	p.run(c)
	if c.Listen {
		for p.Addr() == nil {
			p.notice(cbc.Said)
		}
		mc.Dial, mc.Redial = p.Addr().String(), 10*time.Millisecond
		start()
	}
	p.notice(cbc.Ready)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := p.mme.Journal.Wait(ctx, func(e simulator.Entry) bool { return e.What == "connected" }); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *pair) run(c sbcap.Config) {
	p.Link = sbcap.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := p.Run(ctx, func(n cbc.Notice) { p.notices <- n }); err != nil {
			p.t.Error(err)
		}
	})
	p.stop = func() { cancel(); wg.Wait() }
	p.t.Cleanup(p.stop)
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

// sent returns the newest request of this name that the MME was told.
func (p *pair) sent(what string) sbcap.Message {
	p.t.Helper()
	var last []byte
	for _, e := range p.mme.Journal.Entries() {
		if e.What == what && !e.Out {
			last = e.Bytes
		}
	}
	m, err := sbcap.Parse(last)
	if err != nil {
		p.t.Fatalf("no %s: %v", what, err)
	}
	return m
}

func (p *pair) written() *sbcap.WriteReplaceRequest {
	p.t.Helper()
	m, ok := p.sent("write-replace-warning request").(*sbcap.WriteReplaceRequest)
	if !ok {
		p.t.Fatal("no write")
	}
	return m
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

// The names are those of Osmocom's test suite for a cell broadcast centre, as
// far as its cases are about an MME.
func TestCasesOfOsmocomsSuite(t *testing.T) {
	t.Run("ecbe_create_delete_mme_indication", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
		w := warning(cell(1001, 25601), cell(1001, 25602))
		p.outcome(w, cbc.Accepted)
		m := p.written()
		if m.MessageID != w.MessageID || m.Serial != w.Serial || m.Period != 30 || m.Broadcasts != 120 || *m.DCS != cbc.UCS2 ||
			!m.Concurrent || !m.SendIndication {
			t.Errorf("%+v", m)
		}
		if n := p.notice(cbc.Said); !strings.Contains(n.Text, "on air in 2 cells") {
			t.Errorf("said %q", n.Text)
		}
		simtest.Expect(t, p.phone, w.Text, soon)
		p.outcome(stopOf(w), cbc.Accepted)
		if n := p.notice(cbc.Said); !strings.Contains(n.Text, "off the air in 2 cells") {
			t.Errorf("said %q", n.Text)
		}
		if on := p.mme.OnAir(); len(on) != 0 {
			t.Errorf("still on air: %v", on)
		}
		p.outcome(stopOf(w), cbc.Accepted) // of what is not there
	})
	t.Run("ecbe_create_delete_mme_unknown_tai", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
		w := warning(cell(1001, 25601), cell(7777, 1))
		r := p.outcome(w, cbc.Partial)
		if len(r.Failed) != 1 || r.Failed[0].Cell != cell(7777, 1) || r.Failed[0].Cause != cbc.CauseNoSuchCell {
			t.Errorf("%+v", r)
		}
		p.outcome(stopOf(w), cbc.Partial)
		if on := p.mme.OnAir(); len(on) != 0 {
			t.Errorf("still on air: %v", on)
		}
		p.outcome(warning(cell(7777, 1)), cbc.Refused)
	})
	t.Run("ecbe_create_delete_mme_server", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{Listen: true, Address: "127.0.0.1:0", Peers: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
		w := warning(cell(1001, 25601))
		p.outcome(w, cbc.Accepted)
		p.outcome(stopOf(w), cbc.Accepted)
	})
	t.Run("concurrent_cbs_msg_mme", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
		a, b := warning(cell(1001, 25601)), warning(cell(1001, 25601))
		b.MessageID, b.Text = 4371, "둘째"
		p.outcome(a, cbc.Accepted)
		p.outcome(b, cbc.Accepted)
		if on := p.mme.OnAir(); len(on) != 2 {
			t.Errorf("on air: %v", on)
		}
		p.outcome(stopOf(a), cbc.Accepted)
		if on := p.mme.OnAir(); len(on) != 1 || len(on[b.Key()]) != 1 {
			t.Errorf("on air: %v", on)
		}
	})
	t.Run("ecbe_create_delete_etws_mme", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
		w := warning(cell(1001, 25601))
		w.MessageID, w.Text, w.ETWS = 4352, "", &cbc.ETWS{Type: 0x0180, Period: 10 * time.Second}
		p.outcome(w, cbc.Accepted)
		m := p.written()
		if m.WarningType == nil || *m.WarningType != 0x0180 || m.Content != nil || m.DCS != nil || m.Period*int(m.Broadcasts) != 10 {
			t.Errorf("%+v", m)
		}
		if h := p.phone.Heard(); len(h) != 1 || h[0].Form != phone.ETWSPrimary || h[0].Warning != 0x0180 {
			t.Errorf("heard %+v", h)
		}
		p.outcome(stopOf(w), cbc.Accepted)
	})
	t.Run("create_nack_mme", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
		p.mme.Rules.Add(simulator.Rule{On: "write-replace-warning request", Do: simulator.Refuse, Cause: int(sbcap.Unspecified)})
		w := warning(cell(1001, 25601))
		if r := p.outcome(w, cbc.Refused); r.Cause != cbc.CauseOther || r.Detail != sbcap.Unspecified.String() {
			t.Errorf("%+v", r)
		}
		p.outcome(stopOf(w), cbc.Accepted)
	})
	t.Run("cell_failure_restart_idle_mme", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
		p.mme.Fail(100)
		if n := p.notice(cbc.Fell); !slices.Equal(n.Cells, stations()[0].Cells) {
			t.Errorf("fell: %+v", n)
		}
		p.mme.Restart(100)
		if n := p.notice(cbc.Forgot); !slices.Equal(n.Cells, stations()[0].Cells) {
			t.Errorf("forgot: %+v", n)
		}
	})
	t.Run("cell_failure_restart_active_mme", func(t *testing.T) {
		p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
		w := warning(cell(1001, 25601), cell(1001, 25602), cell(1002, 25857))
		p.outcome(w, cbc.Accepted)
		p.mme.Restart(100, cell(1001, 25601))
		n := p.notice(cbc.Forgot)
		again := w
		again.Area, again.Repeated = cbc.Area{Cells: n.Cells}, true
		p.outcome(again, cbc.Accepted)
		m := p.written()
		if m.MessageID != w.MessageID || m.Serial != w.Serial || m.ENB == nil || m.ENB.ID != 100 ||
			!slices.Equal(m.Areas.Cells, []sbcap.CGI{{PLMN: w.Area.Cells[0].PLMN, ID: 25601}}) {
			t.Errorf("written again: %+v", m)
		}
		if on := p.mme.OnAir()[w.Key()]; len(on) != 3 {
			t.Errorf("on air in %v", on)
		}
	})
}

func TestAnyPayloadProtocolIsTaken(t *testing.T) {
	for _, protocol := range []uint32{0, 24, 60} {
		p := connect(t, simulator.MMEConfig{Protocol: protocol}, sbcap.Config{})
		p.outcome(warning(cell(1001, 25601)), cbc.Accepted)
		for _, e := range p.mme.Journal.Entries() {
			if e.What == "write-replace-warning request" && !strings.Contains(e.Detail, "protocol 24") {
				t.Errorf("sent as %q", e.Detail)
			}
		}
	}
}

func TestWholeTrackingAreasAreNamedAsSuch(t *testing.T) {
	p := connect(t, simulator.MMEConfig{}, sbcap.Config{Complete: true})
	w := warning(cell(1001, 25601), cell(1001, 25602))
	p.outcome(w, cbc.Accepted)
	tai := sbcap.TAI{PLMN: w.Area.Cells[0].PLMN, TAC: 1001}
	if m := p.written(); !slices.Equal(m.TAIs, []sbcap.TAI{tai}) || !slices.Equal(m.Areas.TAIs, []sbcap.TAI{tai}) {
		t.Errorf("%+v", m)
	}
	if on := p.mme.OnAir()[w.Key()]; len(on) != 2 {
		t.Errorf("on air in %v", on)
	}
	w = warning()
	w.Serial, w.Area = 0x4020, cbc.Area{Whole: true}
	p.outcome(w, cbc.Accepted)
	if m := p.written(); m.TAIs != nil || m.Areas != nil {
		t.Errorf("%+v", m)
	}
	if on := p.mme.OnAir()[w.Key()]; len(on) != 4 {
		t.Errorf("on air in %v", on)
	}
}

func TestEmergencyAreasAreNamedAsSuch(t *testing.T) {
	e := sbcap.EAI{0, 0, 7}
	p := connect(t, simulator.MMEConfig{}, sbcap.Config{EmergencyAreas: map[sbcap.EAI][]cbc.Cell{e: {cell(1001, 25601), cell(1002, 25857)}}})
	p.outcome(warning(cell(1002, 25857), cell(1001, 25601)), cbc.Accepted)
	if m := p.written(); !slices.Equal(m.Areas.EAIs, []sbcap.EAI{e}) || len(m.TAIs) != 2 {
		t.Errorf("%+v", m)
	}
}

func TestLongPeriodsHaveAnElementOfTheirOwn(t *testing.T) {
	p := connect(t, simulator.MMEConfig{}, sbcap.Config{Period: 2 * time.Hour})
	w := warning(cell(1001, 25601))
	w.Expires = time.Now().Add(24 * time.Hour)
	p.outcome(w, cbc.Accepted)
	if m := p.written(); m.Period != 7200 || m.Broadcasts != 12 {
		t.Errorf("%+v", m)
	}
}

func TestAFenceGoesWithItsText(t *testing.T) {
	p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
	w := warning(cell(1001, 25601))
	w.Fence = &cbc.Fence{Circles: []cbc.Circle{{Center: cbc.Point{Lat: 35.8562, Lon: 129.2247}, Radius: 5000}}}
	p.phone.MoveTo(phone.Place{Lat: 37.5, Lon: 127})
	p.outcome(w, cbc.Accepted)
	if h := p.phone.Heard(); len(h) != 0 {
		t.Errorf("a phone elsewhere showed %v", h)
	}
	w.Serial = 0x4020
	p.phone.MoveTo(phone.Place{Lat: 35.86, Lon: 129.22})
	p.outcome(w, cbc.Accepted)
	simtest.Expect(t, p.phone, w.Text, soon)
}

func TestASecondAssociationTakesThePlaceOfTheFirst(t *testing.T) {
	p := connect(t, simulator.MMEConfig{}, sbcap.Config{Listen: true, Address: "127.0.0.1:0", Peers: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	second, err := simulator.StartMME(simulator.MMEConfig{Name: "second", Dial: p.Addr().String(), ENBs: stations(), Redial: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	p.notice(cbc.Down)
	p.notice(cbc.Ready)
}

func TestANewAssociationWritesAgainWhatIsOwed(t *testing.T) {
	p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
	p.mme.HangUp()
	p.notice(cbc.Down)
	if n := p.notice(cbc.Forgot); len(n.Cells) != 0 {
		t.Errorf("%+v", n)
	}
	p.notice(cbc.Ready)
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
		{simulator.Rule{Do: simulator.Refuse, Cause: int(sbcap.MMECapacityExceeded)}, cbc.Refused},
		{simulator.Rule{Do: simulator.Duplicate}, cbc.Accepted},
		{simulator.Rule{Do: simulator.Delay, Delay: 20 * time.Millisecond}, cbc.Accepted},
	} {
		t.Run(string(c.rule.Do), func(t *testing.T) {
			p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
			c.rule.On = "write-replace-warning request"
			if err := p.mme.Rules.Add(c.rule); err != nil {
				t.Fatal(err)
			}
			w := warning(cell(1001, 25601))
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

func TestWhatCannotBeSentIsPermanent(t *testing.T) {
	p := connect(t, simulator.MMEConfig{}, sbcap.Config{})
	for name, spoil := range map[string]func(w *cbc.Warning){
		"expired":        func(w *cbc.Warning) { w.Expires = time.Now() },
		"shapes":         func(w *cbc.Warning) { w.Area = cbc.Area{Circles: []cbc.Circle{{Radius: 1}}} },
		"nowhere":        func(w *cbc.Warning) { w.Area = cbc.Area{} },
		"a long cell":    func(w *cbc.Warning) { w.Area.Cells[0].ID = 1 << 28 },
		"not encodable":  func(w *cbc.Warning) { w.DCS, w.Text = cbc.GSM7, "한글" },
		"a fence of air": func(w *cbc.Warning) { w.Fence = &cbc.Fence{Polygons: []cbc.Polygon{{}}} },
		"too many cells": func(w *cbc.Warning) { w.Area.Cells = make([]cbc.Cell, 65536) },
	} {
		w := warning(cell(1001, 25601))
		spoil(&w)
		var unsent *cbc.NotSentError
		if r, err := p.broadcast(w); !errors.As(err, &unsent) || !unsent.Permanent {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	if n := len(p.mme.OnAir()); n != 0 {
		t.Errorf("%d messages went out all the same", n)
	}
}

func TestManyCellsFitOneRequest(t *testing.T) {
	enb := simulator.ENB{ID: 7}
	for i := range 20000 {
		enb.Cells = append(enb.Cells, cell(uint32(i>>8), uint64(i)))
	}
	p := connect(t, simulator.MMEConfig{ENBs: []simulator.ENB{enb}}, sbcap.Config{ResponseTimeout: soon})
	w := warning(enb.Cells...)
	p.outcome(w, cbc.Accepted)
	if on := p.mme.OnAir()[w.Key()]; len(on) != 20000 {
		t.Errorf("on air in %d cells", len(on))
	}
}

// What cannot be read is answered as the protocol says, and the association
// stays up.
func TestNonsenseIsAnsweredWithAnErrorIndication(t *testing.T) {
	l := sbcap.New(sbcap.Config{Address: "127.0.0.1:0", UDP: true, Listen: true, Peers: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan net.Addr, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		l.Run(ctx, func(n cbc.Notice) {
			if a := l.Addr(); a != nil {
				select {
				case ready <- a:
				default:
				}
			}
		})
	})
	defer wg.Wait()
	defer cancel()
	theirs, err := sbcap.DialUDP(ctx, (<-ready).String(), 24)
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	defer time.AfterFunc(soon, func() { theirs.Close() }).Stop()
	for _, c := range []struct {
		name string
		b    []byte
		want sbcap.Cause
	}{
		{"an unknown procedure", []byte{0, 99, 0, 3, 0, 0, 0}, sbcap.UnrecognisedMessage},
		{"a response without its elements", []byte{0x20, 0, 0, 3, 0, 0, 0}, sbcap.MissingElement},
		{"no aligned PER", []byte{0, 0, 0, 2, 0, 0}, sbcap.TransferSyntax},
		{"an element that must be understood", []byte{0x20, 0, 0, 8, 0, 0, 1, 0, 99, 0, 1, 0}, sbcap.AbstractReject},
		{"a request to a centre", []byte{0, 1, 0, 15, 0, 0, 2, 0, 5, 0, 2, 0x11, 0x13, 0, 11, 0, 2, 0x40, 0x10}, sbcap.UnrecognisedMessage},
	} {
		if err := theirs.Send(c.b); err != nil {
			t.Fatal(err)
		}
		b, _, err := theirs.Receive()
		if err != nil {
			t.Fatal(err)
		}
		m, err := sbcap.Parse(b)
		e, ok := m.(*sbcap.ErrorIndication)
		if err != nil || !ok || e.Cause == nil || *e.Cause != c.want {
			t.Errorf("%s was answered with %+v, %v; want %v", c.name, m, err, c.want)
		}
	}
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	if err := (&sbcap.Config{Address: "mme:29168"}).Check(); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]sbcap.Config{
		"no address":            {},
		"listening to anybody":  {Address: ":29168", Listen: true},
		"peers and no listener": {Address: "mme:29168", Peers: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
		"a long period":         {Address: "mme:29168", Period: 131072 * time.Second},
		"a narrow window":       {Address: "mme:29168", Window: 2},
		"time runs back":        {Address: "mme:29168", DialTimeout: -1},
		"another radio":         {Address: "mme:29168", Cells: []cbc.Cell{{Radio: cbc.GSM}}},
		"a cell twice":          {Address: "mme:29168", Cells: []cbc.Cell{cell(1, 1), cell(2, 1)}},
		"a long OMC":            {Address: "mme:29168", OMC: "a name of more than twenty"},
		"complete with nothing": {Address: "mme:29168", Complete: true},
	} {
		if err := c.Check(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
