package smpp

import (
	"context"
	"fmt"
	"time"

	"bongsu/cbc"
)

// known asks whether the centre has a write that may have been sent before. A
// centre that cannot be asked has it again: phones know the repeat by its
// serial number. Any other answer leaves the write lost.
func (l *Link) known(ctx context.Context, w *cbc.Warning, o *outgoing, u *underway) (r cbc.Report, known bool, err error) {
	q := QueryBroadcastSM{Source: l.config.Source, Reference: w.Reference}
	m, s, err := l.query(ctx, &q, request{lane: laneOf(w), withdraw: u.withdrew})
	switch {
	case err != nil:
		return r, false, err
	case s == OK && !m.State.gone():
		return o.found(m), true, nil
	case s == OK, s.unknown(), s == InvalidCommandID, s == Prohibited:
		return r, false, nil
	}
	return r, false, &cbc.LostError{Err: fmt.Errorf("asking for reference %d: %w", w.Reference, s)}
}

// query asks for a broadcast; s is OK if the centre has it, in m.
func (l *Link) query(ctx context.Context, q *QueryBroadcastSM, r request) (m QueryBroadcastSMResp, s Status, err error) {
	r.timeout = l.config.ResponseTimeout
	on, err := l.pick()
	if err != nil {
		return m, 0, err
	}
	p, err := on.ask(ctx, q, r)
	switch {
	case err != nil:
		return m, 0, err
	case p.Status() != OK:
		return m, p.Status(), nil
	case p.Command() == GenericNack:
		return m, UnknownError, nil
	}
	if err := m.Read(p); err != nil {
		return m, 0, &cbc.LostError{Err: err}
	}
	return m, OK, nil
}

// found reports what the centre has. A place that no base station has taken
// failed, if others have; a broadcast that the centre skips is refused.
func (o *outgoing) found(m QueryBroadcastSMResp) cbc.Report {
	r := cbc.Report{At: time.Now(), Reference: m.MessageID, Detail: "found as " + m.State.String()}
	if m.State == Skipped {
		r.Cause = cbc.CauseOther
	}
	if m.State != Scheduled && m.State != AcceptedState {
		r.FailedAreas = o.untaken(m.Areas)
	}
	return r
}

// untaken names the places at 0 %. If all are, the centre has the broadcast
// and has just begun: it must not look absent, for it still needs a stop.
func (o *outgoing) untaken(areas []PlaceSuccess) []string {
	var names []string
	for _, a := range areas {
		if a.Percent == 0 {
			names = append(names, o.name(a.Place))
		}
	}
	if len(names) == len(areas) {
		return nil
	}
	return names
}
