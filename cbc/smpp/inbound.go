package smpp

import (
	"errors"
	"fmt"
	"time"
)

var errUnexpected = errors.New("answers no request that is waiting")

// answered hands a response to its request. One that is late, or answers
// something else, or is a generic_nack without a sequence number, is observed
// and passed over.
func (s *session) answered(b []byte) {
	c := s.window.find(sequenceOf(b))
	if c == nil || commandOf(b) != c.command|response && commandOf(b) != GenericNack {
		s.stray(b, errUnexpected)
		return
	}
	select {
	case c.answer <- b:
	default:
		s.stray(b, errUnexpected) // a second answer
	}
}

// asked answers what the peer asks.
func (s *session) asked(b []byte) {
	command := commandOf(b)
	if command.unanswered() {
		s.stray(b, fmt.Errorf("%v: nothing to us", command))
		return
	}
	p := Plain{GenericNack, InvalidCommandID}
	switch command {
	case EnquireLink:
		p = Plain{EnquireLinkResp, OK}
	case Unbind:
		p = Plain{UnbindResp, OK}
	default:
		s.stray(b, fmt.Errorf("%v: not a request that a centre makes", command))
	}
	s.reply(p, sequenceOf(b))
}

// reply queues an answer of ours; the session ends after that to an unbind, or
// if too many wait already.
func (s *session) reply(m Plain, seq uint32) *call {
	frame, err := m.appendTo(nil)
	if err != nil {
		s.end(err)
		return nil
	}
	number(frame, seq)
	c := newCall(frame)
	c.last = m.Command == UnbindResp
	if err := s.put(control, c); err != nil {
		s.end(err)
		return nil
	}
	return c
}

// watch asks the peer whether it is there whenever it has been silent for the
// idle time. Any PDU from it is a sign of life.
func (s *session) watch() {
	for {
		if wait := s.limits.idle - s.silence(); wait > 0 {
			timer := time.NewTimer(wait)
			select {
			case <-timer.C:
			case <-s.done:
				timer.Stop()
				return
			}
			continue
		}
		if !s.alive() {
			s.end(fmt.Errorf("the peer has been silent for %v", s.silence().Round(time.Millisecond)))
			return
		}
	}
}

func (s *session) silence() time.Duration {
	return time.Duration(time.Now().UnixNano() - s.heard.Load())
}
