package smpp_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/judge"
)

// centre starts a pretended centre, and judged says at the end what the client
// did wrong.
func centre(t *testing.T, c simulator.SMSCConfig) (s *simulator.SMSC, judged func()) {
	t.Helper()
	c.Name, c.SystemID, c.Password, c.WholeAreaAlias = "SMSC1", "bongsu", "country", "KR"
	c.Sites = []simulator.Site{{Cell: cbc.Cell{Radio: cbc.LTE, ID: 1}, At: cbc.Point{Lat: 35.85, Lon: 129.22}, Region: "4713000000"}}
	s, err := simulator.StartSMSC(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, func() {
		t.Helper()
		r := judge.Of(judge.Config{Window: 10}, s.Journal.Entries())
		if r.PDUs == 0 {
			t.Error("nothing was judged")
		}
		if !r.Clean() {
			var b strings.Builder
			_ = r.WriteText(&b)
			t.Error(b.String())
		}
	}
}

// running keeps a link or sender up until the test calls stop.
func running(t *testing.T, run func(context.Context, func(cbc.Notice)) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan cbc.Notice, 64)
	var wg sync.WaitGroup
	wg.Go(func() { _ = run(ctx, func(n cbc.Notice) { ready <- n }) })
	stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(stop)
	if n := <-ready; n.Kind != cbc.Ready {
		t.Fatalf("notice %v %q", n.Kind, n.Text)
	}
	return stop
}

func TestJudgeFindsNothingWrongWithALink(t *testing.T) {
	s, judged := centre(t, simulator.SMSCConfig{})
	l := smpp.New(smpp.Config{Address: s.Addr(), SystemID: "bongsu", Password: "country", WholeAreaAlias: "KR"})
	stop := running(t, l.Run)
	ring := []cbc.Point{{Lat: 35.8, Lon: 129.1}, {Lat: 35.8, Lon: 129.3}, {Lat: 35.9, Lon: 129.2}, {Lat: 35.8, Lon: 129.1}}
	for i, a := range []cbc.Area{
		{Whole: true}, {Regions: []cbc.Region{"4713000000"}}, {Polygons: []cbc.Polygon{{ring}}},
		{Circles: []cbc.Circle{{Center: ring[2], Radius: 9000}}}, {Regions: []cbc.Region{"4713000000", "1100000000"}},
	} {
		for _, words := range []struct {
			text string
			dcs  cbc.DCS
		}{{"[기상청] 지진 발생 🚨", cbc.UCS2}, {"Take cover [now] €", cbc.GSM7}} {
			w := cbc.Warning{
				MessageID: cbc.ExtremeImmediateObserved, Serial: cbc.NewSerial(cbc.PLMNWide, uint16(i), 0), Text: words.text, DCS: words.dcs,
				Category: []cbc.Category{cbc.High, cbc.Normal}[i%2], Area: a, Expires: time.Now().Add(time.Hour), Period: 30 * time.Second,
				Reference: uint16(2*i) + uint16(words.dcs&1) + 1,
			}
			r, err := l.Broadcast(t.Context(), w)
			if err != nil || r.Outcome(&w) == cbc.Refused {
				t.Errorf("%v: %+v, %v", a, r, err)
			}
			w.Repeated = true
			if again, err := l.Broadcast(t.Context(), w); err != nil || again.Reference != r.Reference {
				t.Errorf("%v again: %+v, %v", a, again, err)
			}
			w.Action, w.PeerReference = cbc.Stop, r.Reference
			if i%2 == 0 {
				w.PeerReference = ""
			}
			if r, err := l.Broadcast(t.Context(), w); err != nil || r.Outcome(&w) != cbc.Accepted {
				t.Errorf("stop of %v: %+v, %v", a, r, err)
			}
		}
	}
	stop()
	judged()
}

// A list goes through a centre that throttles, sends its receipts before the
// answers and writes names otherwise in them.
func TestJudgeFindsNothingWrongWithASender(t *testing.T) {
	s, judged := centre(t, simulator.SMSCConfig{
		Limits:   simulator.SMSCLimits{Rate: 400, Burst: 40, Congestion: true},
		Receipts: simulator.SMSCReceipts{Early: true, ID: "decimal"},
	})
	tickets := smpp.NewTickets(1000, smpp.HexThenDecimal)
	var mu sync.Mutex
	delivered, all := map[uint64]int{}, make(chan struct{})
	const phones, texts = 60, 3
	got := func(ticket uint64, r smpp.Receipt) {
		mu.Lock()
		defer mu.Unlock()
		if delivered[ticket]++; r.State != smpp.Delivered {
			t.Errorf("message %d is %v", ticket, r.State)
		}
		if len(delivered) == phones*texts {
			close(all)
		}
	}
	sender := smpp.NewSender(smpp.Config{
		Address: s.Addr(), SystemID: "bongsu", Password: "country", Window: 10, Rate: 500,
		Deliver: func(_ context.Context, m *smpp.DeliverSM) smpp.Status {
			r, err := smpp.ReadReceipt(m)
			if err != nil {
				t.Error(err)
			}
			if ticket, ok := tickets.Heard(r); ok {
				got(ticket, r)
			}
			return smpp.OK
		},
	})
	stop := running(t, sender.Run)
	var numbers []string
	for i := range phones {
		numbers = append(numbers, fmt.Sprintf("8210%08d", i))
	}
	segments, err := smpp.Segments(strings.Repeat("[행정안전부] 지진 발생 🚨 대피하세요. ", 6), smpp.CodingUCS2, smpp.UDH8, 7)
	if err != nil || len(segments) != texts {
		t.Fatalf("%d segments, %v", len(segments), err)
	}
	for n, m := range segments {
		m.Source, m.Receipt, m.Validity = smpp.Address{TON: 1, NPI: 1, Number: "821082"}, 1, smpp.Relative(time.Hour)
		template, err := smpp.NewTemplate(&smpp.SubmitSM{Destination: smpp.Address{TON: 1, NPI: 1}, ShortMessage: m})
		if err != nil {
			t.Fatal(err)
		}
		err = sender.SubmitList(t.Context(), template, slices.Values(numbers), func(m smpp.Submitted) {
			ticket := uint64(n*phones + m.Index)
			if m.Err != nil || m.Status != smpp.OK {
				t.Errorf("%s: %v, %v", m.Number, m.Status, m.Err)
			}
			if r, ok := tickets.Sent(m.MessageID, ticket); ok {
				got(ticket, r)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-all:
	case <-time.After(time.Minute):
		t.Errorf("receipts for %d messages of %d", len(delivered), phones*texts)
	}
	stop()
	judged()
}
