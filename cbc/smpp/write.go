package smpp

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"bongsu/cbc"
)

const (
	batchOctets  = 16 << 10 // a write holds up what comes after it by no more
	outboxFrames = 1024     // answers of ours; requests are held back by the window
)

var errOutboxFull = errors.New("the peer asks faster than it reads the answers")

// A parcel is a PDU on its way out: a request in its slot, or an answer.
type parcel struct {
	call  *call
	seq   uint32 // of the call; it may have been settled since
	reply *reply // if it is no call
}

// A reply is an answer of ours.
type reply struct {
	frame []byte
	last  error // the session ends for this when it is out
}

func (p *parcel) size() int {
	if p.call != nil {
		return p.call.size()
	}
	return len(p.reply.frame)
}

// remind wakes the writer.
func (s *session) remind() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// A batch is what one Write hands over.
type batch struct {
	buf     []byte
	parcels []parcel
	ends    []int // of the parcels in buf
	last    error
}

// take fills b in order of precedence and reports whether there is something.
// The first PDU is taken whatever its size.
func (s *session) take(b *batch) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	*b = batch{buf: b.buf[:0], parcels: b.parcels[:0], ends: b.ends[:0]}
	for l := range s.out {
		for q := &s.out[l]; q.len() > 0; {
			if len(b.buf) > 0 && len(b.buf)+q.front().size() > batchOctets {
				s.remind()
				return true
			}
			p := q.pop()
			b.add(p)
			if p.reply != nil && p.reply.last != nil {
				b.last = p.reply.last
				return true
			}
		}
	}
	if len(s.lists) > 0 {
		s.draw(b)
	}
	return len(b.buf) > 0
}

func (b *batch) add(p parcel) {
	if p.call != nil {
		p.call.phase = writing
		b.buf = p.call.request.appendTo(b.buf, p.call.to.number, p.seq)
	} else {
		b.buf = append(b.buf, p.reply.frame...)
	}
	b.parcels = append(b.parcels, p)
	b.ends = append(b.ends, len(b.buf))
}

// write hands over batch after batch, each in one Write.
func (s *session) write() {
	var b batch
	for {
		select {
		case <-s.news:
		case <-s.done:
			return
		}
		runtime.Gosched() // callers that are about to add to the batch go first
		for s.take(&b) {
			s.observe(&b)
			if err := s.conn.SetWriteDeadline(time.Now().Add(s.terms.write)); err != nil {
				s.handed(&b, 0)
				s.end(fmt.Errorf("writing: %w", err))
				return
			}
			n, err := s.conn.Write(b.buf)
			s.handed(&b, n)
			switch {
			case err != nil:
				s.end(fmt.Errorf("writing: %w", err))
				return
			case b.last != nil:
				s.end(b.last)
				return
			}
		}
	}
}

func (s *session) observe(b *batch) {
	var at time.Time
	for i := range b.parcels {
		if c := b.parcels[i].call; c != nil && c.own.wrote != nil {
			if at.IsZero() {
				at = time.Now()
			}
			c.own.wrote(at)
		}
	}
}

// handed says of each PDU of a batch whether it was handed over whole. A part
// of one is as good as nothing: the connection ends, and the peer never gets
// the rest.
func (s *session) handed(b *batch, n int) {
	if s.trace.Sent != nil {
		s.traceSent(b, n)
	}
	var over []*call
	s.mu.Lock()
	now := time.Now()
	var first time.Time
	for i := range b.parcels {
		c := b.parcels[i].call
		if c == nil || c.seq != b.parcels[i].seq || c.phase != writing {
			continue // the answer was quicker than this
		}
		switch {
		case b.ends[i] > n:
			over = append(over, s.settle(c, &cbc.NotSentError{Err: s.reason()}))
		case c.gaveUp != nil:
			over = append(over, s.settle(c, &cbc.LostError{Err: c.gaveUp}))
		case s.closed:
			over = append(over, s.settle(c, &cbc.LostError{Err: s.err}))
		default:
			c.outOfLane()
			c.phase, c.deadline = sent, now.Add(c.request.timeout)
			if first.IsZero() || c.deadline.Before(first) {
				first = c.deadline
			}
		}
	}
	s.expireAt(first, now)
	s.mu.Unlock()
	s.finish(over)
}

// reason is why the session ended, or that its writing broke. It is called
// with mu held.
func (s *session) reason() error {
	if s.closed {
		return s.err
	}
	return errClosed
}

func (s *session) traceSent(b *batch, n int) {
	from := 0
	for _, end := range b.ends {
		if end <= n {
			s.trace.Sent(masked(b.buf[from:end]))
		}
		from = end
	}
}

// reply queues an answer of ours, after which the session ends if last is not
// nil. It ends as well if too many wait already.
func (s *session) reply(m message, seq uint32, last error) {
	frame, err := m.appendTo(nil)
	if err != nil {
		s.end(err)
		return
	}
	number(frame, seq)
	s.mu.Lock()
	full := s.out[control].len() >= outboxFrames
	if !full && !s.closed {
		s.out[control].push(parcel{reply: &reply{frame, last}})
		s.remind()
	}
	s.mu.Unlock()
	if full {
		s.end(errOutboxFull)
	}
}
