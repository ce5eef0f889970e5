package smpp

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// two starts a link with two binds, and returns the peers in the order in which
// they were bound.
func two(t *testing.T, c Config) (r *rig, first, second *centre) {
	c.Binds = 2
	r = run(t, c)
	first, second = <-r.dialled, <-r.dialled
	first.bound()
	r.expect(cbc.Ready)
	second.bound()
	r.expect(cbc.Said)
	return r, first, second
}

func (r *rig) downBoth(a, b *centre) {
	go r.stop()
	for _, c := range []*centre{a, b} {
		go func() { c.refuse(c.next(Unbind), OK); c.gone() }()
	}
	r.stop()
	synctest.Wait()
}

func TestSeveralBindsAreOneLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.ForgetOnReconnect = false
		r, first, second := two(t, c)
		one := r.start(warning(1))
		req := first.next(Broadcast)
		other := r.start(warning(2)) // to the one with less before it
		second.accept(second.next(Broadcast), "b2")
		if got := <-other; got.err != nil || got.Reference != "b2" {
			t.Errorf("%+v", got)
		}
		second.conn.Close()
		r.expect(cbc.Said) // not down: one is left
		first.accept(req, "b1")
		if got := <-one; got.err != nil {
			t.Errorf("%v", got.err)
		}
		again := <-r.dialled
		again.bound()
		r.expect(cbc.Said)
		r.downBoth(first, again)
	})
}

func TestStopFollowsItsWriteOnTheSameBind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, first, second := two(t, config())
		write := r.start(warning(1))
		req := first.next(Broadcast)
		stop := r.start(stopOf(warning(1)))
		first.refuse(first.next(CancelBroadcast), OK) // though the second has nothing to do
		first.accept(req, "b1")
		if got := <-write; got.err != nil {
			t.Errorf("write: %v", got.err)
		}
		if got := <-stop; got.err != nil {
			t.Errorf("stop: %v", got.err)
		}
		r.downBoth(first, second)
	})
}

func TestForgottenIsSaidWhenTheLastBindWasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.ForgetOnReconnect, c.Binds = true, 2
		r := run(t, c)
		first, second := <-r.dialled, <-r.dialled
		first.bound()
		r.expect(cbc.Forgot)
		r.expect(cbc.Ready)
		second.bound()
		r.expect(cbc.Said)
		first.conn.Close()
		r.expect(cbc.Said)
		second.conn.Close()
		r.expect(cbc.Down)
		first, second = <-r.dialled, <-r.dialled
		first.bound()
		r.expect(cbc.Forgot)
		r.expect(cbc.Ready)
		second.bound()
		r.expect(cbc.Said)
		r.downBoth(first, second)
	})
}

// A PDU that comes an octet a second is read when it is whole; one that never
// ends is not waited for, though every octet is a sign of life.
func TestPDUMayComeOctetByOctetButNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		go func() { _, _ = io.Copy(io.Discard, peer.r) }()
		drip := func(b []byte) {
			for i := range b {
				<-time.After(time.Second)
				if _, err := peer.conn.Write(b[i : i+1]); err != nil {
					return
				}
			}
		}
		drip(answerOf(t, Plain{AlertNotification, OK}))
		drip(answerOf(t, Plain{EnquireLink, OK}))
		select {
		case n := <-r.notices:
			t.Fatalf("told %v %q", n.Kind, n.Text)
		default:
		}
		began := time.Now()
		b := make([]byte, 600)
		b[2], b[3], b[7] = 2, 88, 5
		drip(b)
		if n := r.expect(cbc.Down); time.Since(began) > 10*time.Minute || n.Err == nil {
			t.Errorf("down after %v: %v", time.Since(began), n.Err)
		}
		r.stop()
	})
}

func TestDeliveriesThatAreTooManyArePutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		heard := make(chan string)
		c.Deliver = deliverTo(heard)
		r, peer := up(t, c)
		const n = inboxFrames + 11
		off := make(chan int)
		go func() {
			count := 0
			for range n {
				if p := peer.next(DeliverResp); p.Status() == TemporaryAppError {
					count++
				}
			}
			off <- count
		}()
		for i := range uint32(n) {
			peer.send(receiptOf("id:7 stat:DELIVRD"), i+1)
			synctest.Wait()
		}
		for range inboxFrames + 1 {
			<-heard
		}
		if got := <-off; got != 10 {
			t.Errorf("%d were put off, want 10", got)
		}
		r.down(peer)
	})
}

func TestDeliveryThatNobodyWantsIsRefusedForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		peer.send(receiptOf("id:7 stat:DELIVRD"), 5)
		if p := peer.next(DeliverResp); p.Status() != PermanentAppError {
			t.Errorf("answered with %v", p.Status())
		}
		peer.send(&DataSM{TLVs: []TLV{{MessagePayload, []byte("a")}}}, 6)
		if p := peer.next(DataResp); p.Status() != PermanentAppError || p.Sequence() != 6 {
			t.Errorf("answered with %v", p.Status())
		}
		r.down(peer)
	})
}
