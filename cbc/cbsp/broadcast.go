package cbsp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bongsu/cbc"
)

var errNoPlace = errors.New("no place in the window")

// Broadcast makes one attempt at w and returns what the BSC said about it; see
// [cbc.Link]. Nothing leaves before what was encoded has been decoded again
// and compared with w. Cells are named by CGI; more than MaxCGIs of them by
// location area where one is meant as a whole, and in several messages if it
// must be, one after the other. The period is at least a unit for each page,
// and the broadcasts end by the time that w expires.
//
// A second request for the same identifier and serial number waits for the
// answer to the first, since their answers would look alike. A stop ends its
// write if that has not been sent yet, and otherwise follows it without waiting
// for its answer.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	s := l.up.Load()
	if s == nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("no connection to %s", l.peer())}
	}
	x, ok := l.ahead.Take(&w)
	if !ok {
		var err error
		if x, err = l.compose(&w); err != nil {
			return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("%s: %w", &w, err), Permanent: true}
		}
	}
	defer l.giveBack(x)
	return s.exchange(ctx, &w, x)
}

// Prepare encodes a write and compares it beforehand; see [cbc.Preparer].
func (l *Link) Prepare(w cbc.Warning) {
	if w.Action != cbc.Write || l.up.Load() == nil {
		return
	}
	if x, err := l.compose(&w); err == nil {
		l.ahead.Put(w, x)
	}
}

// compose makes a letter of w in a buffer from the pool; giveBack returns it.
func (l *Link) compose(w *cbc.Warning) (*letter, error) {
	buf := l.buffer()
	x, err := l.encode(w, time.Now(), *buf)
	if err != nil {
		l.buffers.Put(buf)
		return nil, err
	}
	return &x, nil
}

func (l *Link) giveBack(x *letter) {
	b := x.b[:0]
	l.buffers.Put(&b)
}

// buffer returns one for an encoded message; it goes back to l.buffers.
func (l *Link) buffer() *[]byte {
	if b, ok := l.buffers.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

// exchange sends x and waits for the answers.
func (s *session) exchange(ctx context.Context, w *cbc.Warning, x *letter) (cbc.Report, error) {
	sending, left := ctx, func() {}
	if w.Action == cbc.Write {
		sending, left = s.unsent.Announce(ctx, w)
		defer left()
	} else if err := s.unsent.Withdraw(ctx, w); err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("its write is still going out: %w", err)}
	}
	var all cbc.Report
	for i := range x.parts {
		r, free, err := s.submit(sending, w, x, i)
		if err != nil && i == 0 {
			return cbc.Report{}, &cbc.NotSentError{Err: err}
		} else if err != nil {
			return unsaid(all, x.parts[i:], err), nil
		}
		if i == len(x.parts)-1 {
			left()
		} else {
			stop := context.AfterFunc(sending, left) // nothing goes out after that
			defer stop()
		}
		a, err := s.await(ctx, r)
		free()
		if err != nil {
			s.link.confirmed.lost(w)
			return cbc.Report{}, &cbc.LostError{Err: err}
		}
		s.link.confirmed.heard(w, a.m, s.link.c.Cells)
		all = joined(all, report(a, &x.parts[i]), x, i)
	}
	return all, nil
}

// submit sends the message of part i when there is a place for it. The caller
// frees the place after the answer. After an error it has not been sent whole.
func (s *session) submit(ctx context.Context, w *cbc.Warning, x *letter, i int) (r *request, free func(), err error) {
	if !s.window.Enter(ctx, s.done, x.rank) {
		if err := s.cause(); err != nil {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%w: %w", errNoPlace, context.Cause(ctx))
	}
	r, err = s.claim(ctx, x.key)
	if err != nil {
		s.window.Leave()
		return nil, nil, err
	}
	free = func() { s.release(x.key, r); s.window.Leave() }
	if err := s.write(ctx.Done(), x.message(i), w); err != nil {
		free()
		if errors.Is(err, errGivenUp) {
			err = fmt.Errorf("%w: %w", err, context.Cause(ctx))
		}
		return nil, nil, err
	}
	return r, free, nil
}

// await waits for the answer to r. It returns an error if there is none, or
// none that says what became of the request.
func (s *session) await(ctx context.Context, r *request) (answer, error) {
	a, err := s.answered(ctx, r)
	if err != nil {
		return a, err
	}
	return a, a.unclear()
}

// answered waits for the answer to r, which counts also when it came in the
// same moment as the end.
func (s *session) answered(ctx context.Context, r *request) (answer, error) {
	t := time.NewTimer(s.link.c.ResponseTimeout)
	defer t.Stop()
	var err error
	select {
	case a := <-r.answer:
		return a, nil
	case <-t.C:
		err = fmt.Errorf("silence for %v", s.link.c.ResponseTimeout)
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-s.done:
		err = s.cause()
	}
	select {
	case a := <-r.answer:
		return a, nil
	default:
		return answer{}, err
	}
}
