package cbsp

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/ahead"
)

// A Link is the centre's end of the connection to one BSC. It implements
// [cbc.Preparer]; warnings reach it as cells, or whole.
//
// On a new connection it waits for the BSC's restart, resets all cells once,
// and is ready. After that it asks every KeepAlive whether the BSC is there.
type Link struct {
	c         Config
	up        atomic.Pointer[session] // the session that is ready, or nil
	incoming  chan net.Conn           // holds one: the newest connection of a BSC that dials us
	said      chan cbc.Notice         // of the listener; holds a few
	confirmed confirmed
	namings   namings
	buffers   sync.Pool // of *[]byte
	ahead     ahead.Shelf[*letter]
}

// New returns a link that does nothing until Run is called, which checks c.
func New(c Config) *Link {
	return &Link{c: c.withDefaults(), incoming: make(chan net.Conn, 1), said: make(chan cbc.Notice, 4)}
}

// Run keeps the link up until ctx is done and then returns nil. It returns an
// error only for a configuration that Check does not pass. Notices come from
// the goroutine that runs Run, in order.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error {
	if err := l.c.Check(); err != nil {
		return fmt.Errorf("cbsp: %w", err)
	}
	if l.c.Listener != nil {
		leave, err := l.c.Listener.join(l)
		if err != nil {
			return fmt.Errorf("cbsp: %w", err)
		}
		defer leave()
	}
	var next net.Conn // one that the BSC dialled while we still had another
	pause, down := l.c.BackoffMin, false
	for ctx.Err() == nil {
		ready, err := l.once(ctx, next, heard)
		if ready {
			pause, down = l.c.BackoffMin, false
		}
		if ctx.Err() == nil && !down {
			heard(cbc.Notice{Kind: cbc.Down, Text: "connection to " + l.peer(), Err: err})
			down = true
		}
		next = nil
		var replaced *replacedError
		if errors.As(err, &replaced) {
			next = replaced.by
			continue
		}
		rest(ctx, pause)
		pause = min(2*pause, l.c.BackoffMax)
	}
	if next != nil {
		next.Close()
	}
	return nil
}

// once uses conn, or else the next connection there is, until it ends. It
// reports whether it was ever ready, and why it ended.
func (l *Link) once(ctx context.Context, conn net.Conn, heard func(cbc.Notice)) (ready bool, err error) {
	if conn == nil {
		if conn, err = l.connect(ctx, heard); err != nil {
			return false, err
		}
	}
	s := newSession(l, conn)
	err = s.run(ctx, heard)
	return s.ready, err
}

// peer says whom l is connected to, for people.
func (l *Link) peer() string {
	if l.c.Listener != nil {
		return fmt.Sprintf("a BSC of %v", l.c.Peers)
	}
	return l.c.Address
}

// rest waits for half of d and a random part of the other half.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d/2 + rand.N(d/2+1))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// connect dials the BSC, or waits until it has dialled us.
func (l *Link) connect(ctx context.Context, heard func(cbc.Notice)) (net.Conn, error) {
	for l.c.Listener != nil {
		select {
		case conn := <-l.incoming:
			return conn, nil
		case n := <-l.said:
			heard(n)
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	dial, cancel := context.WithTimeout(ctx, l.c.DialTimeout)
	defer cancel()
	by := l.c.Dial
	if by == nil {
		by = new(net.Dialer).DialContext
	}
	conn, err := by(dial, "tcp", l.c.Address)
	l.dialled(l.c.Address, err)
	return conn, err
}

func (l *Link) dialled(addr string, err error) {
	if l.c.Trace.Dialled != nil {
		l.c.Trace.Dialled(addr, err)
	}
}
