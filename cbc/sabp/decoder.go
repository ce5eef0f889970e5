package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A decoder has the elements of one message.
type decoder struct {
	aper.Decoder
	typ  Type
	plmn cbc.PLMN // the last one
	code [3]byte  // its octets
	wire []byte
}

func open(b []byte) decoder {
	d := decoder{Decoder: aper.Parse(b, uint16(lastElement), func(aper.Header) bool { return true }), wire: b}
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

func (d *decoder) messageID() (m cbc.MessageID) {
	d.field(ieMessageID, func(r *aper.Reader) { m = cbc.MessageID(r.Bits(16)) })
	return m
}

func (d *decoder) serial(ie Element) (s cbc.Serial) {
	d.field(ie, func(r *aper.Reader) { s = cbc.Serial(r.Bits(16)) })
	return s
}

// area reads a service area identifier.
func (d *decoder) area(r *aper.Reader) cbc.Cell {
	b := r.Raw(7)
	if b == nil {
		return cbc.Cell{}
	}
	if code := [3]byte(b); code != d.code {
		p, err := cbc.DecodePLMN(code)
		if err != nil {
			r.Fail("%v", err)
			return cbc.Cell{}
		}
		d.plmn, d.code = p, code
	}
	return cbc.Cell{Radio: cbc.UMTS, PLMN: d.plmn, Area: uint32(b[3])<<8 | uint32(b[4]), ID: uint64(b[5])<<8 | uint64(b[6])}
}

// areas reads the list of service areas.
func (d *decoder) areas() (list []cbc.Cell) {
	d.field(ieAreas, func(r *aper.Reader) {
		r.List(1, MaxAreas, func(n int) { list = make([]cbc.Cell, 0, min(n, r.Left()/56+1)) },
			func(r *aper.Reader) { list = append(list, d.area(r)) })
	})
	return list
}

func (d *decoder) diagnostics() (v *Diagnostics) {
	d.maybe(ieDiagnostics, func(r *aper.Reader) { v = r.Diagnostics(true) })
	return v
}
