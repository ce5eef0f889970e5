package aper

import (
	"fmt"
	"math/bits"
)

// A Reader takes values off the front of an encoding. Its first error sticks
// and every later read returns zero.
type Reader struct {
	b    []byte
	at   int // bits read
	base int // offset of b in the whole message, in octets
	err  *Error
}

// NewReader reads b, whose first octet is at offset base of the whole message.
func NewReader(b []byte, base int) Reader { return Reader{b: b, base: base} }

// Fail notes an error of transfer syntax here, unless there is one already.
func (r *Reader) Fail(format string, args ...any) {
	if r.err == nil {
		r.err = &Error{Offset: r.Offset(), Fault: Syntax, Reason: fmt.Sprintf(format, args...)}
	}
}

// Err returns the first error, or nil.
func (r *Reader) Err() *Error { return r.err }

// Offset returns the octet of the whole message in which the next value begins.
func (r *Reader) Offset() int { return r.base + r.at/8 }

// Left returns how many bits have not been read, none after an error.
func (r *Reader) Left() int {
	if r.err != nil {
		return 0
	}
	return 8*len(r.b) - r.at
}

// Bits reads n bits, 0 to 64.
func (r *Reader) Bits(n uint) uint64 {
	if r.err != nil {
		return 0
	}
	if int(n) > r.Left() {
		r.short()
		return 0
	}
	var v uint64
	for n > 0 {
		used := uint(r.at & 7)
		take := min(n, 8-used)
		part := r.b[r.at>>3] >> (8 - used - take) & (1<<take - 1)
		v = v<<take | uint64(part)
		r.at += int(take)
		n -= take
	}
	return v
}

func (r *Reader) short() { r.Fail("the message ends inside a value") }

// Flag reads one bit.
func (r *Reader) Flag() bool { return r.Bits(1) == 1 }

// Align steps to the next octet. What it steps over is not looked at.
func (r *Reader) Align() { r.at = (r.at + 7) &^ 7 }

// Raw reads n octets after aligning. The result shares the message's memory.
func (r *Reader) Raw(n int) []byte {
	r.Align()
	if r.err != nil || n == 0 {
		return nil
	}
	if n < 0 || n > len(r.b)-r.at>>3 {
		r.short()
		return nil
	}
	i := r.at >> 3
	r.at += 8 * n
	return r.b[i : i+n : i+n]
}

// Int reads a whole number from lo to hi.
func (r *Reader) Int(lo, hi int64) int64 {
	span := uint64(hi - lo)
	var u uint64
	switch {
	case span < 255:
		u = r.Bits(uint(bits.Len64(span)))
	case span == 255:
		r.Align()
		u = r.Bits(8)
	case span < 1<<16:
		r.Align()
		u = r.Bits(16)
	default:
		n := r.Int(1, int64(octetsOf(span)))
		r.Align()
		u = r.Bits(uint(8 * n))
	}
	if r.err == nil && u > span {
		r.Fail("a number is above %d", hi)
	}
	if r.err != nil {
		return lo
	}
	return lo + int64(u)
}

// String reads octets whose number may be from lo to hi. The result shares the
// message's memory where that is possible.
func (r *Reader) String(lo, hi int) []byte {
	n := int(r.Int(int64(lo), int64(hi)))
	if lo == hi && hi <= 2 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Bits(8))
		}
		return b
	}
	return r.Raw(n)
}

// BitString reads a BIT STRING of lo to hi bits, at most 64, as the lowest n
// bits of v.
func (r *Reader) BitString(lo, hi uint) (v uint64, n uint) {
	n = uint(r.Int(int64(lo), int64(hi)))
	if lo != hi || hi > 16 {
		r.Align()
	}
	return r.Bits(n), n
}

// OctetBits reads a BIT STRING of lo to hi bits, hi above 16, which must be
// whole octets.
func (r *Reader) OctetBits(lo, hi int) []byte {
	n := r.Int(int64(lo), int64(hi))
	if n%8 != 0 {
		r.Fail("%d bits are not whole octets", n)
	}
	return r.Raw(int(n / 8))
}

// Length reads a length of no known bound. With more it is that of a fragment,
// which another length follows.
func (r *Reader) Length() (n int, more bool) {
	r.Align()
	switch b := r.Bits(8); {
	case b < 0x80:
		return int(b), false
	case b < 0xC0:
		return int(b&0x3F)<<8 | int(r.Bits(8)), false
	case b == 0xC0 || b > 0xC4:
		r.Fail("a fragment of %d blocks", b&0x3F)
		return 0, false
	default:
		return int(b&0x3F) * block, true
	}
}

// List reads a list of lo to hi items; grow is told before items how many come,
// and item reads one.
func (r *Reader) List(lo, hi int, grow func(n int), item func(r *Reader)) {
	if hi < 1<<16 {
		r.items(int(r.Int(int64(lo), int64(hi))), grow, item)
		return
	}
	for total, more := 0, true; more && r.err == nil; {
		var n int
		n, more = r.Length()
		if total += n; total > hi {
			r.Fail("a list of more than %d items", hi)
		}
		r.items(n, grow, item)
	}
}

// items reads n items. An item takes a bit at least, so that a number that lies
// does not make room for what cannot come.
func (r *Reader) items(n int, grow func(n int), item func(r *Reader)) {
	if n > r.Left() {
		r.Fail("%d items in %d bits", n, r.Left())
	}
	if r.err != nil {
		return
	}
	grow(n)
	for range n {
		if item(r); r.err != nil {
			return
		}
	}
}

// Open reads an open type and returns a reader of what is in it. Fragments are
// joined; offsets in them are those of the first.
func (r *Reader) Open() Reader {
	n, more := r.Length()
	base := r.Offset()
	b := r.Raw(n)
	for more && r.err == nil {
		b = b[:len(b):len(b)]
		n, more = r.Length()
		b = append(b, r.Raw(n)...)
	}
	if r.err != nil {
		return Reader{err: r.err}
	}
	return NewReader(b, base)
}

// Extensible reads the bit that says whether a value is one of a later version
// of the standard, and refuses those, for values that cannot be stepped over.
func (r *Reader) Extensible() {
	if r.Flag() {
		r.Fail("a value of a later version")
	}
}

// Additions steps over what a later version has added to a SEQUENCE, clause
// 19.7: a bitmap and an open type for each bit that is set.
func (r *Reader) Additions() {
	if r.Flag() {
		r.Fail("more than 64 additions")
	}
	n := uint(r.Bits(6)) + 1
	present := r.Bits(n)
	for range bits.OnesCount64(present) {
		r.Open()
	}
}

// Extensions steps over a container of extension fields.
func (r *Reader) Extensions() {
	for range r.Int(1, 65535) {
		if r.err != nil {
			return
		}
		r.Int(0, 65535)
		r.Int(0, 2)
		in := r.Open()
		if r.err == nil {
			r.err = in.err
		}
	}
}
