package cbsp

import (
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

func TestWhatIsPreparedGoesOutAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		bsc := r.ready()
		w := write(0x4010, cellA, cellB)
		r.link.Prepare(w)
		x, ok := r.link.ahead.Take(&w)
		if !ok {
			t.Fatal("nothing was prepared")
		}
		r.link.ahead.Put(w, x)
		done := r.broadcast(w)
		m := bsc.hear().(*WriteReplace)
		want, _ := Parse(x.message(0))
		if m.Serial != want.(*WriteReplace).Serial || len(m.Pages) != len(want.(*WriteReplace).Pages) {
			t.Errorf("heard %+v, prepared %+v", m, want)
		}
		bsc.say(complete(m))
		if res := <-done; res.err != nil || res.r.Outcome(&w) != cbc.Accepted {
			t.Errorf("report %+v", res)
		}
		if _, ok := r.link.ahead.Take(&w); ok {
			t.Error("it is still prepared")
		}
	})
}

// A number of broadcasts that was reckoned a while ago would go on after the
// expiry.
func TestWhatWasPreparedLongAgoIsEncodedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		bsc := r.ready()
		w := write(0x4010, cellA)
		w.Expires, w.Period, w.Broadcasts = time.Now().Add(time.Minute), 2*time.Second, 0
		r.link.Prepare(w)
		x, _ := r.link.ahead.Take(&w)
		m, _ := Parse(x.message(0))
		early := m.(*WriteReplace).Broadcasts
		r.link.ahead.Put(w, x)
		<-time.After(5 * time.Second)
		r.broadcast(w)
		if m := bsc.hear().(*WriteReplace); m.Broadcasts >= early {
			t.Errorf("%d broadcasts, as many as five seconds before", m.Broadcasts)
		}
	})
}

func TestAStopAndAnythingWithoutAPeerAreNotPrepared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		w := write(0x4010, cellA)
		r.link.Prepare(w)
		if _, ok := r.link.ahead.Take(&w); ok {
			t.Error("prepared without a peer")
		}
		r.ready()
		stop := stopOf(w)
		r.link.Prepare(stop)
		if _, ok := r.link.ahead.Take(&stop); ok {
			t.Error("a stop is prepared, whose cells depend on what was confirmed")
		}
	})
}
