package sabp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
)

const (
	// callers is how many connections an RNC may have open to us.
	callers = 4
	// idle is how long such a connection may say nothing. RNCs open one when
	// they have something to say.
	idle = time.Hour
)

// listen takes what the RNC says on connections of its own until ctx is done.
func (l *Link) listen(ctx context.Context, say func(cbc.Notice)) {
	var wg sync.WaitGroup
	defer wg.Wait()
	ln := l.open(ctx, say)
	if ln == nil {
		return
	}
	l.listener.Store(&ln)
	defer l.listener.Store(nil)
	say(cbc.Notice{Kind: cbc.Said, Text: "listening on " + ln.Addr().String()})
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	places := make(chan struct{}, callers)
	for ctx.Err() == nil {
		conn, err := ln.Accept()
		if err != nil {
			exchange.Rest(ctx, l.c.BackoffMin) // out of descriptors, or closed
			continue
		}
		if err := l.admit(conn, places); err != nil {
			l.dialled(conn.RemoteAddr().String(), err)
			conn.Close()
			continue
		}
		l.dialled(conn.RemoteAddr().String(), nil)
		wg.Go(func() {
			defer func() { <-places }()
			l.called(ctx, conn, say)
		})
	}
}

// open tries until the address is free or ctx is done.
func (l *Link) open(ctx context.Context, say func(cbc.Notice)) net.Listener {
	for pause := l.c.BackoffMin; ctx.Err() == nil; pause = min(2*pause, l.c.BackoffMax) {
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", l.c.Listen)
		if err == nil {
			return ln
		}
		say(cbc.Notice{Kind: cbc.Said, Text: "listening on " + l.c.Listen, Err: err})
		exchange.Rest(ctx, pause)
	}
	return nil
}

// admit takes a place for a connection of the peer's.
func (l *Link) admit(conn net.Conn, places chan<- struct{}) error {
	a, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return err
	}
	known := false
	for _, p := range l.c.Peers {
		known = known || p.Contains(a.Addr().Unmap())
	}
	if !known {
		return fmt.Errorf("%s is not an address of the peer", a.Addr())
	}
	select {
	case places <- struct{}{}:
		return nil
	default:
		return fmt.Errorf("more than %d connections of the peer", callers)
	}
}

// called reads what the RNC says on a connection that it has opened.
func (l *Link) called(ctx context.Context, conn net.Conn, say func(cbc.Notice)) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	r := NewReader(conn)
	for {
		conn.SetReadDeadline(time.Now().Add(idle))
		b, err := r.Next()
		if err != nil {
			return
		}
		if t := l.c.Trace.Received; t != nil {
			t(b)
		}
		if a := l.callers(b, say); a != nil {
			out, err := a.AppendBinary(nil)
			if err != nil {
				return
			}
			conn.SetWriteDeadline(time.Now().Add(writeTimeout))
			if _, err := conn.Write(out); err != nil {
				return
			}
		}
	}
}

// callers heeds a message on the RNC's connection and returns the answer to one
// that cannot be read.
func (l *Link) callers(b []byte, say func(cbc.Notice)) *ErrorIndication {
	m, err := Parse(b)
	var bad *DecodeError
	if errors.As(err, &bad) {
		l.stray(b, err)
		return bad.Answer()
	}
	switch m.(type) {
	case *Restart, *AreasFailed, *ErrorIndication:
		l.heed(m, say)
		return nil
	}
	l.stray(b, fmt.Errorf("a %s on a connection of the peer's", m.Type()))
	c := UnrecognisedMessage
	return &ErrorIndication{Cause: &c}
}
