package main

import (
	"context"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// lingerLimit is how long attempts under way may take to end once we are told
// to stop.
const lingerLimit = 10 * time.Second

// A lingering link stays up, when it is told to stop, until the attempts under
// way have ended or the limit is over. No attempt begins after that moment.
type lingering struct {
	link  cbc.Link
	limit time.Duration

	mu     sync.Mutex // guards the rest
	flying int
	closed bool
	idle   chan struct{} // closed when closed and nothing flies
}

func newLingering(l cbc.Link, limit time.Duration) *lingering {
	return &lingering{link: l, limit: limit, idle: make(chan struct{})}
}

// Run keeps the link up until ctx is done and the attempts have ended.
func (l *lingering) Run(ctx context.Context, heard func(cbc.Notice)) error {
	up, down := context.WithCancel(context.WithoutCancel(ctx))
	defer down()
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(over)
		defer down()
		l.linger(up)
	})
	err := l.link.Run(up, heard)
	down()
	if !stop() {
		<-over
	}
	return err
}

// linger lets no attempt begin any more, and waits until those under way have
// ended, the limit is over or the link is down.
func (l *lingering) linger(up context.Context) {
	l.close()
	late := time.NewTimer(l.limit)
	defer late.Stop()
	select {
	case <-l.idle:
	case <-late.C:
	case <-up.Done():
	}
}

// Broadcast makes one attempt, which outlives ctx's cancellation but not its
// deadline.
func (l *lingering) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	if !l.begin() {
		return cbc.Report{}, &cbc.NotSentError{Err: context.Canceled}
	}
	defer l.end()
	free := context.WithoutCancel(ctx)
	if at, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		free, cancel = context.WithDeadline(free, at)
		defer cancel()
	}
	return l.link.Broadcast(free, w)
}

// Prepare encodes w beforehand where the link can; see [cbc.Preparer].
func (l *lingering) Prepare(w cbc.Warning) {
	if p, ok := l.link.(cbc.Preparer); ok {
		p.Prepare(w)
	}
}

func (l *lingering) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.flying++
	}
	return !l.closed
}

func (l *lingering) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.flying--; l.closed && l.flying == 0 {
		close(l.idle)
	}
}

func (l *lingering) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed = true; l.flying == 0 {
		close(l.idle)
	}
}

// Probe asks the link, if it can be asked.
func (l *lingering) Probe(ctx context.Context) error {
	if p, ok := l.link.(dispatcher.Prober); ok {
		return p.Probe(ctx)
	}
	return dispatcher.ErrNoProber
}
