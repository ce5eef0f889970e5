package ngap

import (
	"bytes"
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// dialect returns how cells are coded, and their numbers where they have some.
// Tracking areas are those of 5G for both radios.
func dialect(nr, counted bool) ran.Dialect { return ran.Dialect{NR: nr, TAC24: true, Counted: counted} }

// An encoder appends one message to a buffer.
type encoder struct {
	aper.Encoder
	ran.Coder
	typ Type
}

func begin(b []byte, t Type) encoder {
	k := &types[t]
	return encoder{Encoder: aper.Begin(b, aper.Header{Kind: k.kind, Procedure: k.procedure, Criticality: k.criticality}), typ: t}
}

func (e *encoder) end() ([]byte, error) {
	b, err := e.End()
	if err != nil {
		return b, fmt.Errorf("ngap: %s: %w", e.typ, err)
	}
	return b, nil
}

func (e *encoder) must(ie Element) int { return e.Field(uint16(ie), aper.Reject) }
func (e *encoder) may(ie Element) int  { return e.Field(uint16(ie), aper.Ignore) }

// key appends what every message about a warning begins with.
func (e *encoder) key(m cbc.MessageID, s cbc.Serial) {
	mark := e.must(ieMessageID)
	e.BitString(uint64(m), 16, 16, 16)
	e.Close(mark)
	mark = e.must(ieSerial)
	e.BitString(uint64(s), 16, 16, 16)
	e.Close(mark)
}

// flag appends an element that has one value and may get others.
func (e *encoder) flag(ie Element, v bool) {
	if v {
		mark := e.must(ie)
		e.Flag(false)
		e.Close(mark)
	}
}

func (e *encoder) octets(ie Element, b []byte, most int) {
	if len(b) > 0 {
		mark := e.may(ie)
		e.String(b, 1, most)
		e.Close(mark)
	}
}

func (e *encoder) diagnostics(v *Diagnostics) {
	if v != nil {
		mark := e.may(ieDiagnostics)
		e.Diagnostics(v, false)
		e.Close(mark)
	}
}

// A decoder has the elements of one message.
type decoder struct {
	aper.Decoder
	ran.Coder
	typ Type
}

func open(b []byte) decoder {
	d := decoder{Decoder: aper.Parse(b, uint16(lastElement), func(aper.Header) bool { return false })}
	d.typ = typeOf(d.Header)
	return d
}

// done returns the first error, as one that is nil when there was none.
func (d *decoder) done() error {
	err := d.Done()
	if err == nil {
		return nil
	}
	return &DecodeError{Type: d.typ, IE: Element(max(err.Field, 0)), Whole: err.Field < 0, Offset: err.Offset, Reason: err.Reason}
}

func (d *decoder) field(ie Element, read func(r *aper.Reader)) { d.Read(uint16(ie), read) }

func (d *decoder) maybe(ie Element, read func(r *aper.Reader)) { d.Maybe(uint16(ie), read) }

func (d *decoder) key() (k cbc.Key) {
	d.field(ieMessageID, func(r *aper.Reader) { k.MessageID = cbc.MessageID(r.Bits(16)) })
	d.field(ieSerial, func(r *aper.Reader) { k.Serial = cbc.Serial(r.Bits(16)) })
	return k
}

// flag reports whether an element of one value is there; one of a later version
// is not it.
func (d *decoder) flag(ie Element) (v bool) {
	d.maybe(ie, func(r *aper.Reader) { v = !r.Flag() })
	return v
}

func (d *decoder) octets(ie Element, most int) (b []byte) {
	d.maybe(ie, func(r *aper.Reader) { b = bytes.Clone(r.String(1, most)) })
	return b
}

func (d *decoder) diagnostics() (v *Diagnostics) {
	d.maybe(ieDiagnostics, func(r *aper.Reader) { v = r.Diagnostics(false) })
	return v
}
