package capost

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"bongsu/cbc"
)

const (
	answerOctets = 64 << 10 // of an answer; a centre has little to say
	idleLimit    = 90 * time.Second
)

// A state is how a route is, the better ones first.
type state int32

const (
	good    state = iota // the last document was answered
	untried              // nothing is known
	bad                  // the last document was not answered, or not taken
)

// A route posts documents.
type route struct {
	Route
	client *http.Client
	media  string
	limit  time.Duration
	trace  cbc.Trace
	state  atomic.Int32
}

// newRoute returns the i-th route of c.
func newRoute(c *Config, i int, media string) *route {
	r := &route{Route: c.Routes[i], media: media, limit: c.DialTimeout + c.ResponseTimeout, trace: c.Trace}
	if r.Name == "" {
		r.Name = r.URL
	}
	r.state.Store(int32(untried))
	dialer := &net.Dialer{Timeout: c.DialTimeout}
	if r.From.IsValid() {
		dialer.LocalAddr = &net.TCPAddr{IP: r.From.AsSlice()}
	}
	r.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            func(ctx context.Context, _, addr string) (net.Conn, error) { return r.dial(ctx, dialer, addr) },
			TLSClientConfig:        r.TLS,
			TLSHandshakeTimeout:    c.DialTimeout,
			ResponseHeaderTimeout:  c.ResponseTimeout,
			MaxConnsPerHost:        c.Window + 1, // one for link tests
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        idleLimit,
			MaxResponseHeaderBytes: answerOctets,
			DisableCompression:     true,
		},
	}
	return r
}

func (r *route) dial(ctx context.Context, d *net.Dialer, addr string) (net.Conn, error) {
	conn, err := d.DialContext(ctx, "tcp", addr)
	if r.trace.Dialled != nil {
		r.trace.Dialled(addr, err)
	}
	return conn, err
}

func (r *route) close() { r.client.CloseIdleConnections() }

// An answer is what a site said.
type answer struct {
	code   int
	status string // "503 Service Unavailable"
	body   []byte
	at     time.Time
}

// post sends d once and returns the answer. The error is a *cbc.NotSentError if
// nothing of it has left us. wrote may be nil.
func (r *route) post(ctx context.Context, d *document, wrote func(time.Time)) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, r.limit)
	defer cancel()
	var begun atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() {
		begun.Store(true)
		if wrote != nil {
			wrote(time.Now())
		}
	}})
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(d.body))
	if err != nil {
		return answer{}, &cbc.NotSentError{Err: err, Permanent: true}
	}
	q.Header.Set("Content-Type", r.media)
	resp, err := r.client.Do(q)
	if err != nil && (!begun.Load() || turnedAway(err)) {
		return answer{}, &cbc.NotSentError{Err: err}
	}
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	if r.trace.Sent != nil {
		r.trace.Sent(d.body)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerOctets+1))
	if err != nil {
		return answer{}, fmt.Errorf("the answer %s breaks off: %w", resp.Status, err)
	}
	if len(body) > answerOctets {
		return answer{}, fmt.Errorf("the answer %s has more than %d octets", resp.Status, answerOctets)
	}
	if r.trace.Received != nil {
		r.trace.Received(body)
	}
	return answer{resp.StatusCode, resp.Status, body, time.Now()}, nil
}

// turnedAway reports whether the peer would not have our certificate. Under TLS
// 1.3 it says so after we have sent the first octets, which it did not read.
func turnedAway(err error) bool {
	var alert *net.OpError
	return errors.As(err, &alert) && alert.Op == "remote error" && slices.ContainsFunc(
		[]string{"certificate", "access denied", "handshake failure", "unknown ca"},
		func(s string) bool { return strings.Contains(alert.Err.Error(), s) })
}

// order returns the routes, the good ones first, otherwise as configured.
func (l *Link) order() []*route {
	all := slices.Clone(l.routes)
	slices.SortStableFunc(all, func(a, b *route) int { return int(a.state.Load() - b.state.Load()) })
	return all
}

// mark notes how a route is, and tells when the link becomes ready or falls.
func (l *Link) mark(r *route, s state, why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.state.Store(int32(s))
	ready := slices.ContainsFunc(l.routes, func(r *route) bool { return state(r.state.Load()) == good })
	if ready == l.ready || l.heard == nil {
		return
	}
	l.ready = ready
	if ready {
		l.heard(cbc.Notice{Kind: cbc.Ready, Text: r.Name})
		return
	}
	l.heard(cbc.Notice{Kind: cbc.Down, Text: "no route is good", Err: why})
}

const (
	firstTestPause = time.Second // after a test that failed; doubled for each further one
)

// watch tests a route until ctx is done.
func (l *Link) watch(ctx context.Context, r *route) {
	pause := firstTestPause
	for ctx.Err() == nil {
		wait := l.c.TestPeriod
		if err := l.test(ctx, r); err == nil {
			pause = firstTestPause
			l.mark(r, good, nil)
		} else if ctx.Err() == nil {
			l.mark(r, bad, err)
			wait, pause = min(pause, l.c.TestPeriod), 2*pause
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
		}
	}
}

// test sends a document that asks for nothing but an answer.
func (l *Link) test(ctx context.Context, r *route) error {
	d, err := l.dialect.test(&l.c, time.Now())
	if err != nil {
		return err
	}
	a, err := r.post(ctx, &d, nil)
	if err != nil {
		return err
	}
	report, decided, err := l.report(&d, a)
	if err != nil {
		return err
	}
	if !decided || report.Cause != cbc.CauseNone {
		return errors.New(report.Detail)
	}
	return nil
}
