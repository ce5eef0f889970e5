package sbcap

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A WriteReplaceRequest asks the MME to have a warning broadcast, clause 4.3.1.
// What is nil, empty or false is not said.
type WriteReplaceRequest struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	TAIs      []TAI         // the MME asks base stations of these alone
	Areas     *WarningAreas // within them; nil is everywhere

	// Period is the time between two broadcasts, 0 to 131,071 s; above 4,095 s
	// it goes as an element of its own. 0 is no repetition.
	Period     int
	Broadcasts uint16

	WarningType *uint16   // a primary notification of ETWS, TS 23.041 clause 9.3.24
	Security    *[50]byte // its signature

	DCS     *cbc.DCS
	Content []byte // CB data of TS 23.041 clause 9.4.2.2.5, up to 9,600 octets

	OMC []byte // the operation and maintenance centre to tell, up to 20 octets
	// Concurrent leaves other warnings on air; without it this one takes their
	// place.
	Concurrent     bool
	SendIndication bool   // where it is broadcast is to be said
	ENB            *Node  // only this one
	Coordinates    []byte // warning area coordinates of ATIS-0700041, up to 1,024 octets

	// For 5G.
	TAIs5GS  []TAI
	Areas5GS *WarningAreas5GS
	RANNode  *Node
	RAT5GS   bool // the warning is for 5G
}

// Type returns TypeWriteReplaceRequest.
func (*WriteReplaceRequest) Type() Type { return TypeWriteReplaceRequest }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceRequest) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplaceRequest)
	e.key(m.MessageID, m.Serial)
	e.tais(ieTAIs, aper.Reject, m.TAIs, lte)
	e.areas(m.Areas)
	e.period(m.Period)
	mark := e.must(ieBroadcasts)
	e.Int(int64(m.Broadcasts), 0, 65535)
	e.Close(mark)
	m.appendContent(&e)
	e.octets(ieOMC, m.OMC, maxOMC)
	e.flag(ieConcurrent, aper.Reject, m.Concurrent)
	e.flag(ieSendIndication, present, m.SendIndication)
	if m.ENB != nil {
		mark := e.may(ieENB)
		e.PutENB(&e.Writer, *m.ENB)
		e.Close(mark)
	}
	e.octets(ieCoordinates, m.Coordinates, maxCoordinates)
	m.append5GS(&e)
	return e.end()
}

// period appends a repetition period, where it is long in two elements, of
// which the second counts.
func (e *encoder) period(seconds int) {
	mark := e.must(iePeriod)
	e.Int(int64(min(seconds, maxPeriod)), 0, maxRepetitionOnWire)
	e.Close(mark)
	if seconds > maxPeriod {
		mark = e.must(ieExtendedPeriod)
		e.Int(int64(seconds), minExtendedPeriod, maxExtendedPeriod)
		e.Close(mark)
	}
}

func (m *WriteReplaceRequest) appendContent(e *encoder) {
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
	e.octets(ieContent, m.Content, maxContent)
}

func (m *WriteReplaceRequest) append5GS(e *encoder) {
	if len(m.TAIs5GS) > 0 || m.Areas5GS != nil || m.RANNode != nil || m.RAT5GS {
		e.Extend()
	}
	e.tais(ieTAIs5GS, present, m.TAIs5GS, fiveG)
	e.areas5GS(m.Areas5GS)
	if m.RANNode != nil {
		mark := e.may(ieRANNode)
		e.PutRAN(&e.Writer, *m.RANNode)
		e.Close(mark)
	}
	e.flag(ieRATSelector, present, m.RAT5GS)
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceRequest) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplaceRequest) read(d *decoder) {
	k := d.key()
	*m = WriteReplaceRequest{MessageID: k.MessageID, Serial: k.Serial, TAIs: d.tais(ieTAIs, lte), Areas: d.areas()}
	d.field(iePeriod, func(r *aper.Reader) { m.Period = int(r.Int(0, maxRepetitionOnWire)) })
	d.maybe(ieExtendedPeriod, func(r *aper.Reader) { m.Period = int(r.Int(minExtendedPeriod, maxExtendedPeriod)) })
	d.field(ieBroadcasts, func(r *aper.Reader) { m.Broadcasts = uint16(r.Int(0, 65535)) })
	m.readContent(d)
	m.OMC = d.octets(ieOMC, maxOMC)
	m.Concurrent, m.SendIndication = d.flag(ieConcurrent), d.flag(ieSendIndication)
	m.ENB = d.node(ieENB, d.ENB)
	m.Coordinates = d.octets(ieCoordinates, maxCoordinates)
	m.TAIs5GS, m.Areas5GS = d.tais(ieTAIs5GS, fiveG), d.areas5GS()
	m.RANNode = d.node(ieRANNode, d.RAN)
	m.RAT5GS = d.flag(ieRATSelector)
}

func (m *WriteReplaceRequest) readContent(d *decoder) {
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
	m.Content = d.octets(ieContent, maxContent)
}
