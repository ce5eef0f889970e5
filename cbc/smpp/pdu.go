package smpp

import (
	"encoding/binary"
	"iter"
)

// Sizes of a PDU in octets. The largest leaves room for a message_payload of
// 64 KiB beside everything else.
const (
	headerLen = 16
	tlvHeader = 4
	MaxLength = 68 << 10
	maxTLV    = 1<<16 - 1
)

// A PDU is one whole SMPP message: header, the mandatory fields of its command
// and optional parameters in their order.
type PDU struct {
	b    []byte
	tlvs int // where the optional parameters begin
}

// Command returns the command_id.
func (p *PDU) Command() Command { return commandOf(p.b) }

// Status returns the command_status: OK in requests.
func (p *PDU) Status() Status { return statusOf(p.b) }

// Sequence returns the sequence_number, 1 to 0x7FFFFFFF, or 0 in the
// generic_nack of a PDU whose header could not be read.
func (p *PDU) Sequence() uint32 { return sequenceOf(p.b) }

// SetSequence changes the sequence_number.
func (p *PDU) SetSequence(seq uint32) { number(p.b, seq) }

// SetStatus changes the command_status.
func (p *PDU) SetStatus(s Status) { binary.BigEndian.PutUint32(p.b[8:], uint32(s)) }

// Len returns the length of the whole PDU in octets.
func (p *PDU) Len() int { return len(p.b) }

// AppendBinary appends the whole PDU to b. There is no error.
func (p *PDU) AppendBinary(b []byte) ([]byte, error) { return append(b, p.b...), nil }

// TLVs returns the optional parameters in their order. Their values belong to
// p.
func (p *PDU) TLVs() []TLV {
	var all []TLV
	for t, v := range p.each() {
		all = append(all, TLV{t, v})
	}
	return all
}

// each goes through the optional parameters in their order.
func (p *PDU) each() iter.Seq2[Tag, []byte] {
	return func(yield func(Tag, []byte) bool) {
		for rest := p.b[p.tlvs:]; len(rest) > 0; {
			end := tlvHeader + int(binary.BigEndian.Uint16(rest[2:]))
			if !yield(Tag(binary.BigEndian.Uint16(rest)), rest[tlvHeader:end:end]) {
				return
			}
			rest = rest[end:]
		}
	}
}

// all returns the values of every t, in order.
func (p *PDU) all(t Tag) [][]byte {
	var vs [][]byte
	for tag, v := range p.each() {
		if tag == t {
			vs = append(vs, v)
		}
	}
	return vs
}

// first returns the value of the first t, or nil and false.
func (p *PDU) first(t Tag) ([]byte, bool) {
	for tag, v := range p.each() {
		if tag == t {
			return v, true
		}
	}
	return nil, false
}

// fields returns a reader of the mandatory fields. A refused response may have
// none.
func (p *PDU) fields() fields { return fields{b: p.b[:p.tlvs], at: headerLen} }

// bare reports whether p is a header alone, as a refusal may be.
func (p *PDU) bare() bool { return len(p.b) == headerLen }

// is refuses every command but c.
func (p *PDU) is(c Command) error {
	if p.Command() == c {
		return nil
	}
	return p.wrong(InvalidCommandID, "command_id", "is not %v", c)
}

func commandOf(b []byte) Command { return Command(binary.BigEndian.Uint32(b[4:])) }

func statusOf(b []byte) Status { return Status(binary.BigEndian.Uint32(b[8:])) }

func sequenceOf(b []byte) uint32 { return binary.BigEndian.Uint32(b[12:]) }

// refuses reports whether b is an answer that says no.
func refuses(b []byte) bool { return commandOf(b).Response() && statusOf(b) != OK }

// number puts a sequence number into a whole PDU.
func number(b []byte, seq uint32) { binary.BigEndian.PutUint32(b[12:], seq) }
