package smpp

import (
	"errors"
	"fmt"
	"time"
)

// readBuffer is as much as one Read takes in; a longer PDU makes it grow, to
// MaxLength at most.
const readBuffer = 32 << 10

var errUnexpected = errors.New("answers no request that is waiting")

// read frames whole PDUs and hands them on; nothing in it waits but the read.
func (s *session) read() {
	buf, have := make([]byte, readBuffer), 0
	for {
		n, err := s.conn.Read(buf[have:])
		if have += n; n > 0 {
			s.heard.Store(time.Now().UnixNano())
			used, bad := s.frames(buf[:have])
			if bad != nil {
				s.unreadable(bad)
				return
			}
			have = copy(buf, buf[used:have])
			buf = s.incomplete(buf, have)
		}
		if err != nil {
			s.end(fmt.Errorf("reading: %w", err))
			return
		}
	}
}

// incomplete notes since when a PDU is not whole, and makes room for it.
func (s *session) incomplete(buf []byte, have int) []byte {
	switch {
	case have == 0:
		s.begun.Store(0)
	case s.begun.Load() == 0:
		s.begun.Store(time.Now().UnixNano())
	}
	if have < headerLen {
		return buf
	}
	if n, err := lengthOf(buf); err == nil && n > len(buf) {
		buf = append(make([]byte, 0, n), buf[:have]...)[:n]
	}
	return buf
}

// frames hands on the whole PDUs at the front of b and returns how many octets
// they were. The error is a *DecodeError, of a length that cannot be.
func (s *session) frames(b []byte) (used int, err error) {
	var a arrivals
	now := time.Now()
	s.mu.Lock()
	for len(b)-used >= headerLen && err == nil {
		n, bad := lengthOf(b[used:])
		if err = bad; bad != nil || n > len(b)-used {
			break
		}
		a.add(s, b[used:used+n:used+n], now)
		used += n
	}
	s.admit()
	s.mu.Unlock()
	a.handOn(s)
	if used > 0 {
		s.begun.Store(0)
	}
	return used, err
}

// Arrivals are what came in one Read and is to be handed on without the mutex.
type arrivals struct {
	all    [][]byte // for the trace
	asked  [][]byte
	stray  [][]byte
	answer []*call // of callers who are not waiting
}

// add takes a whole PDU, which shares the reader's memory. It is called with
// mu held.
func (a *arrivals) add(s *session, b []byte, now time.Time) {
	if s.trace.Received != nil {
		a.all = append(a.all, b)
	}
	if !commandOf(b).Response() {
		a.asked = append(a.asked, b)
		return
	}
	c := s.window.find(sequenceOf(b))
	if commandOf(b) == GenericNack && sequenceOf(b) == 0 {
		c = s.window.only()
	}
	if c == nil || commandOf(b) != c.command|response && commandOf(b) != GenericNack {
		a.stray = append(a.stray, b)
		return
	}
	if c.answer = b; c.request.list == nil { // a list is told before the memory is used again
		c.kept = append(c.kept[:0], b...)
		c.answer = c.kept
	}
	s.flow.answered(c.lane, b, now)
	if over := s.settle(c, nil); over != nil {
		a.answer = append(a.answer, over)
	}
}

func (a *arrivals) handOn(s *session) {
	for _, b := range a.all {
		s.trace.Received(b)
	}
	s.finish(a.answer)
	for _, b := range a.asked {
		s.asked(b)
	}
	for _, b := range a.stray {
		s.stray(b, errUnexpected)
	}
}

// unreadable ends the session; a length that cannot be is answered first.
func (s *session) unreadable(err error) {
	s.stray(nil, err)
	var bad *DecodeError
	if errors.As(err, &bad) {
		s.reply(Plain{GenericNack, bad.Status}, bad.Sequence, err)
	}
	<-s.done // the write has its deadline
}
