package phone

// A Form is how a message reaches a phone over the air.
type Form uint8

const (
	// GSMPage is one page of 88 octets: serial number 2, message identifier 2,
	// data coding scheme 1, page parameter 1, content 82 (TS 23.041 clause 9.4.1).
	GSMPage Form = iota + 1
	// CBData is a whole message of UMTS, LTE or NR: the number of pages, then
	// for each page 82 octets of content and one of used length. Identifier,
	// serial number and coding scheme are elements of their own beside it.
	CBData
	// ETWSPrimary is the 56 octets of TS 23.041 clause 9.4.1.3.1.
	ETWSPrimary
)

// A Frame is one thing heard on air.
type Frame struct {
	Form      Form
	MessageID uint16 // of a CBData; the other forms carry it in Data
	Serial    uint16 // likewise
	DCS       byte   // likewise
	Data      []byte
}
