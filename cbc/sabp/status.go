package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A StatusQuery asks the RNC how often it has broadcast a message, clause 8.5.
type StatusQuery struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Areas     []cbc.Cell // 1 to MaxAreas
}

// Type returns TypeStatusQuery.
func (*StatusQuery) Type() Type { return TypeStatusQuery }

// AppendBinary appends the wire form of m to b.
func (m *StatusQuery) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeStatusQuery)
	e.messageID(m.MessageID, aper.Reject)
	e.serial(ieOldSerial, m.Serial, aper.Reject)
	e.areas(m.Areas, aper.Reject)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StatusQuery) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *StatusQuery) read(d *decoder) {
	*m = StatusQuery{MessageID: d.messageID(), Serial: d.serial(ieOldSerial), Areas: d.areas()}
}

// A StatusQueryComplete says how often.
type StatusQueryComplete struct{ Completion }

// Type returns TypeStatusQueryComplete.
func (*StatusQueryComplete) Type() Type { return TypeStatusQueryComplete }

// AppendBinary appends the wire form of m to b.
func (m *StatusQueryComplete) AppendBinary(b []byte) ([]byte, error) {
	return m.append(b, m.Type(), ieOldSerial)
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StatusQueryComplete) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *StatusQueryComplete) read(d *decoder) { m.readFrom(d, ieOldSerial) }

// A StatusQueryFailure says which service areas have no such message.
type StatusQueryFailure struct{ Refusal }

// Type returns TypeStatusQueryFailure.
func (*StatusQueryFailure) Type() Type { return TypeStatusQueryFailure }

// AppendBinary appends the wire form of m to b.
func (m *StatusQueryFailure) AppendBinary(b []byte) ([]byte, error) {
	return m.append(b, m.Type(), ieOldSerial)
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StatusQueryFailure) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *StatusQueryFailure) read(d *decoder) { m.readFrom(d, ieOldSerial) }
