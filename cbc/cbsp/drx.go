package cbsp

// A SetDRX tells the BSC how its cells announce what they broadcast, so that
// phones can sleep in between: the message SET-DRX, clause 8.1.3.13.
type SetDRX struct {
	Cells    CellList
	Period   uint8  // schedule period: messages of one schedule, 0 for none
	Reserved *uint8 // slots kept free in each period for what is urgent; may be absent
	Channel  Channel
}

// Type returns TypeSetDRX.
func (*SetDRX) Type() Type { return TypeSetDRX }

// AppendBinary appends the wire form of m to b.
func (m *SetDRX) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeSetDRX)
	e.cells(&m.Cells)
	e.u8(ieSchedulePeriod, m.Period)
	if m.Reserved != nil {
		e.u8(ieReservedSlots, *m.Reserved)
	}
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *SetDRX) UnmarshalBinary(b []byte) error {
	d := open(b, TypeSetDRX)
	v := SetDRX{Cells: d.cells(), Period: d.u8(ieSchedulePeriod), Channel: d.channel()}
	if d.has(ieReservedSlots) {
		n := d.u8(ieReservedSlots)
		v.Reserved = &n
	}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A SetDRXComplete says that every cell has taken its schedule, clause
// 8.1.3.14.
type SetDRXComplete struct {
	Cells   CellList
	Channel Channel
}

// Type returns TypeSetDRXComplete.
func (*SetDRXComplete) Type() Type { return TypeSetDRXComplete }

// AppendBinary appends the wire form of m to b.
func (m *SetDRXComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeSetDRXComplete)
	e.cells(&m.Cells)
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *SetDRXComplete) UnmarshalBinary(b []byte) error {
	d := open(b, TypeSetDRXComplete)
	v := SetDRXComplete{d.cells(), d.channel()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A SetDRXFailure says which cells have not taken their schedule, clause
// 8.1.3.15.
type SetDRXFailure struct {
	Failed  []Failure
	Cells   *CellList // those that have; may be absent
	Channel Channel
}

// Type returns TypeSetDRXFailure.
func (*SetDRXFailure) Type() Type { return TypeSetDRXFailure }

// AppendBinary appends the wire form of m to b.
func (m *SetDRXFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeSetDRXFailure)
	e.failures(m.Failed)
	if m.Cells != nil {
		e.cells(m.Cells)
	}
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *SetDRXFailure) UnmarshalBinary(b []byte) error {
	d := open(b, TypeSetDRXFailure)
	v := SetDRXFailure{Failed: d.failures(), Channel: d.channel()}
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
