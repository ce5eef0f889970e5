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
// and compared with w. Cells are named by CGI, at most MaxCGIs of them. The
// period is at least a unit for each page, and the broadcasts end by the time
// that w expires.
//
// A second request for the same identifier and serial number waits for the
// answer to the first, since their answers would look alike. A stop ends its
// write if that has not been sent yet, and otherwise follows it without waiting
// for its answer.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	s := l.up.Load()
	if s == nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("no connection to %s", l.c.Address)}
	}
	o, err := l.order(&w, time.Now())
	if err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("%s: %w", &w, err), Permanent: true}
	}
	buf := l.buffer()
	defer l.buffers.Put(buf)
	b, err := o.m.AppendBinary((*buf)[:0])
	*buf = b[:0]
	if err == nil {
		err = l.verify(&w, &o, b)
	}
	if err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("%s: %w", &w, err), Permanent: true}
	}
	return s.exchange(ctx, &w, &o, b)
}

// buffer returns one for an encoded message; it goes back to l.buffers.
func (l *Link) buffer() *[]byte {
	if b, ok := l.buffers.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

// exchange sends b and waits for the answer.
func (s *session) exchange(ctx context.Context, w *cbc.Warning, o *order, b []byte) (cbc.Report, error) {
	r, free, err := s.submit(ctx, w, o, b)
	if err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: err}
	}
	defer free()
	a, err := s.await(ctx, r)
	if err == nil {
		err = a.unclear()
	}
	if err != nil {
		s.link.confirmed.lost(o.key)
		return cbc.Report{}, &cbc.LostError{Err: err}
	}
	s.link.confirmed.heard(w, a.m)
	return report(a, o), nil
}

// submit sends b when there is a place for it, a stop not before its write. The
// caller frees the place after the answer. After an error b has not been sent whole.
func (s *session) submit(ctx context.Context, w *cbc.Warning, o *order, b []byte) (r *request, free func(), err error) {
	if w.Action == cbc.Write {
		var left func()
		ctx, left = s.announce(ctx, w)
		defer left()
	} else if err := s.withdraw(ctx, w); err != nil {
		return nil, nil, fmt.Errorf("its write is still going out: %w", err)
	}
	if !s.window.enter(ctx, s.done, o.rank) {
		if err := s.cause(); err != nil {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%w: %w", errNoPlace, context.Cause(ctx))
	}
	r, err = s.claim(ctx, o.key)
	if err != nil {
		s.window.leave()
		return nil, nil, err
	}
	free = func() { s.release(o.key, r); s.window.leave() }
	if err := s.write(ctx.Done(), b, w); err != nil {
		free()
		if errors.Is(err, errGivenUp) {
			err = fmt.Errorf("%w: %w", err, context.Cause(ctx))
		}
		return nil, nil, err
	}
	return r, free, nil
}

// await waits for the answer to r, which counts also when it came in the same
// moment as the end.
func (s *session) await(ctx context.Context, r *request) (answer, error) {
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
