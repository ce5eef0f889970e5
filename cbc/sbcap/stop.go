package sbcap

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A StopRequest asks the MME to have a warning taken off the air, clause 4.3.2.
// What is nil, empty or false is not said.
type StopRequest struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	TAIs      []TAI
	Areas     *WarningAreas // nil is everywhere
	OMC       []byte
	// SendIndication asks to be told where it was stopped.
	SendIndication bool
	// All stops every warning; identifier and serial number are then ignored.
	All bool

	// For 5G.
	TAIs5GS  []TAI
	Areas5GS *WarningAreas5GS
	RAT5GS   bool
}

// Type returns TypeStopRequest.
func (*StopRequest) Type() Type { return TypeStopRequest }

// AppendBinary appends the wire form of m to b.
func (m *StopRequest) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeStopRequest)
	e.key(m.MessageID, m.Serial)
	e.tais(ieTAIs, aper.Reject, m.TAIs, lte)
	e.areas(m.Areas)
	e.octets(ieOMC, m.OMC, maxOMC)
	e.flag(ieSendStopped, present, m.SendIndication)
	e.flag(ieStopAll, aper.Reject, m.All)
	if len(m.TAIs5GS) > 0 || m.Areas5GS != nil || m.RAT5GS {
		e.Extend()
	}
	e.tais(ieTAIs5GS, present, m.TAIs5GS, fiveG)
	e.areas5GS(m.Areas5GS)
	e.flag(ieRATSelector, present, m.RAT5GS)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StopRequest) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *StopRequest) read(d *decoder) {
	k := d.key()
	*m = StopRequest{
		MessageID: k.MessageID, Serial: k.Serial, TAIs: d.tais(ieTAIs, lte), Areas: d.areas(), OMC: d.octets(ieOMC, maxOMC),
		SendIndication: d.flag(ieSendStopped), All: d.flag(ieStopAll),
		TAIs5GS: d.tais(ieTAIs5GS, fiveG), Areas5GS: d.areas5GS(), RAT5GS: d.flag(ieRATSelector),
	}
}
