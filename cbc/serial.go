package cbc

import "fmt"

// A Serial is the 16-bit serial number of a broadcast, TS 23.041 clause
// 9.4.1.2.1: geographical scope in bits 15–14, message code in bits 13–4,
// update number in bits 3–0. With the message identifier it is how a phone
// knows a repeat from news.
type Serial uint16

// A Scope is the geographical scope of a serial number: the area within which
// it is unique, and whether the phone shows the text at once.
type Scope uint8

const (
	CellImmediate Scope = 0 // cell wide, immediate display
	PLMNWide      Scope = 1 // the whole network, normal display
	AreaWide      Scope = 2 // location, service or tracking area, normal display
	CellNormal    Scope = 3 // cell wide, normal display
)

// Codes is the number of message codes under one identifier.
const Codes = 1024

// ETWSCodes is the number under an ETWS identifier, where bits 13 and 12 are
// the emergency user alert and popup flags instead.
const ETWSCodes = 256

// NewSerial joins the parts of a serial number. Code is 0–1023 and update
// 0–15; higher bits are dropped.
func NewSerial(g Scope, code uint16, update uint8) Serial {
	return Serial(uint16(g&3)<<14 | (code&0x3FF)<<4 | uint16(update&0xF))
}

// Scope returns the geographical scope.
func (s Serial) Scope() Scope { return Scope(s >> 14) }

// Code returns the message code, 0–1023.
func (s Serial) Code() uint16 { return uint16(s>>4) & 0x3FF }

// Update returns the update number, 0–15.
func (s Serial) Update() uint8 { return uint8(s & 0xF) }

// Next returns the serial of the next update of the same message: the update
// number plus one, modulo 16.
func (s Serial) Next() Serial { return s&^0xF | (s+1)&0xF }

// WithScope returns s under another geographical scope.
func (s Serial) WithScope(g Scope) Serial { return s&0x3FFF | Serial(g&3)<<14 }

// String returns s as people of this field write it: 0x4010.
func (s Serial) String() string { return fmt.Sprintf("0x%04x", uint16(s)) }
