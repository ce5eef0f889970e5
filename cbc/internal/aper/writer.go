// Package aper writes and reads the aligned variant of the Packed Encoding
// Rules, X.691, as far as the interfaces between a cell broadcast centre and
// radio networks use them: SABP, SBc-AP and the warning messages of NGAP.
//
// A [Writer] and a [Reader] code values; an [Encoder] and a [Decoder] code the
// frame that the three protocols share: a choice of message, a procedure code
// and fields with identifiers. The package knows no schema: each protocol calls
// for its values in order, with the bounds that its ASN.1 gives.
package aper

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// block is what one fragment holds at least: octets of a string or open type,
// or items of a list, X.691 clause 11.9.3.8.
const block = 16384

// A Writer appends values to a buffer. Its first error sticks.
type Writer struct {
	b    []byte
	free uint // bits of the last octet that are not used, 0 to 7
	err  error
}

// NewWriter returns a writer that appends to b.
func NewWriter(b []byte) Writer { return Writer{b: b} }

// Fail notes an error, unless there is one already.
func (w *Writer) Fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// Err returns the first error.
func (w *Writer) Err() error { return w.err }

// Octets returns the buffer with what was written.
func (w *Writer) Octets() []byte { return w.b }

// Bits appends the lowest n bits of v, 0 to 64, the highest first.
func (w *Writer) Bits(v uint64, n uint) {
	if n < 64 {
		v &= 1<<n - 1
	}
	if take := min(n, w.free); take > 0 {
		n -= take
		w.free -= take
		w.b[len(w.b)-1] |= byte(v>>n) << w.free
	}
	for ; n >= 8; n -= 8 {
		w.b = append(w.b, byte(v>>(n-8)))
	}
	if n > 0 {
		w.free = 8 - n
		w.b = append(w.b, byte(v)<<w.free)
	}
}

// Flag appends one bit.
func (w *Writer) Flag(v bool) {
	if v {
		w.Bits(1, 1)
		return
	}
	w.Bits(0, 1)
}

// Align fills the last octet with zeros.
func (w *Writer) Align() { w.free = 0 }

// Raw appends octets after aligning.
func (w *Writer) Raw(b ...byte) {
	w.free = 0
	w.b = append(w.b, b...)
}

// Int appends a whole number from lo to hi, clause 11.5.7. Out of range it is
// an error.
func (w *Writer) Int(v, lo, hi int64) {
	if v < lo || v > hi {
		w.failInt(v, lo, hi)
		return
	}
	span, u := uint64(hi-lo), uint64(v-lo)
	switch {
	case span < 255:
		w.Bits(u, uint(bits.Len64(span)))
	case span == 255:
		w.Raw(byte(u))
	case span < 1<<16:
		w.free = 0
		w.b = binary.BigEndian.AppendUint16(w.b, uint16(u))
	default:
		n := octetsOf(u)
		w.Int(int64(n), 1, int64(octetsOf(span)))
		w.free = 0
		w.Bits(u, uint(8*n))
	}
}

// failInt stands apart so that the numbers do not go to the heap on the way
// that succeeds.
func (w *Writer) failInt(v, lo, hi int64) { w.Fail("%d is not from %d to %d", v, lo, hi) }

// octetsOf returns how many octets hold v, at least one.
func octetsOf(v uint64) int { return max((bits.Len64(v)+7)/8, 1) }

// String appends octets whose number may be from lo to hi, clause 17. Up to
// two octets of fixed number are not aligned.
func (w *Writer) String(b []byte, lo, hi int) {
	w.Int(int64(len(b)), int64(lo), int64(hi))
	if lo == hi && hi <= 2 {
		for _, o := range b {
			w.Bits(uint64(o), 8)
		}
		return
	}
	w.Raw(b...)
}

// BitString appends the lowest n bits of v as a BIT STRING whose size may be
// from lo to hi, clause 16. Up to 16 bits of fixed size are not aligned.
func (w *Writer) BitString(v uint64, n, lo, hi uint) {
	w.Int(int64(n), int64(lo), int64(hi))
	if lo != hi || hi > 16 {
		w.Align()
	}
	w.Bits(v, n)
}

// OctetBits appends whole octets as a BIT STRING of as many bits, whose size
// may be from lo to hi bits with hi above 16.
func (w *Writer) OctetBits(b []byte, lo, hi int) {
	w.Int(int64(8*len(b)), int64(lo), int64(hi))
	w.Raw(b...)
}

// Length appends a length of no known bound, below 16,384, clause 11.9.3.6.
func (w *Writer) Length(n int) {
	w.free = 0
	switch {
	case n < 128:
		w.b = append(w.b, byte(n))
	case n < block:
		w.b = append(w.b, 0x80|byte(n>>8), byte(n))
	default:
		w.failInt(int64(n), 0, block-1)
	}
}

// Count appends the number of items of a list that has from lo to hi of them,
// hi at most 65,535. The items follow.
func (w *Writer) Count(n, lo, hi int) { w.Int(int64(n), int64(lo), int64(hi)) }

// Fragment appends the length that is due before the item i of a list of n
// items without a bound below 65,536, if one is: such lists go in fragments of
// 16,384 items and more. It is called before every item, and once more with i
// equal to n.
func (w *Writer) Fragment(i, n int) {
	rest := n - n%block
	switch {
	case i == rest:
		w.Length(n - i)
	case i < rest && i%(4*block) == 0:
		w.Raw(0xC0 | byte(min((rest-i)/block, 4)))
	}
}

// Open begins an open type and returns its mark for Close.
func (w *Writer) Open() (mark int) {
	w.Raw(0) // the length, if it is below 128
	return len(w.b)
}

// Close ends the open type: pads it to octets, at least one, and puts its
// length before it, in fragments where it is 16,384 octets or more.
func (w *Writer) Close(mark int) {
	w.free = 0
	if len(w.b) == mark {
		w.b = append(w.b, 0)
	}
	n := len(w.b) - mark
	switch {
	case n < 128:
		w.b[mark-1] = byte(n)
	case n < block:
		w.b = append(w.b, 0)
		copy(w.b[mark+1:], w.b[mark:mark+n])
		w.b[mark-1], w.b[mark] = 0x80|byte(n>>8), byte(n)
	default:
		w.fragment(mark, n)
	}
}

// fragment puts fragment lengths into the n octets from mark on, working from
// the last fragment to the first.
func (w *Writer) fragment(mark, n int) {
	rest := n % block
	heads := (n/block + 3) / 4 // each but the last covers four blocks
	tail := 1                  // octets of the length of what is left
	if rest >= 128 {
		tail = 2
	}
	more := heads + tail - 1 // one octet is there already
	for range more {
		w.b = append(w.b, 0)
	}
	to, from := len(w.b)-rest, mark+n-rest
	copy(w.b[to:], w.b[from:from+rest])
	to -= tail
	if tail == 1 {
		w.b[to] = byte(rest)
	} else {
		w.b[to], w.b[to+1] = 0x80|byte(rest>>8), byte(rest)
	}
	for i := heads - 1; i >= 0; i-- {
		k := min(n/block-4*i, 4)
		to, from = to-k*block, from-k*block
		copy(w.b[to:], w.b[from:from+k*block])
		to--
		w.b[to] = 0xC0 | byte(k)
	}
}
