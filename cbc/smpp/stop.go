package smpp

import (
	"context"
	"errors"
	"time"

	"bongsu/cbc"
)

// stop cancels the broadcast of w by the centre's name for it, or else by our
// reference; with neither, the centre would cancel everything of ours.
func (l *Link) stop(ctx context.Context, w *cbc.Warning) (cbc.Report, error) {
	m := CancelBroadcastSM{ServiceType: l.config.serviceType(w), Source: l.config.Source, MessageID: w.PeerReference}
	if m.MessageID == "" {
		m.Reference = w.Reference
	}
	if m.MessageID == "" && m.Reference == 0 {
		return cbc.Report{}, unsendable(w, errors.New("nothing names the broadcast to stop"))
	}
	p, err := l.cancel(ctx, w, &m)
	if err != nil {
		return cbc.Report{}, err
	}
	r := cbc.Report{At: time.Now(), Reference: w.PeerReference}
	switch s := p.Status(); {
	case s == OK && p.Command() != GenericNack:
		return r, nil
	case s.unknown():
		r.Cause, r.Detail = cbc.CauseNotIdentified, s.String()
		return r, nil
	case s == BroadcastCancelFailed:
		return l.unstopped(ctx, &m, refusal(r, p))
	}
	return refusal(r, p), nil
}

// cancel sends m behind the write of the same reference.
func (l *Link) cancel(ctx context.Context, w *cbc.Warning, m *CancelBroadcastSM) (*PDU, error) {
	s, err := l.overtake(ctx, w.Reference)
	if err != nil {
		return nil, err
	}
	if s == nil {
		if s, err = l.pick(); err != nil {
			return nil, err
		}
	}
	return s.ask(ctx, m, request{lane: stops, timeout: l.config.ResponseTimeout, wrote: l.wrote(w)})
}

// unstopped finds out what "cancel failed" means: some centres say it of a
// broadcast that is not there.
func (l *Link) unstopped(ctx context.Context, m *CancelBroadcastSM, r cbc.Report) (cbc.Report, error) {
	q := QueryBroadcastSM{MessageID: m.MessageID, Source: m.Source, Reference: m.Reference}
	found, s, err := l.query(ctx, &q, request{lane: stops})
	if err != nil {
		return cbc.Report{}, &cbc.LostError{Err: err}
	}
	if s.unknown() || s == OK && found.State.gone() {
		r.Cause = cbc.CauseNotIdentified
	}
	return r, nil
}
