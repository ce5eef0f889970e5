package smpp

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func TestWarningIsSaidInBroadcastSM(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		w := warning(4660)
		w.Category, w.Period, w.Broadcasts = cbc.High, 30*time.Second, 7
		w.Area = cbc.Area{Whole: true, Regions: []cbc.Region{"4713000000"}, Polygons: []cbc.Polygon{ring(3)},
			Circles: []cbc.Circle{{Center: cbc.Point{Lat: 36, Lon: 128}, Radius: 900}}, Cells: []cbc.Cell{{Radio: cbc.LTE, ID: 1}}}
		answer := r.start(w)
		p := peer.next(Broadcast)
		var m BroadcastSM
		if err := m.Read(p); err != nil {
			t.Fatal(err)
		}
		polygon, _ := appendPolygon(nil, ring(3))
		circle, _ := appendCircle(nil, w.Area.Circles[0])
		want := BroadcastSM{
			ServiceType: "CBS", Priority: 1, DataCoding: 8, Reference: 4660, Validity: w.Expires.Truncate(time.Second).UTC(),
			Areas:   []Place{{Alias, []byte("KR")}, {Alias, []byte("4713000000")}, {Polygon, polygon}, {EllipsoidArc, circle}},
			Content: Content{1, 4371}, Info: []byte{0x40, 0x10}, Frequency: Frequency{8, 30}, Payload: m.Payload,
		}
		if d := cmp.Diff(want, m); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
		if got := TextOf(m.Payload, 8); got != w.Text {
			t.Errorf("text %q, want %q", got, w.Text)
		}
		if last := p.TLVs()[len(p.TLVs())-1].Tag; last != BroadcastRepNum {
			t.Errorf("the last parameter is %v", last)
		}
		peer.accept(p, "b1")
		if got := <-answer; got.err != nil || got.Outcome(&w) != cbc.Accepted || got.Reference != "b1" {
			t.Errorf("report %+v", got)
		}
		r.down(peer)
	})
}

func TestPlainTextGoesInTheDefaultAlphabet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.OmitSerial, c.Network, c.Priorities = true, CDMANetwork, map[cbc.Category]byte{cbc.Normal: 3}
		r, peer := up(t, c)
		w := warning(1)
		w.Text, w.DCS = "Take cover {now} €", cbc.GSM7
		answer := r.start(w)
		p := peer.next(Broadcast)
		var m BroadcastSM
		if err := m.Read(p); err != nil {
			t.Fatal(err)
		}
		if want := "Take cover \x1b(now\x1b) \x1be"; string(m.Payload) != want || m.DataCoding != 0 {
			t.Errorf("coding %d, payload %q, want 0, %q", m.DataCoding, m.Payload, want)
		}
		if m.Info != nil || m.Content != (Content{3, 4371}) || m.Priority != 3 || m.Frequency != (Frequency{}) {
			t.Errorf("profile of the link is not kept: %+v", m)
		}
		peer.accept(p, "b1")
		<-answer
		r.down(peer)
	})
}

func TestWhatSMPPCannotSayIsNeverSent(t *testing.T) {
	l := New(Config{Address: "cbc.example:2775", SystemID: "bongsu"})
	hole := append(ring(4), ring(3)[0])
	for name, spoil := range map[string]func(*cbc.Warning){
		"only cells":          func(w *cbc.Warning) { w.Area = cbc.Area{Cells: []cbc.Cell{{ID: 1}}} },
		"nowhere":             func(w *cbc.Warning) { w.Area = cbc.Area{} },
		"whole without alias": func(w *cbc.Warning) { w.Area.Whole = true },
		"polygon with a hole": func(w *cbc.Warning) { w.Area.Polygons = []cbc.Polygon{hole} },
		"16 points":           func(w *cbc.Warning) { w.Area.Polygons = []cbc.Polygon{ring(16)} },
		"circle too large":    func(w *cbc.Warning) { w.Area.Circles = []cbc.Circle{{Radius: MaxRadius + 1}} },
		"empty region":        func(w *cbc.Warning) { w.Area.Regions = []cbc.Region{""} },
		"ETWS primary":        func(w *cbc.Warning) { w.ETWS = &cbc.ETWS{} },
		"no text":             func(w *cbc.Warning) { w.Text = "" },
		"no UTF-8":            func(w *cbc.Warning) { w.Text = "\xff" },
		"Korean in GSM 7-bit": func(w *cbc.Warning) { w.DCS = cbc.GSM7 },
		"grave in GSM 7-bit":  func(w *cbc.Warning) { w.Text, w.DCS = "a`b", cbc.GSM7 },
		"8-bit data":          func(w *cbc.Warning) { w.DCS = 0x44 },
		"no reference":        func(w *cbc.Warning) { w.Reference = 0 },
		"expired":             func(w *cbc.Warning) { w.Expires = time.Now() },
		"half seconds":        func(w *cbc.Warning) { w.Period = 1500 * time.Millisecond },
		"too many broadcasts": func(w *cbc.Warning) { w.Broadcasts = 1 << 16 },
		"unknown category":    func(w *cbc.Warning) { w.Category = 9 },
		"stop of nothing":     func(w *cbc.Warning) { w.Action, w.Reference = cbc.Stop, 0 },
	} {
		w := warning(1)
		spoil(&w)
		_, err := l.Broadcast(t.Context(), w)
		if sure, permanent := notSent(err); !sure || !permanent {
			t.Errorf("%s: %v, want never sent", name, err)
		}
	}
	_, err := l.Broadcast(t.Context(), warning(1))
	if sure, permanent := notSent(err); !sure || permanent {
		t.Errorf("a good one while the link is down: %v, want not sent, not permanent", err)
	}
}

func TestFailedAreasAreNamedAsAsked(t *testing.T) {
	w := warning(1)
	w.Area.Polygons = []cbc.Polygon{ring(4), ring(3)}
	details, err := appendPolygon(nil, ring(3))
	if err != nil {
		t.Fatal(err)
	}
	polygon := Place{Polygon, details}
	region := Place{Alias, []byte("4711000000")}
	for _, c := range []struct {
		name    string
		status  Status
		failed  []FailedPlace
		want    cbc.Outcome
		cause   cbc.Cause
		areas   []string
		details string
	}{
		{"none", OK, nil, cbc.Accepted, cbc.CauseNone, nil, ""},
		{"two of four", OK, []FailedPlace{{polygon, InvalidAreaFormat}, {region, InvalidAlias}}, cbc.Partial, cbc.CauseNone,
			[]string{"polygon 2", "4711000000"}, "polygon 2: SMPP status 0x109, invalid broadcast area format; 4711000000: SMPP status 0x108, invalid broadcast alias name"},
		{"one that we never named", OK, []FailedPlace{{Place{Alias, []byte("x")}, InvalidAlias}}, cbc.Partial, cbc.CauseNone, []string{"area 0:78"}, "area 0:78: SMPP status 0x108, invalid broadcast alias name"},
		{"all", BroadcastFailed, []FailedPlace{{region, InvalidAlias}}, cbc.Refused, cbc.CauseOther,
			[]string{"4711000000"}, "SMPP status 0x10D, broadcast failed; 4711000000: SMPP status 0x108, invalid broadcast alias name"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, peer := up(t, config())
			answer := r.start(w)
			peer.sendPDU(must((&BroadcastSMResp{"b1", c.failed}).PDU(c.status)), peer.next(Broadcast).Sequence())
			got := <-answer
			if got.err != nil || got.Outcome(&w) != c.want || got.Cause != c.cause || !slices.Equal(got.FailedAreas, c.areas) || got.Detail != c.details {
				t.Errorf("%s: %v, %+v", c.name, got.Outcome(&w), got)
			}
			r.down(peer)
		})
	}
}

func TestRefusalsHaveACause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		for s, want := range map[Status]cbc.Cause{
			Throttled: cbc.CauseCapacity, QueueFull: cbc.CauseCapacity, InvalidCommandID: cbc.CauseUnsupported,
			Prohibited: cbc.CauseOther, ServiceUnavailable: cbc.CauseOther, MissingTLV: cbc.CauseInvalid,
			InvalidAreaCount: cbc.CauseInvalid, SystemError: cbc.CauseOther, BroadcastFailed: cbc.CauseOther, 0x455: cbc.CauseOther,
		} {
			w := warning(1)
			answer := r.start(w)
			peer.refuse(peer.next(Broadcast), s)
			got := <-answer
			if got.err != nil || got.Cause != want || got.Detail != s.String() || got.Outcome(&w) != cbc.Refused {
				t.Errorf("%v: %+v, want %v", s, got, want)
			}
		}
		answer := r.start(warning(1))
		peer.send(Plain{GenericNack, InvalidCommandID}, peer.next(Broadcast).Sequence())
		if got := <-answer; got.err != nil || got.Cause != cbc.CauseUnsupported {
			t.Errorf("generic_nack: %+v, want unsupported", got)
		}
		r.down(peer)
	})
}

// An outage of the service passes, and what the operators have forbidden they
// can allow again: neither ends an alert for good.
func TestOutageOrBanIsNotTheEndOfAnAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		for _, s := range []Status{ServiceUnavailable, Prohibited, SystemError, BroadcastFailed} {
			w := warning(1)
			answer := r.start(w)
			peer.refuse(peer.next(Broadcast), s)
			if got := <-answer; got.Outcome(&w) != cbc.Refused || got.Cause.Final() {
				t.Errorf("%v: %v, final %v; want refused, not final", s, got.Outcome(&w), got.Cause.Final())
			}
		}
		r.down(peer)
	})
}

func TestRepeatedWriteIsAskedForFirst(t *testing.T) {
	type step func(peer *centre)
	has := func(s MessageState, areas ...PlaceSuccess) step {
		return func(peer *centre) {
			q := peer.next(QueryBroadcast)
			var m QueryBroadcastSM
			if err := m.Read(q); err != nil || m.Reference != 4660 || m.MessageID != "" {
				peer.t.Errorf("asked for %+v, %v", m, err)
			}
			peer.send(&QueryBroadcastSMResp{MessageID: "b1", State: s, Areas: areas}, q.Sequence())
		}
	}
	refuses := func(s Status) step {
		return func(peer *centre) { peer.refuse(peer.next(QueryBroadcast), s) }
	}
	two := func(first, second byte) []PlaceSuccess {
		return []PlaceSuccess{{Place{Alias, []byte("4711000000")}, first}, {Place{Alias, []byte("4713000000")}, second}}
	}
	for _, c := range []struct {
		name string
		step
		sent bool
		lost bool
		want cbc.Outcome
	}{
		{"on air", has(Enroute), false, false, cbc.Accepted},
		{"on air in one of two", has(Enroute, two(0, 100)...), false, false, cbc.Partial},
		{"on air, and nowhere yet", has(Enroute, two(0, 0)...), false, false, cbc.Accepted},
		{"scheduled, and nowhere yet", has(Scheduled, two(0, 0)...), false, false, cbc.Accepted},
		{"scheduled, and in one of two already", has(Scheduled, two(0, 100)...), false, false, cbc.Accepted},
		{"accepted, and not in both yet", has(AcceptedState, two(0, Unknown)...), false, false, cbc.Accepted},
		{"skipped", has(Skipped), false, false, cbc.Refused},
		{"cancelled since", has(Deleted), true, false, cbc.Accepted},
		{"rejected", has(Rejected), true, false, cbc.Accepted},
		{"unknown there", refuses(BroadcastQueryFailed), true, false, cbc.Accepted},
		{"unknown, said otherwise", refuses(InvalidMessageID), true, false, cbc.Accepted},
		{"cannot be asked", refuses(InvalidCommandID), true, false, cbc.Accepted},
		{"must not be asked", refuses(Prohibited), true, false, cbc.Accepted},
		{"busy", refuses(Throttled), false, true, 0},
		{"out of service", refuses(ServiceUnavailable), false, true, 0},
		{"no answer", func(peer *centre) { peer.next(QueryBroadcast) }, false, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conf := config()
				conf.ResponseTimeout = 3 * time.Second
				r, peer := up(t, conf)
				w := warning(4660)
				w.Repeated = true
				answer := r.start(w)
				c.step(peer)
				if c.sent {
					peer.accept(peer.next(Broadcast), "b1")
				}
				got := <-answer
				if lost(got.err) != c.lost || !c.lost && (got.Outcome(&w) != c.want || got.Reference != "b1") {
					t.Errorf("%v, %+v", got.err, got.Report)
				}
				stop := r.start(stopOf(w)) // whatever came of it can be stopped
				peer.refuse(peer.next(CancelBroadcast), OK)
				<-stop
				r.down(peer)
			})
		})
	}
}

// requests reads what the link asks and answers only what keeps it up.
func (c *centre) requests() <-chan *PDU {
	all := make(chan *PDU, 16)
	go func() {
		defer close(all)
		for {
			b, err := ReadFrame(c.r)
			if err != nil {
				return
			}
			p, err := Parse(b)
			switch {
			case err != nil:
				c.t.Error(err)
			case p.Command() == EnquireLink || p.Command() == Unbind:
				c.refuse(p, OK)
			default:
				all <- p
			}
		}
	}()
	return all
}

func TestWindowWaitsAndKeepsPlacesForAlertsAndStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window, c.ResponseTimeout = 4, time.Minute
		r, peer := up(t, c)
		asked := peer.requests()
		var sent []*PDU
		follows := func(what string, want int) {
			t.Helper()
			synctest.Wait()
			for range len(asked) {
				sent = append(sent, <-asked)
			}
			if len(sent) != want {
				t.Fatalf("%s: %d requests were sent, want %d", what, len(sent), want)
			}
		}
		high := func(reference uint16) cbc.Warning {
			w := warning(reference)
			w.Category = cbc.High
			return w
		}
		var answers []chan result
		for _, s := range []struct {
			what string
			w    cbc.Warning
			sent int
		}{
			{"first", warning(11), 1},
			{"second", warning(12), 2},
			{"two places are kept", warning(14), 2},
			{"one for alerts", high(13), 3},
			{"but one", high(15), 3},
			{"one for stops", stopOf(warning(20)), 4},
			{"but one", stopOf(warning(21)), 4},
		} {
			answers = append(answers, r.start(s.w))
			follows(s.what, s.sent)
		}
		peer.accept(sent[0], "b11")
		follows("the stop goes before all", 5)
		peer.accept(sent[1], "b12")
		follows("the alert leaves a place for stops", 5)
		peer.accept(sent[2], "b13")
		follows("the alert goes", 6)
		if a, b := sent[4].Command(), sent[5].Command(); a != CancelBroadcast || b != Broadcast {
			t.Errorf("%v and %v followed", a, b)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := r.Broadcast(ctx, warning(30))
		if sure, permanent := notSent(err); !sure || permanent || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("without a place in time: %v, want not sent", err)
		}
		r.stop()
		if got := <-answers[2]; got.err == nil {
			t.Errorf("what was never sent was reported as %+v", got)
		} else if sure, _ := notSent(got.err); !sure {
			t.Errorf("what was never sent: %v", got.err)
		}
		if got := <-answers[4]; !lost(got.err) {
			t.Errorf("what was sent and not answered: %v", got.err)
		}
		for _, i := range []int{0, 1, 3, 5, 6} {
			<-answers[i]
		}
	})
}

func TestStopsGoFirstThenAlerts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		high := warning(3)
		high.Category = cbc.High
		var answers []chan result
		for _, w := range []cbc.Warning{warning(1), warning(2), high, stopOf(warning(9))} {
			answers = append(answers, r.start(w))
			synctest.Wait()
		}
		var order []string
		for range answers {
			b, err := ReadFrame(peer.r)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Parse(b)
			if err != nil {
				t.Fatal(err)
			}
			v, _ := p.first(UserMessageReference)
			order = append(order, string('0'+rune(v[1])))
			if p.Command() == CancelBroadcast {
				peer.refuse(p, OK)
			} else {
				peer.accept(p, "b")
			}
		}
		if got := strings.Join(order, ""); got != "1932" { // 1 was being written already
			t.Errorf("sent in the order %s, want 1932", got)
		}
		for _, a := range answers {
			<-a
		}
		r.down(peer)
	})
}

func TestFirstOctetIsTracedForWritesAndStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		traced := make(chan string, 4)
		c.Trace.Wrote = func(w *cbc.Warning, at time.Time) { traced <- w.String() }
		r, peer := up(t, c)
		write := r.start(warning(1))
		peer.accept(peer.next(Broadcast), "b1")
		<-write
		stop := r.start(stopOf(warning(1)))
		peer.refuse(peer.next(CancelBroadcast), OK)
		<-stop
		if a, b := <-traced, <-traced; a != "write 4371/0x4010 ko" || b != "stop 4371/0x4010 ko" {
			t.Errorf("traced %q, %q", a, b)
		}
		r.down(peer)
	})
}

func TestCentreThatForgetsIsSaidToHaveForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.ForgetOnReconnect = true
		r := run(t, c)
		peer := <-r.dialled
		peer.bound()
		if n := r.expect(cbc.Forgot); n.Cells != nil {
			t.Errorf("forgot %v, want everything", n.Cells)
		}
		r.expect(cbc.Ready)
		r.down(peer)
	})
}

func TestConfigurationIsChecked(t *testing.T) {
	c := config()
	if err := c.Check(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	c = Config{Address: "cbc.example", Password: "much too long", Window: 4097, Network: 9, EnquireLink: -1}
	err := c.Check()
	if err == nil {
		t.Fatal("a bad one was taken")
	}
	for _, want := range []string{"address", "system id", "password", "window", "network", "negative"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing is said of the %s:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "much too long") {
		t.Error("the error shows the password")
	}
}
