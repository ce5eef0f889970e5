package simulator_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// Four sites: two in 경주, one in each 구 of 포항.
var (
	gyeongju = cbc.Region("4713000000")
	pohang   = cbc.Region("4711000000")
	nam, buk = cbc.Region("4711100000"), cbc.Region("4711300000")
	sites    = []simulator.Site{
		{Cell: lteCell(1), At: cbc.Point{Lat: 35.85, Lon: 129.22}, Region: gyeongju},
		{Cell: lteCell(2), At: cbc.Point{Lat: 35.95, Lon: 129.22}, Region: gyeongju},
		{Cell: lteCell(3), At: cbc.Point{Lat: 36.00, Lon: 129.35}, Region: nam},
		{Cell: lteCell(4), At: cbc.Point{Lat: 36.08, Lon: 129.38}, Region: buk},
	}
)

func lteCell(n uint64) cbc.Cell {
	return cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 100, ID: n}
}

// An smscRig is a centre with a phone at each site and, once dialled, a link.
type smscRig struct {
	*simulator.SMSC
	t      *testing.T
	air    *simulator.Air
	phones []*phone.Phone
	link   *smpp.Link
	heard  chan cbc.Notice
	hangUp func() // ends the link and waits for it
}

func startSMSC(t *testing.T) *smscRig {
	t.Helper()
	air := simulator.NewAir()
	s, err := simulator.StartSMSC(simulator.SMSCConfig{
		Name: "CBC1", SystemID: "bongsu", Password: "country", Sites: sites, WholeAreaAlias: "KR", Air: air,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	r := &smscRig{SMSC: s, t: t, air: air}
	for _, site := range sites {
		p := phone.New(phone.Config{Name: site.Cell.String(), Carrier: "alpha", Cell: site.Cell.String(), Languages: []string{"ko"}})
		air.Camp(p, site.Cell)
		r.phones = append(r.phones, p)
	}
	return r
}

// dial brings a link up; change may be nil.
func (r *smscRig) dial(change func(*smpp.Config)) *smscRig {
	r.t.Helper()
	c := smpp.Config{Address: r.Addr(), SystemID: "bongsu", Password: "country", WholeAreaAlias: "KR", ResponseTimeout: soon}
	if change != nil {
		change(&c)
	}
	r.link, r.heard = smpp.New(c), make(chan cbc.Notice, 64)
	ctx, cancel := context.WithCancel(r.t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.link.Run(ctx, func(n cbc.Notice) { r.heard <- n }) })
	r.hangUp = sync.OnceFunc(func() { cancel(); wg.Wait() })
	r.t.Cleanup(r.hangUp)
	return r
}

func (r *smscRig) ready() *smscRig {
	r.t.Helper()
	r.notice(cbc.Ready)
	return r
}

func (r *smscRig) notice(k cbc.NoticeKind) cbc.Notice {
	r.t.Helper()
	select {
	case n := <-r.heard:
		if n.Kind != k {
			r.t.Fatalf("notice %v %q, want %v", n.Kind, n.Text, k)
		}
		return n
	case <-time.After(soon):
		r.t.Fatalf("no notice %v", k)
	}
	return cbc.Notice{}
}

func (r *smscRig) rule(rule simulator.Rule) {
	r.t.Helper()
	if err := r.Rules.Add(rule); err != nil {
		r.t.Fatal(err)
	}
}

func (r *smscRig) broadcast(w cbc.Warning) (cbc.Report, error) {
	ctx, cancel := context.WithTimeout(r.t.Context(), 2*soon)
	defer cancel()
	return r.link.Broadcast(ctx, w)
}

// accepted broadcasts w and wants an outcome.
func (r *smscRig) outcome(w cbc.Warning, want cbc.Outcome) cbc.Report {
	r.t.Helper()
	got, err := r.broadcast(w)
	if err != nil || got.Outcome(&w) != want {
		r.t.Fatalf("%v: %+v, %v; want %v", &w, got, err, want)
	}
	return got
}

func (r *smscRig) lost(w cbc.Warning) {
	r.t.Helper()
	got, err := r.broadcast(w)
	if lost := (*cbc.LostError)(nil); !errors.As(err, &lost) {
		r.t.Fatalf("%v: %+v, %v; want lost", &w, got, err)
	}
}

// told is how many requests of a name the centre was told.
func (r *smscRig) told(name string) int {
	n := 0
	for _, e := range r.Journal.Entries() {
		if e.What == name && !e.Out {
			n++
		}
	}
	return n
}

func (r *smscRig) noted(what string) simulator.Entry {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), soon)
	defer cancel()
	e, err := r.Journal.Wait(ctx, func(e simulator.Entry) bool { return e.What == what })
	if err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
	return e
}

// heardAt checks at which sites the phones have heard a text, each once.
func (r *smscRig) heardAt(text string, want ...bool) {
	r.t.Helper()
	for i, p := range r.phones {
		n := 0
		for _, m := range p.Heard() {
			if m.Text == text {
				n++
			}
		}
		if (n == 1) != want[i] || n > 1 || len(p.Errors()) > 0 {
			r.t.Errorf("the phone at site %d heard %q %d times, want %v; errors %q", i+1, text, n, want[i], p.Errors())
		}
	}
}

func (r *smscRig) onAir(want ...uint64) {
	r.t.Helper()
	var got []uint64
	for i, s := range sites {
		if len(r.air.OnAir(s.Cell)) > 0 {
			got = append(got, uint64(i+1))
		}
	}
	if !slices.Equal(got, want) {
		r.t.Errorf("on air at sites %v, want %v", got, want)
	}
}

const quake = "[기상청] 경주 지진. 탁자 아래로 몸을 피하세요."

func quakeWarning(reference uint16) cbc.Warning {
	return cbc.Warning{
		MessageID: cbc.Presidential, Serial: 0x4010 + cbc.Serial(reference)<<4, Text: quake, Language: "ko", DCS: cbc.UCS2,
		Category: cbc.High, Reference: reference, Area: cbc.Area{Regions: []cbc.Region{gyeongju}}, Expires: time.Now().Add(time.Hour),
	}
}

func TestWarningIsHeardWhereItBelongsAndNowhereElse(t *testing.T) {
	square := cbc.Polygon{{{Lat: 35.9, Lon: 129.2}, {Lat: 36.05, Lon: 129.2}, {Lat: 36.05, Lon: 129.4}, {Lat: 35.9, Lon: 129.4}, {Lat: 35.9, Lon: 129.2}}}
	for name, c := range map[string]struct {
		area cbc.Area
		at   []bool
	}{
		"a 시":              {cbc.Area{Regions: []cbc.Region{gyeongju}}, []bool{true, true, false, false}},
		"a 구":              {cbc.Area{Regions: []cbc.Region{buk}}, []bool{false, false, false, true}},
		"a 시 with 구":       {cbc.Area{Regions: []cbc.Region{pohang}}, []bool{false, false, true, true}},
		"the 도":            {cbc.Area{Regions: []cbc.Region{"4700000000"}}, []bool{true, true, true, true}},
		"a polygon":        {cbc.Area{Polygons: []cbc.Polygon{square}}, []bool{false, true, true, false}},
		"a circle":         {cbc.Area{Circles: []cbc.Circle{{Center: sites[3].At, Radius: 5000}}}, []bool{false, false, false, true}},
		"a circle and a 구": {cbc.Area{Regions: []cbc.Region{buk}, Circles: []cbc.Circle{{Center: sites[0].At, Radius: 1000}}}, []bool{true, false, false, true}},
		"the whole":        {cbc.Area{Whole: true}, []bool{true, true, true, true}},
	} {
		t.Run(name, func(t *testing.T) {
			r := startSMSC(t).dial(nil).ready()
			w := quakeWarning(7)
			w.Area = c.area
			if rep := r.outcome(w, cbc.Accepted); rep.Reference == "" {
				t.Error("the centre named no broadcast")
			}
			r.heardAt(quake, c.at...)
			e := r.noted("broadcast_sm")
			if e.Text != quake || e.MessageID != cbc.Presidential || e.Serial != w.Serial {
				t.Errorf("the journal says %+v", e)
			}
		})
	}
}

func TestPlainTextIsHeardAsWritten(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	w := quakeWarning(7)
	w.Text, w.DCS = "Drop! Cover {under a table} & hold on. €0 @ home", cbc.GSM7
	r.outcome(w, cbc.Accepted)
	r.heardAt(w.Text, true, true, false, false)
}

func TestCentreThatIsToldNoSerialMakesOneUp(t *testing.T) {
	r := startSMSC(t).dial(func(c *smpp.Config) { c.OmitSerial = true }).ready()
	r.outcome(quakeWarning(7), cbc.Accepted)
	r.outcome(quakeWarning(8), cbc.Accepted)
	r.outcome(quakeWarning(7), cbc.Accepted) // the same again
	var serials []cbc.Serial
	for k := range r.OnAir() {
		serials = append(serials, k.Serial)
	}
	slices.Sort(serials)
	if !slices.Equal(serials, []cbc.Serial{0x4010, 0x4020}) {
		t.Errorf("serial numbers on air are %v, want one for each reference", serials)
	}
}

func TestUnknownAreasFailByName(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	w := quakeWarning(7)
	w.Area.Regions = append(w.Area.Regions, "9999900000")
	rep := r.outcome(w, cbc.Partial)
	if !slices.Equal(rep.FailedAreas, []string{"9999900000"}) || rep.Detail != "9999900000: SMPP status 0x108, invalid broadcast alias name" {
		t.Errorf("report %+v", rep)
	}
	r.heardAt(quake, true, true, false, false)
	w.Repeated = true // and found again with the same failure
	if again := r.outcome(w, cbc.Partial); !slices.Equal(again.FailedAreas, rep.FailedAreas) || again.Reference != rep.Reference {
		t.Errorf("found as %+v", again)
	}
	w = quakeWarning(8)
	w.Area.Regions = []cbc.Region{"9999900000"}
	if rep := r.outcome(w, cbc.Refused); rep.Reference != "" || rep.Cause != cbc.CauseOther {
		t.Errorf("report %+v", rep)
	}
}

func TestRefusalIsReported(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	r.rule(simulator.Rule{On: "broadcast_sm", Do: simulator.Refuse, Cause: int(smpp.Throttled)})
	if rep := r.outcome(quakeWarning(7), cbc.Refused); rep.Cause != cbc.CauseCapacity {
		t.Errorf("report %+v", rep)
	}
	r.onAir()
	r.outcome(quakeWarning(7), cbc.Accepted) // a rule applies once
	r.onAir(1, 2)
}

// What may have been sent before is asked for, and heard once in any case.
func TestLostWarningIsAskedForAndNotSentTwice(t *testing.T) {
	for _, c := range []struct {
		do   simulator.Deed
		sent int // in all
	}{
		{simulator.LoseAnswer, 1},
		{simulator.Garble, 1},
		{simulator.Silence, 2},
		{simulator.HangUp, 2},
	} {
		t.Run(string(c.do), func(t *testing.T) {
			r := startSMSC(t).dial(func(c *smpp.Config) { c.ResponseTimeout = 300 * time.Millisecond }).ready()
			r.rule(simulator.Rule{On: "broadcast_sm", Do: c.do})
			w := quakeWarning(7)
			r.lost(w)
			if c.do == simulator.HangUp {
				r.notice(cbc.Down)
				if _, err := r.broadcast(w); !errors.As(err, new(*cbc.NotSentError)) {
					t.Errorf("while the link is down: %v, want not sent", err)
				}
				r.notice(cbc.Ready)
			}
			w.Repeated = true
			r.outcome(w, cbc.Accepted)
			if sent, asked := r.told("broadcast_sm"), r.told("query_broadcast_sm"); sent != c.sent || asked != 1 {
				t.Errorf("sent %d times and asked for %d times, want %d and 1", sent, asked, c.sent)
			}
			r.heardAt(quake, true, true, false, false)
		})
	}
}

func TestCentreThatForgetsIsToldAgain(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	r.rule(simulator.Rule{On: "broadcast_sm", Do: simulator.Forget})
	w := quakeWarning(7)
	r.outcome(w, cbc.Accepted)
	r.notice(cbc.Down)
	r.noted("forgot")
	r.onAir()
	r.notice(cbc.Ready)
	w.Repeated = true
	r.outcome(w, cbc.Accepted)
	r.onAir(1, 2)
	r.heardAt(quake, true, true, false, false) // the phones know it by its serial number
}

func TestAnswersTwiceOrOutOfOrderBelongToTheirRequests(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	r.rule(simulator.Rule{On: "broadcast_sm", Do: simulator.Duplicate})
	r.rule(simulator.Rule{On: "broadcast_sm", Do: simulator.Reorder})
	first := r.outcome(quakeWarning(1), cbc.Accepted)
	reports := make([]cbc.Report, 2)
	var wg sync.WaitGroup
	wg.Go(func() { reports[0], _ = r.broadcast(quakeWarning(2)) })
	r.noted("rule")
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	if _, err := r.Journal.Wait(ctx, func(e simulator.Entry) bool { return e.Detail == "reorder on broadcast_sm" }); err != nil {
		t.Fatal(err)
	}
	wg.Go(func() { reports[1], _ = r.broadcast(quakeWarning(3)) })
	wg.Wait()
	if a, b, c := first.Reference, reports[0].Reference, reports[1].Reference; a != "00000001" || b != "00000002" || c != "00000003" {
		t.Errorf("answered as %s, %s and %s", a, b, c)
	}
}

func TestSlowAnswerIsAwaited(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	r.rule(simulator.Rule{On: "*", Do: simulator.Delay, Delay: 150 * time.Millisecond})
	began := time.Now()
	r.outcome(quakeWarning(7), cbc.Accepted)
	if d := time.Since(began); d < 150*time.Millisecond {
		t.Errorf("answered after %v", d)
	}
}

func TestStopTakesItOffTheAir(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	w := quakeWarning(7)
	rep := r.outcome(w, cbc.Accepted)
	other := quakeWarning(8)
	other.Area.Regions = []cbc.Region{buk}
	r.outcome(other, cbc.Accepted)
	w.Action, w.PeerReference = cbc.Stop, rep.Reference
	r.outcome(w, cbc.Accepted)
	r.onAir(4)
	if rep := r.outcome(w, cbc.Accepted); rep.Cause != cbc.CauseNotIdentified {
		t.Errorf("stopped again: %+v, want not identified", rep)
	}
	other.Action = cbc.Stop // by our reference alone
	r.outcome(other, cbc.Accepted)
	r.onAir()
	if e := r.noted("off-air"); e.Reference != rep.Reference || len(e.Cells) != 2 {
		t.Errorf("the journal says %+v", e)
	}
	w.Action, w.Repeated = cbc.Write, true // the centre knows it as deleted
	r.outcome(w, cbc.Accepted)
	r.onAir(1, 2)
}

// An update may be told under the same serial number twice, by two references.
func TestMessageStaysOnAirWhileOneBroadcastOfItGoesOn(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	first, second := quakeWarning(7), quakeWarning(8)
	second.Serial = first.Serial
	second.Area.Regions = []cbc.Region{gyeongju, buk}
	r.outcome(first, cbc.Accepted)
	r.outcome(second, cbc.Accepted)
	second.Action = cbc.Stop
	r.outcome(second, cbc.Accepted)
	r.onAir(1, 2)
	first.Action = cbc.Stop
	r.outcome(first, cbc.Accepted)
	r.onAir()
}

func TestCentreTakesNoMoreThanItCanRemember(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	for i := range 4096 {
		w := quakeWarning(uint16(i + 1))
		w.Area.Regions = []cbc.Region{buk}
		r.outcome(w, cbc.Accepted)
	}
	if rep := r.outcome(quakeWarning(5000), cbc.Refused); rep.Cause != cbc.CauseCapacity {
		t.Errorf("report %+v", rep)
	}
	w := quakeWarning(9)
	w.Action = cbc.Stop
	r.outcome(w, cbc.Accepted)
	r.outcome(quakeWarning(5000), cbc.Accepted)
}

func TestBroadcastEndsWithItsValidity(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	w := quakeWarning(7)
	w.Expires = time.Now().Add(1500 * time.Millisecond)
	r.outcome(w, cbc.Accepted)
	if e := r.noted("off-air"); e.At.After(w.Expires) || e.Detail != "over" {
		t.Errorf("off air at %v (%s), want by %v", e.At, e.Detail, w.Expires)
	}
	r.onAir()
}

func TestWrongPasswordIsHeldBack(t *testing.T) {
	r := startSMSC(t).dial(func(c *smpp.Config) { c.Password = "wrong" })
	n := r.notice(cbc.Down)
	var refused *smpp.BindError
	if !errors.As(n.Err, &refused) || refused.Status != smpp.InvalidPassword {
		t.Errorf("down for %v", n.Err)
	}
	r.hangUp()
	if n := r.told("bind_transceiver"); n != 1 {
		t.Errorf("bound %d times", n)
	}
	r.dial(func(c *smpp.Config) { c.SystemID = "nobody" })
	if n := r.notice(cbc.Down); !errors.As(n.Err, &refused) || refused.Status != smpp.InvalidSystemID {
		t.Errorf("down for %v", n.Err)
	}
}

func TestUnbindOfTheCentreIsAnswered(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	r.Unbind()
	r.noted("unbind_resp")
	r.notice(cbc.Down)
	r.notice(cbc.Ready)
	r.hangUp() // and ours by the centre
	r.noted("unbind")
}

func TestLinkAndCentreLeaveNoGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 10 {
		r := startSMSC(t).dial(nil).ready()
		r.outcome(quakeWarning(7), cbc.Accepted)
		conn, err := net.Dial("tcp", r.Addr()) // open, never bound
		if err != nil {
			t.Fatal(err)
		}
		r.SMSC.Close()
		conn.Close()
		r.hangUp()
	}
	deadline := time.Now().Add(soon)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		runtime.Gosched() // one past its end may still be counted
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}
