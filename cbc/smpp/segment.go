package smpp

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"

	"bongsu/cbc/text"
)

// A Splitting is how a text that is too long for one short message goes.
type Splitting uint8

const (
	UDH8    Splitting = iota // user data headers with a reference of 8 bits, which more phones take
	UDH16                    // with one of 16 bits, which collides less
	SAR                      // parameters sar_msg_ref_num, sar_total_segments, sar_segment_seqnum
	Payload                  // whole, in message_payload: the centre splits it
)

const maxSegments = 255

// User data headers of TS 23.040 clause 9.2.3.24.1 and .8.
const (
	concat8  = 0x00
	concat16 = 0x08
)

// Octets of text in one short message: alone, and behind a header of 6 or 7
// octets. GSM 7-bit has a septet in each octet here, but not on the air.
var rooms = map[byte]struct{ alone, udh8, udh16 int }{
	CodingDefault: {160, 153, 152},
	CodingUCS2:    {140, 134, 132},
	CodingKorean:  {140, 134, 133},
}

// Segments returns a text as short messages, of which only what concerns the
// text is set. It never parts a surrogate pair, an escape from its character,
// or the two octets of a Korean one. The reference tells the texts to one phone
// apart. Errors: a character that the coding lacks, a coding that is none of
// the three, more than 255 segments.
func Segments(s string, coding byte, how Splitting, reference uint16) ([]ShortMessage, error) {
	room, ok := rooms[coding]
	if !ok {
		return nil, fmt.Errorf("data_coding 0x%02x has no text", coding)
	}
	b, err := appendText(nil, s, coding)
	if err != nil {
		return nil, err
	}
	switch {
	case len(b) <= room.alone:
		return []ShortMessage{{DataCoding: coding, Text: b}}, nil
	case how == Payload && len(b) > maxTLV:
		return nil, fmt.Errorf("text of %d octets, at most %d are possible", len(b), maxTLV)
	case how == Payload:
		return []ShortMessage{{DataCoding: coding, TLVs: []TLV{{MessagePayload, b}}}}, nil
	}
	size := room.udh16
	if how == UDH8 {
		size = room.udh8
	}
	parts := cut(b, coding, size)
	if len(parts) > maxSegments {
		return nil, fmt.Errorf("%d segments, at most %d are possible", len(parts), maxSegments)
	}
	all := make([]ShortMessage, len(parts))
	for i, p := range parts {
		all[i] = segment(p, how, reference, byte(len(parts)), byte(i+1))
		all[i].DataCoding = coding
	}
	return all, nil
}

// segment is part n of total.
func segment(p []byte, how Splitting, reference uint16, total, n byte) ShortMessage {
	hi, lo := byte(reference>>8), byte(reference)
	switch how {
	case UDH8:
		return ShortMessage{ESMClass: UDHI, Text: append([]byte{5, concat8, 3, lo, total, n}, p...)}
	case UDH16:
		return ShortMessage{ESMClass: UDHI, Text: append([]byte{6, concat16, 4, hi, lo, total, n}, p...)}
	}
	return ShortMessage{Text: p, TLVs: []TLV{
		{SARMsgRefNum, []byte{hi, lo}}, {SARTotalSegments, []byte{total}}, {SARSegmentSeqnum, []byte{n}},
	}}
}

// cut parts b between characters into pieces of at most size octets.
func cut(b []byte, coding byte, size int) [][]byte {
	var parts [][]byte
	for len(b) > 0 {
		n := 0
		for n < len(b) {
			c := character(b[n:], coding)
			if n+c > size {
				break
			}
			n += c
		}
		parts = append(parts, b[:n:n])
		b = b[n:]
	}
	return parts
}

// character returns how many octets the first character of b takes.
func character(b []byte, coding byte) int {
	n := 1
	switch {
	case coding == CodingUCS2 && len(b) >= 4 && utf16.IsSurrogate(rune(binary.BigEndian.Uint16(b))):
		n = 4
	case coding == CodingUCS2, coding == CodingKorean && b[0] >= 0x81, coding == CodingDefault && b[0] == text.Escape:
		n = 2
	}
	return min(n, len(b))
}
