package cbsp

// A Restart says that cells are able to broadcast again, clause 8.1.3.19. A
// BSC sends one for each kind of message, and on a new connection.
type Restart struct {
	Cells     CellList
	Emergency bool // it concerns emergency messages, otherwise CBS messages
	DataLost  bool // the cells have forgotten what they were told
}

// Type returns TypeRestart.
func (*Restart) Type() Type { return TypeRestart }

// AppendBinary appends the wire form of m to b.
func (m *Restart) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeRestart)
	e.cells(&m.Cells)
	e.flag(ieBroadcastType, m.Emergency)
	e.flag(ieRecovery, m.DataLost)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *Restart) UnmarshalBinary(b []byte) error {
	d := open(b, TypeRestart)
	v := Restart{d.cells(), d.flag(ieBroadcastType), d.flag(ieRecovery)}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// CellsFailed is the message FAILURE: cells cannot broadcast until a restart
// names them, clause 8.1.3.20.
type CellsFailed struct {
	Failed    []Failure
	Emergency bool // it concerns emergency messages, otherwise CBS messages
}

// Type returns TypeFailure.
func (*CellsFailed) Type() Type { return TypeFailure }

// AppendBinary appends the wire form of m to b.
func (m *CellsFailed) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeFailure)
	e.failures(m.Failed)
	e.flag(ieBroadcastType, m.Emergency)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *CellsFailed) UnmarshalBinary(b []byte) error {
	d := open(b, TypeFailure)
	v := CellsFailed{d.failures(), d.flag(ieBroadcastType)}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

func (e *encoder) flag(ie Element, v bool) {
	if v {
		e.u8(ie, 1)
	} else {
		e.u8(ie, 0)
	}
}

func (d *decoder) flag(ie Element) bool { return d.upTo(ie, 1) == 1 }
