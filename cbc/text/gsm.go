package text

import (
	"encoding/binary"
	"fmt"

	"bongsu/cbc"
)

// GSMPageOctets is the length of a page on the air of a GSM cell.
const GSMPageOctets = 88

// gsmHeader is the part of a GSM page before its content.
const gsmHeader = GSMPageOctets - PageOctets

// A GSMPage is one page as a GSM cell broadcasts it, TS 23.041 clause 9.4.1.2:
// serial number, message identifier, data coding scheme, page parameter, and
// content, of which the air interface always carries all 82 octets.
type GSMPage struct {
	Key           cbc.Key
	DCS           cbc.DCS
	Number, Total int // 1 to 15, the first page is 1
	Page          Page
}

// AppendGSMPage appends the 88 octets of page n of total, both 1 to 15; only
// their lower four bits are written.
func AppendGSMPage(b []byte, k cbc.Key, dcs cbc.DCS, n, total int, p Page) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(k.Serial))
	b = binary.BigEndian.AppendUint16(b, uint16(k.MessageID))
	b = append(b, byte(dcs), byte(n&15)<<4|byte(total&15))
	return append(b, p.Content[:]...)
}

// ParseGSMPage reads what AppendGSMPage writes, and also pages of 7 octets and
// more from which the padding was left off, as phones do. A page parameter
// with a zero in it means a single page (clause 9.4.1.2.4). Used is all the
// content there is, since the form does not say how much of it is padding.
// Error: FormatError.
func ParseGSMPage(b []byte) (GSMPage, error) {
	if len(b) <= gsmHeader || len(b) > GSMPageOctets {
		return GSMPage{}, &FormatError{"GSM page", min(len(b), GSMPageOctets), fmt.Sprintf("%d octets, not 7 to 88", len(b))}
	}
	g := GSMPage{
		Key: cbc.Key{
			Serial:    cbc.Serial(binary.BigEndian.Uint16(b)),
			MessageID: cbc.MessageID(binary.BigEndian.Uint16(b[2:])),
		},
		DCS:    cbc.DCS(b[4]),
		Number: int(b[5] >> 4),
		Total:  int(b[5] & 15),
	}
	g.Page.Used = copy(g.Page.Content[:], b[gsmHeader:])
	if g.Number == 0 || g.Total == 0 {
		g.Number, g.Total = 1, 1
	}
	if g.Number > g.Total {
		return GSMPage{}, &FormatError{"GSM page", 5, fmt.Sprintf("page %d of %d", g.Number, g.Total)}
	}
	return g, nil
}
