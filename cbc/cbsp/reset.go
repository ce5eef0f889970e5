package cbsp

// A Reset asks the BSC to forget everything in some cells, clause 8.1.3.16.
type Reset struct{ Cells CellList }

// Type returns TypeReset.
func (*Reset) Type() Type { return TypeReset }

// AppendBinary appends the wire form of m to b.
func (m *Reset) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeReset)
	e.cells(&m.Cells)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *Reset) UnmarshalBinary(b []byte) error {
	d := open(b, TypeReset)
	v := Reset{d.cells()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A ResetComplete says which cells have forgotten everything, clause 8.1.3.17.
type ResetComplete struct{ Cells CellList }

// Type returns TypeResetComplete.
func (*ResetComplete) Type() Type { return TypeResetComplete }

// AppendBinary appends the wire form of m to b.
func (m *ResetComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeResetComplete)
	e.cells(&m.Cells)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *ResetComplete) UnmarshalBinary(b []byte) error {
	d := open(b, TypeResetComplete)
	v := ResetComplete{d.cells()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A ResetFailure says which cells could not be reset, clause 8.1.3.18.
type ResetFailure struct {
	Failed []Failure
	Cells  *CellList // those that were reset; may be absent
}

// Type returns TypeResetFailure.
func (*ResetFailure) Type() Type { return TypeResetFailure }

// AppendBinary appends the wire form of m to b.
func (m *ResetFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeResetFailure)
	e.failures(m.Failed)
	if m.Cells != nil {
		e.cells(m.Cells)
	}
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *ResetFailure) UnmarshalBinary(b []byte) error {
	d := open(b, TypeResetFailure)
	v := ResetFailure{Failed: d.failures()}
	if d.has(ieCellList) {
		l := d.cells()
		v.Cells = &l
	}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}
