package smpp

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Fields takes mandatory fields off the front of a PDU. The first error
// sticks, and every later read returns zero. It does not allocate.
type fields struct {
	b   []byte // the whole PDU
	at  int
	err *DecodeError
}

// octet reads one octet.
func (f *fields) octet(name string) byte {
	if b := f.octets(name, 1); b != nil {
		return b[0]
	}
	return 0
}

// octets reads n octets, which share the PDU's memory; nil for none.
func (f *fields) octets(name string, n int) []byte {
	if f.err != nil || n == 0 {
		return nil
	}
	if n > len(f.b)-f.at {
		f.fail(name, "the PDU ends")
		return nil
	}
	f.at += n
	return f.b[f.at-n : f.at : f.at]
}

// text reads a C-octet string of at most size octets with its NUL, and returns
// it without.
func (f *fields) text(name string, size int) []byte {
	if f.err != nil {
		return nil
	}
	rest := f.b[f.at:]
	end := bytes.IndexByte(rest[:min(len(rest), size)], 0)
	switch {
	case end < 0 && len(rest) < size:
		f.fail(name, "the PDU ends")
		return nil
	case end < 0:
		f.fail(name, fmt.Sprintf("is longer than %d octets", size-1))
		return nil
	}
	f.at += end + 1
	return rest[:end:end]
}

func (f *fields) address(size int) Address {
	return Address{f.octet("addr_ton"), f.octet("addr_npi"), string(f.text("addr", size))}
}

// destination reads one of a submit_multi, clause 4.2.3.
func (f *fields) destination() Destination {
	switch flag := f.octet("dest_flag"); {
	case f.err != nil:
	case flag == toAddress:
		return Destination{Address: f.address(numberSize)}
	case flag == toList:
		return Destination{List: string(f.text("dl_name", listNameSize))}
	default:
		f.fail("dest_flag", fmt.Sprintf("%d is neither an address nor a list", flag))
		f.err.Status = InvalidDestinationFlag
	}
	return Destination{}
}

// failed reads one failure of a submit_multi_resp, clause 4.2.3.
func (f *fields) failed() FailedDestination {
	d := FailedDestination{Address: f.address(numberSize)}
	if b := f.octets("error_status_code", 4); b != nil {
		d.Status = Status(binary.BigEndian.Uint32(b))
	}
	return d
}

func (f *fields) fail(name, problem string) {
	if f.err == nil {
		f.err = fault(f.b, name, f.at, InvalidCommandLength)
		f.err.Problem = problem
	}
}

// fault returns the first error, or nil.
func (f *fields) fault() error {
	if f.err == nil {
		return nil
	}
	return f.err
}
