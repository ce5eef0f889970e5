package smpp

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/ahead"
)

var errDown = errors.New("the link is down")

// A Link is one bind to a cell broadcast centre. It implements cbc.Preparer.
type Link struct {
	config Config
	dial   func(ctx context.Context) (net.Conn, error)
	ahead  ahead.Shelf[*outgoing]

	mu      sync.Mutex // guards the rest
	session *session   // nil while the link is down
	unsent  map[uint16]*unsent
}

var _ cbc.Preparer = (*Link)(nil)

// New returns a link that is down until Run is called. Config.Check says
// whether c will do.
func New(c Config) *Link {
	c.complete()
	l := &Link{config: c, unsent: map[uint16]*unsent{}}
	l.dial = l.connect
	return l
}

// Run keeps the link up until ctx is done, and returns ctx's error. It gives
// notice when the centre is ready, and each time the link is down or another
// try at it has failed.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error {
	var p pause
	for {
		up, err := l.hold(ctx, heard)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		heard(cbc.Notice{Kind: cbc.Down, Text: err.Error(), Err: err})
		timer := time.NewTimer(p.next(up, err))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// hold brings the link up, waits until it breaks or ctx is done, and says how
// long it was up.
func (l *Link) hold(ctx context.Context, heard func(cbc.Notice)) (time.Duration, error) {
	s, peer, err := l.open(ctx)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	l.use(s)
	if l.config.ForgetOnReconnect {
		heard(cbc.Notice{Kind: cbc.Forgot, Text: peer.String()})
	}
	heard(cbc.Notice{Kind: cbc.Ready, Text: peer.String()})
	s.wg.Go(s.watch)
	select {
	case <-s.done:
	case <-ctx.Done():
	}
	l.use(nil)
	s.close()
	return time.Since(began), s.err
}

func (l *Link) use(s *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.session = s
}

func (l *Link) current() (*session, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session == nil {
		return nil, &cbc.NotSentError{Err: errDown}
	}
	return l.session, nil
}

// Broadcast makes one attempt; see cbc.Link. A write that may have been sent
// before is asked for by its reference, and sent only if the centre does not
// have it. A stop ends the write of the same reference if that has not been
// sent yet, and otherwise follows it without waiting for its answer; it takes
// the broadcast off in every area, since SMPP knows no cancel for a part.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	if w.Action == cbc.Stop {
		return l.stop(ctx, &w)
	}
	return l.write(ctx, &w)
}

func (l *Link) wrote(w *cbc.Warning) func(time.Time) {
	if l.config.Trace.Wrote == nil {
		return nil
	}
	return func(at time.Time) { l.config.Trace.Wrote(w, at) }
}
