package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A Reset asks the RNC to end every broadcast in service areas, clause 8.6.
type Reset struct{ Areas []cbc.Cell }

// Type returns TypeReset.
func (*Reset) Type() Type { return TypeReset }

// AppendBinary appends the wire form of m to b.
func (m *Reset) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeReset)
	e.areas(m.Areas, aper.Reject)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *Reset) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *Reset) read(d *decoder) { *m = Reset{d.areas()} }

// A ResetComplete says that it has.
type ResetComplete struct {
	Areas       []cbc.Cell
	Diagnostics *Diagnostics
}

// Type returns TypeResetComplete.
func (*ResetComplete) Type() Type { return TypeResetComplete }

// AppendBinary appends the wire form of m to b.
func (m *ResetComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeResetComplete)
	e.areas(m.Areas, aper.Reject)
	e.diagnostics(m.Diagnostics)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *ResetComplete) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *ResetComplete) read(d *decoder) { *m = ResetComplete{d.areas(), d.diagnostics()} }

// A ResetFailure says in which service areas it has not.
type ResetFailure struct {
	Failed      []Failure
	Areas       []cbc.Cell // where it has
	Diagnostics *Diagnostics
}

// Type returns TypeResetFailure.
func (*ResetFailure) Type() Type { return TypeResetFailure }

// AppendBinary appends the wire form of m to b.
func (m *ResetFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeResetFailure)
	e.failures(m.Failed)
	if len(m.Areas) > 0 {
		e.areas(m.Areas, aper.Reject)
	}
	e.diagnostics(m.Diagnostics)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *ResetFailure) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *ResetFailure) read(d *decoder) {
	*m = ResetFailure{Failed: d.failures()}
	if d.Has(uint16(ieAreas)) {
		m.Areas = d.areas()
	}
	m.Diagnostics = d.diagnostics()
}
