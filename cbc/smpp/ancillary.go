package smpp

import (
	"fmt"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
)

// A QuerySM asks what has become of a short message, clause 4.5.
type QuerySM struct {
	MessageID string
	Source    Address
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *QuerySM) PDU() (*PDU, error) { return pduOf(m) }

func (m *QuerySM) appendTo(b []byte) ([]byte, error) {
	if err := fits(m.MessageID, messageIDSize); err != nil {
		return b, fmt.Errorf("query_sm: message_id: %w", err)
	}
	if err := fits(m.Source.Number, numberSize); err != nil {
		return b, fmt.Errorf("query_sm: source_addr: %w", err)
	}
	p := pdu.NewQuerySM()
	p.Fields()[pdufield.MessageID] = pdufield.New(pdufield.MessageID, []byte(m.MessageID))
	p.Fields()[pdufield.SourceAddr] = pdufield.New(pdufield.SourceAddr, []byte(m.Source.Number))
	setOctets(p, map[pdufield.Name]byte{pdufield.SourceAddrTON: m.Source.TON, pdufield.SourceAddrNPI: m.Source.NPI})
	w := resume(b, p, OK)
	return w.end()
}

// Read takes m from p.
func (m *QuerySM) Read(p *PDU) error {
	if err := p.is(Query); err != nil {
		return err
	}
	f := p.fields()
	*m = QuerySM{string(f.text("message_id", messageIDSize)), f.address(numberSize)}
	return f.fault()
}

// A QuerySMResp is the answer, clause 4.5. go-smpp takes its last two
// octets for strings and loses them.
type QuerySMResp struct {
	MessageID string
	FinalDate string // a Moment, or ""
	State     MessageState
	ErrorCode byte // of the network
}

// PDU returns m with sequence number 0.
func (m *QuerySMResp) PDU() (*PDU, error) { return pduOf(m) }

func (m *QuerySMResp) appendTo(b []byte) ([]byte, error) {
	w := begin(b, QueryResp, OK)
	w.text("message_id", m.MessageID, messageIDSize)
	w.text("final_date", m.FinalDate, timeSize)
	w.octet(byte(m.State), m.ErrorCode)
	return w.end()
}

// Read takes m from p.
func (m *QuerySMResp) Read(p *PDU) error {
	if err := p.is(QueryResp); err != nil {
		return err
	}
	if p.bare() {
		*m = QuerySMResp{State: UnknownState}
		return nil
	}
	f := p.fields()
	*m = QuerySMResp{string(f.text("message_id", messageIDSize)), string(f.text("final_date", timeSize)),
		MessageState(f.octet("message_state")), f.octet("error_code")}
	return f.fault()
}

// A CancelSM takes back a short message that is not delivered yet, clause
// 4.5. Without MessageID it takes back all from Source to Destination.
type CancelSM struct {
	ServiceType string
	MessageID   string
	Source      Address
	Destination Address
}

// PDU returns m with sequence number 0. Error: a value that does not fit, or
// nothing that says which message.
func (m *CancelSM) PDU() (*PDU, error) { return pduOf(m) }

func (m *CancelSM) appendTo(b []byte) ([]byte, error) {
	w := begin(b, Cancel, OK)
	if m.MessageID == "" && m.Destination.Number == "" {
		w.fail("message_id", fmt.Errorf("or a destination is needed"))
	}
	w.text("service_type", m.ServiceType, serviceTypeSize)
	w.text("message_id", m.MessageID, messageIDSize)
	w.address(m.Source, numberSize)
	w.address(m.Destination, numberSize)
	return w.end()
}

// Read takes m from p, which may name nothing.
func (m *CancelSM) Read(p *PDU) error {
	if err := p.is(Cancel); err != nil {
		return err
	}
	f := p.fields()
	*m = CancelSM{string(f.text("service_type", serviceTypeSize)), string(f.text("message_id", messageIDSize)), f.address(numberSize), f.address(numberSize)}
	return f.fault()
}

// A ReplaceSM puts another text in the place of one that is not delivered yet,
// clause 4.5.
type ReplaceSM struct {
	MessageID      string
	Source         Address
	Schedule       string // a Moment, a Relative or ""
	Validity       string // the same
	Receipt        byte
	DefaultMessage byte
	Text           []byte // up to 255 octets
	TLVs           []TLV
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *ReplaceSM) PDU() (*PDU, error) { return pduOf(m) }

func (m *ReplaceSM) appendTo(b []byte) ([]byte, error) {
	w := begin(b, Replace, OK)
	w.text("message_id", m.MessageID, messageIDSize)
	w.address(m.Source, numberSize)
	w.text("schedule_delivery_time", m.Schedule, timeSize)
	w.text("validity_period", m.Validity, timeSize)
	w.octet(m.Receipt, m.DefaultMessage)
	w.short(m.Text)
	w.rest(m.TLVs)
	return w.end()
}

// Read takes m from p. Its parts share p's memory.
func (m *ReplaceSM) Read(p *PDU) error {
	if err := p.is(Replace); err != nil {
		return err
	}
	f := p.fields()
	r := ReplaceSM{MessageID: string(f.text("message_id", messageIDSize)), Source: f.address(numberSize)}
	r.Schedule, r.Validity = string(f.text("schedule_delivery_time", timeSize)), string(f.text("validity_period", timeSize))
	r.Receipt, r.DefaultMessage = f.octet("registered_delivery"), f.octet("sm_default_msg_id")
	r.Text = f.octets("short_message", int(f.octet("sm_length")))
	r.TLVs = p.TLVs()
	*m = r
	return f.fault()
}
