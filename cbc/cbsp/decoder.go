package cbsp

import (
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/wire"
	"bongsu/cbc/text"
)

// A span is where an element's value lies in the message; no element begins at
// octet zero.
type span struct{ off, n int32 }

// A decoder has the elements of one message by identifier, whatever their
// order was. The first error sticks and every later read returns zero.
type decoder struct {
	typ   Type
	b     []byte
	at    [elements]span
	pages [text.MaxPages]int32 // offsets of the message contents
	used  int                  // of pages
	err   *DecodeError

	octets uint32 // of the last PLMN
	plmn   cbc.PLMN
}

// open walks the elements of a message of type t. It is returned by value so
// that it stays on the caller's stack.
func open(b []byte, t Type) decoder {
	d := decoder{typ: t, b: b}
	if len(b) < headerLen {
		d.fail(0, len(b), ValueInvalid, "no whole header")
		return d
	}
	if Type(b[0]) != t {
		d.typ = Type(b[0])
		d.fail(0, 0, UnrecognisedMessage, "not a "+t.String())
		return d
	}
	r := wire.NewReader(b, 0)
	r.U8()
	if n := int(r.U24()); n != len(b)-headerLen {
		d.fail(0, 1, ValueInvalid, fmt.Sprintf("length says %d octets, %d are there", n, len(b)-headerLen))
		return d
	}
	for r.Left() > 0 && d.err == nil {
		d.element(&r)
	}
	return d
}

// element notes where the next element lies and steps over it. Of an element
// that comes twice the first counts, except for message contents.
func (d *decoder) element(r *wire.Reader) {
	begin := r.Offset()
	ie := Element(r.U8())
	if ie == 0 || ie >= elements {
		d.fail(ie, begin, ParameterNotRecognised, "not an element of this protocol")
		return
	}
	n := elementLen[ie]
	if n == listed {
		n = int(r.U16())
	}
	off := r.Offset()
	r.Bytes(n)
	switch {
	case r.Err() != nil:
		d.fail(ie, begin, ValueInvalid, "the message ends inside it")
	case ie == ieMessageContent && d.used < text.MaxPages:
		d.pages[d.used] = int32(off)
		d.used++
	case ie == ieMessageContent:
		d.fail(ie, begin, ValueInvalid, "more than 15 pages")
	case d.at[ie].off == 0:
		d.at[ie] = span{int32(off), int32(n)}
	}
}

func (d *decoder) fail(ie Element, off int, c Cause, reason string) {
	if d.err == nil {
		d.err = &DecodeError{Type: d.typ, IE: ie, Offset: off, Cause: c, Reason: reason}
	}
}

// done returns the first error, as an error that is nil when there was none.
func (d *decoder) done() error {
	if d.err == nil {
		return nil
	}
	return d.err
}

func (d *decoder) has(ie Element) bool { return d.at[ie].off != 0 }

// need returns a reader of a mandatory element.
func (d *decoder) need(ie Element) wire.Reader {
	if d.err == nil && !d.has(ie) {
		d.fail(ie, len(d.b), MissingElement, "missing")
	}
	if d.err != nil {
		return wire.Reader{}
	}
	s := d.at[ie]
	return wire.NewReader(d.b[s.off:s.off+s.n], int(s.off))
}

func (d *decoder) u8(ie Element) uint8 {
	r := d.need(ie)
	return r.U8()
}

func (d *decoder) u16(ie Element) uint16 {
	r := d.need(ie)
	return r.U16()
}

// upTo reads an octet that may be no more than limit.
func (d *decoder) upTo(ie Element, limit uint8) uint8 {
	v := d.u8(ie)
	if d.err == nil && v > limit {
		d.fail(ie, int(d.at[ie].off), ValueInvalid, fmt.Sprintf("%d is above %d", v, limit))
		return 0
	}
	return v
}

// messageID reads the identifier that nearly every message has.
func (d *decoder) messageID() cbc.MessageID { return cbc.MessageID(d.u16(ieMessageID)) }

func (d *decoder) serial(ie Element) cbc.Serial { return cbc.Serial(d.u16(ie)) }

// channel reads the channel indicator, which emergency messages do not have.
func (d *decoder) channel() Channel {
	if d.err != nil || !d.has(ieChannel) {
		return NoChannel
	}
	return Channel(d.upTo(ieChannel, 1) + 1)
}
