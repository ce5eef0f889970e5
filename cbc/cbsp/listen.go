package cbsp

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"bongsu/cbc"
)

// A Listener takes the connections of BSCs that dial their centre, and gives
// each to the link whose peer it comes from. Links of many BSCs share one. It
// listens while at least one of its links runs.
type Listener struct {
	address string
	life    sync.Mutex // held to join and to leave

	mu     sync.Mutex // guards the rest
	links  []*Link    // that run
	socket net.Listener
	stop   context.CancelFunc
	ended  chan struct{}
}

// NewListener returns a listener for host:port that does nothing yet.
func NewListener(address string) *Listener { return &Listener{address: address} }

// Addr returns where it listens, nil while it does not.
func (ln *Listener) Addr() net.Addr {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	if ln.socket == nil {
		return nil
	}
	return ln.socket.Addr()
}

// join makes l one of the links. The function that it returns undoes that and,
// for the last link, waits until nothing listens any more. It refuses a link
// that wants the connections of another.
func (ln *Listener) join(l *Link) (leave func(), err error) {
	ln.life.Lock()
	defer ln.life.Unlock()
	ln.mu.Lock()
	defer ln.mu.Unlock()
	for _, other := range ln.links {
		for _, p := range l.c.Peers {
			if slices.Contains(other.c.Peers, p) {
				return nil, fmt.Errorf("connections from %s to %s are another link's", p, ln.address)
			}
		}
	}
	ln.links = append(ln.links, l)
	switch {
	case ln.socket != nil:
		l.tell(ln.listening())
	case ln.stop == nil:
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan struct{})
		ln.stop, ln.ended = stop, ended
		go func() { // leave waits for it
			defer close(ended)
			ln.run(ctx)
		}()
	}
	return func() { ln.leave(l) }, nil
}

func (ln *Listener) leave(l *Link) {
	ln.life.Lock()
	defer ln.life.Unlock()
	ln.mu.Lock()
	ln.links = slices.DeleteFunc(ln.links, func(o *Link) bool { return o == l })
	last, ended := len(ln.links) == 0, ln.ended
	if last {
		ln.stop()
	}
	ln.mu.Unlock()
	if last {
		<-ended
	}
	l.hangUpWaiting()
}

// run listens until ctx is done.
func (ln *Listener) run(ctx context.Context) {
	defer ln.forget()
	for pause := DefaultBackoffMin; ctx.Err() == nil; pause = min(2*pause, DefaultBackoffMax) {
		socket, err := new(net.ListenConfig).Listen(ctx, "tcp", ln.address)
		if err != nil {
			ln.tellAll(func() cbc.Notice { return cbc.Notice{Kind: cbc.Down, Text: "listening on " + ln.address, Err: err} })
			rest(ctx, pause)
			continue
		}
		ln.mu.Lock()
		ln.socket = socket
		ln.mu.Unlock()
		ln.tellAll(ln.listening)
		stop := context.AfterFunc(ctx, func() { socket.Close() })
		ln.accept(ctx, socket)
		stop()
		socket.Close()
	}
}

// forget makes ln ready to begin anew.
func (ln *Listener) forget() {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	ln.socket, ln.stop = nil, nil
}

// listening is called with mu held.
func (ln *Listener) listening() cbc.Notice {
	return cbc.Notice{Kind: cbc.Said, Text: "listening on " + ln.socket.Addr().String()}
}

func (ln *Listener) tellAll(notice func() cbc.Notice) {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	for _, l := range ln.links {
		l.tell(notice())
	}
}

func (ln *Listener) accept(ctx context.Context, socket net.Listener) {
	for ctx.Err() == nil {
		conn, err := socket.Accept()
		if err != nil {
			rest(ctx, 100*time.Millisecond) // out of descriptors, or closed
			continue
		}
		ln.hand(conn)
	}
}

// hand gives conn to the link whose peer it comes from, and closes it if there
// is none.
func (ln *Listener) hand(conn net.Conn) {
	from := conn.RemoteAddr().String()
	ln.mu.Lock()
	defer ln.mu.Unlock()
	if l := ln.whose(from); l != nil {
		l.dialled(from, nil)
		l.offer(conn)
		return
	}
	conn.Close()
	if len(ln.links) > 0 {
		ln.links[0].dialled(from, fmt.Errorf("%s is no peer of any link here", from))
	}
}

// whose returns the link with the narrowest prefix around an address, or nil.
// It is called with mu held.
func (ln *Listener) whose(from string) *Link {
	a, err := netip.ParseAddrPort(from)
	if err != nil {
		return nil
	}
	var found *Link
	bits := -1
	for _, l := range ln.links {
		for _, p := range l.c.Peers {
			if p.Bits() > bits && p.Contains(a.Addr().Unmap()) {
				found, bits = l, p.Bits()
			}
		}
	}
	return found
}

// offer makes conn the connection that waits to be used. One that has waited so
// far was the same BSC's, which has given it up.
func (l *Link) offer(conn net.Conn) {
	l.hangUpWaiting()
	l.incoming <- conn // has room: only the listener puts connections there, one at a time
}

func (l *Link) hangUpWaiting() {
	select {
	case conn := <-l.incoming:
		conn.Close()
	default:
	}
}

// tell leaves a notice for Run's goroutine, unless many wait already.
func (l *Link) tell(n cbc.Notice) {
	select {
	case l.said <- n:
	default:
	}
}
