package sbcap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/internal/ran"
)

// Broadcast makes one attempt at w and returns what the MME said about it; see
// [cbc.Link]. Nothing leaves before what was encoded has been decoded again and
// compared with w. The broadcasts end by the time that w expires. The report
// names the cells of tracking areas that the MME does not have, and no others:
// base stations answer later, and that comes as notices.
//
// A second request for the same identifier and serial number waits for the
// answer to the first, since their answers would look alike. A stop ends its
// write if that has not been sent yet, and otherwise follows it without waiting
// for its answer.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	s := l.up.Load()
	if s == nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("no association with %s", l.c.Address)}
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
	began := time.Now()
	a, err := s.x.Do(ctx, exchange.Order{Key: o.key, Rank: o.rank, Octets: b, Warning: &w})
	if err != nil {
		s.suspect(ctx, err, began)
		return cbc.Report{}, err
	}
	return report(a, &w), nil
}

// suspect ends an association on which nothing came while an answer was waited
// for: datagrams to a peer that is gone go nowhere, and nobody says so.
func (s *session) suspect(ctx context.Context, err error, began time.Time) {
	var lost *cbc.LostError
	if errors.As(err, &lost) && ctx.Err() == nil && s.received.Load() < began.UnixNano() {
		s.x.End(fmt.Errorf("nothing was heard for %v", time.Since(began).Round(time.Millisecond)))
	}
}

// buffer returns one for an encoded message; it goes back to l.buffers.
func (l *Link) buffer() *[]byte {
	if b, ok := l.buffers.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

// report makes a report of the answer to w.
func report(a answer, w *cbc.Warning) cbc.Report {
	r := cbc.Report{At: a.at}
	switch m := a.m.(type) {
	case *WriteReplaceResponse:
		responded(&r, &m.Response, w)
	case *StopResponse:
		responded(&r, &m.Response, w)
	case *ErrorIndication:
		r.Cause, r.Detail = m.said().General(), "error indication: "+m.said().String()
		if r.Cause == cbc.CauseNone {
			r.Cause = cbc.CauseOther
		}
	default:
		r.Cause, r.Detail = cbc.CauseOther, fmt.Sprintf("answered with a %s", m.Type())
	}
	return r
}

func responded(r *cbc.Report, m *Response, w *cbc.Warning) {
	if m.Cause != MessageAccepted {
		r.Cause, r.Detail = m.Cause.General(), m.Cause.String()
		return
	}
	if len(m.UnknownTAIs) == 0 {
		return
	}
	unknown := make(map[TAI]bool, len(m.UnknownTAIs))
	for _, t := range m.UnknownTAIs {
		unknown[t] = true
	}
	for _, c := range w.Area.Cells {
		if unknown[ran.TAIOf(c)] {
			r.Failed = append(r.Failed, cbc.Failure{Cell: c, Cause: cbc.CauseNoSuchCell, Detail: "tracking area unknown to the MME"})
		}
	}
	r.Detail = fmt.Sprintf("%d tracking areas unknown to the MME", len(m.UnknownTAIs))
}
