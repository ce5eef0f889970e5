package simulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// An SMSC is a message centre that speaks SMPP 5.0, and broadcasts to the cells
// of its network. It finds by brute force which sites an area means, and keeps
// what is on air when a client goes away. It decodes requests with code of its
// own.
type SMSC struct {
	Rules   *Rules
	Journal *Journal

	c      SMSCConfig
	ln     net.Listener
	end    context.CancelFunc
	wg     sync.WaitGroup
	agenda *agenda
	meter  meter

	link       sync.Mutex // guards the next five
	conns      map[*smscConn]struct{}
	opened     int // connections ever
	deliveries int // deliveries ever
	waits      []*smscDelivery
	closed     bool

	mu     sync.Mutex // guards the rest; held before the air's
	all    []*smscBroadcast
	last   uint32                // number of the newest message_id
	serial map[uint16]cbc.Serial // by reference, for clients that say none
	store  smscStore
}

// StartSMSC starts a centre. Close ends it.
func StartSMSC(c SMSCConfig) (*SMSC, error) {
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	if c.Air == nil {
		c.Air = NewAir()
	}
	if c.Within == nil {
		c.Within = WithinRegion
	}
	if c.Dialect.Version == 0 {
		c.Dialect.Version = smpp.Version
	}
	ctx, cancel := context.WithCancel(context.Background())
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("SMSC %s: %w", c.Name, err)
	}
	if c.TLS != nil {
		ln = tls.NewListener(ln, c.TLS)
	}
	s := &SMSC{
		Rules: new(Rules), Journal: new(Journal), c: c, ln: ln, agenda: newAgenda(), meter: meter{c: c.Limits},
		conns: map[*smscConn]struct{}{}, serial: map[uint16]cbc.Serial{}, end: cancel,
		last: max(c.Dialect.FirstID, 1) - 1, store: newSMSCStore(),
	}
	if c.Seed != 0 {
		s.Rules.Seed(c.Seed)
	}
	for _, r := range c.Rules {
		if err := s.Rules.Add(r); err != nil {
			return nil, errors.Join(fmt.Errorf("SMSC %s: %w", c.Name, err), ln.Close())
		}
	}
	s.wg.Go(s.accept)
	s.wg.Go(func() { s.agenda.run(ctx) })
	return s, nil
}

// Addr returns where the centre listens, as host:port.
func (s *SMSC) Addr() string { return s.ln.Addr().String() }

// Close hangs up on everybody and waits until the centre's goroutines have
// ended. What was on air stays on the air that the centre was given.
func (s *SMSC) Close() error {
	s.end()
	err := s.ln.Close()
	s.link.Lock()
	s.closed = true // a connection that is just being accepted must be dropped
	for c := range s.conns {
		c.close()
	}
	s.link.Unlock()
	s.wg.Wait()
	return err
}

// HangUp closes every connection. What is on air stays.
func (s *SMSC) HangUp() {
	for _, c := range s.connections() {
		c.close()
	}
}

// Unbind asks every client to go, and hangs up on it when it has answered.
func (s *SMSC) Unbind() {
	for _, c := range s.connections() {
		c.ask(pdu.Out{Command: smpp.Unbind}, nil)
	}
}

// Forget takes everything off the air, remembers nothing of it nor of any
// message and hangs up: SMPP has no word for it.
func (s *SMSC) Forget() {
	s.mu.Lock()
	for _, b := range s.all {
		s.lift(b, "forgotten")
	}
	s.all, s.store = nil, newSMSCStore()
	s.mu.Unlock()
	s.note(Entry{What: "forgot"})
	for _, c := range s.connections() {
		c.leave("forgot")
	}
}

// Outbind dials a client that listens for it and asks it to bind, clause
// 4.1.1.7.
func (s *SMSC) Outbind(ctx context.Context, address string) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("SMSC %s: outbind: %w", s.c.Name, err)
	}
	c := s.take(conn)
	if c == nil {
		return fmt.Errorf("SMSC %s: %w", s.c.Name, net.ErrClosed)
	}
	s.wg.Go(func() { s.serve(c) })
	o := pdu.Out{Command: smpp.Outbind}
	o.Text(s.c.SystemID)
	o.Text(s.c.Password)
	c.ask(o, nil)
	return nil
}

// Bound returns how many clients are bound.
func (s *SMSC) Bound() int {
	n := 0
	for _, c := range s.connections() {
		if c.kind() != 0 {
			n++
		}
	}
	return n
}

// connections returns them in the order in which they came.
func (s *SMSC) connections() []*smscConn {
	s.link.Lock()
	defer s.link.Unlock()
	return s.connected()
}

// connected is called with link held.
func (s *SMSC) connected() []*smscConn {
	all := slices.Collect(maps.Keys(s.conns))
	slices.SortFunc(all, func(a, b *smscConn) int { return a.n - b.n })
	return all
}

func (s *SMSC) accept() {
	for {
		conn, err := s.ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		if c := s.take(conn); c != nil {
			s.wg.Go(func() { s.serve(c) })
		}
	}
}

// take registers a connection, or closes it when the centre is closing.
func (s *SMSC) take(conn net.Conn) *smscConn {
	s.link.Lock()
	defer s.link.Unlock()
	if s.closed {
		conn.Close()
		return nil
	}
	s.opened++
	c := newSMSCConn(s, conn, s.opened)
	s.conns[c] = struct{}{}
	return c
}

// serve speaks with a client until the connection ends.
func (s *SMSC) serve(c *smscConn) {
	c.note(Entry{What: "connected", Detail: c.conn.RemoteAddr().String()})
	c.run()
	s.link.Lock()
	delete(s.conns, c)
	s.link.Unlock()
	c.note(Entry{What: "disconnected", Detail: c.why})
	s.again(c.unanswered())
}

func (s *SMSC) note(e Entry) {
	e.Node = s.c.Name
	s.Journal.Add(e)
}
