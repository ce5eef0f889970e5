package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// An ErrorIndication says that something cannot be read or done, clause 8.9.
// What is nil was not said.
type ErrorIndication struct {
	MessageID   *cbc.MessageID
	Serial      *cbc.Serial
	Cause       *Cause
	Diagnostics *Diagnostics
}

// Type returns TypeErrorIndication.
func (*ErrorIndication) Type() Type { return TypeErrorIndication }

// AppendBinary appends the wire form of m to b.
func (m *ErrorIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeErrorIndication)
	if m.MessageID != nil {
		e.messageID(*m.MessageID, aper.Ignore)
	}
	if m.Serial != nil {
		e.serial(ieSerial, *m.Serial, aper.Ignore)
	}
	if m.Cause != nil {
		mark := e.may(ieCause)
		e.Int(int64(*m.Cause), 0, 255)
		e.Close(mark)
	}
	e.diagnostics(m.Diagnostics)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *ErrorIndication) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *ErrorIndication) read(d *decoder) {
	*m = ErrorIndication{}
	if d.Has(uint16(ieMessageID)) {
		id := d.messageID()
		m.MessageID = &id
	}
	if d.Has(uint16(ieSerial)) {
		s := d.serial(ieSerial)
		m.Serial = &s
	}
	d.maybe(ieCause, func(r *aper.Reader) {
		c := Cause(r.Int(0, 255))
		m.Cause = &c
	})
	m.Diagnostics = d.diagnostics()
}

// said returns the cause that m names, or that it names none.
func (m *ErrorIndication) said() Cause {
	if m.Cause == nil {
		return Unspecified
	}
	return *m.Cause
}
