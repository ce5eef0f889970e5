package smpp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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
	n, err := lengthOf(h[:])
	if err != nil {
		return nil, err
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

// lengthOf returns the command_length of a PDU of which the header is there.
// The error is a *DecodeError.
func lengthOf(h []byte) (int, error) {
	n := binary.BigEndian.Uint32(h)
	if n < headerLen || n > MaxLength {
		e := fault(h, "command_length", 0, InvalidCommandLength)
		e.Problem = fmt.Sprintf("%d octets is not from %d to %d", n, headerLen, MaxLength)
		return 0, e
	}
	return int(n), nil
}

// Parse reads one whole PDU and keeps no reference to b. A response that is
// refused may be its header alone. The error is a *DecodeError.
func Parse(b []byte) (*PDU, error) {
	p, err := view(b)
	if err != nil {
		return nil, err
	}
	p.b = bytes.Clone(b)
	return &p, nil
}

// view reads one whole PDU, which shares b's memory.
func view(b []byte) (PDU, error) {
	if len(b) < headerLen {
		return PDU{}, &DecodeError{Field: "header", Offset: len(b), Problem: "the PDU ends", Status: InvalidCommandLength}
	}
	if n := binary.BigEndian.Uint32(b); int64(n) != int64(len(b)) {
		e := fault(b, "command_length", 0, InvalidCommandLength)
		e.Problem = fmt.Sprintf("says %d of %d octets", n, len(b))
		return PDU{}, e
	}
	layout, known := layouts[commandOf(b)]
	return viewAs(b, layout, known)
}

// viewAs reads one whole PDU, of which the header is there, in a layout.
func viewAs(b []byte, layout []field, known bool) (PDU, error) {
	if !known {
		e := fault(b, "command_id", 4, InvalidCommandID)
		e.Problem = "is none of SMPP 5.0"
		return PDU{}, e
	}
	if len(b) == headerLen && refuses(b) {
		return PDU{b, headerLen}, nil
	}
	f := fields{b: b, at: headerLen}
	for _, l := range layout {
		f.skip(l)
	}
	if f.err != nil {
		return PDU{}, f.err
	}
	return PDU{b, f.at}, checkTLVs(b, f.at)
}

// checkTLVs sees that the optional parameters from octet at on are whole.
func checkTLVs(b []byte, at int) error {
	for at < len(b) {
		if len(b)-at < tlvHeader {
			e := fault(b, "TLV", at, InvalidTLVStream)
			e.Problem = fmt.Sprintf("%d octets are left over", len(b)-at)
			return e
		}
		tag, n := Tag(binary.BigEndian.Uint16(b[at:])), int(binary.BigEndian.Uint16(b[at+2:]))
		if n > len(b)-at-tlvHeader {
			e := fault(b, tag.String(), at, InvalidTLVStream)
			e.Problem = fmt.Sprintf("has %d of %d octets", len(b)-at-tlvHeader, n)
			return e
		}
		at += tlvHeader + n
	}
	return nil
}

// fault begins the error for a PDU of which at least the header is there.
func fault(b []byte, name string, at int, s Status) *DecodeError {
	return &DecodeError{Command: commandOf(b), Sequence: sequenceOf(b), Field: name, Offset: at, Status: s}
}

// asDecodeError returns err as what it is, or nil.
func asDecodeError(err error) *DecodeError {
	var e *DecodeError
	errors.As(err, &e)
	return e
}

// wrong is the error for a value in p that cannot be.
func (p *PDU) wrong(s Status, name, format string, args ...any) *DecodeError {
	return &DecodeError{Command: p.Command(), Sequence: p.Sequence(), Field: name, Offset: headerLen,
		Problem: fmt.Sprintf(format, args...), Status: s}
}
