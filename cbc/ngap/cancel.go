package ngap

import "bongsu/cbc"

// A CancelRequest asks base stations to end the broadcast of a warning, clause
// 8.9.2.
type CancelRequest struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Areas     *WarningAreas // nil is everywhere
	// All ends every warning; identifier and serial number are then ignored.
	All bool
}

// Type returns TypeCancelRequest.
func (*CancelRequest) Type() Type { return TypeCancelRequest }

// AppendBinary appends the wire form of m to b.
func (m *CancelRequest) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeCancelRequest)
	e.key(m.MessageID, m.Serial)
	e.areas(m.Areas)
	e.flag(ieCancelAll, m.All)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *CancelRequest) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *CancelRequest) read(d *decoder) {
	k := d.key()
	*m = CancelRequest{k.MessageID, k.Serial, d.areas(), d.flag(ieCancelAll)}
}

// A CancelResponse says where it has ended, and how often it had been
// broadcast.
type CancelResponse struct {
	MessageID   cbc.MessageID
	Serial      cbc.Serial
	Cancelled   *Broadcasts // nil where there was nothing to end
	Diagnostics *Diagnostics
}

// Type returns TypeCancelResponse.
func (*CancelResponse) Type() Type { return TypeCancelResponse }

// AppendBinary appends the wire form of m to b.
func (m *CancelResponse) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeCancelResponse)
	e.key(m.MessageID, m.Serial)
	e.broadcasts(ieCancelled, m.Cancelled)
	e.diagnostics(m.Diagnostics)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *CancelResponse) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *CancelResponse) read(d *decoder) {
	k := d.key()
	*m = CancelResponse{k.MessageID, k.Serial, d.broadcasts(ieCancelled), d.diagnostics()}
}
