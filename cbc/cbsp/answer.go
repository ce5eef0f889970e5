package cbsp

import "bongsu/cbc"

// Done is what a BSC says of the cells in which a write or a kill was carried
// out. Each list may be absent: peers differ in which of the two they send.
type Done struct {
	Completed *CountList // how often the old message had been broadcast there
	Cells     *CellList
	Channel   Channel // NoChannel for emergency messages
}

func (e *encoder) done(v *Done) {
	if v.Completed != nil {
		e.counts(v.Completed)
	}
	if v.Cells != nil {
		e.cells(v.Cells)
	}
	e.channel(v.Channel)
}

func (d *decoder) carried() Done {
	var v Done
	if d.has(ieCompletedList) {
		l := d.counts()
		v.Completed = &l
	}
	if d.has(ieCellList) {
		l := d.cells()
		v.Cells = &l
	}
	v.Channel = d.channel()
	return v
}

// A WriteReplaceComplete says that a message is on air in every cell that was
// asked for, clause 8.1.3.2.
type WriteReplaceComplete struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial // the new one
	Old       cbc.Serial // counts only if Replaces
	Replaces  bool
	Done
}

// Type returns TypeWriteReplaceComplete.
func (*WriteReplaceComplete) Type() Type { return TypeWriteReplaceComplete }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplaceComplete)
	e.messageID(m.MessageID)
	e.serial(ieNewSerial, m.Serial)
	if m.Replaces {
		e.serial(ieOldSerial, m.Old)
	}
	e.done(&m.Done)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceComplete) UnmarshalBinary(b []byte) error {
	d := open(b, TypeWriteReplaceComplete)
	v := WriteReplaceComplete{MessageID: d.messageID(), Serial: d.serial(ieNewSerial), Replaces: d.has(ieOldSerial)}
	if v.Replaces {
		v.Old = d.serial(ieOldSerial)
	}
	v.Done = d.carried()
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A WriteReplaceFailure says that some cells, or all, do not broadcast a
// message, clause 8.1.3.3.
type WriteReplaceFailure struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial // the new one
	Old       cbc.Serial // counts only if Replaces
	Replaces  bool
	Failed    []Failure
	Done
}

// Type returns TypeWriteReplaceFailure.
func (*WriteReplaceFailure) Type() Type { return TypeWriteReplaceFailure }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplaceFailure)
	e.messageID(m.MessageID)
	e.serial(ieNewSerial, m.Serial)
	if m.Replaces {
		e.serial(ieOldSerial, m.Old)
	}
	e.failures(m.Failed)
	e.done(&m.Done)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceFailure) UnmarshalBinary(b []byte) error {
	d := open(b, TypeWriteReplaceFailure)
	v := WriteReplaceFailure{MessageID: d.messageID(), Serial: d.serial(ieNewSerial), Replaces: d.has(ieOldSerial)}
	if v.Replaces {
		v.Old = d.serial(ieOldSerial)
	}
	v.Failed, v.Done = d.failures(), d.carried()
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}
