package smpp

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/ahead"
)

// A Link is all binds to one cell broadcast centre. It implements cbc.Preparer.
type Link struct {
	trunk
	encoders sync.Pool // of *encoder
	ahead    ahead.Shelf[outgoing]

	under sync.Mutex // guards the next
	way   map[uint16]*underway
}

var _ cbc.Preparer = (*Link)(nil)

// New returns a link that is down until Run is called. Config.Check says
// whether c will do.
func New(c Config) *Link {
	c.complete()
	l := &Link{trunk: trunk{config: c}, way: map[uint16]*underway{}}
	l.dial = l.connect
	return l
}

// Run keeps the link up until ctx is done, and returns ctx's error; see
// cbc.Link. It is ready while one bind is.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error { return l.run(ctx, heard) }

// Broadcast makes one attempt; see cbc.Link. A write that may have been sent
// before is asked for by its reference, and sent only if the centre does not
// have it. A stop ends the write of the same reference if that has not been
// sent yet, and otherwise follows it on the same connection without waiting
// for its answer; it takes the broadcast off in every area, since SMPP knows no
// cancel for a part.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	if w.Action == cbc.Stop {
		return l.stop(ctx, &w)
	}
	o, ok := l.ahead.Take(&w)
	if !ok {
		var err error
		if o, err = l.encode(&w); err != nil {
			return cbc.Report{}, unsendable(&w, err)
		}
	}
	return l.write(ctx, &w, &o)
}

// Prepare encodes and verifies a write beforehand; see [cbc.Preparer].
func (l *Link) Prepare(w cbc.Warning) {
	if w.Action != cbc.Write || l.count() == 0 {
		return
	}
	if o, err := l.encode(&w); err == nil {
		l.ahead.Put(w, o)
	}
}

func (l *Link) wrote(w *cbc.Warning) func(time.Time) {
	if l.config.Trace.Wrote == nil {
		return nil
	}
	return func(at time.Time) { l.config.Trace.Wrote(w, at) }
}

func unsendable(w *cbc.Warning, err error) error {
	return &cbc.NotSentError{Err: fmt.Errorf("%v: %w", w, err), Permanent: true}
}
