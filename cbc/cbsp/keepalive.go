package cbsp

import "time"

// A KeepAlive asks the BSC whether it is there, clause 8.1.3.22.
type KeepAlive struct {
	// Period is when the next is due at the latest, up to 120 s. Only some
	// values exist, others become the next longer.
	Period time.Duration
}

// Type returns TypeKeepAlive.
func (*KeepAlive) Type() Type { return TypeKeepAlive }

// AppendBinary appends the wire form of m to b.
func (m *KeepAlive) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeKeepAlive)
	e.period(ieKeepAlivePeriod, m.Period, maxKeepAlive)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *KeepAlive) UnmarshalBinary(b []byte) error {
	d := open(b, TypeKeepAlive)
	v := KeepAlive{d.period(ieKeepAlivePeriod, maxKeepAlive)}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A KeepAliveComplete says that the BSC is there, clause 8.1.3.23.
type KeepAliveComplete struct{}

// Type returns TypeKeepAliveComplete.
func (*KeepAliveComplete) Type() Type { return TypeKeepAliveComplete }

// AppendBinary appends the wire form of m to b.
func (*KeepAliveComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeKeepAliveComplete)
	return e.end()
}

// UnmarshalBinary checks that b is whole.
func (*KeepAliveComplete) UnmarshalBinary(b []byte) error {
	d := open(b, TypeKeepAliveComplete)
	return d.done()
}
