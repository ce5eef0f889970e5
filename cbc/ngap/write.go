package ngap

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A WriteReplaceRequest asks base stations to broadcast a warning, clause
// 8.9.1. What is nil, empty or false is not said.
type WriteReplaceRequest struct {
	MessageID  cbc.MessageID
	Serial     cbc.Serial
	Areas      *WarningAreas // nil is everywhere
	Period     int           // seconds between two broadcasts, 0 to 131,071
	Broadcasts uint16

	WarningType *uint16   // a primary notification of ETWS, TS 23.041 clause 9.3.24
	Security    *[50]byte // its signature

	DCS      *cbc.DCS
	Contents []byte // CB data of TS 23.041 clause 9.4.2.2.5, up to 9,600 octets

	Concurrent  bool   // other warnings stay on air
	Coordinates []byte // warning area coordinates of ATIS-0700041, up to 1,024 octets
}

// Type returns TypeWriteReplaceRequest.
func (*WriteReplaceRequest) Type() Type { return TypeWriteReplaceRequest }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceRequest) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplaceRequest)
	e.key(m.MessageID, m.Serial)
	e.areas(m.Areas)
	mark := e.must(iePeriod)
	e.Int(int64(m.Period), 0, maxPeriod)
	e.Close(mark)
	mark = e.must(ieBroadcasts)
	e.Int(int64(m.Broadcasts), 0, 65535)
	e.Close(mark)
	if m.WarningType != nil {
		mark := e.may(ieWarningType)
		e.Bits(uint64(*m.WarningType), 16)
		e.Close(mark)
	}
	if m.Security != nil {
		mark := e.may(ieSecurity)
		e.Raw(m.Security[:]...)
		e.Close(mark)
	}
	if m.DCS != nil {
		mark := e.may(ieDCS)
		e.BitString(uint64(*m.DCS), 8, 8, 8)
		e.Close(mark)
	}
	e.octets(ieContents, m.Contents, maxContents)
	e.flag(ieConcurrent, m.Concurrent)
	e.octets(ieCoordinates, m.Coordinates, maxCoordinates)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceRequest) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplaceRequest) read(d *decoder) {
	k := d.key()
	*m = WriteReplaceRequest{MessageID: k.MessageID, Serial: k.Serial, Areas: d.areas()}
	d.field(iePeriod, func(r *aper.Reader) { m.Period = int(r.Int(0, maxPeriod)) })
	d.field(ieBroadcasts, func(r *aper.Reader) { m.Broadcasts = uint16(r.Int(0, 65535)) })
	d.maybe(ieWarningType, func(r *aper.Reader) {
		t := uint16(r.Bits(16))
		m.WarningType = &t
	})
	d.maybe(ieSecurity, func(r *aper.Reader) {
		m.Security = new([50]byte)
		copy(m.Security[:], r.Raw(securityLen))
	})
	d.maybe(ieDCS, func(r *aper.Reader) {
		dcs := cbc.DCS(r.Bits(8))
		m.DCS = &dcs
	})
	m.Contents = d.octets(ieContents, maxContents)
	m.Concurrent = d.flag(ieConcurrent)
	m.Coordinates = d.octets(ieCoordinates, maxCoordinates)
}

// A WriteReplaceResponse says where a base station broadcasts a warning.
type WriteReplaceResponse struct {
	MessageID   cbc.MessageID
	Serial      cbc.Serial
	Completed   *Broadcasts // nil where it is nowhere
	Diagnostics *Diagnostics
}

// Type returns TypeWriteReplaceResponse.
func (*WriteReplaceResponse) Type() Type { return TypeWriteReplaceResponse }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceResponse) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplaceResponse)
	e.key(m.MessageID, m.Serial)
	e.broadcasts(ieCompleted, m.Completed)
	e.diagnostics(m.Diagnostics)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceResponse) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplaceResponse) read(d *decoder) {
	k := d.key()
	*m = WriteReplaceResponse{k.MessageID, k.Serial, d.broadcasts(ieCompleted), d.diagnostics()}
}
