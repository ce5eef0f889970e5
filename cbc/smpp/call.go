package smpp

import (
	"encoding/binary"
	"time"
)

// A request is a PDU that wants an answer: head, then a number if a template
// leaves one open, then tail. Head and tail must stay as they are until the
// answer is there.
type request struct {
	head    []byte // with the header
	tail    []byte // nil if it is no template
	lane    lane
	timeout time.Duration // from the last octet to the answer

	withdraw <-chan struct{} // closed if it is not wanted any more; it counts only until it is on its way; may be nil

	wrote func(at time.Time) // called just before the first octet; may be nil
	left  func()             // called once when it is out, or never will be; may be nil
	list  *list              // told of the answer, instead of waking a caller; may be nil
}

// appendTo writes the whole PDU.
func (r *request) appendTo(b []byte, to string, seq uint32) []byte {
	start := len(b)
	b = append(b, r.head...)
	if r.tail != nil {
		b = append(append(b, to...), r.tail...)
		binary.BigEndian.PutUint32(b[start:], uint32(len(b)-start))
	}
	number(b[start:], seq)
	return b
}

// A phase is how far a request has come.
type phase uint8

const (
	free    phase = iota // there is none in this slot
	queued               // waits in its lane
	writing              // handed to the connection
	sent                 // its last octet is out
	settled              // the answer is there, or will never be
)

// A call is a slot of the window and the request in it. All but its done
// channel is guarded by the session's mutex until it is settled; from then on
// it belongs to the caller, who frees it.
type call struct {
	seq      uint32
	phase    phase
	lane     lane
	slot     int
	command  Command
	request  *request  // its own, or that of a list
	to       entry     // whom a template is for
	deadline time.Time // for the answer, once sent

	answer []byte // the whole response; of a list only while that is told
	kept   []byte // memory for it that is used again
	err    error  // *cbc.NotSentError or *cbc.LostError
	gaveUp error  // why the caller no longer waits, while it is being written

	own  request
	done chan struct{} // holds one when settled
}

func (c *call) size() int {
	return len(c.request.head) + len(c.to.number) + len(c.request.tail)
}

// A waiter waits for a slot.
type waiter struct{ granted chan *call }
