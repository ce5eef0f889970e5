package smpp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

// Sizes of a PDU in octets. The largest leaves room for a message_payload of
// 64 KiB beside everything else.
const (
	headerLen = pdu.HeaderLen
	MaxLength = 68 << 10
	maxTLV    = 1<<16 - 1
)

// A PDU is one SMPP message: header, the mandatory fields of its command
// (SMPP 5.0 clause 4) and optional parameters in their order. It implements
// go-smpp's pdu.Body.
type PDU struct {
	header pdu.Header
	fields pdufield.Map
	tlvs   []TLV
}

var _ pdu.Body = (*PDU)(nil)

// layouts are the mandatory fields in order. Commands that are not here have
// none, or are none of ours.
var layouts = map[Command]pdufield.List{
	BindReceiver:        bindFields,
	BindTransmitter:     bindFields,
	BindTransceiver:     bindFields,
	BindReceiverResp:    {pdufield.SystemID},
	BindTransmitterResp: {pdufield.SystemID},
	BindTransceiverResp: {pdufield.SystemID},
	Unbind:              {},
	UnbindResp:          {},
	EnquireLink:         {},
	EnquireLinkResp:     {},
	GenericNack:         {},
	Broadcast: {
		pdufield.ServiceType, pdufield.SourceAddrTON, pdufield.SourceAddrNPI, pdufield.SourceAddr,
		pdufield.MessageID, pdufield.PriorityFlag, pdufield.ScheduleDeliveryTime, pdufield.ValidityPeriod,
		pdufield.ReplaceIfPresentFlag, pdufield.DataCoding, pdufield.SMDefaultMsgID,
	},
	BroadcastResp:       {pdufield.MessageID},
	QueryBroadcast:      {pdufield.MessageID, pdufield.SourceAddrTON, pdufield.SourceAddrNPI, pdufield.SourceAddr},
	QueryBroadcastResp:  {pdufield.MessageID},
	CancelBroadcast:     {pdufield.ServiceType, pdufield.MessageID, pdufield.SourceAddrTON, pdufield.SourceAddrNPI, pdufield.SourceAddr},
	CancelBroadcastResp: {},
}

var bindFields = pdufield.List{
	pdufield.SystemID, pdufield.Password, pdufield.SystemType, pdufield.InterfaceVersion,
	pdufield.AddrTON, pdufield.AddrNPI, pdufield.AddressRange,
}

// longest are the sizes of C-octet strings, with the NUL at their end.
var longest = map[pdufield.Name]int{
	pdufield.SystemID: 16, pdufield.Password: 9, pdufield.SystemType: 13, pdufield.AddressRange: 41,
	pdufield.ServiceType: 6, pdufield.SourceAddr: 21, pdufield.MessageID: 65,
	pdufield.ScheduleDeliveryTime: 17, pdufield.ValidityPeriod: 17,
}

// newPDU returns a PDU with empty fields and sequence number 0.
func newPDU(c Command, s Status) *PDU {
	return &PDU{header: pdu.Header{ID: pdu.ID(c), Status: pdu.Status(s)}, fields: pdufield.Map{}}
}

// Command returns the command_id.
func (p *PDU) Command() Command { return Command(p.header.ID) }

// Status returns the command_status: OK in requests.
func (p *PDU) Status() Status { return Status(p.header.Status) }

// Sequence returns the sequence_number, 1 to 0x7FFFFFFF, or 0 in the
// generic_nack of a PDU whose header could not be read.
func (p *PDU) Sequence() uint32 { return p.header.Seq }

// TLVs returns the optional parameters in their order. They belong to p.
func (p *PDU) TLVs() []TLV { return p.tlvs }

// Header returns the header, which may be changed.
func (p *PDU) Header() *pdu.Header { return &p.header }

// Len returns the length of the whole PDU in octets.
func (p *PDU) Len() int {
	n := headerLen
	for _, name := range p.FieldList() {
		n += p.field(name).Len()
	}
	for _, t := range p.tlvs {
		n += 4 + len(t.Value)
	}
	return n
}

// FieldList returns the names of the mandatory fields in order.
func (p *PDU) FieldList() pdufield.List { return layouts[p.Command()] }

// Fields returns the mandatory fields, which may be changed.
func (p *PDU) Fields() pdufield.Map { return p.fields }

// TLVFields returns the optional parameters as go-smpp keeps them: without
// order, and of those that repeat only the last.
func (p *PDU) TLVFields() pdutlv.Map {
	m := pdutlv.Map{}
	for _, t := range p.tlvs {
		m[pdutlv.Tag(t.Tag)] = pdutlv.NewTLV(pdutlv.Tag(t.Tag), t.Value)
	}
	return m
}

// SerializeTo writes the whole PDU. Error: a field that does not fit.
func (p *PDU) SerializeTo(w io.Writer) error {
	b, err := p.AppendBinary(nil)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// AppendBinary appends the whole PDU to b. Error: a field that does not fit.
func (p *PDU) AppendBinary(b []byte) ([]byte, error) {
	if err := p.check(); err != nil {
		return b, err
	}
	mark := len(b)
	out := bytes.NewBuffer(b)
	p.header.Len = uint32(p.Len())
	if err := p.header.SerializeTo(out); err != nil {
		return b[:mark], err
	}
	for _, name := range p.FieldList() {
		if err := p.field(name).SerializeTo(out); err != nil {
			return b[:mark], err
		}
	}
	for _, t := range p.tlvs {
		f := pdutlv.Field{Tag: pdutlv.Tag(t.Tag), Data: t.Value}
		if err := f.SerializeTo(out); err != nil {
			return b[:mark], err
		}
	}
	return out.Bytes(), nil
}

// check refuses what go-smpp would write wrongly.
func (p *PDU) check() error {
	for _, name := range p.FieldList() {
		size, isText := longest[name]
		if !isText {
			continue
		}
		v := p.text(name)
		if len(v)+1 > size {
			return fmt.Errorf("%v: %s of %d octets is longer than %d", p.Command(), name, len(v), size-1)
		}
		if bytes.IndexByte([]byte(v), 0) >= 0 {
			return fmt.Errorf("%v: %s has a NUL in it", p.Command(), name)
		}
	}
	for _, t := range p.tlvs {
		if len(t.Value) > maxTLV {
			return fmt.Errorf("%v: %v of %d octets is longer than %d", p.Command(), t.Tag, len(t.Value), maxTLV)
		}
	}
	if n := p.Len(); n > MaxLength {
		return fmt.Errorf("%v of %d octets is longer than %d", p.Command(), n, MaxLength)
	}
	return nil
}

func (p *PDU) field(name pdufield.Name) pdufield.Body {
	if f := p.fields[name]; f != nil {
		return f
	}
	return pdufield.New(name, nil)
}

func (p *PDU) text(name pdufield.Name) string {
	if f := p.fields[name]; f != nil {
		return f.String()
	}
	return ""
}

func (p *PDU) octet(name pdufield.Name) byte {
	if f, ok := p.fields[name].(*pdufield.Fixed); ok {
		return f.Data
	}
	return 0
}

func (p *PDU) setText(name pdufield.Name, s string) { p.fields[name] = pdufield.New(name, []byte(s)) }

func (p *PDU) setOctet(name pdufield.Name, v byte) { p.fields[name] = pdufield.New(name, []byte{v}) }

// add appends an optional parameter.
func (p *PDU) add(t Tag, value ...byte) { p.tlvs = append(p.tlvs, TLV{t, value}) }

// all returns the values of every t, in order.
func (p *PDU) all(t Tag) [][]byte {
	var vs [][]byte
	for _, o := range p.tlvs {
		if o.Tag == t {
			vs = append(vs, o.Value)
		}
	}
	return vs
}

// first returns the value of the first t, or nil and false.
func (p *PDU) first(t Tag) ([]byte, bool) {
	for _, o := range p.tlvs {
		if o.Tag == t {
			return o.Value, true
		}
	}
	return nil, false
}

// numbered puts a sequence number into a whole PDU.
func numbered(frame []byte, seq uint32) { binary.BigEndian.PutUint32(frame[12:], seq) }
