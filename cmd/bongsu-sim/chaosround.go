package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/simulator"
)

// A moment is when bongsu is killed.
type moment string

// The moments.
const (
	whenPublished moment = "the record is published"
	whenTold      moment = "a node sees the first request"
	whenWithheld  moment = "a node withholds its answer"
	whenAnswered  moment = "a node has answered"
	whenStatus    moment = "a status is published"
)

// allMoments are all moments, in turn.
func allMoments() []moment {
	return []moment{whenPublished, whenTold, whenWithheld, whenAnswered, whenStatus}
}

const (
	// momentLimit is how long a moment may take to come.
	momentLimit = 10 * time.Second
	// convergeLimit is how long after a start all on air may take to be right:
	// several times what the product waits for an answer.
	convergeLimit = 20 * time.Second
)

// A round is one event, one kill, and what came of them.
type round struct {
	*chaos
	event  *chaosEvent
	moment moment
	odd    bool // every other round of a moment

	violations       []string
	start, converged float64
}

func (x *chaos) round(n int) *round {
	all := allMoments()
	return &round{chaos: x, event: x.next(n), moment: all[n%len(all)], odd: n/len(all)%2 == 1}
}

func (r *round) wrong(format string, args ...any) {
	r.violations = append(r.violations, fmt.Sprintf("%s, killed when %s: ", r.event, r.moment)+fmt.Sprintf(format, args...))
}

// play publishes, kills, starts again and waits until all is right.
func (r *round) play(ctx context.Context) error {
	body, err := r.event.body(time.Now())
	if err != nil {
		return err
	}
	if r.moment == whenWithheld {
		if err := r.withhold(); err != nil {
			return err
		}
	}
	posts, since := r.posts.count(), time.Now()
	record := simulator.Record{Topic: "bongsu.p1", Key: []byte("kma"), Value: body, Headers: map[string]string{"content-type": "application/json"}}
	if _, err := r.producer.Publish(ctx, record); err != nil {
		return err
	}
	if !r.comes(ctx, posts, since) {
		r.wrong("the moment did not come within %v", momentLimit)
	}
	r.product.kill()
	r.product = nil
	began := time.Now()
	if err := r.serve(ctx); err != nil {
		return err
	}
	r.start = milliseconds(r.product.took)
	r.converge(ctx)
	r.converged = milliseconds(time.Since(began))
	r.rest(ctx)
	return ctx.Err()
}

// restTime is how long the nodes must be left in peace before the next round,
// whose moments must be its own.
const restTime = 100 * time.Millisecond

// rest waits until nothing more is asked of the nodes: after a start a base
// station controller is told again what it may have forgotten.
func (r *round) rest(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, convergeLimit)
	defer cancel()
	for before := -1; before != orders(r.country) && ctx.Err() == nil; {
		before = orders(r.country)
		wait(ctx, restTime)
	}
}

// withhold has a node that the event concerns keep its next answer back. In
// every other round it does not even do what it is asked.
func (r *round) withhold() error {
	rule := simulator.Rule{Do: simulator.LoseAnswer}
	if r.odd {
		rule.Do = simulator.Silence
	}
	concerned := r.event
	if concerned.kind == kindCancel {
		concerned = concerned.target
	}
	n := 0
	for i := range r.country.Links {
		l := r.country.Links[(i+len(r.events))%len(r.country.Links)]
		if len(concerned.reached(r.country, l)) == 0 {
			continue
		}
		write, stop := orderNames(l)
		if rule.On = write; r.event.kind == kindCancel {
			rule.On = stop
		}
		if err := l.Rules().Add(rule); err != nil {
			return err
		}
		if n++; n == 2 { // a centre and a base station controller stand side by side
			break
		}
	}
	return nil
}

// comes waits for the round's moment and reports whether it came. Posts is how
// many there were before.
func (r *round) comes(ctx context.Context, posts int, since time.Time) bool {
	ctx, cancel := context.WithTimeout(ctx, momentLimit)
	defer cancel()
	switch r.moment {
	case whenPublished:
		return true
	case whenStatus:
		return r.until(ctx, func() bool { return r.told(posts) })
	default:
	}
	match := map[moment]func(simulator.Entry) bool{
		whenTold: isOrder, whenAnswered: isAnswer,
		whenWithheld: func(e simulator.Entry) bool { return e.What == "rule" },
	}[r.moment]
	var came atomic.Bool
	var all sync.WaitGroup
	for _, l := range r.country.Links {
		all.Go(func() {
			_, err := l.Journal().Wait(ctx, func(e simulator.Entry) bool { return e.At.After(since) && match(e) })
			if err == nil && came.CompareAndSwap(false, true) {
				r.product.kill() // at once; the others are only waited for
				cancel()
			}
		})
	}
	all.Wait()
	return came.Load()
}

// told reports whether a status of the round's event has been published since
// there were so many.
func (r *round) told(posts int) bool {
	own := eventName{"kma", r.event.ref, r.event.rev}
	return slices.ContainsFunc(r.posts.since(posts), func(p post) bool { return p.Event != nil && *p.Event == own })
}

// until returns when something holds, and false if it does not before ctx is
// done.
func (x *chaos) until(ctx context.Context, holds func() bool) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-x.news:
		case <-tick.C:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// converge waits until all on air is what it must be.
func (r *round) converge(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, convergeLimit)
	defer cancel()
	if r.until(ctx, func() bool { return len(r.airViolations()) == 0 && r.heard() }) {
		return
	}
	for _, v := range r.airViolations() {
		r.wrong("after %v %s", convergeLimit, v)
	}
	if !r.heard() {
		r.wrong("after %v not all phones inside have heard it", convergeLimit)
	}
}

// heard reports whether every phone inside has heard the round's event.
func (r *round) heard() bool {
	want := r.wanted(r.event)
	for _, h := range r.hearings.since(0) {
		delete(want, heardOnce{h.phone, tagOf(h.message.Text)})
	}
	return len(want) == 0
}
