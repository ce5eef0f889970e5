// Package sbcap speaks the SBc Application Part between a cell broadcast centre
// and the mobility management entities of an LTE network, TS 29.168, over SCTP.
//
// The messages are plain structs that append themselves to a buffer and are
// read back by [Parse]; [Link] is the centre's end of an association behind
// [cbc.Link]. The fields for 5G are read and written, but the link sends none of
// them: package namf reaches 5G. The package does no load control.
package sbcap

import (
	"encoding"
	"fmt"

	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// Port and PayloadProtocol are those of the protocol over SCTP, TS 29.168
// clause 4.2.
const (
	Port            = 29168
	PayloadProtocol = 24
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
)

// A Type is a procedure and which of its messages one is, clause 4.3.
type Type uint8

// The messages.
const (
	TypeWriteReplaceRequest Type = iota + 1
	TypeWriteReplaceResponse
	TypeStopRequest
	TypeStopResponse
	TypeErrorIndication
	TypeWriteReplaceIndication
	TypeStopIndication
	TypeRestartIndication
	TypeFailureIndication
)

const errorProcedure = 2 // the only one whose message has no container for extensions

// types are the headers and names, clause 4.4.3.
var types = [...]struct {
	procedure   uint8
	kind        aper.Kind
	criticality aper.Criticality
	name        string
	blank       func() Message
}{
	TypeWriteReplaceRequest:    {0, aper.Initiating, aper.Reject, "write-replace-warning request", func() Message { return new(WriteReplaceRequest) }},
	TypeWriteReplaceResponse:   {0, aper.Successful, aper.Reject, "write-replace-warning response", func() Message { return new(WriteReplaceResponse) }},
	TypeStopRequest:            {1, aper.Initiating, aper.Reject, "stop-warning request", func() Message { return new(StopRequest) }},
	TypeStopResponse:           {1, aper.Successful, aper.Reject, "stop-warning response", func() Message { return new(StopResponse) }},
	TypeErrorIndication:        {errorProcedure, aper.Initiating, aper.Ignore, "error indication", func() Message { return new(ErrorIndication) }},
	TypeWriteReplaceIndication: {3, aper.Initiating, aper.Ignore, "write-replace-warning indication", func() Message { return new(WriteReplaceIndication) }},
	TypeStopIndication:         {4, aper.Initiating, aper.Ignore, "stop-warning indication", func() Message { return new(StopIndication) }},
	TypeRestartIndication:      {5, aper.Initiating, aper.Ignore, "pws-restart indication", func() Message { return new(RestartIndication) }},
	TypeFailureIndication:      {6, aper.Initiating, aper.Ignore, "pws-failure indication", func() Message { return new(FailureIndication) }},
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

// A Message is one SBc-AP message. The set is closed.
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

// Parse decodes one whole message. Its errors are of type *DecodeError.
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
