package sbcap

import (
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A Cause is why something was refused, clause 4.4.5. Only the first is none.
type Cause uint8

// The causes.
const (
	MessageAccepted Cause = iota
	ParameterNotRecognised
	ValueInvalid
	MessageNotIdentified
	TrackingAreaNotValid
	UnrecognisedMessage
	MissingElement
	MMECapacityExceeded
	MMEMemoryExceeded
	BroadcastNotSupported
	BroadcastNotOperational
	ReferenceAlreadyUsed
	Unspecified
	TransferSyntax
	Semantic
	NotCompatibleWithState
	AbstractReject
	AbstractIgnoreAndNotify
	FalselyConstructed
)

var causeNames = [...]string{
	"message accepted",
	"parameter not recognised",
	"parameter value invalid",
	"valid message not identified",
	"tracking area not valid",
	"unrecognised message",
	"missing mandatory element",
	"MME capacity exceeded",
	"MME memory exceeded",
	"warning broadcast not supported",
	"warning broadcast not operational",
	"message reference already used",
	"unspecified error",
	"transfer syntax error",
	"semantic error",
	"message not compatible with receiver state",
	"abstract syntax error, reject",
	"abstract syntax error, ignore and notify",
	"abstract syntax error, falsely constructed message",
}

// String returns the number and the standard's words.
func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return fmt.Sprintf("SBc-AP cause %d, %s", uint8(c), causeNames[c])
	}
	return fmt.Sprintf("SBc-AP cause %d, reserved", uint8(c))
}

// General returns the reason that our logic tells from others.
func (c Cause) General() cbc.Cause {
	switch c {
	case MessageAccepted:
		return cbc.CauseNone
	case MessageNotIdentified:
		return cbc.CauseNotIdentified
	case ReferenceAlreadyUsed:
		return cbc.CauseAlreadyUsed
	case TrackingAreaNotValid:
		return cbc.CauseNoSuchCell
	case MMECapacityExceeded, MMEMemoryExceeded:
		return cbc.CauseCapacity
	case BroadcastNotSupported, UnrecognisedMessage:
		return cbc.CauseUnsupported
	case ParameterNotRecognised, ValueInvalid, MissingElement, TransferSyntax, Semantic, AbstractReject, FalselyConstructed:
		return cbc.CauseInvalid
	case BroadcastNotOperational, Unspecified, NotCompatibleWithState, AbstractIgnoreAndNotify:
	}
	return cbc.CauseOther
}

// causeOf returns what the protocol calls a fault, clause 10.
func causeOf(f aper.Fault) Cause {
	switch f {
	case aper.Rejected:
		return AbstractReject
	case aper.Missing:
		return MissingElement
	case aper.Constructed:
		return FalselyConstructed
	case aper.Unknown:
		return UnrecognisedMessage
	case aper.Invalid:
		return ValueInvalid
	case aper.Syntax:
	}
	return TransferSyntax
}

// A DecodeError is a message from the peer that cannot be read.
type DecodeError struct {
	Type   Type    // zero if not even that could be read
	IE     Element // the element at fault
	Whole  bool    // no element but the message as a whole is
	Offset int     // of the fault, into the message
	Cause  Cause   // what the protocol calls it
	Reason string  // for people

	header aper.Header
	fault  aper.Fault
	unread bool // not even the header was there
}

func (e *DecodeError) Error() string {
	s := "sbcap: " + e.Type.String()
	if e.Type == 0 {
		s = "sbcap: message"
	}
	if !e.Whole {
		s += ": " + e.IE.String()
	}
	return fmt.Sprintf("%s: octet %d: %s (cause %d)", s, e.Offset, e.Reason, uint8(e.Cause))
}

// Answer returns the error indication that the protocol answers with, or nil
// when the bad message was one itself and an answer could go round for ever.
func (e *DecodeError) Answer() *ErrorIndication {
	if e.Type == TypeErrorIndication {
		return nil
	}
	m := &ErrorIndication{Cause: &e.Cause}
	if !e.unread {
		m.Diagnostics = &Diagnostics{Procedure: &e.header.Procedure, Trigger: &e.header.Kind, Criticality: &e.header.Criticality}
		if !e.Whole {
			m.Diagnostics.Fields = []aper.Diagnosis{{Criticality: criticality(e.IE), ID: uint16(e.IE), Missing: e.fault == aper.Missing}}
		}
	}
	return m
}

func criticality(ie Element) aper.Criticality {
	if ignorable[ie] {
		return aper.Ignore
	}
	return aper.Reject
}
