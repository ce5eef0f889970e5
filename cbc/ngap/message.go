// Package ngap has the messages of the NG Application Part, TS 38.413, with
// which public warnings go to the base stations of a 5G network.
//
// A cell broadcast centre does not speak NGAP to anybody: it hands these
// messages to an AMF, which package namf does. All else of NGAP is left out.
package ngap

import (
	"encoding"
	"fmt"

	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// Procedure codes, clause 9.4.7.
const (
	PWSCancel       = 32
	PWSFailure      = 33
	PWSRestart      = 34
	WriteReplace    = 51
	maxPeriod       = 131071
	maxContents     = 9600
	maxCoordinates  = 1024
	securityLen     = 50
	PayloadProtocol = 60    // over SCTP
	Port            = 38412 // likewise
)

// What places and nodes are named by.
type (
	// A CGI is a cell, without its tracking area.
	CGI = ran.CGI
	// A TAI is a tracking area.
	TAI = ran.TAI
	// An EAI is an emergency area.
	EAI = ran.EAI
	// A Node is a base station.
	Node = ran.Node
	// An AreaList is where something is on air, or was.
	AreaList = ran.AreaList
	// Diagnostics says what a peer found wrong with a message.
	Diagnostics = aper.Diagnostics
)

// A Type is a procedure and which of its messages one is.
type Type uint8

// The messages.
const (
	TypeWriteReplaceRequest Type = iota + 1
	TypeWriteReplaceResponse
	TypeCancelRequest
	TypeCancelResponse
	TypeRestartIndication
	TypeFailureIndication
)

// types are the headers and names, clause 9.4.3.
var types = [...]struct {
	procedure   uint8
	kind        aper.Kind
	criticality aper.Criticality
	name        string
	blank       func() Message
}{
	TypeWriteReplaceRequest:  {WriteReplace, aper.Initiating, aper.Reject, "write-replace warning request", func() Message { return new(WriteReplaceRequest) }},
	TypeWriteReplaceResponse: {WriteReplace, aper.Successful, aper.Reject, "write-replace warning response", func() Message { return new(WriteReplaceResponse) }},
	TypeCancelRequest:        {PWSCancel, aper.Initiating, aper.Reject, "pws cancel request", func() Message { return new(CancelRequest) }},
	TypeCancelResponse:       {PWSCancel, aper.Successful, aper.Reject, "pws cancel response", func() Message { return new(CancelResponse) }},
	TypeRestartIndication:    {PWSRestart, aper.Initiating, aper.Ignore, "pws restart indication", func() Message { return new(RestartIndication) }},
	TypeFailureIndication:    {PWSFailure, aper.Initiating, aper.Ignore, "pws failure indication", func() Message { return new(FailureIndication) }},
}

// String returns the standard's name in lower case, or "type 99".
func (t Type) String() string {
	if t > 0 && int(t) < len(types) {
		return types[t].name
	}
	return fmt.Sprintf("type %d", uint8(t))
}

// Procedure returns the procedure code of a message type.
func (t Type) Procedure() uint8 { return types[t].procedure }

// PDU returns which of the procedure's messages it is, as ASN.1 calls it:
// "initiatingMessage", "successfulOutcome" or "unsuccessfulOutcome".
func (t Type) PDU() string { return types[t].kind.String() }

func typeOf(h aper.Header) Type {
	for t := range types {
		if k := &types[t]; t > 0 && k.procedure == h.Procedure && k.kind == h.Kind {
			return Type(t)
		}
	}
	return 0
}

// A Message is one of these NGAP messages. The set is closed.
type Message interface {
	Type() Type
	// AppendBinary fails, and appends nothing, when a value has no place on
	// the wire: an empty list, a period out of range.
	encoding.BinaryAppender
	// UnmarshalBinary takes fields in any order, obeys the criticality of those
	// that have no business in the message, and keeps no reference to its
	// argument. Its errors are of type *DecodeError; what the message holds
	// after one is not defined.
	encoding.BinaryUnmarshaler

	read(d *decoder)
}

// Parse decodes one whole message. Its errors are of type *DecodeError; any
// other message of NGAP is one.
func Parse(b []byte) (Message, error) {
	d := open(b)
	if d.typ == 0 {
		d.RefuseMessage()
		return nil, d.done()
	}
	m := types[d.typ].blank()
	m.read(&d)
	if err := d.done(); err != nil {
		return nil, err
	}
	return m, nil
}

// unmarshal reads b as a message of the type that m is.
func unmarshal(b []byte, m Message) error {
	d := open(b)
	if d.typ != m.Type() {
		d.RefuseMessage()
		return d.done()
	}
	m.read(&d)
	return d.done()
}

// A DecodeError is a message that cannot be read.
type DecodeError struct {
	Type   Type // zero if not even that could be read
	IE     Element
	Whole  bool // no element but the message as a whole is at fault
	Offset int  // of the fault, into the message
	Reason string
}

func (e *DecodeError) Error() string {
	s := "ngap: " + e.Type.String()
	if e.Type == 0 {
		s = "ngap: message"
	}
	if !e.Whole {
		s += ": " + e.IE.String()
	}
	return fmt.Sprintf("%s: octet %d: %s", s, e.Offset, e.Reason)
}
