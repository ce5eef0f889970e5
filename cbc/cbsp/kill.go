package cbsp

import "bongsu/cbc"

// A Kill asks the BSC to stop a broadcast, clause 8.1.3.4. The serial number
// goes in the element for old ones.
type Kill struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Cells     CellList
	Channel   Channel // NoChannel for emergency messages
}

// Type returns TypeKill.
func (*Kill) Type() Type { return TypeKill }

// AppendBinary appends the wire form of m to b.
func (m *Kill) AppendBinary(b []byte) ([]byte, error) { return m.append(b, nil) }

// append is AppendBinary with another cell list than m's, as it goes over the
// wire, unless that is nil.
func (m *Kill) append(b, cells []byte) ([]byte, error) {
	e := begin(b, TypeKill)
	e.messageID(m.MessageID)
	e.serial(ieOldSerial, m.Serial)
	e.listed(&m.Cells, cells)
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *Kill) UnmarshalBinary(b []byte) error { return m.read(b, nil) }

// read is UnmarshalBinary, but if cells is not nil the cell list must be that,
// and stays empty in m.
func (m *Kill) read(b, cells []byte) error {
	d := open(b, TypeKill)
	v := Kill{d.messageID(), d.serial(ieOldSerial), d.listed(cells), d.channel()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A KillComplete says that a broadcast has stopped wherever that was asked,
// clause 8.1.3.5.
type KillComplete struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Done
}

// Type returns TypeKillComplete.
func (*KillComplete) Type() Type { return TypeKillComplete }

// AppendBinary appends the wire form of m to b.
func (m *KillComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeKillComplete)
	e.messageID(m.MessageID)
	e.serial(ieOldSerial, m.Serial)
	e.done(&m.Done)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *KillComplete) UnmarshalBinary(b []byte) error {
	d := open(b, TypeKillComplete)
	v := KillComplete{d.messageID(), d.serial(ieOldSerial), d.carried()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A KillFailure says that a broadcast could not be stopped in some cells, most
// often because it was not there, clause 8.1.3.6.
type KillFailure struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Failed    []Failure
	Done
}

// Type returns TypeKillFailure.
func (*KillFailure) Type() Type { return TypeKillFailure }

// AppendBinary appends the wire form of m to b.
func (m *KillFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeKillFailure)
	e.messageID(m.MessageID)
	e.serial(ieOldSerial, m.Serial)
	e.failures(m.Failed)
	e.done(&m.Done)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *KillFailure) UnmarshalBinary(b []byte) error {
	d := open(b, TypeKillFailure)
	v := KillFailure{d.messageID(), d.serial(ieOldSerial), d.failures(), d.carried()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}
