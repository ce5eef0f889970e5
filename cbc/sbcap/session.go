package sbcap

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/internal/sctp"
)

// writeTimeout is how long the peer may take nothing of what we send.
const writeTimeout = 5 * time.Second

// What a request may be; two of different kinds may be under way for a message.
const (
	kindWrite uint8 = iota
	kindStop
)

var errUnasked = errors.New("answer to no request of ours")

// An answer is a message that belongs to a request.
type answer struct {
	m  Message
	at time.Time
}

// A session is one association with the MME.
type session struct {
	link     *Link
	conn     sctp.Conn
	say      func(cbc.Notice)
	x        *exchange.Exchange[answer]
	received atomic.Int64 // when something last came, in nanoseconds
}

func newSession(l *Link, conn sctp.Conn, say func(cbc.Notice)) *session {
	s := &session{link: l, conn: conn, say: say}
	s.x = exchange.New[answer](exchange.Config{
		Window: l.c.Window, Timeout: l.c.ResponseTimeout, Trace: &l.c.Trace,
		Send: s.send, Hang: func() { go conn.Close() }, // which waits for the reader, who may call this
	})
	return s
}

func (s *session) send(b []byte) error {
	stop := time.AfterFunc(writeTimeout, func() { s.conn.Close() })
	defer stop.Stop()
	return s.conn.Send(b)
}

// run owns the association until it ends or ctx is done, and returns why.
func (s *session) run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { s.x.End(context.Cause(ctx)) })
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { s.x.End(s.readAll()) })
	if !s.link.c.KeepOnAir {
		s.say(cbc.Notice{Kind: cbc.Forgot, Text: "a new association: what is owed is written again"})
	}
	s.link.up.Store(s) // before the notice: what is owed may come in it
	s.say(cbc.Notice{Kind: cbc.Ready, Text: s.conn.Peer()})
	<-s.x.Done()
	s.link.up.CompareAndSwap(s, nil)
	s.conn.Close() // waits for the other Close too
	wg.Wait()
	return s.x.Cause()
}

// readAll reads until the association ends.
func (s *session) readAll() error {
	for {
		b, _, err := s.conn.Receive() // of whatever payload protocol: some centres and MMEs say 0
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		s.received.Store(time.Now().UnixNano())
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
	case *WriteReplaceResponse:
		s.answer(keyOf(m.MessageID, m.Serial, kindWrite), m, b)
	case *StopResponse:
		s.answer(keyOf(m.MessageID, m.Serial, kindStop), m, b)
	case *ErrorIndication:
		if k, ok := s.x.Only(); ok { // it names no message
			s.answer(k, m, b)
		} else {
			s.say(cbc.Notice{Kind: cbc.Said, Text: "error indication: " + m.said().String()})
		}
	case *WriteReplaceIndication, *StopIndication, *RestartIndication, *FailureIndication:
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
