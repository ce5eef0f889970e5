package namf

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/ran"
)

// Broadcast makes one attempt at w and returns what the AMF said about it; see
// [cbc.Link]. Nothing leaves before what was encoded has been decoded again and
// compared with w. The broadcasts end by the time that w expires. The report
// names the cells of tracking areas that the AMF does not have, and no others:
// base stations answer later, and that comes as notices.
//
// Streams of HTTP/2 have no order among them. So a request about a warning waits
// for the answer to the one before about the same; a stop ends its write if that
// has not been sent yet.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	s := l.up.Load()
	if s == nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("AMF at %s is not there", l.c.APIRoot)}
	}
	permanent := func(err error) (cbc.Report, error) {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("%s: %w", &w, err), Permanent: true}
	}
	o, err := l.order(&w, time.Now())
	if err != nil {
		return permanent(err)
	}
	b, err := o.m.AppendBinary(nil)
	if err == nil {
		err = verify(&w, &o, b)
	}
	if err != nil {
		return permanent(err)
	}
	body, contentType, err := Join(l.request(&w, &o), b)
	if err != nil {
		return permanent(err)
	}
	ctx, f, end, err := l.flights.begin(ctx, &w)
	if err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: err}
	}
	defer end()
	if !l.window.Enter(ctx, s.done, o.rank) {
		if ctx.Err() != nil {
			return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("no place in the window: %w", context.Cause(ctx))}
		}
		return cbc.Report{}, &cbc.NotSentError{Err: s.err}
	}
	defer l.window.Leave()
	return l.transfer(ctx, &transfer{session: s, w: &w, flight: f, message: b, body: body, contentType: contentType})
}

// A transfer is a warning on its way to the AMF.
type transfer struct {
	session     *session
	w           *cbc.Warning
	flight      *flight
	message     []byte // of NGAP
	body        []byte
	contentType string
}

// request is the JSON beside a message.
func (l *Link) request(w *cbc.Warning, o *order) *TransferRequest {
	r := &TransferRequest{RAT: "NR", Information: N2Information{Class: classPWS, PWS: &PWSInfo{
		MessageID: w.MessageID, Serial: w.Serial, Answer: l.c.Listen != "", OMC: l.c.OMC, NFID: l.c.NFID,
		Container: N2Content{Type: o.procedure, Data: Reference{ContentID}},
	}}}
	if l.radio == cbc.LTE {
		r.RAT = "E-UTRA"
	}
	for _, t := range o.place.In {
		r.TAIs = append(r.TAIs, taiOf(t))
	}
	return r
}

// transfer sends and tells apart what becomes of it.
func (l *Link) transfer(ctx context.Context, x *transfer) (cbc.Report, error) {
	left := func() {
		if x.flight.sent.Swap(true) {
			return
		}
		if t := l.c.Trace.Wrote; t != nil {
			t(x.w, time.Now())
		}
		if t := l.c.Trace.Sent; t != nil {
			t(x.message)
		}
	}
	_, answer, err := l.call(ctx, errand{http.MethodPost, l.c.APIRoot + base + "/transfer", x.contentType, x.body, left})
	at := time.Now()
	var status *statusError
	switch {
	case errors.As(err, &status):
		return refused(status, at)
	case err != nil && !x.flight.sent.Load():
		if ctx.Err() == nil {
			x.session.end(err)
		}
		return cbc.Report{}, &cbc.NotSentError{Err: err}
	case err != nil:
		if ctx.Err() == nil {
			x.session.end(err)
		}
		return cbc.Report{}, &cbc.LostError{Err: err}
	}
	var r TransferResponse
	if err := json.Unmarshal(answer, &r); err != nil {
		return cbc.Report{}, &cbc.LostError{Err: fmt.Errorf("answer: %w", err)}
	}
	return report(&r, x.w, at), nil
}

// refused makes a report of an answer that is no success.
func refused(e *statusError, at time.Time) (cbc.Report, error) {
	switch e.status {
	case http.StatusUnauthorized: // turned away at the door; the next has a new token
		return cbc.Report{}, &cbc.NotSentError{Err: e}
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return cbc.Report{}, &cbc.LostError{Err: e} // who knows how far it came
	}
	r := cbc.Report{At: at, Cause: cbc.CauseOther, Detail: e.Error()}
	switch {
	case e.body.PWS != nil:
		r.Cause = causes[e.body.PWS.Cause]
		if r.Cause == cbc.CauseNone {
			r.Cause = cbc.CauseOther
		}
		r.Detail += fmt.Sprintf(", cause %d", e.body.PWS.Cause)
	case e.status == http.StatusServiceUnavailable, e.status == http.StatusTooManyRequests:
		r.Cause = cbc.CauseCapacity
	case e.status == http.StatusNotImplemented, e.status == http.StatusNotFound, e.status == http.StatusMethodNotAllowed:
		r.Cause = cbc.CauseUnsupported
	case e.status == http.StatusBadRequest, e.status == http.StatusRequestEntityTooLarge:
		r.Cause = cbc.CauseInvalid
	}
	return r, nil
}

// causes are those of SBc-AP, TS 29.168 clause 4.4.5, which PWSErrorData takes.
var causes = map[int]cbc.Cause{
	1: cbc.CauseInvalid, 2: cbc.CauseInvalid, 3: cbc.CauseNotIdentified, 4: cbc.CauseNoSuchCell, 5: cbc.CauseUnsupported,
	6: cbc.CauseInvalid, 7: cbc.CauseCapacity, 8: cbc.CauseCapacity, 9: cbc.CauseUnsupported, 11: cbc.CauseAlreadyUsed,
}

// report makes a report of a success.
func report(m *TransferResponse, w *cbc.Warning, at time.Time) cbc.Report {
	r := cbc.Report{At: at}
	if m.Result != Initiated && m.Result != Partial {
		r.Cause, r.Detail = cbc.CauseOther, fmt.Sprintf("result %q", m.Result)
		return r
	}
	if m.Result == Partial {
		r.Detail = "not all base stations were told"
	}
	if m.PWS == nil || len(m.PWS.UnknownTAIs) == 0 {
		return r
	}
	unknown := make(map[TAI]bool, len(m.PWS.UnknownTAIs))
	for _, t := range m.PWS.UnknownTAIs {
		unknown[t] = true
	}
	for _, c := range w.Area.Cells {
		if unknown[taiOf(ran.TAIOf(c))] {
			r.Failed = append(r.Failed, cbc.Failure{Cell: c, Cause: cbc.CauseNoSuchCell, Detail: "tracking area unknown to the AMF"})
		}
	}
	r.Detail = fmt.Sprintf("%d tracking areas unknown to the AMF", len(m.PWS.UnknownTAIs))
	return r
}
