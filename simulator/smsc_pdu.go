package simulator

import (
	"bytes"
	"encoding/binary"

	"bongsu/cbc/smpp"
)

// An smscRequest is a PDU from a client, as the centre reads it.
type smscRequest struct {
	command smpp.Command
	seq     uint32
	wire    []byte

	// What the mandatory fields of its command hold; the rest is empty.
	systemID, password string
	version            byte
	source             string // type, plan and number
	messageID          string
	validity           string
	replace            bool
	coding             byte

	tlvs  []smpp.TLV
	bad   smpp.Status    // why it cannot be read; OK if it can
	write *smscBroadcast // of a broadcast_sm that can
}

// readSMSC reads a whole PDU.
func readSMSC(b []byte) *smscRequest {
	q := &smscRequest{
		command: smpp.Command(binary.BigEndian.Uint32(b[4:])), seq: binary.BigEndian.Uint32(b[12:]), wire: b,
	}
	f := smscFields{rest: b[16:]}
	switch q.command {
	case smpp.BindTransceiver, smpp.BindTransmitter, smpp.BindReceiver:
		q.systemID, q.password = f.text(16), f.text(9)
		f.text(13)
		q.version = f.octet()
		f.octet()
		f.octet()
		f.text(41)
	case smpp.Broadcast:
		f.text(6)
		q.source = f.address()
		q.messageID = f.text(65)
		f.octet() // priority
		f.text(17)
		q.validity = f.text(17)
		q.replace = f.octet() == 1
		q.coding = f.octet()
		f.octet()
	case smpp.QueryBroadcast:
		q.messageID, q.source = f.text(65), f.address()
	case smpp.CancelBroadcast:
		f.text(6)
		q.messageID, q.source = f.text(65), f.address()
	}
	q.tlvs = f.tlvs()
	q.bad = f.bad
	return q
}

// values returns those of every parameter of this tag.
func (q *smscRequest) values(t smpp.Tag) [][]byte {
	var v [][]byte
	for _, o := range q.tlvs {
		if o.Tag == t {
			v = append(v, o.Value)
		}
	}
	return v
}

// number returns the value of a parameter of two octets.
func (q *smscRequest) number(t smpp.Tag) (uint16, bool) {
	if v := q.values(t); len(v) == 1 && len(v[0]) == 2 {
		return binary.BigEndian.Uint16(v[0]), true
	}
	return 0, false
}

// smscFields takes fields from the front of a body. The first fault sticks.
type smscFields struct {
	rest []byte
	bad  smpp.Status
}

func (f *smscFields) text(size int) string {
	i := bytes.IndexByte(f.rest, 0)
	if i < 0 || i >= size {
		f.fail(smpp.InvalidCommandLength)
		return ""
	}
	s := string(f.rest[:i])
	f.rest = f.rest[i+1:]
	return s
}

func (f *smscFields) octet() byte {
	if len(f.rest) == 0 {
		f.fail(smpp.InvalidCommandLength)
		return 0
	}
	o := f.rest[0]
	f.rest = f.rest[1:]
	return o
}

func (f *smscFields) address() string {
	return string([]byte{'0' + f.octet(), '0' + f.octet(), ':'}) + f.text(21)
}

func (f *smscFields) tlvs() []smpp.TLV {
	var all []smpp.TLV
	for f.bad == smpp.OK && len(f.rest) > 0 {
		if len(f.rest) < 4 {
			f.fail(smpp.InvalidTLVStream)
			break
		}
		n := 4 + int(binary.BigEndian.Uint16(f.rest[2:]))
		if n > len(f.rest) {
			f.fail(smpp.InvalidTLVStream)
			break
		}
		all = append(all, smpp.TLV{Tag: smpp.Tag(binary.BigEndian.Uint16(f.rest)), Value: f.rest[4:n]})
		f.rest = f.rest[n:]
	}
	return all
}

func (f *smscFields) fail(s smpp.Status) {
	if f.bad == smpp.OK {
		f.bad = s
	}
	f.rest = nil
}

// An smscAnswer is a PDU to a client.
type smscAnswer struct {
	command smpp.Command
	status  smpp.Status
	seq     uint32
	body    []byte // mandatory fields
	tlvs    []smpp.TLV

	note Entry // for the journal
	last bool  // hang up after it
}

// answer begins the response to q.
func (q *smscRequest) answer(s smpp.Status) *smscAnswer {
	return &smscAnswer{command: q.command | smpp.GenericNack, status: s, seq: q.seq}
}

// nack begins a generic_nack.
func (q *smscRequest) nack(s smpp.Status) *smscAnswer {
	return &smscAnswer{command: smpp.GenericNack, status: s, seq: q.seq}
}

func (a *smscAnswer) text(s string) { a.body = append(append(a.body, s...), 0) }

func (a *smscAnswer) tlv(t smpp.Tag, v ...byte) { a.tlvs = append(a.tlvs, smpp.TLV{Tag: t, Value: v}) }

func (a *smscAnswer) wire() []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 4), uint32(a.command))
	b = binary.BigEndian.AppendUint32(b, uint32(a.status))
	b = binary.BigEndian.AppendUint32(b, a.seq)
	b = append(b, a.body...)
	for _, t := range a.tlvs {
		b = binary.BigEndian.AppendUint16(b, uint16(t.Tag))
		b = binary.BigEndian.AppendUint16(b, uint16(len(t.Value)))
		b = append(b, t.Value...)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}
