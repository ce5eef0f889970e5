package sbcap

import (
	"bytes"
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// The dialects of LTE and 5G in this protocol, without and with numbers of
// broadcasts.
var (
	lte    = ran.Dialect{PlainTAI: true}
	fiveG  = ran.Dialect{PlainTAI: true, NR: true}
	lteN   = ran.Dialect{PlainTAI: true, Counted: true}
	fiveGN = ran.Dialect{PlainTAI: true, NR: true, Counted: true}
)

// present is the criticality of elements that are only good to have.
const present = aper.Ignore

// An encoder appends one message to a buffer.
type encoder struct {
	aper.Encoder
	ran.Coder
	typ Type
}

func begin(b []byte, t Type) encoder {
	k := &types[t]
	h := aper.Header{Kind: k.kind, Procedure: k.procedure, Criticality: k.criticality, Extended: k.procedure != errorProcedure}
	return encoder{Encoder: aper.Begin(b, h), typ: t}
}

func (e *encoder) end() ([]byte, error) {
	b, err := e.End()
	if err != nil {
		return b, fmt.Errorf("sbcap: %s: %w", e.typ, err)
	}
	return b, nil
}

func (e *encoder) must(ie Element) int { return e.Field(uint16(ie), aper.Reject) }
func (e *encoder) may(ie Element) int  { return e.Field(uint16(ie), present) }

// key appends what every message about a warning begins with.
func (e *encoder) key(m cbc.MessageID, s cbc.Serial) {
	mark := e.must(ieMessageID)
	e.BitString(uint64(m), 16, 16, 16)
	e.Close(mark)
	mark = e.must(ieSerial)
	e.BitString(uint64(s), 16, 16, 16)
	e.Close(mark)
}

// flag appends an element that has only one value, which takes no bits, if v.
func (e *encoder) flag(ie Element, c aper.Criticality, v bool) {
	if v {
		e.Close(e.Field(uint16(ie), c))
	}
}

// octets appends an element of octets, 1 to most, if there are any.
func (e *encoder) octets(ie Element, b []byte, most int) {
	if len(b) > 0 {
		mark := e.may(ie)
		e.String(b, 1, most)
		e.Close(mark)
	}
}

func (e *encoder) diagnostics(v *Diagnostics) {
	if v == nil {
		return
	}
	mark := e.may(ieDiagnostics)
	e.Diagnostics(v, false)
	e.Close(mark)
}

// tais appends a list of tracking areas, if there are any.
func (e *encoder) tais(ie Element, c aper.Criticality, list []TAI, d ran.Dialect) {
	if len(list) == 0 {
		return
	}
	most := ran.MaxCells
	if d.NR {
		most = maxTAIs5GS
	}
	mark := e.Field(uint16(ie), c)
	e.PutTAIs(&e.Writer, list, d, most)
	e.Close(mark)
}

// A decoder has the elements of one message.
type decoder struct {
	aper.Decoder
	ran.Coder
	typ  Type
	wire []byte
}

func open(b []byte) decoder {
	d := decoder{Decoder: aper.Parse(b, uint16(lastElement), func(h aper.Header) bool { return h.Procedure != errorProcedure }), wire: b}
	d.typ = typeOf(d.Header)
	return d
}

// done returns the first error, as one that is nil when there was none.
func (d *decoder) done() error {
	err := d.Done()
	if err == nil {
		return nil
	}
	return &DecodeError{
		Type: d.typ, IE: Element(max(err.Field, 0)), Whole: err.Field < 0, Offset: err.Offset,
		Cause: causeOf(err.Fault), Reason: err.Reason,
		header: d.Header, fault: err.Fault, unread: len(d.wire) < 3,
	}
}

func (d *decoder) field(ie Element, read func(r *aper.Reader)) { d.Read(uint16(ie), read) }

func (d *decoder) maybe(ie Element, read func(r *aper.Reader)) bool {
	return d.Maybe(uint16(ie), read)
}

func (d *decoder) key() (k cbc.Key) {
	d.field(ieMessageID, func(r *aper.Reader) { k.MessageID = cbc.MessageID(r.Bits(16)) })
	d.field(ieSerial, func(r *aper.Reader) { k.Serial = cbc.Serial(r.Bits(16)) })
	return k
}

// flag reports whether an element that has only one value is there. Peers that
// write no octet for it are understood.
func (d *decoder) flag(ie Element) bool { return d.maybe(ie, func(*aper.Reader) {}) }

func (d *decoder) octets(ie Element, most int) (b []byte) {
	d.maybe(ie, func(r *aper.Reader) { b = bytes.Clone(r.String(1, most)) })
	return b
}

func (d *decoder) diagnostics() (v *Diagnostics) {
	d.maybe(ieDiagnostics, func(r *aper.Reader) { v = r.Diagnostics(false) })
	return v
}

func (d *decoder) tais(ie Element, x ran.Dialect) (list []TAI) {
	most := ran.MaxCells
	if x.NR {
		most = maxTAIs5GS
	}
	d.maybe(ie, func(r *aper.Reader) { list = d.TAIs(r, x, most) })
	return list
}

func (d *decoder) node(ie Element, read func(r *aper.Reader) Node) (n *Node) {
	d.maybe(ie, func(r *aper.Reader) {
		v := read(r)
		n = &v
	})
	return n
}
