package smpp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"
)

// sendBuffer keeps what the kernel holds small, so that an alert does not wait
// behind what was written before it.
const sendBuffer = 32 << 10

// A BindError is a peer that refused to be bound to.
type BindError struct{ Status Status }

func (e *BindError) Error() string { return "bind refused: " + e.Status.String() }

// Unwrap returns the status.
func (e *BindError) Unwrap() error { return e.Status }

// connect dials the peer.
func (t *trunk) connect(ctx context.Context, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if c, ok := conn.(*net.TCPConn); ok {
		_ = c.SetWriteBuffer(sendBuffer) // with a larger one an alert waits longer, no more
	}
	if t.config.TLS == nil {
		return conn, nil
	}
	c := t.config.TLS.Clone()
	if c.ServerName == "" {
		c.ServerName, _, _ = net.SplitHostPort(address)
	}
	secure := tls.Client(conn, c)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("TLS with %s: %w", address, err)
	}
	return secure, nil
}

// open connects and binds within the dial timeout.
func (t *trunk) open(ctx context.Context, address string) (*session, error) {
	ctx, cancel := context.WithTimeout(ctx, t.config.DialTimeout)
	defer cancel()
	conn, err := t.dial(ctx, address)
	if t.config.Trace.Dialled != nil {
		t.config.Trace.Dialled(address, err)
	}
	if err != nil {
		return nil, err
	}
	s := start(conn, t.config.terms())
	if s.peer, err = t.bind(ctx, s); err != nil {
		s.end(err)
		s.wg.Wait()
		return nil, fmt.Errorf("binding to %s: %w", address, err)
	}
	return s, nil
}

func (t *trunk) bind(ctx context.Context, s *session) (BindResp, error) {
	c := &t.config
	m := Bind{Command: c.Bind, SystemID: c.SystemID, Password: c.Password, SystemType: c.SystemType, Version: c.Version}
	p, err := s.ask(ctx, &m, request{lane: control, timeout: c.DialTimeout})
	if err != nil {
		return BindResp{}, errors.Unwrap(err) // whether it was sent does not matter
	}
	if p.Status() != OK || p.Command() == GenericNack {
		return BindResp{}, &BindError{p.Status()}
	}
	var r BindResp
	return r, r.Read(p)
}

// pauses are the times between tries to connect.
var pauses = [...]time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second}

const (
	lockPause = 30 * time.Second // after a bind refused in a way that more tries would make worse
	steady    = 10 * time.Second // a link up for so long starts over
	jitter    = 0.2
)

// A pause counts the tries to connect.
type pause struct{ tries int }

// next returns how long to wait after a try that was up for so long and ended
// in err.
func (p *pause) next(up time.Duration, err error) time.Duration {
	if up >= steady {
		p.tries = 0
	}
	d := pauses[min(p.tries, len(pauses)-1)]
	p.tries++
	var refused *BindError
	if errors.As(err, &refused) && refused.Status.locked() {
		return lockPause
	}
	return time.Duration(float64(d) * (1 - jitter + 2*jitter*rand.Float64()))
}
