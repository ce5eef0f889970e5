package cbsp

import (
	"encoding/binary"
	"fmt"

	"bongsu/cbc"
)

// An encoder appends one message to a buffer. The first error sticks, and end
// then returns the buffer as it was.
type encoder struct {
	typ   Type
	b     []byte
	start int
	err   error
}

// begin leaves room for the length, which end fills in.
func begin(b []byte, t Type) encoder {
	return encoder{typ: t, b: append(b, byte(t), 0, 0, 0), start: len(b)}
}

func (e *encoder) end() ([]byte, error) {
	n := len(e.b) - e.start - headerLen
	if e.err == nil && n > 1<<24-1 {
		e.fail(0, "%d octets are over the limit of a message", n)
	}
	if e.err != nil {
		return e.b[:e.start], e.err
	}
	e.b[e.start+1], e.b[e.start+2], e.b[e.start+3] = byte(n>>16), byte(n>>8), byte(n)
	return e.b, nil
}

func (e *encoder) fail(ie Element, format string, args ...any) {
	if e.err != nil {
		return
	}
	where := "cbsp: " + e.typ.String()
	if ie != 0 {
		where += ": " + ie.String()
	}
	e.err = fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...))
}

func (e *encoder) u8(ie Element, v uint8) { e.b = append(e.b, byte(ie), v) }

func (e *encoder) u16(ie Element, v uint16) {
	e.b = binary.BigEndian.AppendUint16(append(e.b, byte(ie)), v)
}

func (e *encoder) messageID(v cbc.MessageID) { e.u16(ieMessageID, uint16(v)) }

func (e *encoder) serial(ie Element, v cbc.Serial) { e.u16(ie, uint16(v)) }

func (e *encoder) channel(c Channel) {
	switch c {
	case NoChannel:
	case Basic, Extended:
		e.u8(ieChannel, uint8(c-1))
	default:
		e.failChannel(c)
	}
}

// failChannel stands apart so that c does not go to the heap on the way that
// succeeds.
func (e *encoder) failChannel(c Channel) { e.fail(ieChannel, "%d is neither basic nor extended", c) }

// list begins an element with a length, which endList fills in.
func (e *encoder) list(ie Element) int {
	e.b = append(e.b, byte(ie), 0, 0)
	return len(e.b)
}

func (e *encoder) endList(ie Element, mark int) {
	n := len(e.b) - mark
	if n > 1<<16-1 {
		e.fail(ie, "%d octets are over the limit of 65535", n)
		return
	}
	binary.BigEndian.PutUint16(e.b[mark-2:], uint16(n))
}
