package smpp

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

func TestPeerIsReadyWhenItHasAnsweredTheBind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t, config())
		peer := <-r.dialled
		var m Bind
		req := peer.next(BindTransceiver)
		if err := m.Read(req); err != nil || m != (Bind{Command: BindTransceiver, SystemID: "bongsu", Password: "secret12", Version: 0x50}) {
			t.Errorf("bound as %+v, %v", m, err)
		}
		if sure, _ := notSent(func() error { _, err := r.Broadcast(t.Context(), warning(1)); return err }()); !sure {
			t.Error("a warning was taken before the bind was answered")
		}
		peer.send(&BindResp{SystemID: "CBC1", Version: 0x50}, req.Sequence())
		if n := r.expect(cbc.Ready); n.Text != "CBC1, SMPP 5.0" {
			t.Errorf("ready as %q", n.Text)
		}
		r.down(peer)
	})
}

func TestRefusedBindIsHeldBackWhenMoreTriesWouldLockTheAccount(t *testing.T) {
	for s, locked := range map[Status]bool{AlreadyBound: true, BindFailed: true, InvalidPassword: true, InvalidSystemID: true, SystemError: false} {
		synctest.Test(t, func(t *testing.T) {
			r := run(t, config())
			peer := <-r.dialled
			peer.refuse(peer.next(BindTransceiver), s)
			n := r.expect(cbc.Down)
			var refused *BindError
			if !errors.As(n.Err, &refused) || refused.Status != s {
				t.Errorf("down for %v, want %v", n.Err, s)
			}
			began := time.Now()
			again := <-r.dialled
			if wait := time.Since(began); (wait == 30*time.Second) != locked || !locked && wait > 600*time.Millisecond {
				t.Errorf("after %v the next try came in %v", s, wait)
			}
			again.bound()
			r.expect(cbc.Ready)
			r.down(again)
		})
	}
}

func TestTriesComeEverMoreSlowlyUpToFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t, config())
		(<-r.dialled).conn.Close()
		for _, want := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second} {
			began := time.Now()
			(<-r.dialled).conn.Close()
			if d := time.Since(began); d < want*8/10 || d > want*12/10 {
				t.Errorf("next try after %v, want %v ± 20 %%", d, want)
			}
		}
		r.stop()
	})
}

func TestBindWithoutAnAnswerIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t, config())
		began := time.Now()
		peer := <-r.dialled
		peer.next(BindTransceiver)
		peer.gone()
		r.expect(cbc.Down)
		if d := time.Since(began); d != 3*time.Second {
			t.Errorf("given up after %v, want 3s", d)
		}
		r.stop()
	})
}

func TestDeadPeerIsSeenWithinNineSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		began := time.Now()
		answer := r.start(warning(1))
		peer.next(Broadcast)
		peer.next(EnquireLink)
		peer.next(EnquireLink)
		n := r.expect(cbc.Down)
		if d := time.Since(began); d > 9*time.Second || !strings.Contains(n.Text, "silent for 9s") {
			t.Errorf("down after %v: %s", d, n.Text)
		}
		if got := <-answer; !lost(got.err) {
			t.Errorf("the warning it had been given: %v, want lost", got.err)
		}
		r.stop()
	})
}

func TestAnySignOfLifeKeepsTheLinkUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		peer.refuse(peer.next(EnquireLink), OK)
		peer.next(EnquireLink)
		peer.send(Plain{GenericNack, InvalidCommandID}, 0) // no answer to it, but a sign
		<-time.After(4 * time.Second)
		peer.send(Plain{EnquireLink, OK}, 77)
		if p := peer.next(EnquireLinkResp); p.Sequence() != 77 {
			t.Errorf("answered with sequence number %d", p.Sequence())
		}
		began := time.Now()
		peer.refuse(peer.next(EnquireLink), OK)
		if d := time.Since(began); d != 5*time.Second {
			t.Errorf("asked after %v of silence, want 5s", d)
		}
		r.down(peer)
	})
}

func TestWhatThePeerAsksIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var strayed []error
		c := config()
		c.Trace.Strayed = func(_ []byte, err error) { strayed = append(strayed, err) }
		r, peer := up(t, c)
		for seq, command := range []Command{Submit, 0x00010200, BindTransceiver} { // none that a centre makes, one of a vendor
			peer.send(Plain{command, OK}, uint32(seq+1))
			p := peer.next(GenericNack)
			if p.Status() != InvalidCommandID || p.Sequence() != uint32(seq+1) {
				t.Errorf("%v was answered with %v for %d", command, p.Status(), p.Sequence())
			}
		}
		peer.send(Plain{AlertNotification, OK}, 9) // has no answer
		peer.send(Plain{EnquireLink, OK}, 10)
		peer.next(EnquireLinkResp)
		if len(strayed) != 4 {
			t.Errorf("%d strayed, want 4: %v", len(strayed), strayed)
		}
		r.down(peer)
	})
}

func TestUnbindOfThePeerIsAnsweredAndTheLinkComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		peer.send(Plain{Unbind, OK}, 5)
		if p := peer.next(UnbindResp); p.Sequence() != 5 {
			t.Errorf("answered with sequence number %d", p.Sequence())
		}
		peer.gone()
		if n := r.expect(cbc.Down); !errors.Is(n.Err, errUnbound) {
			t.Errorf("down for %v", n.Err)
		}
		again := <-r.dialled
		again.bound()
		r.expect(cbc.Ready)
		r.down(again)
	})
}

func TestLengthThatCannotBeIsAnsweredAndEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		peer.conn.Write([]byte{0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 42})
		if p := peer.next(GenericNack); p.Status() != InvalidCommandLength || p.Sequence() != 42 {
			t.Errorf("answered with %v for %d", p.Status(), p.Sequence())
		}
		peer.gone()
		r.expect(cbc.Down)
		r.stop()
	})
}

func TestUnbindWithoutAnAnswerHoldsUpTheEndForTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		began := time.Now()
		stopped := make(chan struct{})
		go func() { defer close(stopped); r.stop() }()
		peer.next(Unbind)
		<-stopped
		if d := time.Since(began); d != 2*time.Second {
			t.Errorf("the end took %v, want 2s", d)
		}
	})
}

func TestPeerThatStopsReadingHoldsUpNobodyForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := up(t, config())
		first, second := r.start(warning(1)), r.start(warning(2))
		began := time.Now()
		for _, c := range []chan result{first, second} {
			if sure, permanent := notSent((<-c).err); !sure || permanent {
				t.Error("what the peer never read is not known to be unsent")
			}
		}
		if d := time.Since(began); d > 2*time.Second {
			t.Errorf("known after %v, want 2s", d)
		}
		r.expect(cbc.Down)
		r.stop()
	})
}

func TestPartOfAWarningIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		answer := r.start(warning(1))
		if _, err := io.ReadFull(peer.conn, make([]byte, 40)); err != nil { // of more than 200
			t.Fatal(err)
		}
		peer.conn.Close()
		if sure, permanent := notSent((<-answer).err); !sure || permanent {
			t.Error("half a warning is not known to be unsent")
		}
		r.expect(cbc.Down)
		r.stop()
	})
}

func TestConnectionThatBreaksBeforeTheAnswerLosesTheWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		answer := r.start(warning(1))
		peer.next(Broadcast)
		peer.conn.Close()
		if got := <-answer; !lost(got.err) {
			t.Errorf("error %v, want lost", got.err)
		}
		r.expect(cbc.Down)
		if sure, permanent := notSent(func() error { _, err := r.Broadcast(t.Context(), warning(2)); return err }()); !sure || permanent {
			t.Error("a warning for a link that is down must be unsent")
		}
		r.stop()
	})
}

func TestUnansweredRequestIsLostAndItsLateAnswerPassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Window, c.ResponseTimeout = 1, 4*time.Second
		strayed := 0
		c.Trace.Strayed = func([]byte, error) { strayed++ }
		r, peer := up(t, c)
		began := time.Now()
		answer := r.start(warning(1))
		late := peer.next(Broadcast)
		if got := <-answer; !lost(got.err) || !errors.Is(got.err, errUnanswered) {
			t.Errorf("error %v, want lost", got.err)
		}
		if d := time.Since(began); d != 4*time.Second {
			t.Errorf("lost after %v, want 4s", d)
		}
		answer = r.start(warning(2))
		req := peer.next(Broadcast)
		peer.accept(late, "late")
		peer.accept(req, "b2")
		if got := <-answer; got.err != nil || got.Reference != "b2" {
			t.Errorf("the next one was answered with %+v", got)
		}
		if strayed != 1 {
			t.Errorf("%d strayed, want the late answer", strayed)
		}
		r.down(peer)
	})
}

// A machine that stood still for longer than the response timeout finds the
// timer and the answer waiting, in any order.
func TestAnswerIsReadThoughTheProcessStoodStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		answer := r.start(warning(1))
		req := peer.next(Broadcast)
		synctest.Wait()
		s, err := r.pick()
		if err != nil {
			t.Fatal(err)
		}
		s.mu.Lock() // as if all had been due long ago
		s.due = s.due.Add(-time.Minute)
		for _, c := range s.window.calls {
			c.deadline = c.deadline.Add(-time.Minute)
		}
		s.mu.Unlock()
		s.expire()
		peer.accept(req, "b1")
		if got := <-answer; got.err != nil || got.Reference != "b1" {
			t.Errorf("%+v", got)
		}
		answer = r.start(warning(2))
		began := time.Now()
		peer.next(Broadcast)
		if got := <-answer; !lost(got.err) || time.Since(began) > 6*time.Second {
			t.Errorf("%v after %v", got.err, time.Since(began))
		}
		go func() {
			for {
				if p, err := ReadFrame(peer.r); err != nil || commandOf(p) == Unbind {
					return
				}
			}
		}()
		r.stop()
	})
}

// Centres number their requests from 1, as we do.
func TestRequestOfThePeerWithOurNumberAnswersNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		answer := r.start(warning(1))
		req := peer.next(Broadcast)
		peer.send(Plain{EnquireLink, OK}, req.Sequence())
		peer.next(EnquireLinkResp)
		peer.send(Plain{CancelBroadcastResp, OK}, 0) // answers nothing of ours
		wrong := Plain{CancelBroadcastResp, OK}      // our number, another command
		peer.send(wrong, req.Sequence())
		peer.accept(req, "b1")
		if got := <-answer; got.err != nil || got.Reference != "b1" {
			t.Errorf("answered with %+v", got)
		}
		r.down(peer)
	})
}

func TestAnswerThatCannotBeReadLosesTheWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, peer := up(t, config())
		answer := r.start(warning(1))
		req := peer.next(Broadcast)
		b, _ := (Plain{CancelBroadcastResp, OK}).appendTo(nil)
		b[4], b[6], b[7] = 0x80, 0x01, 0x11 // a broadcast_sm_resp without a message_id
		number(b, req.Sequence())
		peer.conn.Write(b)
		if got := <-answer; !lost(got.err) {
			t.Errorf("error %v, want lost", got.err)
		}
		r.down(peer)
	})
}

func TestSequenceNumbersStayWithinBounds(t *testing.T) {
	w := newWindow(10)
	for _, turn := range []uint32{0, 1, 1<<27 - 2, 1<<27 - 1, 1 << 27} {
		w.turn = turn
		c := w.take(bulk)
		c.lane, c.phase = bulk, sent
		w.number(c)
		seq := c.seq
		if seq == 0 || seq > maxSequence {
			t.Errorf("turn %d has sequence number %#x", turn, seq)
		}
		if w.find(seq) != c || w.find(seq+1<<w.shift) != nil || w.find(0xFFFFFFFF) != nil {
			t.Errorf("turn %d is not found by its number alone", turn)
		}
		w.giveBack(c)
		if w.find(seq) != nil {
			t.Errorf("turn %d is found after its end", turn)
		}
	}
}

func TestPasswordIsNotTraced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent [][]byte
		c := config()
		c.Trace.Sent = func(b []byte) { sent = append(sent, bytes.Clone(b)) }
		r, peer := up(t, c)
		r.down(peer)
		if len(sent) != 2 || !bytes.Contains(sent[0], []byte("bongsu\x00********\x00")) {
			t.Errorf("traced %q", sent)
		}
		if slices.ContainsFunc(sent, func(b []byte) bool { return bytes.Contains(b, []byte("secret12")) }) {
			t.Error("the password was traced")
		}
	})
}
