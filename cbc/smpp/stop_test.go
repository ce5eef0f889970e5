package smpp

import (
	"errors"
	"testing"
	"testing/synctest"

	"bongsu/cbc"
)

func TestStopNamesTheBroadcast(t *testing.T) {
	for _, c := range []struct {
		peer      string
		reference uint16
		want      CancelBroadcastSM
	}{
		{"b1", 4660, CancelBroadcastSM{ServiceType: "CBS", MessageID: "b1"}},
		{"", 4660, CancelBroadcastSM{ServiceType: "CBS", Reference: 4660}},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, peer := up(t, config())
			w := stopOf(warning(c.reference))
			w.PeerReference = c.peer
			answer := r.start(w)
			p := peer.next(CancelBroadcast)
			var m CancelBroadcastSM
			if err := m.Read(p); err != nil || m != c.want {
				t.Errorf("cancelled %+v, %v; want %+v", m, err, c.want)
			}
			peer.refuse(p, OK)
			if got := <-answer; got.err != nil || got.Outcome(&w) != cbc.Accepted {
				t.Errorf("report %+v", got)
			}
			r.down(peer)
		})
	}
}

// "Cancel failed" is said of what is not there as well as of what is stuck.
func TestFailedCancelIsLookedInto(t *testing.T) {
	for name, c := range map[string]struct {
		query func(peer *centre)
		want  cbc.Outcome
	}{
		"not there": {func(peer *centre) { peer.refuse(peer.next(QueryBroadcast), BroadcastQueryFailed) }, cbc.Accepted},
		"over": {func(peer *centre) {
			peer.send(&QueryBroadcastSMResp{MessageID: "b1", State: Expired, Areas: nil}, peer.next(QueryBroadcast).Sequence())
		}, cbc.Accepted},
		"on air": {func(peer *centre) {
			peer.send(&QueryBroadcastSMResp{MessageID: "b1", State: Enroute, Areas: nil}, peer.next(QueryBroadcast).Sequence())
		}, cbc.Refused},
		"busy": {func(peer *centre) { peer.refuse(peer.next(QueryBroadcast), Throttled) }, cbc.Refused},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, peer := up(t, config())
			w := stopOf(warning(1))
			answer := r.start(w)
			peer.refuse(peer.next(CancelBroadcast), BroadcastCancelFailed)
			c.query(peer)
			if got := <-answer; got.err != nil || got.Outcome(&w) != c.want {
				t.Errorf("%s: %v, %+v", name, got.Outcome(&w), got)
			}
			r.down(peer)
		})
	}
}

func TestUnknownInAnswerToAStopMeansStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		for _, s := range []Status{InvalidMessageID, BroadcastQueryFailed, QueryFailed} {
			w := stopOf(warning(1))
			answer := r.start(w)
			peer.refuse(peer.next(CancelBroadcast), s)
			if got := <-answer; got.Cause != cbc.CauseNotIdentified || got.Outcome(&w) != cbc.Accepted {
				t.Errorf("%v: %+v", s, got)
			}
		}
		r.down(peer)
	})
}

// The peer reads nothing, so that the write of 1 is stuck and 2 behind it.
func TestStopEndsTheWriteThatIsNotOutYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		first := r.start(warning(1))
		synctest.Wait()
		second := r.start(warning(2))
		synctest.Wait()
		stop := r.start(stopOf(warning(2)))
		got := <-second
		if sure, permanent := notSent(got.err); !sure || permanent || !errors.Is(got.err, errWithdrawn) {
			t.Errorf("the write that was stopped: %v, want not sent", got.err)
		}
		peer.accept(peer.next(Broadcast), "b1")
		if got := <-first; got.err != nil {
			t.Errorf("the write in front: %v", got.err)
		}
		peer.refuse(peer.next(CancelBroadcast), InvalidMessageID)
		if got := <-stop; got.err != nil || got.Cause != cbc.CauseNotIdentified {
			t.Errorf("the stop: %+v", got)
		}
		r.down(peer)
	})
}

func TestStopFollowsItsWriteWithoutAwaitingTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		write := r.start(warning(1))
		synctest.Wait() // stuck: nobody reads
		stop := r.start(stopOf(warning(1)))
		synctest.Wait()
		w := peer.next(Broadcast)
		s := peer.next(CancelBroadcast)
		peer.refuse(s, OK)
		peer.accept(w, "b1")
		if got := <-write; got.err != nil {
			t.Errorf("write: %v", got.err)
		}
		if got := <-stop; got.err != nil {
			t.Errorf("stop: %v", got.err)
		}
		r.down(peer)
	})
}
