// Package ecbe hands broadcasts to a centre of Osmocom's over the HTTP interface
// that it offers to those who order them. Such a centre broadcasts to its whole
// network only, so that a link here takes warnings to everywhere and refuses all
// others.
//
// The centre is trusted with little. It is sent pages that are packed already,
// since its own packing garbles long texts; it holds one message an identifier,
// so that the link knows which; its answer says nothing of cells, and may never
// come although the message went out.
package ecbe

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"time"

	"bongsu/cbc"
)

const path = "/api/ecbe/v1/message"

// The defaults of a Config.
const (
	DefaultName     = "bongsu"
	DefaultTimeout  = 30 * time.Second // the centre waits up to 10 s for each peer
	DefaultLook     = 10 * time.Second
	DefaultWindow   = 8 // above 15 the centre refuses by chance
	dialTimeout     = 3 * time.Second
	maxAnswer       = 4096
	firstPause      = 250 * time.Millisecond
	longestPause    = 5 * time.Second
	mostUnderWay    = 15
	queueIsFullWord = "it_queue"
)

// A Config says how a link reaches its centre. Zero values stand for defaults.
type Config struct {
	URL     string // http://host:port, or https
	Name    string // cbe_name
	Token   string // sent as a bearer token; empty sends none
	TLS     *tls.Config
	Timeout time.Duration // for the answer to a request
	Look    time.Duration // from one look whether the centre is there to the next
	Window  int           // requests under way at once, 1 to 15
	Trace   cbc.Trace
}

// Check says what is wrong with c.
func (c *Config) Check() error {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "":
		return fmt.Errorf("URL %q is not http://host:port", c.URL)
	case c.Timeout < 0 || c.Look < 0:
		return errors.New("times cannot be negative")
	case c.Window < 0 || c.Window > mostUnderWay:
		return fmt.Errorf("window %d is not from 1 to %d", c.Window, mostUnderWay)
	case c.Token != "" && u.Scheme == "http" && !loopback(u.Hostname()):
		return errors.New("a token wants https")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// A Link orders broadcasts of one centre. It implements [cbc.Link].
type Link struct {
	c       Config
	client  *http.Client
	places  chan struct{} // holds one for each request under way
	holders holders
}

// New returns a link that does nothing until Run is called.
func New(c Config) *Link {
	if c.Name == "" {
		c.Name = DefaultName
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Look == 0 {
		c.Look = DefaultLook
	}
	if c.Window == 0 {
		c.Window = DefaultWindow
	}
	c.URL = strings.TrimRight(c.URL, "/")
	return &Link{c: c, places: make(chan struct{}, c.Window), client: &http.Client{Transport: &http.Transport{
		TLSClientConfig: c.TLS, MaxIdleConnsPerHost: c.Window, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: false,
		DialContext: (&net.Dialer{Timeout: dialTimeout}).DialContext}}}
}

// Run looks now and then whether the centre is there, until ctx is done. It has
// no memory of its own, so that one that was gone counts as having forgotten.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error {
	if err := l.c.Check(); err != nil {
		return fmt.Errorf("ecbe: %w", err)
	}
	defer l.client.CloseIdleConnections()
	up, down, pause := false, false, firstPause
	for {
		err := l.look(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil && !up:
			l.holders.clear()
			heard(cbc.Notice{Kind: cbc.Forgot})
			heard(cbc.Notice{Kind: cbc.Ready, Text: l.c.URL})
			up, down, pause = true, false, firstPause
		case err != nil && !down:
			heard(cbc.Notice{Kind: cbc.Down, Text: "connection to " + l.c.URL, Err: err})
			up, down = false, true
		}
		wait := l.c.Look
		if !up {
			wait, pause = pause, min(2*pause, longestPause)
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return nil
		}
	}
}

// look connects and hangs up: the centre offers no question that is harmless.
func (l *Link) look(ctx context.Context) error {
	u, err := url.Parse(l.c.URL)
	if err != nil {
		return err
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	}
	conn, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", host)
	if l.c.Trace.Dialled != nil {
		l.c.Trace.Dialled(host, err)
	}
	if err != nil {
		return err
	}
	return conn.Close()
}

// Broadcast makes one attempt at w; see [cbc.Link]. A write to less than
// everywhere is refused for good. What has the identifier of another message
// waits until that is stopped, unless it replaces it.
func (l *Link) Broadcast(ctx context.Context, w cbc.Warning) (cbc.Report, error) {
	if !w.Area.Whole {
		return cbc.Report{}, &cbc.NotSentError{Err: errors.New("area: the centre broadcasts to its whole network only"), Permanent: true}
	}
	select {
	case l.places <- struct{}{}:
	case <-ctx.Done():
		return cbc.Report{}, &cbc.NotSentError{Err: context.Cause(ctx)}
	}
	defer func() { <-l.places }()
	free, err := l.holders.take(ctx, w.MessageID)
	if err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: err}
	}
	defer free()
	if w.Action == cbc.Stop {
		return l.stop(ctx, &w)
	}
	return l.write(ctx, &w)
}

func (l *Link) write(ctx context.Context, w *cbc.Warning) (cbc.Report, error) {
	body, err := l.c.encode(w, time.Now())
	if err != nil {
		return cbc.Report{}, &cbc.NotSentError{Err: fmt.Errorf("%s: %w", w, err), Permanent: true}
	}
	switch held, known := l.holders.of(w.MessageID); {
	case !known || held == w.Serial:
	case w.Replaces && held == w.Supersedes: // there is no replacing; this leaves a gap of one request
		if report, err := l.delete(ctx, w); err != nil || report.Cause != cbc.CauseNone && report.Cause != cbc.CauseNotIdentified {
			return report, err
		}
	default:
		return cbc.Report{At: time.Now(), Cause: cbc.CauseCapacity,
			Detail: fmt.Sprintf("the centre holds one message an identifier, and %s has %s", w.MessageID, held)}, nil
	}
	r, err := l.post(ctx, w, body)
	if held, known := l.holders.of(w.MessageID); err == nil && r.Cause == cbc.CauseAlreadyUsed && (!known || held != w.Serial) {
		// Something that we do not know of: from before we started, or of which
		// the answer never came. The identifier is ours, so it goes.
		if d, err := l.delete(ctx, w); err != nil || d.Cause != cbc.CauseNone && d.Cause != cbc.CauseNotIdentified {
			return d, err
		}
		r, err = l.post(ctx, w, body)
	}
	return r, err
}

// post orders a broadcast.
func (l *Link) post(ctx context.Context, w *cbc.Warning, body []byte) (cbc.Report, error) {
	status, said, err := l.request(ctx, w, http.MethodPost, "", body)
	if err != nil {
		return cbc.Report{}, err
	}
	r := cbc.Report{At: time.Now(), Detail: said}
	switch status {
	case http.StatusCreated, http.StatusOK:
		r.Detail = ""
		l.holders.put(w.MessageID, w.Serial)
	case http.StatusConflict:
		r.Cause = cbc.CauseAlreadyUsed
	case http.StatusBadRequest:
		if r.Cause = cbc.CauseInvalid; strings.Contains(said, queueIsFullWord) {
			r.Cause = cbc.CauseCapacity
		}
	default:
		r.Cause, r.Detail = cbc.CauseOther, fmt.Sprintf("%d: %s", status, said)
	}
	return r, nil
}

// stop deletes what w names. The centre knows messages by their identifier, so
// that one of another serial number must be left alone.
func (l *Link) stop(ctx context.Context, w *cbc.Warning) (cbc.Report, error) {
	if held, known := l.holders.of(w.MessageID); known && held != w.Serial {
		return cbc.Report{At: time.Now(), Cause: cbc.CauseNotIdentified, Detail: fmt.Sprintf("the identifier has %s now", held)}, nil
	}
	return l.delete(ctx, w)
}

func (l *Link) delete(ctx context.Context, w *cbc.Warning) (cbc.Report, error) {
	status, said, err := l.request(ctx, w, http.MethodDelete, fmt.Sprintf("/%d", uint16(w.MessageID)), nil)
	if err != nil {
		return cbc.Report{}, err
	}
	r := cbc.Report{At: time.Now(), Detail: said}
	switch status {
	case http.StatusOK, http.StatusNoContent:
		r.Detail = ""
	case http.StatusNotFound:
		r.Cause = cbc.CauseNotIdentified
	default:
		r.Cause, r.Detail = cbc.CauseOther, fmt.Sprintf("%d: %s", status, said)
		return r, nil
	}
	l.holders.drop(w.MessageID)
	return r, nil
}

// request makes one request. Its errors say whether it has left.
func (l *Link) request(ctx context.Context, w *cbc.Warning, method, suffix string, body []byte) (status int, said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, l.c.Timeout)
	defer cancel()
	var left sync.Once
	gone := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		left.Do(func() {
			gone = true
			if l.c.Trace.Wrote != nil {
				l.c.Trace.Wrote(w, time.Now())
			}
		})
	}})
	q, err := http.NewRequestWithContext(ctx, method, l.c.URL+path+suffix, bytes.NewReader(body))
	if err != nil {
		return 0, "", &cbc.NotSentError{Err: err, Permanent: true}
	}
	q.Header.Set("Content-Type", "application/json")
	if l.c.Token != "" {
		q.Header.Set("Authorization", "Bearer "+l.c.Token)
	}
	if l.c.Trace.Sent != nil && body != nil {
		l.c.Trace.Sent(body)
	}
	a, err := l.client.Do(q)
	if err != nil {
		if left.Do(func() {}); gone {
			return 0, "", &cbc.LostError{Err: err}
		}
		return 0, "", &cbc.NotSentError{Err: err}
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, maxAnswer))
	if err != nil {
		return 0, "", &cbc.LostError{Err: err}
	}
	if l.c.Trace.Received != nil {
		l.c.Trace.Received(b)
	}
	return a.StatusCode, strings.TrimSpace(string(b)), nil
}
