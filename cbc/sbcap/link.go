package sbcap

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/internal/ran"
	"bongsu/cbc/internal/sctp"
)

// A Link is the centre's end of the association with one MME. It implements
// [cbc.Link]; warnings reach it as cells, or whole.
//
// The protocol has no greeting. What the MME says at once is only whether it
// has passed a request on; where a warning is on air comes later, and is
// reported by notices.
type Link struct {
	c        Config
	ground   *ran.Ground
	up       atomic.Pointer[session] // the one that is ready, or nil
	listener atomic.Pointer[sctp.Listener]
	incoming chan sctp.Conn // associations of an MME that dials us
	buffers  sync.Pool      // of *[]byte

	tell sync.Mutex // one notice after the other

	mu       sync.Mutex // guards the rest
	fell     map[cbc.Cell]bool
	stations map[cbc.Cell]station
}

// A station is which base station has said that a cell restarted, and when.
type station struct {
	node Node
	at   time.Time
}

// New returns a link that does nothing until Run is called, which checks c.
func New(c Config) *Link {
	return &Link{
		c: c.withDefaults(), ground: ran.NewGround(c.Cells, c.Complete, c.EmergencyAreas), incoming: make(chan sctp.Conn),
		fell: map[cbc.Cell]bool{}, stations: map[cbc.Cell]station{},
	}
}

// Addr returns where a link that listens does so, nil while it does not.
func (l *Link) Addr() net.Addr {
	if ln := l.listener.Load(); ln != nil {
		return (*ln).Addr()
	}
	return nil
}

// transport is how associations are carried.
func (l *Link) transport() sctp.Config {
	return sctp.Config{UDP: l.c.UDP, Protocol: PayloadProtocol, Port: Port, Admit: func(a netip.Addr) bool {
		for _, p := range l.c.Peers {
			if p.Contains(a) {
				return true
			}
		}
		return false
	}}
}

// Run keeps the link up until ctx is done and then returns nil. It returns an
// error only for a configuration that Check does not pass. Notices come one
// after the other.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error {
	if err := l.c.Check(); err != nil {
		return fmt.Errorf("sbcap: %w", err)
	}
	say := func(n cbc.Notice) {
		l.tell.Lock()
		defer l.tell.Unlock()
		heard(n)
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	if l.c.Listen {
		wg.Go(func() { l.listen(ctx, say) })
	}
	once := func(ctx context.Context) (bool, error) {
		conn, err := l.connect(ctx)
		if err != nil {
			return false, err
		}
		return true, newSession(l, conn, say).run(ctx)
	}
	exchange.Backoff{Min: l.c.BackoffMin, Max: l.c.BackoffMax}.Keep(ctx, once, func(err error) {
		say(cbc.Notice{Kind: cbc.Down, Text: "association with " + l.c.Address, Err: err})
	})
	return nil
}

// connect opens an association, or waits until the MME has.
func (l *Link) connect(ctx context.Context) (sctp.Conn, error) {
	if l.c.Listen {
		select {
		case conn := <-l.incoming:
			return conn, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, l.c.DialTimeout)
	defer cancel()
	conn, err := l.transport().Dial(ctx, l.c.Address)
	l.dialled(l.c.Address, err)
	return conn, err
}

// listen takes the associations of an MME until ctx is done.
func (l *Link) listen(ctx context.Context, say func(cbc.Notice)) {
	ln := l.open(ctx, say)
	if ln == nil {
		return
	}
	l.listener.Store(&ln)
	defer l.listener.Store(nil)
	say(cbc.Notice{Kind: cbc.Said, Text: "listening on " + ln.Addr().String()})
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		l.dialled(conn.Peer(), nil)
		// A second association takes the place of the first: whoever opens one
		// has no other any more.
		if s := l.up.Load(); s != nil {
			s.x.End(fmt.Errorf("a new association came from %s", conn.Peer()))
		}
		select {
		case l.incoming <- conn:
		case <-ctx.Done():
			conn.Close()
		}
	}
}

// open tries until the address is free or ctx is done.
func (l *Link) open(ctx context.Context, say func(cbc.Notice)) sctp.Listener {
	for pause := l.c.BackoffMin; ctx.Err() == nil; pause = min(2*pause, l.c.BackoffMax) {
		ln, err := l.transport().Listen(ctx, l.c.Address)
		if err == nil {
			return ln
		}
		say(cbc.Notice{Kind: cbc.Down, Text: "listening on " + l.c.Address, Err: err})
		exchange.Rest(ctx, pause)
	}
	return nil
}

func (l *Link) dialled(addr string, err error) {
	if l.c.Trace.Dialled != nil {
		l.c.Trace.Dialled(addr, err)
	}
}

func (l *Link) stray(b []byte, err error) {
	if t := l.c.Trace.Strayed; t != nil {
		t(b, err)
	}
}
