package smpp

import (
	"testing"
	"testing/synctest"

	"bongsu/cbc"
)

func TestWhatIsPreparedGoesOutAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		w := warning(4660)
		r.Link.Prepare(w)
		o, ok := r.Link.ahead.Take(&w)
		if !ok {
			t.Fatal("nothing was prepared")
		}
		r.Link.ahead.Put(w, o)
		answer := r.start(w)
		p := peer.next(Broadcast)
		want, err := Parse(o.frame)
		if err != nil {
			t.Fatal(err)
		}
		var got, prepared BroadcastSM
		if got.Read(p) != nil || prepared.Read(want) != nil || string(got.Payload) != string(prepared.Payload) || got.Reference != 4660 {
			t.Errorf("heard %+v, prepared %+v", got, prepared)
		}
		peer.accept(p, "b1")
		if got := <-answer; got.err != nil || got.Outcome(&w) != cbc.Accepted {
			t.Errorf("report %+v", got)
		}
		if _, ok := r.Link.ahead.Take(&w); ok {
			t.Error("it is still prepared")
		}
		r.down(peer)
	})
}

func TestAStopIsNotPrepared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		stop := stopOf(warning(1))
		r.Link.Prepare(stop)
		if _, ok := r.Link.ahead.Take(&stop); ok {
			t.Error("a stop is prepared")
		}
		r.down(peer)
	})
}
