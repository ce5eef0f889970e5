// Package wire reads the fixed, big-endian fields that the interfaces to radio
// networks are made of. It knows no protocol and does not allocate.
package wire

import "fmt"

// A ShortError says that a message ended before a field did.
type ShortError struct {
	Offset int // of the field, into the whole message
	Want   int // octets the field takes
	Have   int // octets that were left
}

func (e *ShortError) Error() string {
	return fmt.Sprintf("octet %d: %d octets wanted, %d left", e.Offset, e.Want, e.Have)
}

// A Reader takes fields off the front of a message. Its first error sticks and
// every later read returns zero, so that a decoder reads like the table in its
// standard. The zero Reader is an empty message.
type Reader struct {
	b    []byte
	off  int
	base int // offset of b in the whole message
	err  *ShortError
}

// NewReader reads b, whose first octet is at offset base of the whole message.
// It is returned by value so that it can stay on the caller's stack.
func NewReader(b []byte, base int) Reader { return Reader{b: b, base: base} }

// U8 reads one octet.
func (r *Reader) U8() uint8 {
	if b := r.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// U16 reads two octets.
func (r *Reader) U16() uint16 {
	if b := r.Bytes(2); b != nil {
		return uint16(b[0])<<8 | uint16(b[1])
	}
	return 0
}

// U24 reads three octets.
func (r *Reader) U24() uint32 {
	if b := r.Bytes(3); b != nil {
		return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
	}
	return 0
}

// U32 reads four octets.
func (r *Reader) U32() uint32 {
	hi := r.U16()
	return uint32(hi)<<16 | uint32(r.U16())
}

// Bytes reads n octets. The result shares the message's memory; it is nil
// after an error and when n is zero.
func (r *Reader) Bytes(n int) []byte {
	if r.err != nil || n == 0 {
		return nil
	}
	if n < 0 || n > len(r.b)-r.off {
		r.err = &ShortError{Offset: r.Offset(), Want: n, Have: r.Left()}
		return nil
	}
	b := r.b[r.off : r.off+n : r.off+n]
	r.off += n
	return b
}

// Left returns how many octets have not been read, none after an error.
func (r *Reader) Left() int {
	if r.err != nil {
		return 0
	}
	return len(r.b) - r.off
}

// Offset returns where in the whole message the next field is.
func (r *Reader) Offset() int { return r.base + r.off }

// Err returns the first error, always a *ShortError, or nil.
func (r *Reader) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}
