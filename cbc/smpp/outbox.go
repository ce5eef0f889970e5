package smpp

import (
	"errors"
	"sync"
	"time"
)

const (
	batchOctets  = 16 << 10 // a write holds up what comes after it by no more
	outboxFrames = 1024     // in one lane; requests are held back by the window long before
)

var errOutboxFull = errors.New("the peer asks faster than it reads the answers")

// A call is a PDU on its way out. Requests wait for an answer, answers do not.
type call struct {
	frame []byte
	wrote func(at time.Time) // called just before the first octet; may be nil
	last  bool               // the session ends when it is out

	seq     uint32
	command Command
	answer  chan []byte   // holds the whole answer
	written chan struct{} // closed when sent is known
	sent    bool          // the last octet was handed to the connection
}

func newCall(frame []byte) *call {
	return &call{frame: frame, answer: make(chan []byte, 1), written: make(chan struct{})}
}

// settle says whether c was sent.
func (c *call) settle(sent bool) {
	c.sent = sent
	close(c.written)
}

// An outbox holds what is to be written, by lane.
type outbox struct {
	news chan struct{} // holds one when there may be something

	mu     sync.Mutex // guards the rest
	closed bool
	queues [lanes][]*call
}

func newOutbox() *outbox { return &outbox{news: make(chan struct{}, 1)} }

// put appends c to a lane. Errors: errClosed and errOutboxFull, after which c
// is certainly not sent.
func (o *outbox) put(l lane, c *call) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.closed:
		return errClosed
	case len(o.queues[l]) == outboxFrames:
		return errOutboxFull
	}
	o.queues[l] = append(o.queues[l], c)
	select {
	case o.news <- struct{}{}:
	default:
	}
	return nil
}

// withdraw takes c back and reports whether that was in time.
func (o *outbox) withdraw(l lane, c *call) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, q := range o.queues[l] {
		if q == c {
			o.queues[l] = append(o.queues[l][:i], o.queues[l][i+1:]...)
			return true
		}
	}
	return false
}

// take returns the next batch in order of precedence, or nil if there is
// nothing. The first PDU is taken whatever its size.
func (o *outbox) take() []*call {
	o.mu.Lock()
	defer o.mu.Unlock()
	var batch []*call
	size := 0
	for l := range o.queues {
		for len(o.queues[l]) > 0 {
			c := o.queues[l][0]
			if size += len(c.frame); size > batchOctets && len(batch) > 0 {
				o.remind()
				return batch
			}
			o.queues[l] = o.queues[l][1:]
			batch = append(batch, c)
			if c.last {
				return batch
			}
		}
	}
	return batch
}

// remind is called with mu held.
func (o *outbox) remind() {
	select {
	case o.news <- struct{}{}:
	default:
	}
}

// close refuses what comes and settles what is still there as not sent.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	for l, q := range o.queues {
		for _, c := range q {
			c.settle(false)
		}
		o.queues[l] = nil
	}
}
