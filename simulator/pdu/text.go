package pdu

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/korean"
)

// septets are the characters of the GSM 7-bit default alphabet, TS 23.038
// clause 6.2.1; escaped are those that follow an escape, clause 6.2.1.1.
var (
	septets = []rune("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
	escaped = map[byte]rune{0x0A: '\f', 0x14: '^', 0x28: '{', 0x29: '}', 0x2F: '\\', 0x3C: '[', 0x3D: '~', 0x3E: ']', 0x40: '|', 0x65: '€'}
)

// Values of data_coding, clause 4.7.7.
const (
	CodingDefault byte = 0x00
	CodingASCII   byte = 0x01
	CodingLatin1  byte = 0x03
	CodingUCS2    byte = 0x08
	CodingKorean  byte = 0x0E // KS C 5601
)

// Text reads octets under a data_coding; the default alphabet has one septet in
// each octet. It is false for octets that are not of the coding, and for
// codings of no text.
func Text(coding byte, b []byte) (s string, ok bool) {
	if coding >= 0xF0 && coding&4 == 0 { // a GSM message class, default alphabet
		coding = CodingDefault
	}
	switch coding {
	case CodingUCS2, 0x18, 0x19, 0x1A, 0x1B: // with and without message class
		if len(b)%2 != 0 {
			return "", false
		}
		return ucs2(b), true
	case CodingDefault:
		return spell(b)
	case CodingASCII:
		return string(b), isASCII(b)
	case CodingLatin1:
		s, err := charmap.ISO8859_1.NewDecoder().Bytes(b)
		return string(s), err == nil
	case CodingKorean:
		s, err := korean.EUCKR.NewDecoder().Bytes(b)
		return string(s), err == nil && !strings.ContainsRune(string(s), '\uFFFD')
	}
	return "", false
}

func ucs2(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

// isASCII reports whether b is text in ASCII, of whose control characters only
// those that end lines and pages have a place there.
func isASCII(b []byte) bool {
	for _, o := range b {
		if o > 126 || o < ' ' && o != '\n' && o != '\r' && o != '\f' && o != '\t' {
			return false
		}
	}
	return true
}

func spell(b []byte) (string, bool) {
	var s strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] > 127 {
			return "", false
		}
		r := septets[b[i]]
		if b[i] == 0x1B && i+1 < len(b) {
			i++
			if r = escaped[b[i]]; r == 0 {
				return "", false
			}
		}
		s.WriteRune(r)
	}
	return s.String(), true
}

// A Segment is the place of a message in a longer one.
type Segment struct {
	Reference, Total, Number int
	SAR                      bool // said in parameters, not in a header
}

// SplitHeader takes the user data header from the front of octets, TS 23.040
// clause 9.2.3.24, and reports whether it is whole. The segment is zero if the
// header has none.
func SplitHeader(b []byte) (s Segment, text []byte, ok bool) {
	if len(b) == 0 || 1+int(b[0]) > len(b) {
		return s, nil, false
	}
	header, text := b[1:1+int(b[0])], b[1+int(b[0]):]
	for len(header) > 0 {
		if len(header) < 2 || 2+int(header[1]) > len(header) {
			return s, text, false
		}
		v := header[2 : 2+int(header[1])]
		switch {
		case header[0] == 0x00 && len(v) == 3:
			s = Segment{Reference: int(v[0]), Total: int(v[1]), Number: int(v[2])}
		case header[0] == 0x08 && len(v) == 4:
			s = Segment{Reference: int(v[0])<<8 | int(v[1]), Total: int(v[2]), Number: int(v[3])}
		}
		header = header[2+len(v):]
	}
	return s, text, true
}

// UCS2 writes s as data_coding 8 has it.
func UCS2(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}
