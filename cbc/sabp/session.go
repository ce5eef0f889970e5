package sabp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
)

// writeTimeout is how long the peer may leave our octets unread.
const writeTimeout = 5 * time.Second

// What a request may be; two of different kinds may be under way for a message.
const (
	kindWrite uint8 = iota
	kindKill
	kindStatus
	kindReset
)

var errUnasked = errors.New("answer to no request of ours")

// An answer is a message that belongs to a request.
type answer struct {
	m  Message
	at time.Time
}

// A session is one connection to the RNC.
type session struct {
	link  *Link
	conn  net.Conn
	say   func(cbc.Notice)
	x     *exchange.Exchange[answer]
	ready bool // only Run's goroutine looks at it
}

func newSession(l *Link, conn net.Conn, say func(cbc.Notice)) *session {
	s := &session{link: l, conn: conn, say: say}
	s.x = exchange.New[answer](exchange.Config{
		Window: l.c.Window, Timeout: l.c.ResponseTimeout, Trace: &l.c.Trace,
		Send: s.send, Hang: func() { conn.Close() },
	})
	return s
}

func (s *session) send(b []byte) error {
	s.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	_, err := s.conn.Write(b)
	return err
}

// run owns the connection until it ends or ctx is done, and returns why.
func (s *session) run(ctx context.Context, fresh bool) error {
	stop := context.AfterFunc(ctx, func() { s.x.End(context.Cause(ctx)) })
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { s.x.End(s.readAll()) })
	if err := s.open(ctx, fresh); err != nil {
		s.x.End(err)
	} else {
		s.ready = true
		s.link.up.Store(s) // before the notice: what is owed may come in it
		s.say(cbc.Notice{Kind: cbc.Ready, Text: s.conn.RemoteAddr().String()})
	}
	<-s.x.Done()
	s.link.up.Store(nil)
	wg.Wait()
	return s.x.Cause()
}

// open brings a new connection to where both sides know what is on air.
func (s *session) open(ctx context.Context, fresh bool) error {
	if fresh {
		return s.reset(ctx)
	}
	return s.compare(ctx)
}

// readAll reads until the connection ends.
func (s *session) readAll() error {
	r := NewReader(s.conn)
	for {
		b, err := r.Next()
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if t := s.link.c.Trace.Received; t != nil {
			t(b)
		}
		s.receive(b)
	}
}

// receive passes a message to whom it is for.
func (s *session) receive(b []byte) {
	m, err := Parse(b)
	if err != nil {
		s.unreadable(b, err)
		return
	}
	switch m := m.(type) {
	case *WriteReplaceComplete:
		s.answer(keyOf(m.MessageID, m.Serial, kindWrite), m, b)
	case *WriteReplaceFailure:
		s.answer(keyOf(m.MessageID, m.Serial, kindWrite), m, b)
	case *KillComplete:
		s.answer(keyOf(m.MessageID, m.Serial, kindKill), m, b)
	case *KillFailure:
		s.answer(keyOf(m.MessageID, m.Serial, kindKill), m, b)
	case *StatusQueryComplete:
		s.answer(keyOf(m.MessageID, m.Serial, kindStatus), m, b)
	case *StatusQueryFailure:
		s.answer(keyOf(m.MessageID, m.Serial, kindStatus), m, b)
	case *ResetComplete, *ResetFailure:
		s.answer(exchange.Key{Kind: kindReset}, m, b)
	case *ErrorIndication:
		if k, ok := s.meant(m); ok {
			s.answer(k, m, b)
		} else {
			s.link.heed(m, s.say)
		}
	case *Restart, *AreasFailed:
		s.link.heed(m, s.say)
	default:
		s.link.stray(b, fmt.Errorf("a %s is not for a centre", m.Type()))
		c := UnrecognisedMessage
		s.reply(&ErrorIndication{Cause: &c})
	}
}

func keyOf(m cbc.MessageID, serial cbc.Serial, kind uint8) exchange.Key {
	return exchange.Key{Key: cbc.Key{MessageID: m, Serial: serial}, Kind: kind}
}

// unreadable answers a message that cannot be read as the protocol wants.
func (s *session) unreadable(b []byte, err error) {
	s.link.stray(b, err)
	s.say(cbc.Notice{Kind: cbc.Said, Text: "message that cannot be read", Err: err})
	var bad *DecodeError
	if errors.As(err, &bad) {
		if a := bad.Answer(); a != nil {
			s.reply(a)
		}
	}
}

// reply writes a message of our own accord.
func (s *session) reply(m Message) {
	b, err := m.AppendBinary(make([]byte, 0, 64))
	if err != nil {
		s.x.End(err)
		return
	}
	s.x.Say(b)
}

// answer wakes the request that b, decoded as m, belongs to.
func (s *session) answer(k exchange.Key, m Message, b []byte) {
	if !s.x.Answer(k, answer{m, time.Now()}) {
		s.link.stray(b, errUnasked)
	}
}

// meant finds the request that an error indication may be about: the one that
// it names, or else the only one there is.
func (s *session) meant(m *ErrorIndication) (exchange.Key, bool) {
	if m.MessageID == nil || m.Serial == nil {
		return s.x.Only()
	}
	for kind := kindWrite; kind <= kindStatus; kind++ {
		if k := keyOf(*m.MessageID, *m.Serial, kind); s.x.Waiting(k) {
			return k, true
		}
	}
	return exchange.Key{}, false
}

// ask makes a request of the link's own.
func (s *session) ask(ctx context.Context, k exchange.Key, m Message) (Message, error) {
	b, err := m.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	a, err := s.x.Do(ctx, exchange.Order{Key: k, Octets: b})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Type(), err)
	}
	return a.m, nil
}

// reset ends what all service areas have on air.
func (s *session) reset(ctx context.Context) error {
	m, err := s.ask(ctx, exchange.Key{Kind: kindReset}, &Reset{s.link.c.Areas})
	if err != nil {
		return err
	}
	switch m := m.(type) {
	case *ResetComplete:
		s.say(cbc.Notice{Kind: cbc.Forgot})
		return nil
	case *ResetFailure:
		s.kept(m)
		return nil
	case *ErrorIndication:
		return fmt.Errorf("reset: %s", m.said())
	}
	return fmt.Errorf("reset: answered with a %s", m.Type())
}

// kept passes on that some service areas refused the reset. They may go on
// with what they were told; the others are named that have forgotten.
func (s *session) kept(m *ResetFailure) {
	refused := make(map[cbc.Cell]bool, len(m.Failed))
	fell := make([]cbc.Cell, 0, len(m.Failed))
	s.link.mu.Lock()
	for _, f := range m.Failed {
		refused[f.Area] = true
		fell = append(fell, f.Area)
		s.link.fell[f.Area] = true
	}
	s.link.mu.Unlock()
	var forgot []cbc.Cell
	for _, a := range s.link.c.Areas {
		if !refused[a] {
			forgot = append(forgot, a)
		}
	}
	if len(forgot) > 0 { // an empty notice means all
		s.say(cbc.Notice{Kind: cbc.Forgot, Cells: forgot})
	}
	s.say(cbc.Notice{Kind: cbc.Fell, Cells: fell, Text: "not reset"})
}
