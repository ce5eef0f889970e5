// Package cbc holds the words of cell broadcast: the warning that goes to a
// carrier, the report that comes back, and the numbers of TS 23.041 in them.
//
// A [Warning] is the waist of the system. Everything before it decides what
// the public is told; everything after it carries that to phones. The package
// has no sockets and starts no goroutines; the interfaces to carriers live in
// its sub-packages, one each, behind [Link].
package cbc

import (
	"fmt"
	"time"
)

// An Action is what a warning asks of the peer. Write and stop are the only
// two: an update is a write of a new serial number and a stop of the old one.
type Action uint8

const (
	Write Action = iota // put the text on air
	Stop                // take it off the air
)

// String returns "write" or "stop".
func (a Action) String() string {
	switch a {
	case Write:
		return "write"
	case Stop:
		return "stop"
	}
	return fmt.Sprintf("action(%d)", uint8(a))
}

// A Category is the priority of a broadcast among those in its cell, clause
// 9.3.5 of TS 48.049 (IE Category).
type Category uint8

const (
	High       Category = 0 // broadcast at the earliest opportunity
	Background Category = 1 // when nothing else is to be sent
	Normal     Category = 2 // within the repetition period
)

// String returns the category's name in lower case.
func (c Category) String() string {
	switch c {
	case High:
		return "high"
	case Background:
		return "background"
	case Normal:
		return "normal"
	}
	return fmt.Sprintf("category(%d)", uint8(c))
}

// A DCS is a CBS data coding scheme, TS 23.038 clause 5. Package text codes by
// it.
type DCS uint8

const (
	GSM7 DCS = 0x0F // GSM 7-bit default alphabet, language unspecified
	UCS2 DCS = 0x48 // UCS-2, no message class: 41 characters a page
	// UCS2Language is UCS-2 whose pages each begin with two octets of language
	// code packed as GSM 7-bit: 40 characters a page.
	UCS2Language DCS = 0x11
)

// A Warning is one alert in one language as it goes to one peer. It is a value
// and never changes; what must differ is another warning.
type Warning struct {
	Action    Action
	MessageID MessageID
	Serial    Serial

	// Supersedes is the serial number, under the same identifier, that leaves
	// the air in the same cells when this one is accepted. It counts only when
	// Replaces is true; links whose protocol has no replace ignore it.
	Supersedes Serial
	Replaces   bool

	Text string // as people read it; packed into pages by the link
	// Pages are the contents of the pages, 1 to 15 of 1 to 82 octets, where a
	// source has paged its text itself: they go out as they are, and Text is for
	// our own people only. Nil lets the link page Text. Interfaces that carry
	// texts and not pages refuse it.
	Pages    [][]byte
	Language string // BCP 47, lower case: "ko", "en"
	DCS      DCS
	Category Category
	Area     Area

	// Period is the time from one broadcast to the next, whole seconds,
	// 1 s to 4,095 s. Zero leaves it to the link's default.
	Period time.Duration
	// Broadcasts is how often the peer repeats, 1 to 65,535. Zero leaves it to
	// the link, which reckons it from Period and Expires.
	Broadcasts int
	Expires    time.Time // the broadcast must have ended by itself then
	// Issued is when the text became due, the same in every attempt at it and in
	// the stop of it: where a peer knows warnings by when they were sent, this
	// is the time.
	Issued time.Time

	// Fence is where a phone must be to show the text, within Area: phones that
	// know where they are look by themselves. Nil is everywhere in Area; links
	// whose radio has no coordinates ignore it.
	Fence *Fence

	ETWS *ETWS // set for an ETWS primary notification, which has no text

	// Reference is our own 16-bit name for this warning, the same on every
	// link and not used again for 7 days; SMPP's user_message_reference.
	Reference uint16
	// PeerReference is what the peer called the broadcast that a stop is for,
	// from the report of the write; empty where it gave none.
	PeerReference string
	// Repeated says that this same warning may have reached the peer before.
	// "Reference already used" then means accepted, and an interface that can
	// ask the peer asks first.
	Repeated bool

	// What dialects of CAP need besides the text; lower-case CAP 1.2 values.
	Event, Urgency, Severity, Certainty string
	References                          []string
}

// An ETWS is the earthquake and tsunami primary notification of TS 23.041
// clause 9.4.1.3: no text, only what kind of danger, so that it is fast.
type ETWS struct {
	// Type holds bits 15–9 the kind (0 earthquake, 1 tsunami, 2 both, 3 test,
	// 4 other), bit 8 emergency user alert, bit 7 popup.
	Type uint16
	// Period is how long the primary is repeated, 0 s (as the peer likes) to
	// 3,600 s.
	Period time.Duration
	// Security is the warning security information, at most 50 octets; zeros
	// follow. Nil is unsigned.
	Security []byte
}

// A Fence is shapes within which phones show a text, ATIS-0700041: inside any of
// them.
type Fence struct {
	Polygons []Polygon // without holes
	Circles  []Circle
	// Wait is how long a phone tries to find out where it is, up to 254 s, and
	// shows the text if it cannot; zero leaves it to the phone.
	Wait time.Duration
}

// Key is what a phone tells warnings apart by. Two warnings with one key are
// repeats of one another.
type Key struct {
	MessageID MessageID
	Serial    Serial
}

// Key returns w's message identifier and serial number.
func (w *Warning) Key() Key { return Key{w.MessageID, w.Serial} }

// String names w for people: "write 4370/0x4010 ko".
func (w *Warning) String() string {
	s := fmt.Sprintf("%s %d/%s", w.Action, w.MessageID, w.Serial)
	if w.Language != "" {
		s += " " + w.Language
	}
	return s
}
