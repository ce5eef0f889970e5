package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A Recovery says whether an RNC still has what service areas had on air.
type Recovery uint8

const (
	RecoveryUnsaid Recovery = iota // the element is absent
	DataLost
	DataAvailable
)

// A Restart says that service areas can broadcast again, clause 8.7.
type Restart struct {
	Areas    []cbc.Cell
	Recovery Recovery
}

// Type returns TypeRestart.
func (*Restart) Type() Type { return TypeRestart }

// AppendBinary appends the wire form of m to b.
func (m *Restart) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeRestart)
	e.areas(m.Areas, aper.Ignore)
	if m.Recovery != RecoveryUnsaid {
		mark := e.may(ieRecovery)
		e.Int(int64(m.Recovery)-1, 0, 1)
		e.Close(mark)
	}
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *Restart) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *Restart) read(d *decoder) {
	*m = Restart{Areas: d.areas()}
	d.maybe(ieRecovery, func(r *aper.Reader) { m.Recovery = Recovery(r.Int(0, 1)) + 1 })
}

// An AreasFailed says that service areas cannot broadcast, clause 8.8. The
// standard calls it Failure Indication.
type AreasFailed struct{ Areas []cbc.Cell }

// Type returns TypeFailure.
func (*AreasFailed) Type() Type { return TypeFailure }

// AppendBinary appends the wire form of m to b.
func (m *AreasFailed) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeFailure)
	e.areas(m.Areas, aper.Ignore)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *AreasFailed) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *AreasFailed) read(d *decoder) { *m = AreasFailed{d.areas()} }
