package cbsp

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
)

// What holds the write up is another message that has the only place for such,
// or the same message, whose answer would look alike.
func TestStopEndsTheWriteThatIsNotOutYet(t *testing.T) {
	cases := []struct {
		name         string
		first, later cbc.Warning
	}{
		{"no place in the window", write(0x4020, cellA), write(0x4010, cellA)},
		{"behind the same in another cell", write(0x4010, cellB), write(0x4010, cellA)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{Window: 4})
				p := r.ready()
				first := r.broadcast(c.first)
				m := p.hear().(*WriteReplace)
				if c.first.Serial != c.later.Serial {
					r.broadcast(write(0x4030, cellA)) // the last place
					p.hear()
				}
				later := r.broadcast(c.later)
				synctest.Wait()
				stopped := r.broadcast(stopOf(c.later))
				p.expect(&Kill{c.later.MessageID, c.later.Serial, cgis(IDOf(cellA, CGI)), Basic})
				p.say(complete(m)) // which makes room
				if got := <-first; got.err != nil {
					t.Errorf("the write in front: %v", got.err)
				}
				p.say(&KillFailure{c.later.MessageID, c.later.Serial,
					[]Failure{{CGI, IDOf(cellA, CGI), ReferenceNotIdentified}}, Done{Channel: Basic}})
				if got := <-stopped; got.err != nil || got.r.Failed[0].Cause != cbc.CauseNotIdentified {
					t.Errorf("the stop: %+v, error %v", got.r, got.err)
				}
				p.expect(&KeepAlive{30 * time.Second}) // and no write before it
				got := <-later
				wantNotSent(t, got, false)
				if !errors.Is(got.err, exchange.ErrWithdrawn) {
					t.Errorf("the write that was stopped: %v", got.err)
				}
			})
		})
	}
}

// The peer reads nothing yet, so that the write is under way for a while.
func TestStopFollowsItsWriteThatIsJustGoingOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := write(0x4010, cellA)
		written := r.broadcast(w)
		synctest.Wait()
		stopped := r.broadcast(stopOf(w))
		synctest.Wait()
		m := p.hear().(*WriteReplace)
		p.expect(&Kill{w.MessageID, w.Serial, cgis(IDOf(cellA, CGI)), Basic})
		p.say(complete(m))
		if got := <-written; got.err != nil {
			t.Errorf("the write: %v", got.err)
		}
		p.say(&KillComplete{w.MessageID, w.Serial, Done{Channel: Basic}})
		if got := <-stopped; got.err != nil {
			t.Errorf("the stop: %v", got.err)
		}
	})
}

func TestStopWhoseTimeIsUpWhileItsWriteIsGoingOutIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := write(0x4010, cellA)
		written := r.broadcast(w)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		got := <-r.broadcastUntil(ctx, stopOf(w))
		wantNotSent(t, got, false)
		if !errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("the stop: %v", got.err)
		}
		p.say(complete(p.hear().(*WriteReplace)))
		if got := <-written; got.err != nil {
			t.Errorf("the write: %v", got.err)
		}
	})
}

// A primary notification and its text may have one key, and a stop is for one
// of the two.
func TestStopOfAPrimaryLeavesTheTextThatIsNotOutYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{Window: 3})
		p := r.ready()
		r.broadcast(write(0x4020, cellA))
		m := p.hear().(*WriteReplace)
		text := write(0x7000, cellA)
		text.MessageID = cbc.ETWSEarthquake
		r.broadcast(text)
		synctest.Wait()
		primary := cbc.Warning{MessageID: text.MessageID, Serial: text.Serial, Area: text.Area, ETWS: &cbc.ETWS{Type: 0x0180}}
		r.broadcast(stopOf(primary))
		p.expect(&Kill{text.MessageID, text.Serial, cgis(IDOf(cellA, CGI)), NoChannel})
		p.say(&KillComplete{text.MessageID, text.Serial, Done{Channel: NoChannel}})
		p.say(complete(m))
		if m, ok := p.hear().(*WriteReplace); !ok || m.Serial != text.Serial {
			t.Errorf("heard %+v, want the text", m)
		}
	})
}
