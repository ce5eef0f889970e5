package dispatcher

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"bongsu/cbc"
	"bongsu/templates"
)

// A reply is how a pretended peer takes one warning.
type reply func(ctx context.Context, w cbc.Warning) (cbc.Report, error)

func accept(context.Context, cbc.Warning) (cbc.Report, error) { return cbc.Report{}, nil }

func refuse(context.Context, cbc.Warning) (cbc.Report, error) {
	return cbc.Report{Cause: cbc.CauseOther, Detail: "not today"}, nil
}

func lose(context.Context, cbc.Warning) (cbc.Report, error) {
	return cbc.Report{}, &cbc.LostError{Err: errors.New("no answer")}
}

func fail(context.Context, cbc.Warning) (cbc.Report, error) {
	return cbc.Report{}, &cbc.NotSentError{Err: errors.New("no connection")}
}

func silence(ctx context.Context, _ cbc.Warning) (cbc.Report, error) {
	<-ctx.Done()
	return cbc.Report{}, &cbc.LostError{Err: ctx.Err()}
}

// A peer is a link whose other end is a script; when it is over it accepts.
type peer struct {
	mu     sync.Mutex // guards the rest
	script []reply
	heard  []string
	notice func(cbc.Notice)
}

func (p *peer) Run(ctx context.Context, heard func(cbc.Notice)) error {
	p.mu.Lock()
	p.notice = heard
	p.mu.Unlock()
	heard(cbc.Notice{Kind: cbc.Ready})
	<-ctx.Done()
	return ctx.Err()
}

func (p *peer) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	p.mu.Lock()
	r := reply(accept)
	if len(p.script) > 0 {
		r, p.script = p.script[0], p.script[1:]
	}
	line := fmt.Sprintf("%s %s", w.Action, w.Text)
	if w.Repeated {
		line += " again"
	}
	p.heard = append(p.heard, line)
	p.mu.Unlock()
	return r(ctx, w)
}

func (p *peer) lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.heard)
}

// A trial is one link with its owner at work, in a bubble of pretended time.
type trial struct {
	t      *testing.T
	ledger *memory
	peer   *peer
	owner  *owner
}

func owning(t *testing.T, script []reply, play func(*trial)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &peer{script: script}
		m := newMemory()
		l := &Link{Name: "bsc", Plane: Live, Window: 2, Carry: p}
		x := &trial{t, m, p, newOwner(l, m, zap.NewNop(), func(Observation) {})}
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			x.owner.run(ctx)
			close(over)
		}()
		synctest.Wait()
		play(x)
		cancel()
		<-over
	})
}

// say makes an alert owed whose only text is the reference.
func (x *trial) say(kind Kind, ref string, class templates.Class) {
	c := composed(kind, ref, uint16(kindOrder[kind]), time.Now())
	if kind != KindCancel {
		mono(c)
		c.Draft.Class, c.Draft.Parts[0].Texts = class, []string{ref}
	}
	_, _ = x.ledger.Admit(context.Background(), Record{}, c)
	x.owner.rouse()
	synctest.Wait()
}

func (x *trial) after(d time.Duration) {
	t := time.NewTimer(d)
	<-t.C
	synctest.Wait()
}

func (x *trial) heard(want ...string) {
	x.t.Helper()
	if got := x.peer.lines(); !slices.Equal(got, want) {
		x.t.Errorf("the peer heard %q, want %q", got, want)
	}
}

func (x *trial) outcomes(want ...cbc.Outcome) {
	x.t.Helper()
	if got := x.ledger.outcomes(); !slices.Equal(got, want) {
		x.t.Errorf("outcomes %v, want %v", got, want)
	}
}

func TestAnAlertGoesTheMomentItIsOwed(t *testing.T) {
	owning(t, nil, func(x *trial) {
		begun := time.Now()
		x.say(KindAlert, "a", templates.Urgent)
		x.heard("write a")
		x.outcomes(cbc.Accepted)
		if took := time.Since(begun); took != 0 {
			t.Errorf("it waited %v", took)
		}
		x.after(time.Hour / 2)
		x.heard("write a")
	})
}

func TestARefusedWarningIsTriedAgainAfterAPause(t *testing.T) {
	owning(t, []reply{refuse, refuse}, func(x *trial) {
		x.say(KindAlert, "a", templates.Urgent)
		x.outcomes(cbc.Refused)
		x.after(10 * time.Second)
		x.outcomes(cbc.Refused, cbc.Refused, cbc.Accepted)
	})
}

func TestALostWarningIsRepeatedAtOnceAndMarked(t *testing.T) {
	owning(t, []reply{lose}, func(x *trial) {
		x.say(KindAlert, "a", templates.Urgent)
		x.heard("write a", "write a again")
		x.outcomes(cbc.Lost, cbc.Accepted)
	})
}

func TestAFailedWarningGoesWhenTheLinkIsReady(t *testing.T) {
	owning(t, []reply{fail}, func(x *trial) {
		x.say(KindAlert, "a", templates.Urgent)
		x.outcomes(cbc.Failed)
		x.peer.notice(cbc.Notice{Kind: cbc.Ready})
		synctest.Wait()
		x.outcomes(cbc.Failed, cbc.Accepted)
	})
}

func TestSilentAdvisoriesHoldUpNothing(t *testing.T) {
	owning(t, []reply{silence, silence}, func(x *trial) {
		x.say(KindAlert, "a", templates.Info)
		x.say(KindAlert, "b", templates.Info)
		x.say(KindAlert, "c", templates.Info)
		x.heard("write a", "write b")
		x.say(KindAlert, "critical", templates.Critical)
		x.heard("write a", "write b", "write critical")
	})
}

func TestAStopFollowsAWriteThatIsNotAnswered(t *testing.T) {
	owning(t, []reply{silence}, func(x *trial) {
		x.say(KindAlert, "a", templates.Info)
		x.say(KindCancel, "a", 0)
		x.heard("write a", "stop a")
	})
}

func TestAWriteThatIsBeingStoredIsNotStopped(t *testing.T) {
	owning(t, nil, func(x *trial) {
		var hold chan struct{}
		x.ledger.stored = func() { <-hold }
		hold = make(chan struct{})
		x.say(KindAlert, "a", templates.Urgent)
		x.owner.rouse()
		synctest.Wait()
		x.heard("write a")
		close(hold)
		synctest.Wait()
		x.heard("write a")
	})
}

func TestCellsThatForgetAreToldAgain(t *testing.T) {
	owning(t, nil, func(x *trial) {
		x.say(KindAlert, "a", templates.Urgent)
		x.peer.notice(cbc.Notice{Kind: cbc.Forgot})
		synctest.Wait()
		x.heard("write a", "write a again")
		if x.ledger.reopens != 1 {
			t.Errorf("the ledger was told %d times", x.ledger.reopens)
		}
	})
}

// The peer confirms, starts again and says so, and only then is its answer
// stored: what it confirmed is gone.
func TestAnAnswerFromBeforeTheCellsForgotCountsForNothing(t *testing.T) {
	var answer chan struct{}
	late := func(context.Context, cbc.Warning) (cbc.Report, error) {
		<-answer
		return cbc.Report{}, nil
	}
	owning(t, []reply{late}, func(x *trial) {
		answer = make(chan struct{})
		x.say(KindAlert, "a", templates.Urgent)
		x.peer.notice(cbc.Notice{Kind: cbc.Forgot})
		synctest.Wait()
		x.heard("write a")
		close(answer)
		synctest.Wait()
		x.heard("write a", "write a again")
		x.outcomes(cbc.Accepted, cbc.Accepted)
	})
}

func TestAttemptsUnderWayAreStoredBeforeTheOwnerEnds(t *testing.T) {
	var ledger *memory
	owning(t, []reply{silence}, func(x *trial) {
		ledger = x.ledger
		x.say(KindAlert, "a", templates.Urgent)
	})
	if got := ledger.outcomes(); !slices.Equal(got, []cbc.Outcome{cbc.Lost}) {
		t.Errorf("outcomes %v, want lost", got)
	}
}

// An outcome that could not be stored must not be lost: the peer has it.
func TestAnOutcomeThatCannotBeStoredIsNotForgotten(t *testing.T) {
	owning(t, nil, func(x *trial) {
		x.owner.ledger = &forgetful{x.ledger, 1}
		x.say(KindAlert, "f", templates.Critical) // accepted, not stored
		x.say(KindCancel, "f", templates.Critical)
		x.after(time.Minute)
		got := x.peer.lines()
		if len(got) == 0 || got[len(got)-1] != "stop f" {
			t.Errorf("cancelled, and the peer, which has it on air, heard %q", got)
		}
	})
}

// A link that has changed its plane tells nothing of the other plane.
func TestALinkTellsOnlyItsOwnPlane(t *testing.T) {
	owning(t, nil, func(x *trial) {
		x.owner.link.Plane = Exercise // the configuration has changed since the alert became owed
		x.say(KindAlert, "f", templates.Critical)
		if got := x.peer.lines(); len(got) != 0 {
			t.Errorf("a live alert on an exercise link: %q", got)
		}
	})
}

// Stops that follow unanswered advisories must leave a critical alert its place.
func TestRecallsLeaveACriticalAlertItsPlace(t *testing.T) {
	owning(t, []reply{silence, silence, silence, silence}, func(x *trial) { // a silent peer, window 2
		x.say(KindAlert, "a", templates.Info)
		x.say(KindAlert, "b", templates.Info)
		x.say(KindCancel, "a", 0)
		x.say(KindCancel, "b", 0)
		x.say(KindAlert, "critical", templates.Critical)
		x.after(10 * time.Second)
		if got := x.peer.lines(); !slices.Contains(got, "write critical") {
			t.Errorf("after 10 s the peer has been sent %q", got)
		}
	})
}

// Cells that forgot are told at once, however long others of them have refused.
func TestCellsThatForgetDoNotWaitForThoseThatRefuse(t *testing.T) {
	owning(t, []reply{refuse, refuse, refuse, refuse, refuse, refuse}, func(x *trial) {
		x.say(KindAlert, "a", templates.Critical)
		x.after(20 * time.Second) // the pause has grown
		before := len(x.peer.lines())
		x.peer.notice(cbc.Notice{Kind: cbc.Forgot})
		x.after(time.Millisecond)
		if len(x.peer.lines()) == before {
			t.Error("the cells are back and are told nothing")
		}
	})
}

// A forgetful ledger cannot store the first outcome.
type forgetful struct {
	*memory
	fails int
}

func (f *forgetful) Settle(ctx context.Context, d Delivery, s Settlement) error {
	if f.fails > 0 {
		f.fails--
		return errors.New("disk full")
	}
	return f.memory.Settle(ctx, d, s)
}

func TestWhatCellsForgotBeforeAWriteIsNotAboutTheWrite(t *testing.T) {
	owning(t, nil, func(x *trial) {
		held, free := make(chan struct{}), make(chan struct{})
		x.owner.seen = func(o Observation) { // holds the owner up until both have come
			if o.Notice != nil && o.Notice.Kind == cbc.Said {
				close(held)
				<-free
			}
		}
		x.peer.notice(cbc.Notice{Kind: cbc.Said})
		<-held
		x.say(KindAlert, "news", templates.Info)
		x.peer.notice(cbc.Notice{Kind: cbc.Forgot})
		close(free)
		x.after(5 * time.Second)
		x.heard("write news")
	})
}
