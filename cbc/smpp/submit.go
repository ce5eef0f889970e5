package smpp

import (
	"fmt"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
)

// maxShort is the most octets of a short_message; SMPP 3.4 has 254.
const maxShort = 255

// A ShortMessage is what submit_sm, submit_multi and deliver_sm have in
// common, clause 4.2.1.
type ShortMessage struct {
	ServiceType    string // up to 5 characters
	Source         Address
	ESMClass       byte // clause 4.7.12
	ProtocolID     byte
	Priority       byte
	Schedule       string // a Moment, a Relative or ""
	Validity       string // the same
	Receipt        byte   // registered_delivery, clause 4.7.21
	Replace        bool   // replace_if_present_flag
	DataCoding     byte   // clause 4.7.7
	DefaultMessage byte   // sm_default_msg_id
	Text           []byte // short_message, up to 255 octets, with its user data header
	TLVs           []TLV
}

// Bits of ESMClass.
const (
	UDHI        byte = 0x40 // the text begins with a user data header
	typeMask    byte = 0x3C
	ReceiptType byte = 0x04 // it is a delivery receipt
)

// A SubmitSM sends a short message to one phone, clause 4.2.1.
type SubmitSM struct {
	Destination Address
	ShortMessage
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *SubmitSM) PDU() (*PDU, error) { return pduOf(m) }

// appendTo has go-smpp write the mandatory fields, and looks before that
// whether they fit: go-smpp writes the length of a long text modulo 256.
func (m *SubmitSM) appendTo(b []byte) ([]byte, error) {
	p := pdu.NewSubmitSM(nil)
	for _, f := range []struct {
		name  pdufield.Name
		value string
		size  int
	}{
		{pdufield.ServiceType, m.ServiceType, serviceTypeSize},
		{pdufield.SourceAddr, m.Source.Number, numberSize},
		{pdufield.DestinationAddr, m.Destination.Number, numberSize},
		{pdufield.ScheduleDeliveryTime, m.Schedule, timeSize},
		{pdufield.ValidityPeriod, m.Validity, timeSize},
	} {
		if err := fits(f.value, f.size); err != nil {
			return b, fmt.Errorf("submit_sm: %s: %w", f.name, err)
		}
		p.Fields()[f.name] = pdufield.New(f.name, []byte(f.value))
	}
	if len(m.Text) > maxShort {
		return b, fmt.Errorf("submit_sm: short_message: %d octets, at most %d are possible", len(m.Text), maxShort)
	}
	setOctets(p, map[pdufield.Name]byte{
		pdufield.SourceAddrTON: m.Source.TON, pdufield.SourceAddrNPI: m.Source.NPI,
		pdufield.DestAddrTON: m.Destination.TON, pdufield.DestAddrNPI: m.Destination.NPI,
		pdufield.ESMClass: m.ESMClass, pdufield.ProtocolID: m.ProtocolID, pdufield.PriorityFlag: m.Priority,
		pdufield.RegisteredDelivery: m.Receipt, pdufield.ReplaceIfPresentFlag: flag(m.Replace),
		pdufield.DataCoding: m.DataCoding, pdufield.SMDefaultMsgID: m.DefaultMessage, pdufield.SMLength: byte(len(m.Text)),
	})
	p.Fields()[pdufield.ShortMessage] = &pdufield.SM{Data: m.Text}
	w := resume(b, p, OK)
	w.rest(m.TLVs)
	return w.end()
}

// Read takes m from p. Its parts share p's memory.
func (m *SubmitSM) Read(p *PDU) error {
	if err := p.is(Submit); err != nil {
		return err
	}
	s := SubmitSM{}
	f := p.fields()
	s.ServiceType, s.Source = string(f.text("service_type", serviceTypeSize)), f.address(numberSize)
	s.Destination = f.address(numberSize)
	s.ShortMessage.read(&f)
	s.TLVs = p.TLVs()
	*m = s
	return f.fault()
}

// read takes what follows the addresses.
func (m *ShortMessage) read(f *fields) {
	m.ESMClass, m.ProtocolID, m.Priority = f.octet("esm_class"), f.octet("protocol_id"), f.octet("priority_flag")
	m.Schedule = string(f.text("schedule_delivery_time", timeSize))
	m.Validity = string(f.text("validity_period", timeSize))
	m.Receipt = f.octet("registered_delivery")
	m.Replace = f.octet("replace_if_present_flag") == 1
	m.DataCoding, m.DefaultMessage = f.octet("data_coding"), f.octet("sm_default_msg_id")
	m.Text = f.octets("short_message", int(f.octet("sm_length")))
}

// write writes what follows the addresses.
func (m *ShortMessage) write(w *builder) {
	w.octet(m.ESMClass, m.ProtocolID, m.Priority)
	w.text("schedule_delivery_time", m.Schedule, timeSize)
	w.text("validity_period", m.Validity, timeSize)
	w.octet(m.Receipt, flag(m.Replace), m.DataCoding, m.DefaultMessage)
	w.short(m.Text)
	w.rest(m.TLVs)
}

// short writes sm_length and short_message.
func (w *builder) short(text []byte) {
	if len(text) > maxShort {
		w.fail("short_message", fmt.Errorf("%d octets, at most %d are possible", len(text), maxShort))
	}
	w.octet(byte(len(text)))
	w.octet(text...)
}

// Payload returns the text as DataCoding has it: message_payload if there is
// one, short_message otherwise, in both cases without the user data header.
func (m *ShortMessage) Payload() []byte {
	b := m.Text
	for _, t := range m.TLVs {
		if t.Tag == MessagePayload {
			b = t.Value
		}
	}
	if m.ESMClass&UDHI == 0 || len(b) == 0 {
		return b
	}
	return b[min(len(b), 1+int(b[0])):]
}

// A MessageResp is the answer to a submit_sm, deliver_sm or data_sm, clauses
// 4.2.1, 4.3.1 and 4.2.2.
type MessageResp struct {
	Command   Command // SubmitResp, DeliverResp or DataResp
	Status    Status
	MessageID string // the peer's name for the message; "" in a deliver_sm_resp
	TLVs      []TLV
}

// PDU returns m with sequence number 0.
func (m *MessageResp) PDU() (*PDU, error) { return pduOf(m) }

func (m *MessageResp) appendTo(b []byte) ([]byte, error) {
	w := begin(b, m.Command, m.Status)
	w.text("message_id", m.MessageID, messageIDSize)
	w.rest(m.TLVs)
	return w.end()
}

// Read takes m from p.
func (m *MessageResp) Read(p *PDU) error {
	switch p.Command() {
	case SubmitResp, DeliverResp, DataResp:
	default:
		return p.wrong(InvalidCommandID, "command_id", "answers no message")
	}
	id, err := p.messageID()
	*m = MessageResp{p.Command(), p.Status(), id, p.TLVs()}
	return err
}
