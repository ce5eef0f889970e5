// Package cbsp speaks the Cell Broadcast Service Protocol between a cell
// broadcast centre and the base station controllers of a GSM network,
// TS 48.049, over TCP.
//
// The messages are plain structs that append themselves to a buffer and are
// read back by [Parse]; [Link] is the centre's end of a connection behind
// [cbc.Link]. The package does not decide where or how often anything is
// broadcast beyond what a [cbc.Warning] says.
package cbsp

import (
	"encoding"
	"fmt"
)

// Port is the TCP port of the protocol, on whichever side listens.
const Port = 48049

// A Type is a message type, clause 8.2.1.
type Type uint8

// The message types.
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
	TypeSetDRX
	TypeSetDRXComplete
	TypeSetDRXFailure
	TypeReset
	TypeResetComplete
	TypeResetFailure
	TypeRestart
	TypeFailure
	TypeErrorIndication
	TypeKeepAlive
	TypeKeepAliveComplete
)

var typeNames = [...]string{
	TypeWriteReplace:         "write-replace",
	TypeWriteReplaceComplete: "write-replace complete",
	TypeWriteReplaceFailure:  "write-replace failure",
	TypeKill:                 "kill",
	TypeKillComplete:         "kill complete",
	TypeKillFailure:          "kill failure",
	TypeLoadQuery:            "load query",
	TypeLoadQueryComplete:    "load query complete",
	TypeLoadQueryFailure:     "load query failure",
	TypeStatusQuery:          "message status query",
	TypeStatusQueryComplete:  "message status query complete",
	TypeStatusQueryFailure:   "message status query failure",
	TypeSetDRX:               "set-drx",
	TypeSetDRXComplete:       "set-drx complete",
	TypeSetDRXFailure:        "set-drx failure",
	TypeReset:                "reset",
	TypeResetComplete:        "reset complete",
	TypeResetFailure:         "reset failure",
	TypeRestart:              "restart",
	TypeFailure:              "failure",
	TypeErrorIndication:      "error indication",
	TypeKeepAlive:            "keep-alive",
	TypeKeepAliveComplete:    "keep-alive complete",
}

// String returns the standard's name in lower case, or "type 0x7f".
func (t Type) String() string {
	if int(t) < len(typeNames) && t != 0 {
		return typeNames[t]
	}
	return fmt.Sprintf("type %#02x", uint8(t))
}

// A Message is one CBSP message. The set is closed.
type Message interface {
	Type() Type
	// AppendBinary fails, and appends nothing, when a value has no place on
	// the wire: a list over 65,535 octets, a period out of range.
	encoding.BinaryAppender
	// UnmarshalBinary takes information elements in any order, ignores those
	// that have no business in the message, and keeps no reference to its
	// argument. Its errors are of type *DecodeError.
	encoding.BinaryUnmarshaler
}

// Parse decodes one whole message. Its errors are of type *DecodeError.
func Parse(b []byte) (Message, error) {
	if len(b) < headerLen {
		return nil, &DecodeError{Offset: len(b), Cause: ValueInvalid, Reason: "no whole header"}
	}
	m := blank(Type(b[0]))
	if m == nil {
		return nil, &DecodeError{Type: Type(b[0]), Cause: UnrecognisedMessage, Reason: "not known here"}
	}
	if err := m.UnmarshalBinary(b); err != nil {
		return nil, err
	}
	return m, nil
}

// blank returns an empty message of type t, or nil if there is none.
func blank(t Type) Message {
	switch t {
	case TypeWriteReplace:
		return new(WriteReplace)
	case TypeWriteReplaceComplete:
		return new(WriteReplaceComplete)
	case TypeWriteReplaceFailure:
		return new(WriteReplaceFailure)
	case TypeKill:
		return new(Kill)
	case TypeKillComplete:
		return new(KillComplete)
	case TypeKillFailure:
		return new(KillFailure)
	case TypeLoadQuery:
		return new(LoadQuery)
	case TypeLoadQueryComplete:
		return new(LoadQueryComplete)
	case TypeLoadQueryFailure:
		return new(LoadQueryFailure)
	case TypeStatusQuery:
		return new(StatusQuery)
	case TypeStatusQueryComplete:
		return new(StatusQueryComplete)
	case TypeStatusQueryFailure:
		return new(StatusQueryFailure)
	case TypeReset:
		return new(Reset)
	case TypeResetComplete:
		return new(ResetComplete)
	case TypeResetFailure:
		return new(ResetFailure)
	case TypeRestart:
		return new(Restart)
	case TypeFailure:
		return new(CellsFailed)
	case TypeErrorIndication:
		return new(ErrorIndication)
	case TypeKeepAlive:
		return new(KeepAlive)
	case TypeKeepAliveComplete:
		return new(KeepAliveComplete)
	case TypeSetDRX:
		return new(SetDRX)
	case TypeSetDRXComplete:
		return new(SetDRXComplete)
	case TypeSetDRXFailure:
		return new(SetDRXFailure)
	}
	return nil
}
