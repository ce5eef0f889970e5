package text

import (
	"encoding/binary"
	"fmt"

	"bongsu/cbc"
)

// A UMTSMessage is a whole CBS message in the form of TS 23.041 clause
// 9.4.2.2, in which phones pass it on for UMTS and later: message type, message
// identifier, serial number, data coding scheme, CB data.
type UMTSMessage struct {
	Key   cbc.Key
	DCS   cbc.DCS
	Pages []Page
	// Area holds the warning area coordinates that may follow the CB data, as
	// coded in ATIS-0700041; nil if there are none. They are not read further.
	Area []byte
}

const (
	cbsMessage = 1 // message type: CBS message
	umtsHeader = 6 // octets before the CB data
)

// AppendUMTS appends m in the form that ParseUMTS reads.
func AppendUMTS(b []byte, m UMTSMessage) []byte {
	b = append(b, cbsMessage)
	b = binary.BigEndian.AppendUint16(b, uint16(m.Key.MessageID))
	b = binary.BigEndian.AppendUint16(b, uint16(m.Key.Serial))
	b = append(b, byte(m.DCS))
	b = AppendCBData(b, m.Pages)
	if len(m.Area) == 0 {
		return b
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(len(m.Area)))
	return append(b, m.Area...)
}

// ParseUMTS reads a CBS message. After the CB data there may be the length of
// the warning area, two octets with the lower first, and as many octets.
// Error: FormatError.
func ParseUMTS(b []byte) (UMTSMessage, error) {
	bad := func(at int, problem string) (UMTSMessage, error) {
		return UMTSMessage{}, &FormatError{"CBS message", at, problem}
	}
	if len(b) < umtsHeader {
		return bad(len(b), fmt.Sprintf("%d octets, the header has 6", len(b)))
	}
	if b[0] != cbsMessage {
		return bad(0, fmt.Sprintf("message type %d, not 1", b[0]))
	}
	m := UMTSMessage{
		Key: cbc.Key{
			MessageID: cbc.MessageID(binary.BigEndian.Uint16(b[1:])),
			Serial:    cbc.Serial(binary.BigEndian.Uint16(b[3:])),
		},
		DCS: cbc.DCS(b[5]),
	}
	pages, rest, err := cutCBData(b[umtsHeader:])
	if err != nil {
		return UMTSMessage{}, fmt.Errorf("CBS message: %w", err)
	}
	m.Pages = pages
	if len(rest) == 0 {
		return m, nil
	}
	at := len(b) - len(rest)
	if len(rest) < 2 || int(binary.LittleEndian.Uint16(rest)) != len(rest)-2 || len(rest) == 2 {
		return bad(at, fmt.Sprintf("%d octets after the text are no warning area", len(rest)))
	}
	m.Area = rest[2:]
	return m, nil
}
