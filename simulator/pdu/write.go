package pdu

import (
	"encoding/binary"

	"bongsu/cbc/smpp"
)

// An Out is a PDU to a client, put together field by field in the order of its
// command.
type Out struct {
	Command  smpp.Command
	Status   smpp.Status
	Sequence uint32
	Body     []byte // mandatory fields
	TLVs     []smpp.TLV
}

// Answer begins the response to p.
func (p *PDU) Answer(s smpp.Status) Out {
	return Out{Command: p.Command | smpp.GenericNack, Status: s, Sequence: p.Sequence}
}

// Nack begins a generic_nack to p.
func (p *PDU) Nack(s smpp.Status) Out {
	return Out{Command: smpp.GenericNack, Status: s, Sequence: p.Sequence}
}

// Text adds a C-octet string.
func (o *Out) Text(s string) { o.Body = append(append(o.Body, s...), 0) }

// Octet adds fields of one octet.
func (o *Out) Octet(b ...byte) { o.Body = append(o.Body, b...) }

// Address adds type, plan and number.
func (o *Out) Address(a Address) {
	o.Octet(a.TON, a.NPI)
	o.Text(a.Number)
}

// TLV adds an optional parameter.
func (o *Out) TLV(t smpp.Tag, v ...byte) { o.TLVs = append(o.TLVs, smpp.TLV{Tag: t, Value: v}) }

// TextTLV adds an optional parameter that is a C-octet string.
func (o *Out) TextTLV(t smpp.Tag, s string) { o.TLV(t, append([]byte(s), 0)...) }

// Short adds sm_length and short_message, which must be at most 255 octets.
func (o *Out) Short(b []byte) { o.Body = append(append(o.Body, byte(len(b))), b...) }

// Wire returns all octets.
func (o *Out) Wire() []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 4, headerLen+len(o.Body)), uint32(o.Command))
	b = binary.BigEndian.AppendUint32(b, uint32(o.Status))
	b = binary.BigEndian.AppendUint32(b, o.Sequence)
	b = append(b, o.Body...)
	for _, t := range o.TLVs {
		b = binary.BigEndian.AppendUint16(b, uint16(t.Tag))
		b = binary.BigEndian.AppendUint16(b, uint16(len(t.Value)))
		b = append(b, t.Value...)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}
