package sabp

import (
	"context"
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
)

// Broadcast makes one attempt at w and returns what the RNC said about it; see
// [cbc.Link]. Nothing leaves before what was encoded has been decoded again and
// compared with w. The broadcasts end by the time that w expires.
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
		err = verify(&w, &o, b)
	}
	if err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("%s: %w", &w, err), Permanent: true}
	}
	a, err := s.x.Do(ctx, exchange.Order{Key: o.key, Rank: o.rank, Octets: b, Warning: &w})
	if err != nil {
		return cbc.Report{}, err
	}
	if m, ok := a.m.(*ErrorIndication); ok && (m.MessageID == nil || m.Serial == nil) {
		return cbc.Report{}, &cbc.LostError{Err: fmt.Errorf("error indication that names no message: %s", m.said())}
	}
	r := report(a, &o)
	l.written.heard(&w, &r)
	return r, nil
}

// buffer returns one for an encoded message; it goes back to l.buffers.
func (l *Link) buffer() *[]byte {
	if b, ok := l.buffers.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}
