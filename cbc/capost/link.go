// Package capost carries warnings to the cell broadcast centre of a carrier as
// documents over HTTPS with mutual TLS: CAP 1.2 of OASIS in several dialects,
// IBAG 1.0 and CMAC (J-STD-101, reference point C).
//
// The ways to a centre, each of our gateways to each of its sites, are one
// link: a warning goes one of them, under the same identifiers whichever it is.
// The package makes no certificate and asks for none; what a route meets its
// peer with is in its TLS configuration.
package capost

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/ahead"
)

// A Link is a centre. It implements [cbc.Preparer]; warnings reach it as
// polygons, circles and regions, or whole.
type Link struct {
	c       Config
	dialect dialect
	routes  []*route
	ahead   ahead.Shelf[document]

	mu    sync.Mutex // guards the rest
	ready bool       // some route is good
	heard func(cbc.Notice)
}

var _ cbc.Preparer = (*Link)(nil)

// New returns a link that tests no route until Run is called, and the errors of
// Config.Check.
func New(c Config) (*Link, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	d, err := dialectOf(c.Dialect)
	if err != nil {
		return nil, err
	}
	l := &Link{c: c.withDefaults(), dialect: d}
	for i := range l.c.Routes {
		l.routes = append(l.routes, newRoute(&l.c, i, d.mediaType()))
	}
	return l, nil
}

// Run tests the routes, at once and then every TestPeriod, until ctx is done,
// and returns nil. The link is ready while some route is good.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error {
	l.mu.Lock()
	l.heard = heard
	l.mu.Unlock()
	var all sync.WaitGroup
	for _, r := range l.routes {
		all.Go(func() { l.watch(ctx, r) })
	}
	all.Wait()
	for _, r := range l.routes {
		r.close()
	}
	return nil
}

// Broadcast makes one attempt; see [cbc.Link]. It goes the best way first, and
// another one after what is certain not to have arrived or what a site has
// answered with 408, 429 or 5xx. What is not known to have arrived is lost, and
// that way comes last from then on; the repetition has the same identifiers. A
// stop is a Cancel of what was written.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	d, ok := l.ahead.Take(&w)
	if !ok {
		var err error
		if d, err = l.encode(&w); err != nil {
			return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("%s: %w", &w, err), Permanent: true}
		}
	}
	var busy, failed []string
	for _, r := range l.order() {
		a, err := r.post(ctx, &d, l.wrote(&w))
		if err != nil {
			if lost := l.lost(r, err); lost != nil {
				return cbc.Report{}, lost
			}
			failed = append(failed, r.Name+": "+err.Error())
			continue
		}
		report, decided, err := l.report(&d, a)
		if err != nil {
			l.mark(r, bad, err)
			return cbc.Report{}, err
		}
		if decided {
			l.mark(r, good, nil)
			return report, nil
		}
		l.mark(r, bad, errors.New(report.Detail))
		busy = append(busy, r.Name+": "+report.Detail)
	}
	if len(busy) == 0 {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("on no route: %s", strings.Join(failed, "; "))}
	}
	return cbc.Report{At: time.Now(), Cause: cbc.CauseOther, Detail: strings.Join(append(busy, failed...), "; ")}, nil
}

// encode makes a document of w.
func (l *Link) encode(w *cbc.Warning) (document, error) {
	switch {
	case w.ETWS != nil:
		return document{}, errors.New("a document carries no ETWS primary notification")
	case w.Pages != nil:
		return document{}, errors.New("a document carries texts, no pages")
	case w.Action == cbc.Write && !w.Expires.After(time.Now()):
		return document{}, fmt.Errorf("it expired at %s", w.Expires.Format(time.RFC3339))
	case w.Issued.IsZero():
		return document{}, errors.New("it is not said when it was issued")
	}
	return l.dialect.say(&l.c, w)
}

// Prepare makes the document of a write beforehand; see [cbc.Preparer].
func (l *Link) Prepare(w cbc.Warning) {
	if w.Action != cbc.Write {
		return
	}
	if d, err := l.encode(&w); err == nil {
		l.ahead.Put(w, d)
	}
}

func (l *Link) wrote(w *cbc.Warning) func(time.Time) {
	return func(at time.Time) {
		if l.c.Trace.Wrote != nil {
			l.c.Trace.Wrote(w, at)
		}
	}
}

// lost returns the error of an attempt of which it is not known whether it
// arrived, nil if it certainly did not.
func (l *Link) lost(r *route, err error) error {
	l.mark(r, bad, err)
	var unsent *cbc.NotSentError
	if errors.As(err, &unsent) {
		return nil
	}
	return &cbc.LostError{Err: fmt.Errorf("%s: %w", r.Name, err)}
}

// report says what an answer means. It is undecided if another site may answer
// otherwise. The error is a *cbc.LostError.
func (l *Link) report(d *document, a answer) (report cbc.Report, decided bool, err error) {
	report = cbc.Report{At: a.at, Detail: a.status}
	switch {
	case a.code >= 200 && a.code < 300:
		err := l.dialect.answer(d, a.body)
		var refused *refusedError
		var unclear *answerError
		switch {
		case errors.As(err, &refused):
			report.Cause, report.Detail = cbc.CauseOther, refused.said
		case errors.As(err, &unclear):
			return report, true, &cbc.LostError{Err: unclear}
		default:
			report.Reference, report.Detail = d.reference(), ""
		}
	case a.code >= 500 || a.code == http.StatusTooManyRequests || a.code == http.StatusRequestTimeout:
		return report, false, nil
	case a.code == http.StatusConflict:
		report.Cause = cbc.CauseAlreadyUsed
	case a.code == http.StatusBadRequest || a.code == http.StatusUnprocessableEntity:
		report.Cause = cbc.CauseInvalid
	case a.code == http.StatusUnsupportedMediaType || a.code == http.StatusMethodNotAllowed:
		report.Cause = cbc.CauseUnsupported
	default:
		report.Cause = cbc.CauseOther
	}
	return report, true, nil
}
