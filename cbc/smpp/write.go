package smpp

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"bongsu/cbc"
)

// An outgoing is a write as it is coded: the PDU, and people's names for the
// places in it, in their order.
type outgoing struct {
	frame  []byte
	places []Place
	names  []string
}

// An unsent is a write that is not out yet.
type unsent struct {
	withdraw context.CancelCauseFunc
	left     chan struct{} // closed when it is out, or never will be
}

// write sends w once, or not at all if it may have been sent before and the
// centre has it.
func (l *Link) write(ctx context.Context, w *cbc.Warning) (cbc.Report, error) {
	o, ok := l.ahead.Take(w)
	if !ok {
		var err error
		if o, err = l.encode(w); err != nil {
			return cbc.Report{}, unsendable(w, err)
		}
	}
	sending, left := l.announce(ctx, w.Reference)
	defer left()
	if w.Repeated {
		if r, known, err := l.known(sending, w, o); known || err != nil {
			return r, err
		}
	}
	s, err := l.current()
	if err != nil {
		return cbc.Report{}, err
	}
	r := request{frame: o.frame, lane: laneOf(w), timeout: l.config.ResponseTimeout, wrote: l.wrote(w)}
	c, free, err := s.send(sending, r)
	left()
	if err != nil {
		return cbc.Report{}, err
	}
	defer free()
	p, err := s.await(ctx, r, c)
	if err != nil {
		return cbc.Report{}, err
	}
	return o.report(p)
}

// Prepare encodes and verifies a write beforehand; see [cbc.Preparer].
func (l *Link) Prepare(w cbc.Warning) {
	if w.Action != cbc.Write {
		return
	}
	if _, err := l.current(); err != nil {
		return
	}
	if o, err := l.encode(&w); err == nil {
		l.ahead.Put(w, o)
	}
}

func unsendable(w *cbc.Warning, err error) error {
	return &cbc.NotSentError{Err: fmt.Errorf("%v: %w", w, err), Permanent: true}
}

// announce makes a write known to a stop that may come. It returns the context
// that such a stop ends, and what to call when the write is out or never will
// be.
func (l *Link) announce(ctx context.Context, reference uint16) (sending context.Context, left func()) {
	sending, cancel := context.WithCancelCause(ctx)
	u := &unsent{cancel, make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unsent[reference] = u
	return sending, sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.unsent[reference] == u {
			delete(l.unsent, reference)
		}
		close(u.left)
		cancel(nil)
	})
}

// withdraw ends the write of the same reference if it is not out yet, and
// returns when it is out or never will be.
func (l *Link) withdraw(ctx context.Context, reference uint16) error {
	l.mu.Lock()
	u := l.unsent[reference]
	l.mu.Unlock()
	if u == nil {
		return nil
	}
	u.withdraw(errWithdrawn)
	select {
	case <-u.left:
		return nil
	case <-ctx.Done():
		return &cbc.NotSentError{Err: context.Cause(ctx)}
	}
}

// report says what the centre answered to the write.
func (o *outgoing) report(p *PDU) (cbc.Report, error) {
	r := cbc.Report{At: time.Now()}
	if p.Command() == GenericNack {
		return refusal(r, p), nil
	}
	var m BroadcastSMResp
	if err := m.Read(p); err != nil {
		return r, &cbc.LostError{Err: err}
	}
	r.Reference = m.MessageID
	var details []string
	for _, f := range m.Failed {
		name := o.name(f.Place)
		r.FailedAreas = append(r.FailedAreas, name)
		details = append(details, name+": "+f.Status.String())
	}
	if p.Status() != OK {
		r = refusal(r, p)
		details = append([]string{r.Detail}, details...)
	}
	r.Detail = strings.Join(details, "; ")
	return r, nil
}

// refusal fills in why the peer would not.
func refusal(r cbc.Report, p *PDU) cbc.Report {
	r.Cause, r.Detail = p.Status().cause(), p.Status().String()
	if r.Cause == cbc.CauseNone { // a generic_nack without a reason
		r.Cause = cbc.CauseOther
	}
	if text, ok := p.first(AdditionalStatusInfoText); ok {
		r.Detail += " (" + strings.ToValidUTF8(strings.TrimRight(string(text), "\x00"), "?") + ")"
	}
	return r
}

// name returns what people call a place that we sent.
func (o *outgoing) name(p Place) string {
	for i, q := range o.places {
		if q.same(p) {
			return o.names[i]
		}
	}
	return fmt.Sprintf("area %d:%x", p.Format, p.Details)
}

func (p Place) same(q Place) bool {
	return p.Format == q.Format && string(p.Details) == string(q.Details)
}
