package smpp

import (
	"bytes"
	"time"
)

// How a lane is held back. A peer that throttles is left alone for a while by
// the whole lane, for otherwise what comes later would overtake; after that
// the bulk lane goes on at half the rate and wins it back little by little.
const (
	bulkPause  = time.Second
	alertPause = 250 * time.Millisecond // doubled at each further refusal
	longest    = 4 * time.Second
	increase   = 0.05 // of the contract, or of what was, for each second without a refusal
	burst      = 0.05 // seconds' worth of requests that may go at once
	slowest    = 1.0  // a second
)

// Levels of congestion_state, clause 2.9.
const (
	optimum   = 80
	heavy     = 90
	congested = 100
)

// A flow says how much the peer takes, guarded by the session's mutex. The
// rate counts what is in the bulk lane alone: answers, probes and alerts never
// wait for it.
type flow struct {
	contract float64 // requests a second; 0: no limit
	rate     float64 // now; 0: no limit
	tokens   float64
	filled   time.Time // when tokens were reckoned
	raised   time.Time // since when the rate has not been raised
	slowed   time.Time // when the rate was last lowered
	lanes    [lanes]throttle

	counted int // bulk requests since counting began, to know what half is
	since   time.Time
}

// A throttle is the pause of one lane.
type throttle struct {
	until time.Time
	times int // refusals in a row
}

func newFlow(contract float64) flow { return flow{contract: contract, rate: contract, tokens: 1} }

// allows reports whether a request of lane l may go now.
func (f *flow) allows(l lane, now time.Time) bool {
	if now.Before(f.lanes[l].until) {
		return false
	}
	if l != bulk || f.rate == 0 {
		return true
	}
	f.fill(now)
	return f.tokens >= 1
}

// wait is how long it will be until it may; l is not allowed now.
func (f *flow) wait(l lane, now time.Time) time.Duration {
	if d := f.lanes[l].until.Sub(now); d > 0 {
		return d
	}
	return max(time.Millisecond, time.Duration((1-f.tokens)/f.rate*float64(time.Second)))
}

// took counts a request that goes.
func (f *flow) took(l lane, now time.Time) {
	if l == bulk {
		f.count(now)
		f.tokens--
		f.counted++
	}
}

// fill adds the tokens of the time that has passed, and wins back the rate.
func (f *flow) fill(now time.Time) {
	if f.filled.IsZero() {
		f.filled, f.raised = now, now
	}
	if s := int(now.Sub(f.raised) / time.Second); s > 0 {
		f.raised = f.raised.Add(time.Duration(s) * time.Second)
		f.raise(float64(s))
	}
	if f.rate == 0 {
		return
	}
	f.tokens = min(f.tokens+now.Sub(f.filled).Seconds()*f.rate, max(1, f.rate*burst))
	f.filled = now
}

func (f *flow) raise(seconds float64) {
	if f.contract > 0 {
		f.rate = min(f.contract, f.rate+seconds*increase*f.contract)
		return
	}
	f.rate += seconds * increase * f.rate
}

// answered takes in what an answer says about the load of the peer.
func (f *flow) answered(l lane, b []byte, now time.Time) {
	switch s := statusOf(b); {
	case s.throttles():
		f.refused(l, now)
		return
	case s == OK:
		f.lanes[l].times = 0
	}
	if level, ok := congestion(b); ok {
		f.congested(level, now)
	}
}

// refused pauses the lane and halves the rate.
func (f *flow) refused(l lane, now time.Time) {
	t := &f.lanes[l]
	if l == control || now.Before(t.until) {
		return // probes never wait; or it is of a request that was on its way before the pause
	}
	pause := bulkPause
	if l != bulk {
		pause = alertPause
	}
	t.until = now.Add(min(pause<<min(t.times, 4), longest))
	t.times++
	if l == bulk {
		f.slow(0.5, now)
	}
}

// slow multiplies the rate. Without a limit it is what went in the last
// seconds that is multiplied.
func (f *flow) slow(by float64, now time.Time) {
	rate := f.rate
	if rate == 0 {
		rate = float64(f.counted) / max(now.Sub(f.since).Seconds(), 1)
	}
	f.rate, f.raised, f.slowed = max(slowest, rate*by), now, now
	f.tokens = min(f.tokens, 0)
	f.filled = now
}

// congested heeds congestion_state: from 80 the rate rises no more, from 90 it
// falls by a tenth a second, at 100 it is halved and the bulk lane pauses.
func (f *flow) congested(level byte, now time.Time) {
	recent := now.Sub(f.slowed) < time.Second
	switch {
	case level < optimum:
		return
	case level >= congested && !recent:
		f.lanes[bulk].until = now.Add(bulkPause)
		f.slow(0.5, now)
	case level >= heavy && !recent:
		f.slow(0.9, now)
	}
	f.raised = now
}

// count begins to count anew when some seconds are over.
func (f *flow) count(now time.Time) {
	if now.Sub(f.since) > 5*time.Second {
		f.counted, f.since = 0, now
	}
}

// congestion returns the congestion_state of a response.
func congestion(b []byte) (byte, bool) {
	if i := bytes.IndexByte(b[headerLen:], 0); headerLen+i+1 == len(b) || len(b) == headerLen {
		return 0, false // a message_id and no more, as nearly always
	}
	p, err := view(b)
	if err != nil {
		return 0, false
	}
	v, ok := p.first(CongestionState)
	if !ok || len(v) != 1 {
		return 0, false
	}
	return v[0], true
}
