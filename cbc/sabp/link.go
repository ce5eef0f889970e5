package sabp

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
)

// A Link is the centre's end of the connection to one RNC. It implements
// [cbc.Link]; warnings reach it as service areas, or whole.
//
// The protocol has no greeting and no heartbeat. On the first connection the
// link resets all service areas that it knows; after a connection was lost it
// asks for each message that should be on air whether it still is, and says of
// the areas that have lost it that they forgot. TCP's own probes tell within
// half a minute that the RNC is gone.
type Link struct {
	c        Config
	up       atomic.Pointer[session] // the session that is ready, or nil
	listener atomic.Pointer[net.Listener]
	written  written
	buffers  sync.Pool // of *[]byte

	tell sync.Mutex // one notice after the other

	mu   sync.Mutex // guards fell
	fell map[cbc.Cell]bool
}

// New returns a link that does nothing until Run is called, which checks c.
func New(c Config) *Link {
	return &Link{c: c.withDefaults(), fell: map[cbc.Cell]bool{}}
}

// Addr returns where a link that listens does so, nil while it does not.
func (l *Link) Addr() net.Addr {
	if ln := l.listener.Load(); ln != nil {
		return (*ln).Addr()
	}
	return nil
}

// Run keeps the link up until ctx is done and then returns nil. It returns an
// error only for a configuration that Check does not pass. Notices come one
// after the other.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error {
	if err := l.c.Check(); err != nil {
		return fmt.Errorf("sabp: %w", err)
	}
	say := func(n cbc.Notice) {
		l.tell.Lock()
		defer l.tell.Unlock()
		heard(n)
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	if l.c.Listen != "" {
		wg.Go(func() { l.listen(ctx, say) })
	}
	fresh := !l.c.KeepOnAir && len(l.c.Areas) > 0
	once := func(ctx context.Context) (bool, error) {
		conn, err := l.dial(ctx)
		if err != nil {
			return false, err
		}
		s := newSession(l, conn, say)
		err = s.run(ctx, fresh)
		fresh = fresh && !s.ready
		return s.ready, err
	}
	exchange.Backoff{Min: l.c.BackoffMin, Max: l.c.BackoffMax}.Keep(ctx, once, func(err error) {
		say(cbc.Notice{Kind: cbc.Down, Text: "connection to " + l.c.Address, Err: err})
	})
	return nil
}

// dial connects to the RNC.
func (l *Link) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, l.c.DialTimeout)
	defer cancel()
	by := l.c.Dial
	if by == nil {
		d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}}
		by = d.DialContext
	}
	conn, err := by(ctx, "tcp", l.c.Address)
	l.dialled(l.c.Address, err)
	return conn, err
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

// heed passes on what the RNC says without being asked.
func (l *Link) heed(m Message, say func(cbc.Notice)) {
	switch m := m.(type) {
	case *Restart:
		l.back(m, say)
	case *AreasFailed:
		l.mu.Lock()
		for _, a := range m.Areas {
			l.fell[a] = true
		}
		l.mu.Unlock()
		say(cbc.Notice{Kind: cbc.Fell, Cells: m.Areas, Text: "failure"})
	case *ErrorIndication:
		say(cbc.Notice{Kind: cbc.Said, Text: "error indication: " + m.said().String()})
	default:
		say(cbc.Notice{Kind: cbc.Said, Text: m.Type().String() + ", which was not asked for"})
	}
}

// back passes on that service areas can broadcast again. Those of which a
// failure was passed on before are said to have forgotten even if they have
// not: they have missed what was written since.
func (l *Link) back(m *Restart, say func(cbc.Notice)) {
	forgot := make([]cbc.Cell, 0, len(m.Areas))
	l.mu.Lock()
	for _, a := range m.Areas {
		if m.Recovery != DataAvailable || l.fell[a] {
			forgot = append(forgot, a)
		}
		delete(l.fell, a)
	}
	l.mu.Unlock()
	if len(forgot) > 0 { // an empty notice would mean all
		say(cbc.Notice{Kind: cbc.Forgot, Cells: forgot, Text: "restart"})
	}
}
