package smpp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
)

// A DecodeError is a PDU from the peer that cannot be read.
type DecodeError struct {
	Command  Command
	Sequence uint32
	Field    string // what was being read
	Offset   int    // of the fault, in octets from the start of the PDU
	Problem  string
	Status   Status // what the standard answers
}

func (e *DecodeError) Error() string {
	return fmt.Sprintf("%v %d: %s at octet %d: %s", e.Command, e.Sequence, e.Field, e.Offset, e.Problem)
}

// ReadFrame reads one whole PDU, at most MaxLength octets. Errors: io.EOF
// between two PDUs, io.ErrUnexpectedEOF within one, a *DecodeError for a
// length that cannot be, after which nothing more can be read from r.
func ReadFrame(r *bufio.Reader) ([]byte, error) {
	var h [headerLen]byte
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(h[:])
	if n < headerLen || n > MaxLength {
		e := fault(h[:], "command_length", 0, InvalidCommandLength)
		e.Problem = fmt.Sprintf("%d octets is not from %d to %d", n, headerLen, MaxLength)
		return nil, e
	}
	frame := make([]byte, n)
	copy(frame, h[:])
	if _, err := io.ReadFull(r, frame[headerLen:]); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return frame, nil
}

// Parse reads one whole PDU and keeps no reference to b. A response that is
// refused may be its header alone. The error is a *DecodeError.
func Parse(b []byte) (*PDU, error) {
	if len(b) < headerLen {
		return nil, &DecodeError{Field: "header", Offset: len(b), Problem: "the PDU ends", Status: InvalidCommandLength}
	}
	if n := binary.BigEndian.Uint32(b); int64(n) != int64(len(b)) {
		e := fault(b, "command_length", 0, InvalidCommandLength)
		e.Problem = fmt.Sprintf("says %d of %d octets", n, len(b))
		return nil, e
	}
	p := &PDU{header: headerOf(b), fields: pdufield.Map{}}
	list, known := layouts[p.Command()]
	if !known {
		e := fault(b, "command_id", 4, InvalidCommandID)
		e.Problem = "is none of ours"
		return nil, e
	}
	if len(b) == headerLen && p.refuses() {
		return p, nil
	}
	body := bytes.NewBuffer(bytes.Clone(b[headerLen:]))
	if err := p.readFields(b, body, list); err != nil {
		return nil, err
	}
	if err := p.readTLVs(b, body); err != nil {
		return nil, err
	}
	return p, nil
}

// refuses reports whether p is an answer that says no, which needs no body.
func (p *PDU) refuses() bool { return p.Command().Response() && p.Status() != OK }

// readFields leaves in body what follows the mandatory fields.
func (p *PDU) readFields(b []byte, body *bytes.Buffer, list pdufield.List) error {
	fields, err := list.Decode(body)
	if err != nil {
		e := fault(b, "mandatory fields", headerLen, InvalidCommandLength)
		e.Problem = err.Error()
		return e
	}
	p.fields = fields
	at := headerLen
	for _, name := range list {
		f := fields[name]
		if f == nil { // go-smpp stops without an error where the octets end
			e := fault(b, string(name), at, InvalidCommandLength)
			e.Problem = "the PDU ends"
			return e
		}
		if size, isText := longest[name]; isText && f.Len() > size {
			e := fault(b, string(name), at, InvalidCommandLength)
			e.Problem = fmt.Sprintf("%d octets is longer than %d", f.Len(), size)
			return e
		}
		at += f.Len()
	}
	return nil
}

func (p *PDU) readTLVs(b []byte, body *bytes.Buffer) error {
	for body.Len() > 0 {
		at := len(b) - body.Len()
		h := body.Next(4)
		if len(h) < 4 {
			e := fault(b, "TLV", at, InvalidTLVStream)
			e.Problem = fmt.Sprintf("%d octets are left over", len(h))
			return e
		}
		t := TLV{Tag: Tag(binary.BigEndian.Uint16(h))}
		n := int(binary.BigEndian.Uint16(h[2:]))
		if n > body.Len() {
			e := fault(b, t.Tag.String(), at, InvalidTLVStream)
			e.Problem = fmt.Sprintf("has %d of %d octets", body.Len(), n)
			return e
		}
		t.Value = body.Next(n)
		p.tlvs = append(p.tlvs, t)
	}
	return nil
}

// headerOf reads the header of b, which is long enough.
func headerOf(b []byte) pdu.Header {
	return pdu.Header{
		Len:    binary.BigEndian.Uint32(b),
		ID:     pdu.ID(binary.BigEndian.Uint32(b[4:])),
		Status: pdu.Status(binary.BigEndian.Uint32(b[8:])),
		Seq:    binary.BigEndian.Uint32(b[12:]),
	}
}

// fault begins the error for a PDU of which at least the header is there.
func fault(b []byte, field string, at int, s Status) *DecodeError {
	h := headerOf(b)
	return &DecodeError{Command: Command(h.ID), Sequence: h.Seq, Field: field, Offset: at, Status: s}
}

// wrong is the error for a field of p that cannot be.
func (p *PDU) wrong(s Status, field, format string, args ...any) *DecodeError {
	return &DecodeError{Command: p.Command(), Sequence: p.Sequence(), Field: field, Offset: headerLen,
		Problem: fmt.Sprintf(format, args...), Status: s}
}
