package sbcap

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A Response is what the MME says to a request at once: whether it has passed
// it on. There is no message for a refusal, only another cause.
type Response struct {
	MessageID      cbc.MessageID
	Serial         cbc.Serial
	Cause          Cause
	Diagnostics    *Diagnostics
	UnknownTAIs    []TAI // tracking areas that are none of the MME's
	UnknownTAIs5GS []TAI
}

func (m *Response) append(b []byte, t Type) ([]byte, error) {
	e := begin(b, t)
	e.key(m.MessageID, m.Serial)
	mark := e.must(ieCause)
	e.Int(int64(m.Cause), 0, 255)
	e.Close(mark)
	e.diagnostics(m.Diagnostics)
	e.tais(ieUnknownTAIs, present, m.UnknownTAIs, lte)
	if len(m.UnknownTAIs5GS) > 0 {
		e.Extend()
	}
	e.tais(ieUnknownTAIs5GS, present, m.UnknownTAIs5GS, fiveG)
	return e.end()
}

func (m *Response) readFrom(d *decoder) {
	k := d.key()
	*m = Response{MessageID: k.MessageID, Serial: k.Serial}
	d.field(ieCause, func(r *aper.Reader) { m.Cause = Cause(r.Int(0, 255)) })
	m.Diagnostics = d.diagnostics()
	m.UnknownTAIs, m.UnknownTAIs5GS = d.tais(ieUnknownTAIs, lte), d.tais(ieUnknownTAIs5GS, fiveG)
}

// A WriteReplaceResponse answers a WriteReplaceRequest.
type WriteReplaceResponse struct{ Response }

// Type returns TypeWriteReplaceResponse.
func (*WriteReplaceResponse) Type() Type { return TypeWriteReplaceResponse }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceResponse) AppendBinary(b []byte) ([]byte, error) { return m.append(b, m.Type()) }

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceResponse) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplaceResponse) read(d *decoder) { m.readFrom(d) }

// A StopResponse answers a StopRequest.
type StopResponse struct{ Response }

// Type returns TypeStopResponse.
func (*StopResponse) Type() Type { return TypeStopResponse }

// AppendBinary appends the wire form of m to b.
func (m *StopResponse) AppendBinary(b []byte) ([]byte, error) { return m.append(b, m.Type()) }

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StopResponse) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *StopResponse) read(d *decoder) { m.readFrom(d) }
