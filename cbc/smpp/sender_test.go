package smpp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// A desk is a sender that dials into the test.
type desk struct {
	*Sender
	t       *testing.T
	dialled chan *centre
	notices chan cbc.Notice
	stop    func()
}

func sender(t *testing.T, c Config) (*desk, *centre) {
	d := &desk{Sender: NewSender(c), t: t, dialled: make(chan *centre, 8), notices: make(chan cbc.Notice, 64)}
	d.dial = func(context.Context, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		d.dialled <- &centre{t, theirs, bufio.NewReader(theirs)}
		return ours, nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = d.Run(ctx, func(n cbc.Notice) { d.notices <- n }) })
	d.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	peer := <-d.dialled
	peer.bound()
	<-d.notices
	return d, peer
}

func (d *desk) down(c *centre) {
	done := make(chan struct{})
	go func() { defer close(done); d.stop() }()
	c.refuse(c.next(Unbind), OK)
	c.gone()
	<-done
}

// numbers are those of a list.
func numbers(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("8210%04d", i)
	}
	return all
}

func (c *centre) nextNumber() (*PDU, string) {
	p := c.next(Submit)
	var m SubmitSM
	if err := m.Read(p); err != nil {
		c.t.Error(err)
	}
	return p, m.Destination.Number
}

func (c *centre) take(req *PDU, id string) {
	c.send(&MessageResp{Command: SubmitResp, MessageID: id}, req.Sequence())
}

func TestSubmitSaysWhatThePeerAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conf := config()
		conf.ResponseTimeout = 3 * time.Second // before the peer is asked whether it is there
		d, peer := sender(t, conf)
		type outcome struct {
			Answer
			err error
		}
		submit := func() chan outcome {
			c := make(chan outcome, 1)
			go func() { a, err := d.Submit(t.Context(), template(t), "8210", false); c <- outcome{a, err} }()
			return c
		}
		for _, c := range []struct {
			reply func(req *PDU)
			want  Answer
		}{
			{func(req *PDU) { peer.take(req, "m1") }, Answer{OK, "m1"}},
			{func(req *PDU) { peer.refuse(req, InvalidDestination) }, Answer{Status: InvalidDestination}},
			{func(req *PDU) { peer.send(Plain{GenericNack, InvalidCommandID}, req.Sequence()) }, Answer{Status: InvalidCommandID}},
			{func(req *PDU) { peer.send(Plain{GenericNack, OK}, req.Sequence()) }, Answer{Status: UnknownError}},
		} {
			got := submit()
			req, number := peer.nextNumber()
			if number != "8210" {
				t.Errorf("sent to %q", number)
			}
			c.reply(req)
			if g := <-got; g.err != nil || g.Answer != c.want {
				t.Errorf("%+v, %v; want %+v", g.Answer, g.err, c.want)
			}
		}
		got := submit()
		peer.nextNumber()
		if g := <-got; !lost(g.err) {
			t.Errorf("without an answer: %v, want lost", g.err)
		}
		if _, err := d.Submit(t.Context(), template(t), "123456789012345678901", false); err == nil {
			t.Error("a number of 21 was sent to")
		}
		d.down(peer)
	})
}

func TestSubmitMultiNamesThoseThatWereRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, peer := sender(t, config())
		got := make(chan SubmitMultiResp, 1)
		go func() {
			r, err := d.SubmitMulti(t.Context(), &SubmitMulti{Destinations: []Destination{{Address: us()}, {List: "TOWN"}}}, false)
			if err != nil {
				t.Error(err)
			}
			got <- r
		}()
		req := peer.next(Multi)
		peer.send(&SubmitMultiResp{MessageID: "m", Failed: []FailedDestination{{us(), InvalidDestination}}}, req.Sequence())
		if r := <-got; r.MessageID != "m" || !slices.Equal(r.Failed, []FailedDestination{{us(), InvalidDestination}}) {
			t.Errorf("read as %+v", r)
		}
		d.down(peer)
	})
}

// list starts a SubmitList and returns what was told, by number, and its end.
func (d *desk) list(ctx context.Context, all []string) (told func() map[string]Submitted, end chan error) {
	var mu sync.Mutex
	got, end := map[string]Submitted{}, make(chan error, 1)
	go func() {
		end <- d.SubmitList(ctx, template(d.t), slices.Values(all), func(s Submitted) {
			mu.Lock()
			defer mu.Unlock()
			if _, twice := got[s.Number]; twice {
				d.t.Errorf("%s was told twice", s.Number)
			}
			got[s.Number] = s
		})
	}()
	return func() map[string]Submitted { mu.Lock(); defer mu.Unlock(); return got }, end
}

func TestListGoesInItsOrderAsFastAsTheWindowLets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window = 12
		d, peer := sender(t, c)
		all := numbers(3000)
		told, end := d.list(t.Context(), all)
		var waiting []*PDU
		for i, want := range all {
			req, number := peer.nextNumber()
			if number != want {
				t.Fatalf("message %d went to %s, want %s", i, number, want)
			}
			if waiting = append(waiting, req); len(waiting) == 10 || i == len(all)-1 { // the window, but for what is urgent
				for _, w := range waiting {
					peer.take(w, "m")
				}
				waiting = nil
			}
		}
		if err := <-end; err != nil || len(told()) != len(all) {
			t.Errorf("%v, %d told, want %d", err, len(told()), len(all))
		}
		d.down(peer)
	})
}

func TestListGoesOnWhereAConnectionBroke(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window = 6
		d, peer := sender(t, c)
		all := append(numbers(40), "a number that is too long by far")
		told, end := d.list(t.Context(), all)
		for range 10 {
			req, _ := peer.nextNumber()
			peer.take(req, "m")
		}
		for range 4 { // the window: these are lost
			peer.nextNumber()
		}
		peer.conn.Close()
		again := <-d.dialled
		again.bound()
		for _, want := range all[14:40] {
			req, number := again.nextNumber()
			if number != want {
				t.Fatalf("after the break went %s, want %s", number, want)
			}
			again.take(req, "m")
		}
		if err := <-end; err != nil {
			t.Fatal(err)
		}
		for i, number := range all {
			s := told()[number]
			if lost(s.Err) != (i >= 10 && i < 14) || s.Index != i {
				t.Errorf("%d: %+v", i, s)
			}
		}
		if sure, permanent := notSent(told()[all[40]].Err); !sure || !permanent {
			t.Errorf("a number that cannot be: %v", told()[all[40]].Err)
		}
		d.down(again)
	})
}

func TestListThatIsGivenUpTellsOfAllThatWasSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window = 6
		d, peer := sender(t, c)
		ctx, cancel := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		told, end := d.list(ctx, numbers(3000))
		var reqs []*PDU
		for range 4 {
			req, _ := peer.nextNumber()
			reqs = append(reqs, req)
		}
		cancel(enough)
		synctest.Wait()
		for _, req := range reqs {
			peer.take(req, "m")
		}
		if err := <-end; !errors.Is(err, enough) || len(told()) != 4 {
			t.Errorf("%v, %d told, want 4", err, len(told()))
		}
		d.down(peer)
	})
}

func TestThrottledListPausesAndKeepsItsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window, c.Rate = 6, 100
		d, peer := sender(t, c)
		all := numbers(60)
		told, end := d.list(t.Context(), all)
		var got []string
		throttled := false
		began := time.Now()
		for len(got) < len(all) {
			req, number := peer.nextNumber()
			if !throttled && number == all[20] {
				peer.refuse(req, Throttled)
				throttled, began = true, time.Now()
				continue
			}
			if throttled && time.Since(began) < time.Second && number > all[24] {
				t.Errorf("%s went %v after the refusal", number, time.Since(began))
			}
			got = append(got, number)
			peer.take(req, "m")
		}
		if err := <-end; err != nil || len(told()) != len(all) {
			t.Errorf("%v, %d told", err, len(told()))
		}
		if at := slices.Index(got, all[20]); at > 24 || !slices.IsSorted(slices.Delete(slices.Clone(got), at, at+1)) {
			t.Errorf("went in the order %v", got)
		}
		// 39 at half of 100 a second take about 0.8 s besides the pause.
		if d := time.Since(began); d < 1500*time.Millisecond || d > 2*time.Second {
			t.Errorf("the rest took %v", d)
		}
		d.down(peer)
	})
}

func TestLongNumbersOfAListAreToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, peer := sender(t, config())
		told, end := d.list(t.Context(), []string{"123456789012345678901"})
		if err := <-end; err != nil || len(told()) != 1 {
			t.Errorf("%v, %v", err, told())
		}
		d.down(peer)
	})
}
