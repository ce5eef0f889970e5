package cbsp

import "fmt"

// A Cause is why something was refused, clause 8.2.13.
type Cause uint8

// The causes.
const (
	ParameterNotRecognised Cause = iota
	ValueInvalid
	ReferenceNotIdentified
	CellNotValid
	UnrecognisedMessage
	MissingElement
	BSCCapacityExceeded
	CellMemoryExceeded
	BSCMemoryExceeded
	BroadcastNotSupported
	BroadcastNotOperational
	IncompatibleDRX
	ExtendedChannelNotSupported
	ReferenceAlreadyUsed
	Unspecified
	LAINotValid
)

var causeNames = [...]string{
	"parameter not recognised",
	"parameter value invalid",
	"message reference not identified",
	"cell identity not valid",
	"unrecognised message",
	"missing mandatory element",
	"BSC capacity exceeded",
	"cell memory exceeded",
	"BSC memory exceeded",
	"cell broadcast not supported",
	"cell broadcast not operational",
	"incompatible DRX parameter",
	"extended channel not supported",
	"message reference already used",
	"unspecified error",
	"LAI or LAC not valid",
}

// String returns the number and the standard's words: "CBSP cause 2, message
// reference not identified".
func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return fmt.Sprintf("CBSP cause %d, %s", uint8(c), causeNames[c])
	}
	return fmt.Sprintf("CBSP cause %d, reserved", uint8(c))
}

// A DecodeError is a message from the peer that cannot be read.
type DecodeError struct {
	Type   Type    // zero if not even that could be read
	IE     Element // the element at fault, zero if the message as a whole is
	Offset int     // of the fault, into the message
	Cause  Cause   // what the protocol calls it
	Reason string  // for people
}

func (e *DecodeError) Error() string {
	s := "cbsp: " + e.Type.String()
	if e.Type == 0 {
		s = "cbsp: message"
	}
	if e.IE != 0 {
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
	return &ErrorIndication{Cause: e.Cause}
}
