package smpp

import (
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

func answerOf(t *testing.T, m message) []byte {
	t.Helper()
	b, err := m.appendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rateOf sends as fast as f lets for a time and returns how much that was a
// second.
func rateOf(f *flow, from time.Time, d time.Duration) float64 {
	n := 0
	for at := time.Duration(0); at < d; at += time.Millisecond {
		for f.allows(bulk, from.Add(at)) && n < 1e6 {
			f.took(bulk, from.Add(at))
			n++
		}
	}
	return float64(n) / d.Seconds()
}

func TestRateIsThatOfTheContract(t *testing.T) {
	f := newFlow(200)
	if got := rateOf(&f, time.Unix(0, 0), 10*time.Second); got < 195 || got > 202 {
		t.Errorf("%.1f a second, want 200", got)
	}
	if !f.allows(alerts, time.Unix(10, 0)) || !f.allows(stops, time.Unix(10, 0)) || !f.allows(control, time.Unix(10, 0)) {
		t.Error("what is urgent waits for the rate")
	}
}

func TestThrottlingHalvesTheRateWhichComesBackByFivePercent(t *testing.T) {
	now := time.Unix(0, 0)
	f := newFlow(200)
	rateOf(&f, now, time.Second)
	now = now.Add(time.Second)
	refused := answerOf(t, Plain{SubmitResp, Throttled})
	f.answered(bulk, refused, now)
	f.answered(bulk, refused, now.Add(10*time.Millisecond)) // was on its way
	if f.allows(bulk, now.Add(999*time.Millisecond)) || f.rate != 100 {
		t.Errorf("no pause, or a rate of %v", f.rate)
	}
	now = now.Add(time.Second)
	for _, want := range []float64{110, 120, 130} { // 5 % of 200 each second, the pause too
		if got := rateOf(&f, now, time.Second); got < want-5 || got > want+10 {
			t.Errorf("%.1f a second, want about %v", got, want)
		}
		now = now.Add(time.Second)
	}
	f.allows(bulk, now.Add(time.Hour))
	if f.rate != 200 {
		t.Errorf("a rate of %v after an hour, want the contract's", f.rate)
	}
}

func TestWithoutAContractHalfIsHalfOfWhatWent(t *testing.T) {
	now := time.Unix(100, 0)
	f := newFlow(0)
	for i := range 2000 {
		f.took(bulk, now.Add(time.Duration(i)*time.Millisecond))
	}
	f.answered(bulk, answerOf(t, Plain{SubmitResp, QueueFull}), now.Add(2*time.Second))
	if f.rate < 450 || f.rate > 550 {
		t.Errorf("a rate of %v after 1,000 a second", f.rate)
	}
}

func TestAlertsPauseForAQuarterOfASecondAndThenLonger(t *testing.T) {
	now := time.Unix(0, 0)
	f := newFlow(0)
	refused := answerOf(t, Plain{BroadcastResp, Throttled})
	for _, want := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second} {
		f.answered(alerts, refused, now)
		if f.wait(alerts, now) != want || !f.allows(bulk, now) || f.rate != 0 {
			t.Errorf("a pause of %v, want %v, of that lane alone", f.wait(alerts, now), want)
		}
		now = now.Add(want)
	}
	f.answered(alerts, answerOf(t, &BroadcastSMResp{MessageID: "b"}), now)
	f.answered(alerts, refused, now)
	if got := f.wait(alerts, now); got != 250*time.Millisecond {
		t.Errorf("a pause of %v after one that was taken", got)
	}
}

func TestCongestionIsHeeded(t *testing.T) {
	level := func(n byte) []byte {
		return answerOf(t, &MessageResp{Command: SubmitResp, MessageID: "m", TLVs: []TLV{{CongestionState, []byte{n}}}})
	}
	now := time.Unix(0, 0)
	f := newFlow(100)
	f.allows(bulk, now)
	f.rate = 50
	now = now.Add(time.Second)
	f.answered(bulk, level(85), now)
	if f.allows(bulk, now.Add(999*time.Millisecond)); f.rate != 50 {
		t.Errorf("at 85 the rate went to %v", f.rate)
	}
	now = now.Add(2 * time.Second)
	f.answered(bulk, level(95), now)
	f.answered(bulk, level(95), now.Add(time.Millisecond))
	if f.rate != 45 {
		t.Errorf("at 95 the rate went to %v, want 45", f.rate)
	}
	now = now.Add(time.Second)
	f.answered(bulk, level(100), now)
	f.answered(bulk, level(100), now.Add(time.Millisecond))
	if f.rate != 22.5 {
		t.Errorf("at 100 the rate went to %v, want 22.5", f.rate)
	}
	if f.allows(bulk, now.Add(900*time.Millisecond)) || !f.allows(alerts, now) {
		t.Error("at 100 the list goes on, or an alert waits")
	}
	if f.allows(bulk, now.Add(5*time.Second)); f.rate <= 22.5 {
		t.Errorf("without congestion the rate stays at %v", f.rate)
	}
}

func TestThrottledWarningIsRefusedAndTheNextOneWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		w := warning(1)
		w.Category = cbc.High
		answer := r.start(w)
		peer.refuse(peer.next(Broadcast), Throttled)
		if got := <-answer; got.Cause != cbc.CauseCapacity || got.Cause.Final() {
			t.Errorf("report %+v", got)
		}
		began := time.Now()
		answer = r.start(w)
		peer.accept(peer.next(Broadcast), "b1")
		if d := time.Since(began); d != 250*time.Millisecond {
			t.Errorf("the next attempt went after %v", d)
		}
		<-answer
		r.down(peer)
	})
}
