package lanes

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
)

const (
	dialTimeout = 1500 * time.Millisecond // TCP, TLS and SASL together
	idleTimeout = 9 * time.Minute         // brokers close after ten
	// metadataTTL is how old what we know of the cluster may be. It is also
	// the deadline of asking for it, so that shorter ones fail for nothing.
	metadataTTL = time.Second
)

// transport returns the connections that reading and writing share.
func (l *Lanes) transport() (*kafka.Transport, error) {
	t := &kafka.Transport{
		Dial:           l.dialer.dial,
		DialTimeout:    dialTimeout,
		IdleTimeout:    idleTimeout,
		MetadataTTL:    metadataTTL,
		MetadataTopics: l.topics(),
		ClientID:       "bongsu",
		TLS:            l.c.TLS,
	}
	if l.c.Instance != "" {
		t.ClientID += "-" + l.c.Instance
	}
	if l.c.SASL != nil {
		m, err := l.c.SASL.mechanism()
		if err != nil {
			return nil, err
		}
		t.SASL = m
	}
	return t, nil
}

var errClosed = errors.New("lanes are closed")

// A dialer knows its connections, so that none outlives it: kafka-go leaves a
// request whose context has ended waiting for the broker's answer.
type dialer struct {
	mu     sync.Mutex // guards conns, closed
	conns  map[net.Conn]bool
	closed bool
}

func newDialer() *dialer { return &dialer{conns: map[net.Conn]bool{}} }

func (d *dialer) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	var n net.Dialer
	c, err := n.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		c.Close()
		return nil, errClosed
	}
	k := &knownConn{Conn: c, of: d}
	d.conns[k] = true
	return k, nil
}

func (d *dialer) close() {
	d.mu.Lock()
	d.closed = true
	open := d.conns
	d.conns = nil
	d.mu.Unlock()
	for c := range open {
		c.Close()
	}
}

// open returns how many connections there are.
func (d *dialer) open() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.conns)
}

// A knownConn tells its dialer when it is closed.
type knownConn struct {
	net.Conn
	of *dialer
}

func (k *knownConn) Close() error {
	k.of.mu.Lock()
	delete(k.of.conns, k)
	k.of.mu.Unlock()
	return k.Conn.Close()
}
