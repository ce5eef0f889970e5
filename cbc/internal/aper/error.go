package aper

import "fmt"

// A Fault is a sort of mistake in a message, TS 25.413 clause 10.
type Fault uint8

const (
	Syntax      Fault = iota + 1 // cannot be read at all
	Rejected                     // something not understood that must be
	Missing                      // a mandatory field is not there
	Constructed                  // fields too often
	Unknown                      // no such message
	Invalid                      // a value that can be read and not used
)

// An Error is why a message cannot be read.
type Error struct {
	Field  int // identifier, −1 if none
	Offset int // into the message, in octets
	Fault  Fault
	Reason string // for people
}

func (e *Error) Error() string {
	if e.Field < 0 {
		return fmt.Sprintf("octet %d: %s", e.Offset, e.Reason)
	}
	return fmt.Sprintf("field %d: octet %d: %s", e.Field, e.Offset, e.Reason)
}
