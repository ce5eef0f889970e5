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
	h := headerOf(b)
	c := s.window.find(h.Seq)
	if c == nil || Command(h.ID) != c.command|response && Command(h.ID) != GenericNack {
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
	h := headerOf(b)
	command := Command(h.ID)
	if command.unanswered() {
		s.stray(b, fmt.Errorf("%v: nothing to us", command))
		return
	}
	p := newPDU(GenericNack, InvalidCommandID)
	switch command {
	case EnquireLink:
		p = newPDU(EnquireLinkResp, OK)
	case Unbind:
		p = newPDU(UnbindResp, OK)
	default:
		s.stray(b, fmt.Errorf("%v: not a request that a centre makes", command))
	}
	p.header.Seq = h.Seq
	s.reply(p)
}

// reply queues an answer of ours; the session ends after that to an unbind, or
// if too many wait already.
func (s *session) reply(p *PDU) *call {
	frame, err := p.AppendBinary(nil)
	if err != nil {
		s.end(err)
		return nil
	}
	c := newCall(frame)
	c.last = p.Command() == UnbindResp
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
