package cbsp

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

// A replacedError ends a session that was dead, though nobody told us, when the
// BSC dialled again.
type replacedError struct {
	by  net.Conn
	why error
}

func (e *replacedError) Error() string {
	return fmt.Sprintf("%v; a new connection has come from %s", e.why, e.by.RemoteAddr())
}

// Unwrap returns how the session was found dead.
func (e *replacedError) Unwrap() error { return e.why }

var (
	errUnasked = errors.New("answer to no request of ours")
	errGivenUp = errors.New("given up before it was sent")
)

// A key is how answers are told apart: the protocol has no numbers for them.
// Of a request that names no message there is one at a time.
type key struct {
	cbc.Key
	of Type // the request
}

// An answer is a message that belongs to a request.
type answer struct {
	m  Message
	at time.Time
}

// unclear returns why a does not tell what became of its request: it is an
// error indication that may be about something else.
func (a answer) unclear() error {
	if m, ok := a.m.(*ErrorIndication); ok {
		if m.about() == nil {
			return fmt.Errorf("error indication that names no message: %s", m.Cause)
		}
	}
	return nil
}

// A request is one that has no answer yet.
type request struct {
	answer   chan answer   // holds one, so that the reader never waits
	released chan struct{} // closed when the key is free again
}

// An event is what the reader hands to the goroutine of Run.
type event struct {
	m   Message // nil if it could not be read
	err error
}

// A session is one connection to the BSC.
type session struct {
	link   *Link
	conn   net.Conn
	window *exchange.Window
	unsent exchange.Unsent
	pen    chan struct{} // holds a token while somebody writes
	events chan event
	probes chan chan struct{} // each closed when the BSC has shown that it is there
	done   chan struct{}      // closed at the end
	ready  bool               // only Run's goroutine looks at it

	restarts pairs // likewise, down to fell
	failures pairs
	fell     map[cbc.Cell]bool // cells that cannot broadcast

	mu      sync.Mutex // guards the rest
	err     error      // why it ended
	waiting map[key]*request
}

func newSession(l *Link, conn net.Conn) *session {
	return &session{
		link: l, conn: conn,
		window:  exchange.NewWindow(l.c.Window),
		pen:     make(chan struct{}, 1),
		events:  make(chan event, 16),
		probes:  make(chan chan struct{}),
		done:    make(chan struct{}),
		fell:    map[cbc.Cell]bool{},
		waiting: map[key]*request{},
	}
}

// end closes the connection; the first reason counts.
func (s *session) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return
	}
	s.err = err
	s.conn.Close()
	close(s.done)
}

// cause returns why the session ended.
func (s *session) cause() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// run owns the connection until it ends or ctx is done, and returns why. If
// that is a *replacedError the caller has the new connection.
func (s *session) run(ctx context.Context, heard func(cbc.Notice)) error {
	stop := context.AfterFunc(ctx, func() { s.end(context.Cause(ctx)) })
	defer stop()
	var wg sync.WaitGroup
	wg.Go(func() { s.end(s.readAll()) })
	err := s.handshake(heard)
	if err == nil {
		err = s.watch(heard)
	}
	s.link.up.Store(nil)
	s.end(err)
	wg.Wait()
	var replaced *replacedError
	if errors.As(err, &replaced) {
		return replaced
	}
	return s.cause()
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
		s.stray(b, err)
		s.post(event{err: err})
		var de *DecodeError
		if errors.As(err, &de) && de.Answer() != nil {
			s.send(de.Answer())
		}
		return
	}
	if k, ok := answers(m); ok {
		s.answer(k, m, b)
		return
	}
	switch m := m.(type) {
	case *ErrorIndication:
		if k, ok := s.meant(m); ok {
			s.answer(k, m, b)
		} else {
			s.post(event{m: m})
		}
	case *Restart, *CellsFailed, *ResetComplete, *ResetFailure, *KeepAliveComplete:
		s.post(event{m: m})
	case *KeepAlive:
		s.send(&KeepAliveComplete{})
	default:
		s.stray(b, fmt.Errorf("a %s is not for a centre", m.Type()))
		s.send(&ErrorIndication{Cause: UnrecognisedMessage})
	}
}

// answers returns what m is the answer to, if it is one.
func answers(m Message) (k key, ok bool) {
	named := func(id cbc.MessageID, s cbc.Serial, of Type) (key, bool) {
		return key{cbc.Key{MessageID: id, Serial: s}, of}, true
	}
	switch m := m.(type) {
	case *WriteReplaceComplete:
		return named(m.MessageID, m.Serial, TypeWriteReplace)
	case *WriteReplaceFailure:
		return named(m.MessageID, m.Serial, TypeWriteReplace)
	case *KillComplete:
		return named(m.MessageID, m.Serial, TypeKill)
	case *KillFailure:
		return named(m.MessageID, m.Serial, TypeKill)
	case *StatusQueryComplete:
		return named(m.MessageID, m.Serial, TypeStatusQuery)
	case *StatusQueryFailure:
		return named(m.MessageID, m.Serial, TypeStatusQuery)
	case *LoadQueryComplete, *LoadQueryFailure:
		return key{of: TypeLoadQuery}, true
	case *SetDRXComplete, *SetDRXFailure:
		return key{of: TypeSetDRX}, true
	}
	return key{}, false
}

func (s *session) stray(b []byte, err error) {
	if t := s.link.c.Trace.Strayed; t != nil {
		t(b, err)
	}
}

func (s *session) post(e event) {
	select {
	case s.events <- e:
	case <-s.done:
	}
}

// answer wakes the request that b, decoded as m, belongs to.
func (s *session) answer(k key, m Message, b []byte) {
	s.mu.Lock()
	r := s.waiting[k]
	delete(s.waiting, k) // a second answer is one too many
	s.mu.Unlock()
	if r == nil {
		s.stray(b, errUnasked)
		return
	}
	r.answer <- answer{m, time.Now()}
}

// meant finds the request that an error indication may be about: the one that
// it names, or else the only one there is.
func (s *session) meant(m *ErrorIndication) (key, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if named := m.about(); named != nil {
		for _, k := range named {
			if s.waiting[k] != nil {
				return k, true
			}
		}
		return key{}, false
	}
	if len(s.waiting) == 1 {
		for k := range s.waiting {
			return k, m.MessageID == nil || *m.MessageID == k.MessageID
		}
	}
	return key{}, false
}

// claim registers a request under k, after the one that has it now.
func (s *session) claim(ctx context.Context, k key) (*request, error) {
	for {
		s.mu.Lock()
		other := s.waiting[k]
		if other == nil {
			r := &request{make(chan answer, 1), make(chan struct{})}
			s.waiting[k] = r
			s.mu.Unlock()
			return r, nil
		}
		s.mu.Unlock()
		select {
		case <-other.released:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-s.done:
			return nil, s.cause()
		}
	}
}

// release frees k for the next request, whether r was answered or not.
func (s *session) release(k key, r *request) {
	s.mu.Lock()
	if s.waiting[k] == r {
		delete(s.waiting, k)
	}
	s.mu.Unlock()
	close(r.released)
}

// send writes a message of our own accord. If that is impossible the session
// ends.
func (s *session) send(m Message) {
	b, err := m.AppendBinary(make([]byte, 0, 64))
	if err == nil {
		err = s.write(nil, b, nil)
	}
	if err != nil {
		s.end(err)
	}
}

// write hands b to the connection. After an error at least the end of b has
// not left us, and the session is over unless that is errGivenUp, because
// giveUp was closed before it was our turn.
func (s *session) write(giveUp <-chan struct{}, b []byte, w *cbc.Warning) error {
	select {
	case s.pen <- struct{}{}:
	case <-giveUp:
		return errGivenUp
	case <-s.done:
		return s.cause()
	}
	defer func() { <-s.pen }()
	select {
	case <-giveUp:
		return errGivenUp
	case <-s.done:
		return s.cause()
	default:
	}
	s.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	if t := s.link.c.Trace.Wrote; t != nil && w != nil {
		t(w, time.Now())
	}
	if _, err := s.conn.Write(b); err != nil {
		err = fmt.Errorf("write: %w", err)
		s.end(err)
		return err
	}
	if t := s.link.c.Trace.Sent; t != nil {
		t(b)
	}
	return nil
}
