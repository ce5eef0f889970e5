package smpp

import "github.com/fiorix/go-smpp/smpp/pdu/pdufield"

// A CancelBroadcastSM takes a broadcast off the air, clause 4.6.3: by the
// centre's message_id or by our reference.
type CancelBroadcastSM struct {
	ServiceType string
	MessageID   string
	Source      Address
	Reference   uint16 // 0 is none; only without MessageID
}

// PDU returns m with sequence number 0. Error: neither or both names are set.
// With neither the standard cancels every broadcast of the source, which this
// package never asks for.
func (m *CancelBroadcastSM) PDU() (*PDU, error) {
	p := newPDU(CancelBroadcast, OK)
	if (m.MessageID == "") == (m.Reference == 0) {
		return nil, p.wrong(InvalidMessageID, "message_id", "or a reference is needed, and not both")
	}
	p.setText(pdufield.ServiceType, m.ServiceType)
	p.setText(pdufield.MessageID, m.MessageID)
	p.setSource(m.Source)
	if m.Reference != 0 {
		p.add(UserMessageReference, u16(m.Reference)...)
	}
	return p, nil
}

// Read takes m from p, which may name nothing.
func (m *CancelBroadcastSM) Read(p *PDU) error {
	if err := p.is(CancelBroadcast); err != nil {
		return err
	}
	r := tlvReader{p: p}
	c := CancelBroadcastSM{p.text(pdufield.ServiceType), p.text(pdufield.MessageID), p.source(), r.u16(UserMessageReference)}
	if r.err != nil {
		return r.err
	}
	*m = c
	return nil
}
