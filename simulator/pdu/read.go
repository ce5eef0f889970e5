package pdu

import (
	"encoding/binary"
	"fmt"

	"bongsu/cbc/smpp"
)

// headerLen is the length of a header, clause 3.2.
const headerLen = 16

// A PDU is a message from a client. What its command does not have is empty.
type PDU struct {
	Command  smpp.Command
	Status   smpp.Status
	Sequence uint32
	Wire     []byte // all of it

	SystemID, Password, SystemType string
	Version                        byte

	ServiceType  string
	Source       Address
	Destination  Address
	Destinations []Destination // of a submit_multi
	MessageID    string

	ESMClass, Protocol, Priority byte
	Schedule, Validity           string
	Registered                   byte // registered_delivery
	Replace                      bool // replace_if_present_flag
	Coding, DefaultMessage       byte
	Short                        []byte // short_message

	TLVs  []smpp.TLV
	Fault Fault // why it cannot be read; then fields from there on are empty
}

// Read reads a whole PDU of at least a header. It keeps b.
func Read(b []byte) *PDU {
	p := &PDU{
		Command: smpp.Command(binary.BigEndian.Uint32(b[4:])), Status: smpp.Status(binary.BigEndian.Uint32(b[8:])),
		Sequence: binary.BigEndian.Uint32(b[12:]), Wire: b,
	}
	r := reader{rest: b[headerLen:]}
	if p.Command.Response() && p.Status != smpp.OK && len(r.rest) == 0 {
		return p // a refusal needs no body
	}
	p.readFields(&r)
	p.TLVs = r.tlvs()
	p.Fault = r.fault
	return p
}

func (p *PDU) readFields(r *reader) {
	switch p.Command {
	case smpp.BindTransceiver, smpp.BindTransmitter, smpp.BindReceiver:
		p.SystemID, p.Password, p.SystemType = r.text("system_id", 16), r.text("password", 9), r.text("system_type", 13)
		p.Version = r.octet("interface_version")
		p.Source = r.address("address_range", 41)
	case smpp.Submit, smpp.Deliver:
		p.ServiceType = r.text("service_type", 6)
		p.Source, p.Destination = r.address("source_addr", 21), r.address("destination_addr", 21)
		p.readMessage(r)
	case smpp.Multi:
		p.ServiceType = r.text("service_type", 6)
		p.Source = r.address("source_addr", 21)
		p.readDestinations(r)
		p.readMessage(r)
	case smpp.Data:
		p.ServiceType = r.text("service_type", 6)
		p.Source, p.Destination = r.address("source_addr", 65), r.address("destination_addr", 65)
		p.ESMClass, p.Registered, p.Coding = r.octet("esm_class"), r.octet("registered_delivery"), r.octet("data_coding")
	case smpp.Query, smpp.QueryBroadcast:
		p.MessageID, p.Source = r.text("message_id", 65), r.address("source_addr", 21)
	case smpp.Cancel:
		p.ServiceType, p.MessageID = r.text("service_type", 6), r.text("message_id", 65)
		p.Source, p.Destination = r.address("source_addr", 21), r.address("destination_addr", 21)
	case smpp.Replace:
		p.readReplace(r)
	case smpp.Broadcast:
		p.readBroadcast(r)
	case smpp.CancelBroadcast:
		p.ServiceType, p.MessageID = r.text("service_type", 6), r.text("message_id", 65)
		p.Source = r.address("source_addr", 21)
	case smpp.DeliverResp, smpp.DataResp:
		p.MessageID = r.text("message_id", 65)
	}
}

// readMessage takes what a submit_sm has after its destination.
func (p *PDU) readMessage(r *reader) {
	p.ESMClass, p.Protocol, p.Priority = r.octet("esm_class"), r.octet("protocol_id"), r.octet("priority_flag")
	p.Schedule, p.Validity = r.text("schedule_delivery_time", 17), r.text("validity_period", 17)
	p.Registered, p.Replace = r.octet("registered_delivery"), r.octet("replace_if_present_flag") == 1
	p.Coding, p.DefaultMessage = r.octet("data_coding"), r.octet("sm_default_msg_id")
	p.Short = r.octets("short_message", int(r.octet("sm_length")))
}

func (p *PDU) readDestinations(r *reader) {
	for range r.octet("number_of_dests") {
		var d Destination
		switch flag := r.octet("dest_flag"); flag {
		case 1:
			d.Address = r.address("destination_addr", 21)
		case 2:
			d.List = r.text("dl_name", 21)
		default:
			r.fail(smpp.InvalidDestinationFlag, "dest_flag", "is %d", flag)
		}
		if r.fault.Status != smpp.OK {
			return
		}
		p.Destinations = append(p.Destinations, d)
	}
}

func (p *PDU) readReplace(r *reader) {
	p.MessageID, p.Source = r.text("message_id", 65), r.address("source_addr", 21)
	p.Schedule, p.Validity = r.text("schedule_delivery_time", 17), r.text("validity_period", 17)
	p.Registered, p.DefaultMessage = r.octet("registered_delivery"), r.octet("sm_default_msg_id")
	p.Short = r.octets("short_message", int(r.octet("sm_length")))
}

func (p *PDU) readBroadcast(r *reader) {
	p.ServiceType, p.Source = r.text("service_type", 6), r.address("source_addr", 21)
	p.MessageID, p.Priority = r.text("message_id", 65), r.octet("priority_flag")
	p.Schedule, p.Validity = r.text("schedule_delivery_time", 17), r.text("validity_period", 17)
	p.Replace = r.octet("replace_if_present_flag") == 1
	p.Coding, p.DefaultMessage = r.octet("data_coding"), r.octet("sm_default_msg_id")
}

// Values returns those of every parameter of this tag, in order.
func (p *PDU) Values(t smpp.Tag) [][]byte {
	var v [][]byte
	for _, o := range p.TLVs {
		if o.Tag == t {
			v = append(v, o.Value)
		}
	}
	return v
}

// Value returns that of the first parameter of this tag.
func (p *PDU) Value(t smpp.Tag) (v []byte, there bool) {
	if all := p.Values(t); len(all) > 0 {
		return all[0], true
	}
	return nil, false
}

// Number returns the value of a parameter of two octets that is there once.
func (p *PDU) Number(t smpp.Tag) (uint16, bool) {
	if v := p.Values(t); len(v) == 1 && len(v[0]) == 2 {
		return binary.BigEndian.Uint16(v[0]), true
	}
	return 0, false
}

// Payload returns the octets of the text with their user data header, from
// short_message or message_payload.
func (p *PDU) Payload() []byte {
	if v, there := p.Value(smpp.MessagePayload); there && len(p.Short) == 0 {
		return v
	}
	return p.Short
}

// String names p for people: "submit_sm 7".
func (p *PDU) String() string { return fmt.Sprintf("%v %d", p.Command, p.Sequence) }
