package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"bongsu/cbc"
)

// An SMSCConfig describes a pretended cell broadcast centre of an LTE network
// that is reached over SMPP.
type SMSCConfig struct {
	Name     string // in the journal
	Listen   string // host:port; empty is any free port of 127.0.0.1
	SystemID string // who may bind
	Password string

	Sites []Site
	// WholeAreaAlias is the name of the whole network; empty if it has none.
	WholeAreaAlias string
	// Within reports whether a site lies in the area that an alias names; nil
	// is WithinRegion.
	Within func(s Site, alias string) bool
	Air    *Air // where messages are broadcast; nil is one of its own
}

// An SMSC is a cell broadcast centre that speaks SMPP 5.0. It finds by brute
// force which sites an area means, and keeps what is on air when a client goes
// away. It decodes requests with code of its own.
type SMSC struct {
	Rules   *Rules
	Journal *Journal

	c    SMSCConfig
	ln   net.Listener
	end  context.CancelFunc
	wg   sync.WaitGroup
	wake chan struct{} // tells expire of a new end; holds one

	link   sync.Mutex // guards conns and closed
	conns  map[*smscConn]struct{}
	closed bool

	mu     sync.Mutex // guards the rest; held before the air's
	all    []*smscBroadcast
	last   uint32                // number of the newest message_id
	serial map[uint16]cbc.Serial // by reference, for clients that say none
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
	ctx, cancel := context.WithCancel(context.Background())
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("SMSC %s: %w", c.Name, err)
	}
	s := &SMSC{
		Rules: new(Rules), Journal: new(Journal), c: c, ln: ln, wake: make(chan struct{}, 1),
		conns: map[*smscConn]struct{}{}, serial: map[uint16]cbc.Serial{}, end: cancel,
	}
	s.wg.Go(s.accept)
	s.wg.Go(func() { s.expire(ctx) })
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
		c.unbind()
	}
}

// Forget takes everything off the air, remembers nothing of it and hangs up:
// SMPP has no word for it.
func (s *SMSC) Forget() {
	s.mu.Lock()
	for _, b := range s.all {
		s.lift(b, "forgotten")
	}
	s.all = nil
	s.mu.Unlock()
	s.note(Entry{What: "forgot"})
	s.HangUp()
}

func (s *SMSC) connections() []*smscConn {
	s.link.Lock()
	defer s.link.Unlock()
	var all []*smscConn
	for c := range s.conns {
		all = append(all, c)
	}
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
	c := newSMSCConn(s, conn)
	s.conns[c] = struct{}{}
	return c
}

// serve speaks with a client until the connection ends.
func (s *SMSC) serve(c *smscConn) {
	s.note(Entry{What: "connected", Detail: c.conn.RemoteAddr().String()})
	c.run()
	s.link.Lock()
	delete(s.conns, c)
	s.link.Unlock()
	s.note(Entry{What: "disconnected"})
}

func (s *SMSC) note(e Entry) {
	e.Node = s.c.Name
	s.Journal.Add(e)
}
