package cbsp

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"bongsu/cbc"
)

// A replacedError ends a session because the BSC has dialled again: what it
// had before is dead, even if nobody told us.
type replacedError struct{ by net.Conn }

func (e *replacedError) Error() string {
	return "a new connection came from " + e.by.RemoteAddr().String()
}

// listen accepts connections until ctx is done. The function that it returns
// waits for that.
func (l *Link) listen(ctx context.Context, heard func(cbc.Notice)) (wait func()) {
	ln := l.open(ctx, heard)
	if ln == nil {
		return func() {}
	}
	l.listener.Store(&ln)
	heard(cbc.Notice{Kind: cbc.Said, Text: "listening on " + ln.Addr().String()})
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	var wg sync.WaitGroup
	wg.Go(func() { l.accept(ctx, ln) })
	return func() {
		stop()
		ln.Close()
		wg.Wait()
		l.listener.Store(nil)
	}
}

// open tries until the address is free or ctx is done.
func (l *Link) open(ctx context.Context, heard func(cbc.Notice)) net.Listener {
	for pause := l.c.BackoffMin; ctx.Err() == nil; pause = min(2*pause, l.c.BackoffMax) {
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", l.c.Address)
		if err == nil {
			return ln
		}
		heard(cbc.Notice{Kind: cbc.Down, Text: "listening on " + l.c.Address, Err: err})
		rest(ctx, pause)
	}
	return nil
}

func (l *Link) accept(ctx context.Context, ln net.Listener) {
	for ctx.Err() == nil {
		conn, err := ln.Accept()
		if err != nil {
			rest(ctx, l.c.BackoffMin) // out of descriptors, or closed
			continue
		}
		if err := l.admit(conn); err != nil {
			l.dialled(conn.RemoteAddr().String(), err)
			conn.Close()
			continue
		}
		l.dialled(conn.RemoteAddr().String(), nil)
		select {
		case l.incoming <- conn:
		case <-ctx.Done():
			conn.Close()
		}
	}
}

// admit refuses connections from addresses that are not the peer's.
func (l *Link) admit(conn net.Conn) error {
	if len(l.c.Peers) == 0 {
		return nil
	}
	a, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return err
	}
	for _, p := range l.c.Peers {
		if p.Contains(a.Addr().Unmap()) {
			return nil
		}
	}
	return fmt.Errorf("%s is not an address of the peer", a.Addr())
}
