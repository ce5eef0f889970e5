package cbsp

import "bongsu/cbc"

// An ErrorIndication says that a message could not be understood, clause
// 8.1.3.21. What it was about is named as far as it could be read.
type ErrorIndication struct {
	Cause     Cause
	MessageID *cbc.MessageID
	Serial    *cbc.Serial // the new serial number of a write
	Old       *cbc.Serial // the serial number of a kill
	Channel   Channel
}

// about returns the requests that m may name, the likeliest first.
func (m *ErrorIndication) about() []key {
	switch {
	case m.MessageID == nil:
	case m.Serial != nil:
		return []key{{cbc.Key{MessageID: *m.MessageID, Serial: *m.Serial}, TypeWriteReplace}}
	case m.Old != nil:
		k := cbc.Key{MessageID: *m.MessageID, Serial: *m.Old}
		return []key{{k, TypeKill}, {k, TypeStatusQuery}}
	}
	return nil
}

// Type returns TypeErrorIndication.
func (*ErrorIndication) Type() Type { return TypeErrorIndication }

// AppendBinary appends the wire form of m to b.
func (m *ErrorIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeErrorIndication)
	e.u8(ieCause, uint8(m.Cause))
	if m.MessageID != nil {
		e.messageID(*m.MessageID)
	}
	if m.Serial != nil {
		e.serial(ieNewSerial, *m.Serial)
	}
	if m.Old != nil {
		e.serial(ieOldSerial, *m.Old)
	}
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *ErrorIndication) UnmarshalBinary(b []byte) error {
	d := open(b, TypeErrorIndication)
	v := ErrorIndication{Cause: Cause(d.u8(ieCause)), Channel: d.channel()}
	if d.has(ieMessageID) {
		id := d.messageID()
		v.MessageID = &id
	}
	if d.has(ieNewSerial) {
		s := d.serial(ieNewSerial)
		v.Serial = &s
	}
	if d.has(ieOldSerial) {
		s := d.serial(ieOldSerial)
		v.Old = &s
	}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}
