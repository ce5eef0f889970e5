package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A Kill asks the RNC to take a message off the air, clause 8.3.
type Kill struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Areas     []cbc.Cell // 1 to MaxAreas
}

// Type returns TypeKill.
func (*Kill) Type() Type { return TypeKill }

// AppendBinary appends the wire form of m to b.
func (m *Kill) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeKill)
	e.messageID(m.MessageID, aper.Reject)
	e.serial(ieOldSerial, m.Serial, aper.Reject)
	e.areas(m.Areas, aper.Reject)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *Kill) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *Kill) read(d *decoder) {
	*m = Kill{MessageID: d.messageID(), Serial: d.serial(ieOldSerial), Areas: d.areas()}
}

// A KillComplete says that a message is off the air in every service area that was
// asked for, and how often it had been on it.
type KillComplete struct{ Completion }

// Type returns TypeKillComplete.
func (*KillComplete) Type() Type { return TypeKillComplete }

// AppendBinary appends the wire form of m to b.
func (m *KillComplete) AppendBinary(b []byte) ([]byte, error) {
	return m.append(b, m.Type(), ieOldSerial)
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *KillComplete) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *KillComplete) read(d *decoder) { m.readFrom(d, ieOldSerial) }

// A KillFailure says in which service areas a message was not there to be taken off
// the air.
type KillFailure struct{ Refusal }

// Type returns TypeKillFailure.
func (*KillFailure) Type() Type { return TypeKillFailure }

// AppendBinary appends the wire form of m to b.
func (m *KillFailure) AppendBinary(b []byte) ([]byte, error) {
	return m.append(b, m.Type(), ieOldSerial)
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *KillFailure) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *KillFailure) read(d *decoder) { m.readFrom(d, ieOldSerial) }
