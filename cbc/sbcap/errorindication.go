package sbcap

import "bongsu/cbc/internal/aper"

// An ErrorIndication says that something cannot be read or done, clause 4.3.7.
type ErrorIndication struct {
	Cause       *Cause // nil if it was not said
	Diagnostics *Diagnostics
}

// Type returns TypeErrorIndication.
func (*ErrorIndication) Type() Type { return TypeErrorIndication }

// AppendBinary appends the wire form of m to b.
func (m *ErrorIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeErrorIndication)
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
