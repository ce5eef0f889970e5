package smpp

import (
	"context"
	"strings"
	"time"

	"bongsu/cbc"
)

// write sends w once, or not at all if it may have been sent before and the
// centre has it.
func (l *Link) write(ctx context.Context, w *cbc.Warning, o *outgoing) (cbc.Report, error) {
	u, over := l.announce(w.Reference)
	defer over()
	if w.Repeated {
		if r, known, err := l.known(ctx, w, o, u); known || err != nil {
			return r, err
		}
	}
	s, err := l.pick()
	if err != nil {
		return cbc.Report{}, err
	}
	l.takes(u, s)
	q := request{head: o.frame, lane: laneOf(w), timeout: l.config.ResponseTimeout, wrote: l.wrote(w), withdraw: u.withdrew, left: u.out}
	c, err := s.do(ctx, &q)
	if err != nil {
		return cbc.Report{}, err
	}
	defer s.release(c)
	p, err := s.parse(c)
	if err != nil {
		return cbc.Report{}, err
	}
	r, err := o.report(p)
	if r.Cause == cbc.CauseUnsupported && !s.unable.Swap(true) {
		n := cbc.Notice{Kind: cbc.Said, Text: s.peer.String() + " does not take broadcast_sm: " + r.Detail}
		l.tell(func() []cbc.Notice { return []cbc.Notice{n} })
	}
	return r, err
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
