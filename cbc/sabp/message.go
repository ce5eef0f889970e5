// Package sabp speaks the Service Area Broadcast Protocol between a cell
// broadcast centre and the radio network controllers of a UMTS network,
// TS 25.419, over TCP.
//
// The messages are plain structs that append themselves to a buffer and are
// read back by [Parse]; a [Reader] cuts a stream into them, which carries no
// lengths of its own. [Link] is the centre's end behind [cbc.Link]. Service
// areas are [cbc.Cell] values of radio UMTS. The package has no IuPC and no
// other transport than TCP.
package sabp

import (
	"encoding"
	"fmt"

	"bongsu/cbc/internal/aper"
)

// Port is the TCP port of the protocol.
const Port = 3452

// A Type is a procedure and which of its messages one is, clause 9.1.
type Type uint8

// The messages.
const (
	TypeWriteReplace Type = iota + 1
	TypeWriteReplaceComplete
	TypeWriteReplaceFailure
	TypeKill
	TypeKillComplete
	TypeKillFailure
	TypeLoadQuery
	TypeLoadQueryComplete
	TypeLoadQueryFailure
	TypeStatusQuery
	TypeStatusQueryComplete
	TypeStatusQueryFailure
	TypeReset
	TypeResetComplete
	TypeResetFailure
	TypeRestart
	TypeFailure
	TypeErrorIndication
)

// types are the headers and names, clauses 8.1 and 9.3.2.
var types = [...]struct {
	procedure   uint8
	kind        aper.Kind
	criticality aper.Criticality
	name        string
	blank       func() Message
}{
	TypeWriteReplace:         {0, aper.Initiating, aper.Reject, "write-replace", func() Message { return new(WriteReplace) }},
	TypeWriteReplaceComplete: {0, aper.Successful, aper.Reject, "write-replace complete", func() Message { return new(WriteReplaceComplete) }},
	TypeWriteReplaceFailure:  {0, aper.Unsuccessful, aper.Reject, "write-replace failure", func() Message { return new(WriteReplaceFailure) }},
	TypeKill:                 {1, aper.Initiating, aper.Reject, "kill", func() Message { return new(Kill) }},
	TypeKillComplete:         {1, aper.Successful, aper.Reject, "kill complete", func() Message { return new(KillComplete) }},
	TypeKillFailure:          {1, aper.Unsuccessful, aper.Reject, "kill failure", func() Message { return new(KillFailure) }},
	TypeLoadQuery:            {2, aper.Initiating, aper.Reject, "load query", func() Message { return new(LoadQuery) }},
	TypeLoadQueryComplete:    {2, aper.Successful, aper.Reject, "load query complete", func() Message { return new(LoadQueryComplete) }},
	TypeLoadQueryFailure:     {2, aper.Unsuccessful, aper.Reject, "load query failure", func() Message { return new(LoadQueryFailure) }},
	TypeStatusQuery:          {3, aper.Initiating, aper.Reject, "message status query", func() Message { return new(StatusQuery) }},
	TypeStatusQueryComplete:  {3, aper.Successful, aper.Reject, "message status query complete", func() Message { return new(StatusQueryComplete) }},
	TypeStatusQueryFailure:   {3, aper.Unsuccessful, aper.Reject, "message status query failure", func() Message { return new(StatusQueryFailure) }},
	TypeReset:                {5, aper.Initiating, aper.Reject, "reset", func() Message { return new(Reset) }},
	TypeResetComplete:        {5, aper.Successful, aper.Reject, "reset complete", func() Message { return new(ResetComplete) }},
	TypeResetFailure:         {5, aper.Unsuccessful, aper.Reject, "reset failure", func() Message { return new(ResetFailure) }},
	TypeRestart:              {4, aper.Initiating, aper.Ignore, "restart", func() Message { return new(Restart) }},
	TypeFailure:              {6, aper.Initiating, aper.Ignore, "failure", func() Message { return new(AreasFailed) }},
	TypeErrorIndication:      {7, aper.Initiating, aper.Ignore, "error indication", func() Message { return new(ErrorIndication) }},
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

// typeOf returns the type of a message by its header, zero if there is none.
func typeOf(h aper.Header) Type {
	for t := range types {
		if k := &types[t]; t > 0 && k.procedure == h.Procedure && k.kind == h.Kind {
			return Type(t)
		}
	}
	return 0
}

// A Message is one SABP message. The set is closed.
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
