package pdu

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"bongsu/cbc/smpp"
)

// A reader takes fields from the front of a body. The first fault sticks.
type reader struct {
	rest  []byte
	fault Fault
}

// A Fault is why a PDU cannot be read. The zero value is none.
type Fault struct {
	Status smpp.Status // what the standard answers
	Field  string      // where
	Why    string
}

func (f *Fault) String() string { return f.Field + " " + f.Why }

func (r *reader) fail(s smpp.Status, field, format string, args ...any) {
	if r.fault.Status == smpp.OK {
		r.fault = Fault{s, field, fmt.Sprintf(format, args...)}
	}
	r.rest = nil
}

// text takes a C-octet string of at most size octets with its NUL.
func (r *reader) text(field string, size int) string {
	i := bytes.IndexByte(r.rest, 0)
	switch {
	case r.fault.Status != smpp.OK:
		return ""
	case i < 0:
		r.fail(smpp.InvalidCommandLength, field, "has no end")
		return ""
	case i >= size:
		r.fail(smpp.InvalidCommandLength, field, "has %d octets with its end, more than %d", i+1, size)
		return ""
	}
	s := string(r.rest[:i])
	r.rest = r.rest[i+1:]
	return s
}

func (r *reader) octet(field string) byte {
	if len(r.rest) == 0 {
		r.fail(smpp.InvalidCommandLength, field, "is not there")
		return 0
	}
	o := r.rest[0]
	r.rest = r.rest[1:]
	return o
}

func (r *reader) octets(field string, n int) []byte {
	if n > len(r.rest) {
		r.fail(smpp.InvalidMessageLength, field, "has %d of %d octets", len(r.rest), n)
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

// address takes a type, a plan and a number; size is that of the number.
func (r *reader) address(field string, size int) Address {
	return Address{r.octet(field + "_ton"), r.octet(field + "_npi"), r.text(field, size)}
}

func (r *reader) tlvs() []smpp.TLV {
	var all []smpp.TLV
	for r.fault.Status == smpp.OK && len(r.rest) > 0 {
		if len(r.rest) < 4 {
			r.fail(smpp.InvalidTLVStream, "parameters", "end in %d octets that are none", len(r.rest))
			break
		}
		tag, n := smpp.Tag(binary.BigEndian.Uint16(r.rest)), 4+int(binary.BigEndian.Uint16(r.rest[2:]))
		if n > len(r.rest) {
			r.fail(smpp.InvalidTLVStream, tag.String(), "has %d of %d octets", len(r.rest)-4, n-4)
			break
		}
		all = append(all, smpp.TLV{Tag: tag, Value: r.rest[4:n:n]})
		r.rest = r.rest[n:]
	}
	return all
}
