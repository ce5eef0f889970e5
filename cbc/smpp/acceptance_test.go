package smpp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// The acceptance tests that a carrier would ask for. What is timed by the clock
// on the wall is in the benchmarks; here it is the order, and time in a bubble.

// A1: of three carriers one answers in 20 ms, one reads nothing, one refuses the
// bind. The first is as quick as if it were alone.
func TestA1OneStalledCarrierHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quick, peer := up(t, config())
		stalled, _ := up(t, config())
		barred := run(t, config())
		gate := <-barred.dialled
		gate.refuse(gate.next(BindTransceiver), InvalidPassword)
		barred.expect(cbc.Down)

		began := time.Now()
		stuck, refused := stalled.start(warning(1)), barred.start(warning(1))
		if sure, _ := notSent((<-refused).err); !sure || time.Since(began) != 0 {
			t.Error("the carrier that is down was waited for")
		}
		for n := range uint16(50) {
			answer := quick.start(warning(n + 1))
			sent := time.Now()
			req := peer.next(Broadcast)
			<-time.After(20 * time.Millisecond)
			peer.accept(req, "b")
			if got := <-answer; got.err != nil || time.Since(sent) != 20*time.Millisecond {
				t.Errorf("answered after %v: %v", time.Since(sent), got.err)
			}
		}
		if sure, _ := notSent((<-stuck).err); !sure || time.Since(began) > 2*time.Second {
			t.Errorf("the stalled carrier was reported after %v", time.Since(began))
		}
		stalled.expect(cbc.Down)
		stalled.stop()
		barred.stop()
		quick.down(peer)
	})
}

// A2: killed between the write and the answer; whoever starts next asks by the
// reference and sends nothing.
func TestA2BroadcastInDoubtIsAskedForAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before, peer := up(t, config())
		answer := before.start(warning(4660))
		peer.next(Broadcast)
		peer.conn.Close() // as the kernel does for one that is killed
		if got := <-answer; !lost(got.err) {
			t.Errorf("%v, want lost", got.err)
		}
		before.expect(cbc.Down)
		before.stop()

		after, peer := up(t, config())
		w := warning(4660)
		w.Repeated = true
		answer = after.start(w)
		q := peer.next(QueryBroadcast)
		var m QueryBroadcastSM
		if err := m.Read(q); err != nil || m.Reference != 4660 {
			t.Errorf("asked for %+v, %v", m, err)
		}
		peer.send(&QueryBroadcastSMResp{MessageID: "b1", State: Enroute}, q.Sequence())
		if got := <-answer; got.Outcome(&w) != cbc.Accepted || got.Reference != "b1" {
			t.Errorf("resolved as %+v", got)
		}
		after.down(peer) // which finds no second broadcast
	})
}

// A3: the same, but the centre has forgotten.
func TestA3ForgottenBroadcastIsSentOnceMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		w := warning(4660)
		w.Repeated = true
		answer := r.start(w)
		peer.refuse(peer.next(QueryBroadcast), BroadcastQueryFailed)
		req := peer.next(Broadcast)
		var m BroadcastSM
		if err := m.Read(req); err != nil || m.Reference != 4660 {
			t.Errorf("sent again under %d, %v", m.Reference, err)
		}
		peer.accept(req, "b2")
		if got := <-answer; got.Outcome(&w) != cbc.Accepted || got.Reference != "b2" {
			t.Errorf("resolved as %+v", got)
		}
		r.down(peer)
	})
}

// A4: a deliver_sm with the number of our request that is under way.
func TestA4DeliveryWithOurNumberIsNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		heard := make(chan string, 1)
		c.Deliver = deliverTo(heard)
		r, peer := up(t, c)
		answer := r.start(warning(1))
		req := peer.next(Broadcast)
		peer.send(receiptOf("id:7 stat:DELIVRD"), req.Sequence())
		if p := peer.next(DeliverResp); p.Sequence() != req.Sequence() || p.Status() != OK {
			t.Errorf("acknowledged as %d, %v", p.Sequence(), p.Status())
		}
		if got := <-heard; got != "id:7 stat:DELIVRD" {
			t.Errorf("heard %q", got)
		}
		peer.accept(req, "b1")
		if got := <-answer; got.err != nil || got.Reference != "b1" {
			t.Errorf("answered with %+v", got)
		}
		r.down(peer)
	})
}

// A5: generic_nack 0x03 to a broadcast_sm. The report says that asking again is
// of no use, so that another link is taken; the operator is told once.
func TestA5CentreWithoutBroadcastsIsSaidToBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		for n := range uint16(2) {
			w := warning(n + 1)
			answer := r.start(w)
			peer.send(Plain{GenericNack, InvalidCommandID}, peer.next(Broadcast).Sequence())
			if got := <-answer; got.Outcome(&w) != cbc.Refused || got.Cause != cbc.CauseUnsupported || !got.Cause.Final() {
				t.Errorf("report %+v", got)
			}
		}
		if n := r.expect(cbc.Said); !strings.Contains(n.Text, "broadcast_sm") {
			t.Errorf("told %q", n.Text)
		}
		select {
		case n := <-r.notices:
			t.Errorf("told once more: %q", n.Text)
		default:
		}
		r.down(peer)
	})
}

// Some answer what they do not know with a generic_nack that has no sequence
// number. It is for the one request there is; if it may be for another, for none.
func TestNackWithoutANumberIsForTheOnlyRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.ResponseTimeout = 2 * time.Second
		r, peer := up(t, c)
		w := warning(1)
		answer := r.start(w)
		peer.next(Broadcast)
		peer.send(Plain{GenericNack, InvalidCommandID}, 0)
		if got := <-answer; got.err != nil || got.Cause != cbc.CauseUnsupported {
			t.Errorf("the only one: %+v", got)
		}
		one, two := r.start(warning(2)), r.start(warning(3))
		peer.next(Broadcast)
		peer.next(Broadcast)
		peer.send(Plain{GenericNack, InvalidCommandID}, 0)
		if a, b := <-one, <-two; !lost(a.err) || !lost(b.err) {
			t.Errorf("one of two: %v, %v", a.err, b.err)
		}
		answer = r.start(warning(4))
		peer.next(Broadcast)
		peer.send(Plain{GenericNack, InvalidCommandID}, 0)
		if got := <-answer; !lost(got.err) {
			t.Errorf("after one without an answer: %v", got.err)
		}
		r.expect(cbc.Said)
		r.down(peer)
	})
}

// A6: throttled while an alert is behind 10,000 messages. The alert is next on
// the wire, the rest goes at half the rate, in order.
func TestA6AlertPassesAThrottledList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window, c.Rate = 12, 2000
		d, peer := sender(t, c)
		all := numbers(10000)
		told, end := d.list(t.Context(), all)
		rates, began, count := []float64{}, time.Now(), 0
		alert := make(chan error, 1)
		last := ""
		for n := 0; len(told()) < len(all); n++ {
			p := peer.next(Submit)
			var m SubmitSM
			if err := m.Read(p); err != nil {
				t.Fatal(err)
			}
			number := m.Destination.Number
			switch {
			case number == "112":
				if n > 3000+10 {
					t.Errorf("the alert was %d messages behind", n-3000)
				}
			case n == 3000:
				rates = append(rates, float64(count)/time.Since(began).Seconds())
				peer.refuse(p, Throttled)
				go func() { _, err := d.Submit(t.Context(), template(t), "112", true); alert <- err }()
				synctest.Wait()
				began, count = time.Now().Add(time.Second), 0 // after the pause
				continue
			case number < last && number != all[3000]:
				t.Fatalf("%s came after %s", number, last)
			default:
				last = max(last, number)
			}
			if count++; n == 4000 {
				rates = append(rates, float64(count)/time.Since(began).Seconds())
			}
			peer.take(p, "m")
			synctest.Wait()
		}
		if err := errors.Join(<-alert, <-end); err != nil {
			t.Error(err)
		}
		if before, after := rates[0], rates[1]; after > before*0.65 || after < before*0.35 {
			t.Errorf("%.0f a second before, %.0f after", before, after)
		}
		d.down(peer)
	})
}

// A7: two of five areas refused for their format and one for a failure that may
// pass. Each is named with its status; the words say which is which.
func TestA7EachRefusedAreaHasItsReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		w := warning(1)
		w.Area = cbc.Area{Regions: []cbc.Region{"1", "2", "3", "4", "5"}}
		answer := r.start(w)
		failed := func(name string, s Status) FailedPlace { return FailedPlace{Place{Alias, []byte(name)}, s} }
		peer.send(&BroadcastSMResp{"b1", []FailedPlace{
			failed("2", InvalidAreaFormat), failed("5", BroadcastFailed), failed("3", InvalidAreaFormat)}}, peer.next(Broadcast).Sequence())
		got := <-answer
		if got.Outcome(&w) != cbc.Partial || !slices.Equal(got.FailedAreas, []string{"2", "5", "3"}) {
			t.Errorf("%v, failed %q", got.Outcome(&w), got.FailedAreas)
		}
		for name, s := range map[string]Status{"2": InvalidAreaFormat, "3": InvalidAreaFormat, "5": BroadcastFailed} {
			if !strings.Contains(got.Detail, name+": "+s.String()) {
				t.Errorf("%q does not say why %s was refused", got.Detail, name)
			}
		}
		if InvalidAreaFormat.cause().Final() == BroadcastFailed.cause().Final() {
			t.Error("what may pass and what will not are alike")
		}
		r.down(peer)
	})
}

// A8: what is cut, too long or has octets left over ends the connection or is
// answered, and others go on.
func TestA8MalformedPDUsDoNoHarm(t *testing.T) {
	header := func(length uint32, c Command, s Status) []byte {
		b := make([]byte, headerLen)
		binary.BigEndian.PutUint32(b, length)
		binary.BigEndian.PutUint32(b[4:], uint32(c))
		binary.BigEndian.PutUint32(b[8:], uint32(s))
		return b
	}
	for name, c := range map[string]struct {
		octets []byte
		nack   Status // the answer, OK: none
		ends   bool
	}{
		"16 octets of zero":    {make([]byte, headerLen), InvalidCommandLength, true},
		"length of 2 GiB":      {header(0x7fffffff, Deliver, OK), InvalidCommandLength, true},
		"length of 4 GiB":      {header(0xffffffff, BroadcastResp, OK), InvalidCommandLength, true},
		"length below header":  {header(15, EnquireLink, OK), InvalidCommandLength, true},
		"cut in the middle":    {header(200, Deliver, OK), OK, true},
		"parameter too long":   {append(header(32, DataResp, OK), 0, 0x04, 0x24, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), OK, false},
		"an octet left over":   {append(header(18, DataResp, OK), 0, 1), OK, false},
		"three left over":      {append(header(20, DataResp, OK), 0, 1, 2, 3), OK, false},
		"unknown command":      {header(16, 0x00010299, OK), InvalidCommandID, false},
		"response for nobody":  {append(header(17, SubmitResp, OK), 0), OK, false},
		"nack without number":  {header(16, GenericNack, InvalidCommandID), OK, false},
		"half a deliver_sm":    {append(header(20, Deliver, OK), 0, 0, 0, 0), InvalidCommandLength, false},
		"sm_length beyond all": {append(header(33, Deliver, OK), append(make([]byte, 16), 200)...), InvalidCommandLength, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, peer := up(t, config())
				answer := r.start(warning(1))
				req := peer.next(Broadcast)
				peer.raw(c.octets)
				if c.ends && c.nack == OK {
					peer.conn.Close()
				}
				if c.nack != OK {
					b, err := ReadFrame(peer.r)
					if err != nil || statusOf(b) != c.nack || !commandOf(b).Response() {
						t.Fatalf("answered with %x, %v; want %v", b, err, c.nack)
					}
				}
				if c.ends {
					if got := <-answer; !lost(got.err) {
						t.Errorf("the request under way: %v, want lost", got.err)
					}
					r.expect(cbc.Down)
					r.stop()
					return
				}
				peer.accept(req, "b1")
				if got := <-answer; got.err != nil {
					t.Errorf("the request under way: %v", got.err)
				}
				r.down(peer)
			})
		})
	}
}

// A9: a peer that is gone without a word is known in 9 s; until then and after
// the other bind carries the alert.
func TestA9SecondBindCarriesTheAlertWhenAPeerIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.AlsoAt = []string{"cbc-2.example:2775"}
		r := run(t, c)
		dead, alive := <-r.dialled, <-r.dialled
		dead.bound()
		r.expect(cbc.Ready)
		alive.bound()
		r.expect(cbc.Said)
		began := time.Now()
		go func() { _, _ = io.Copy(io.Discard, dead.conn) }() // read, and not answered
		alive.refuse(alive.next(EnquireLink), OK)
		<-time.After(time.Second) // the first enquire_link to the other has no answer yet
		w := warning(1)
		w.Category = cbc.High
		answer := r.start(w)
		alive.accept(alive.next(Broadcast), "b1")
		if got := <-answer; got.err != nil {
			t.Errorf("the alert: %v", got.err)
		}
		if n := r.expect(cbc.Said); time.Since(began) > 9*time.Second || !strings.Contains(n.Text, "silent") {
			t.Errorf("told %q after %v", n.Text, time.Since(began))
		}
		again := <-r.dialled
		_ = again.conn.Close()
		r.expect(cbc.Said) // and not down, while the other is up
		go r.stop()
		alive.refuse(alive.next(Unbind), OK)
		r.stop()
	})
}

// A10: a thousand rebinds, with receipts arriving at the end of each.
func TestA10ThousandRebindsLeaveNothingBehind(t *testing.T) {
	var before, after runtime.MemStats
	goroutines := 0
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Deliver = deliverTo(nil)
		r, peer := up(t, c)
		for n := range 1000 {
			answer := r.start(warning(1))
			peer.accept(peer.next(Broadcast), "b")
			<-answer
			peer.send(receiptOf("id:7 stat:DELIVRD"), 1)
			peer.send(Plain{Unbind, OK}, 2)
			peer.conn.Close()
			r.expect(cbc.Down)
			peer = <-r.dialled
			peer.bound()
			r.expect(cbc.Ready)
			if n == 100 {
				goroutines = runtime.NumGoroutine()
				runtime.GC()
				runtime.ReadMemStats(&before)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if now := runtime.NumGoroutine(); now > goroutines+2 {
			t.Errorf("%d goroutines, %d after the first hundred", now, goroutines)
		}
		if after.HeapAlloc > before.HeapAlloc+1<<20 {
			t.Errorf("heap of %d octets, %d after the first hundred", after.HeapAlloc, before.HeapAlloc)
		}
		r.down(peer)
	})
}

// A11: everything at once, for the race detector.
func TestA11EverythingAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window, c.Binds, c.Deliver = 8, 2, deliverTo(nil)
		r := run(t, c)
		served := make(chan struct{})
		go func() {
			defer close(served)
			for peer := range r.dialled {
				go peer.obliges()
			}
		}()
		r.expect(cbc.Ready)
		const n = 200
		var all []chan result
		for i := range uint16(n) {
			w := warning(i + 1)
			w.Category = []cbc.Category{cbc.High, cbc.Normal}[i%2]
			all = append(all, r.start(w))
			if i%5 == 0 {
				all = append(all, r.start(stopOf(w)))
			}
			if i%50 == 49 { // a connection breaks
				s, err := r.pick()
				if err == nil {
					s.end(errors.New("broken"))
				}
			}
		}
		for _, a := range all {
			<-a
		}
		r.stop()
		close(r.dialled)
		<-served
	})
}

// obliges answers whatever comes, with messages of its own in between.
func (c *centre) obliges() {
	for seq := uint32(1); ; seq++ {
		b, err := ReadFrame(c.r)
		if err != nil {
			return
		}
		var m message = &MessageResp{Command: DeliverResp}
		switch q := commandOf(b); {
		case q.Response():
			continue
		case q == BindTransceiver:
			m = &BindResp{SystemID: "CBC1", Version: Version}
		case q == Broadcast:
			m = &BroadcastSMResp{MessageID: fmt.Sprint(sequenceOf(b))}
		default:
			m = Plain{q | response, OK}
		}
		out, err := m.appendTo(nil)
		if err != nil {
			return
		}
		number(out, sequenceOf(b))
		if seq%3 == 0 {
			d, err := receiptOf("id:7 stat:DELIVRD").appendTo(nil)
			if err != nil {
				return
			}
			number(d, seq)
			out = append(d, out...)
		}
		if _, err := c.conn.Write(out); err != nil {
			return
		}
	}
}

// A12: more than 70 characters of Korean with an emoji, in segments. Each stands
// for itself; whoever joins them has the text again. TShark and node-smpp read
// the same octets in the interoperability tests.
func TestA12KoreanWithEmojiIsJoinedAgain(t *testing.T) {
	text := strings.Repeat("[행정안전부] 지진 발생 🚨 대피하세요. ", 5)
	for _, how := range []Splitting{UDH8, UDH16, SAR} {
		all, err := Segments(text, CodingUCS2, how, 0x2A)
		if err != nil || len(all) < 2 {
			t.Fatalf("%d segments, %v", len(all), err)
		}
		if got := joinSegments(t, all); got != text {
			t.Errorf("joined: %q", got)
		}
		for i, m := range all {
			p := must((&SubmitSM{Destination: us(), ShortMessage: m}).PDU())
			var back SubmitSM
			if err := back.Read(p); err != nil || !bytes.Equal(back.Text, m.Text) || back.ESMClass != m.ESMClass {
				t.Errorf("segment %d was read back as %+v, %v", i+1, back, err)
			}
		}
	}
}
