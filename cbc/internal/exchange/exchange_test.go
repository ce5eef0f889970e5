package exchange

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// A peer is the other end: it keeps what it was sent.
type peer struct {
	x    *Exchange[string]
	sent chan string
	hung bool
}

func newPeer(window int) *peer {
	p := &peer{sent: make(chan string, 100)}
	p.x = New[string](Config{
		Window: window, Timeout: 10 * time.Second, Trace: new(cbc.Trace),
		Send: func(b []byte) error { p.sent <- string(b); return nil },
		Hang: func() { p.hung = true },
	})
	return p
}

func key(code uint16, kind uint8) Key {
	return Key{cbc.Key{MessageID: 4370, Serial: cbc.NewSerial(cbc.PLMNWide, code, 0)}, kind}
}

func order(k Key, a cbc.Action) Order {
	r := Regular
	if a == cbc.Stop {
		r = Stops
	}
	return Order{Key: k, Rank: r, Octets: []byte(a.String()), Warning: &cbc.Warning{Action: a, MessageID: k.MessageID, Serial: k.Serial}}
}

// start does o in the background.
func (p *peer) start(ctx context.Context, o Order) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := p.x.Do(ctx, o)
		ended <- err
	}()
	synctest.Wait()
	return ended
}

func TestAnAnswerWakesItsOwnRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(3)
		a := p.start(t.Context(), order(key(1, 0), cbc.Write))
		s := p.start(t.Context(), order(key(1, 1), cbc.Stop))
		if !p.x.Answer(key(1, 1), "stopped") || p.x.Answer(key(1, 1), "again") || p.x.Answer(key(2, 0), "what") {
			t.Error("an answer found the wrong request")
		}
		if err := <-s; err != nil {
			t.Error(err)
		}
		p.x.Answer(key(1, 0), "written")
		if err := <-a; err != nil {
			t.Error(err)
		}
	})
}

func TestSilenceIsLostAndNoPlaceIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(3) // one place for regular requests
		first := p.start(t.Context(), order(key(1, 0), cbc.Write))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		second := p.start(ctx, order(key(2, 0), cbc.Write))
		stop := p.start(t.Context(), order(key(3, 1), cbc.Stop))
		var unsent *cbc.NotSentError
		if err := <-second; !errors.As(err, &unsent) {
			t.Errorf("without a place: %v", err)
		}
		var lost *cbc.LostError
		if err := <-first; !errors.As(err, &lost) {
			t.Errorf("without an answer: %v", err)
		}
		if err := <-stop; !errors.As(err, &lost) {
			t.Errorf("the stop: %v", err)
		}
		if len(p.sent) != 2 {
			t.Errorf("%d messages were sent", len(p.sent))
		}
	})
}

func TestAStopEndsItsWriteThatIsNotOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(3)
		p.start(t.Context(), order(key(1, 0), cbc.Write))
		waits := p.start(t.Context(), order(key(2, 0), cbc.Write))
		stop := p.start(t.Context(), order(key(2, 1), cbc.Stop))
		if err := <-waits; !errors.Is(err, ErrWithdrawn) {
			t.Errorf("the write: %v", err)
		}
		p.x.Answer(key(2, 1), "stopped")
		if err := <-stop; err != nil {
			t.Error(err)
		}
		p.x.End(io.EOF)
	})
}

func TestTheEndOfAConnectionEndsItsRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(3)
		sent := p.start(t.Context(), order(key(1, 0), cbc.Write))
		waits := p.start(t.Context(), order(key(2, 0), cbc.Write))
		p.x.End(io.ErrUnexpectedEOF)
		p.x.End(io.EOF)
		var lost *cbc.LostError
		if err := <-sent; !errors.As(err, &lost) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("what was sent: %v", err)
		}
		var unsent *cbc.NotSentError
		if err := <-waits; !errors.As(err, &unsent) {
			t.Errorf("what was not: %v", err)
		}
		if !p.hung {
			t.Error("the connection was not closed")
		}
	})
}

func TestOneKeyIsAskedForOnceAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(8)
		a := p.start(t.Context(), order(key(1, 0), cbc.Write))
		b := p.start(t.Context(), order(key(1, 0), cbc.Write))
		if len(p.sent) != 1 {
			t.Fatalf("%d were sent at once", len(p.sent))
		}
		if k, ok := p.x.Only(); !ok || k != key(1, 0) {
			t.Errorf("the only request is %v, %v", k, ok)
		}
		p.x.Answer(key(1, 0), "first")
		<-a
		synctest.Wait()
		p.x.Answer(key(1, 0), "second")
		if err := <-b; err != nil {
			t.Error(err)
		}
	})
}
