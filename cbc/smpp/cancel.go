package smpp

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
func (m *CancelBroadcastSM) PDU() (*PDU, error) { return pduOf(m) }

func (m *CancelBroadcastSM) appendTo(b []byte) ([]byte, error) {
	w := begin(b, CancelBroadcast, OK)
	if (m.MessageID == "") == (m.Reference == 0) {
		w.fail("message_id", errUnnamed)
	}
	w.text("service_type", m.ServiceType, serviceTypeSize)
	w.text("message_id", m.MessageID, messageIDSize)
	w.address(m.Source, numberSize)
	if m.Reference != 0 {
		w.tlv16(UserMessageReference, m.Reference)
	}
	return w.end()
}

// Read takes m from p, which may name nothing.
func (m *CancelBroadcastSM) Read(p *PDU) error {
	if err := p.is(CancelBroadcast); err != nil {
		return err
	}
	f, r := p.fields(), tlvReader{p: p}
	c := CancelBroadcastSM{string(f.text("service_type", serviceTypeSize)), string(f.text("message_id", messageIDSize)), f.address(numberSize), r.u16(UserMessageReference)}
	if r.err != nil {
		return r.err
	}
	*m = c
	return f.fault()
}
