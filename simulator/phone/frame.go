package phone

import (
	"encoding/binary"
	"fmt"
)

// A Form is how a message reaches a phone over the air.
type Form uint8

const (
	// GSMPage is one page of up to 88 octets: serial number 2, message
	// identifier 2, data coding scheme 1, page parameter 1, content 82
	// (TS 23.041 clause 9.4.1). A page that ends early comes as 22, 44 or 66
	// octets, the blocks that were sent (TS 44.012).
	GSMPage Form = iota + 1
	// CBData is a whole message of UMTS, LTE or NR: the number of pages, then
	// for each page 82 octets of content and one of used length (TS 23.041
	// clause 9.4.2.2.5). Identifier, serial number and coding scheme are
	// elements of their own beside it.
	CBData
	// ETWSPrimary is the 56 octets of TS 23.041 clause 9.4.1.3: serial number
	// 2, message identifier 2, warning type 2, security information 50.
	ETWSPrimary
)

var formNames = map[Form]string{GSMPage: "gsm-page", CBData: "cb-data", ETWSPrimary: "etws-primary"}

// String returns "gsm-page", "cb-data" or "etws-primary".
func (f Form) String() string {
	if n := formNames[f]; n != "" {
		return n
	}
	return fmt.Sprintf("form(%d)", uint8(f))
}

// MarshalText writes what String returns.
func (f Form) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// A Frame is one thing heard on air. Its data belongs to the air: a phone
// neither changes nor keeps it.
type Frame struct {
	Form      Form
	MessageID uint16 // of a CBData; the other forms carry it in Data
	Serial    uint16 // likewise
	DCS       byte   // likewise
	Data      []byte
	Fence     []byte // warning area coordinates beside a CBData, if there are any
}

// Sizes in octets.
const (
	blockSize   = 22 // of a CBCH block without its header
	headerSize  = 6  // of a GSM page
	contentSize = 82
	primarySize = 56
	maxPages    = 15
)

// A part is what one frame carries of a message.
type part struct {
	topic
	dcs     byte
	warning uint16   // type of an ETWS primary
	first   int      // number of pages[0], from 1
	total   int      // pages of the whole message
	pages   [][]byte // used octets only
	fence   []byte
}

// A topic names a message on air.
type topic struct {
	id, serial uint16
	form       Form
}

func (f Frame) part() (part, error) {
	switch f.Form {
	case GSMPage:
		return gsmPart(f.Data)
	case CBData:
		return cbPart(f)
	case ETWSPrimary:
		return primaryPart(f.Data)
	}
	return part{}, fmt.Errorf("%v is nothing that a phone receives", f.Form)
}

func gsmPart(b []byte) (part, error) {
	if len(b) == 0 || len(b)%blockSize != 0 || len(b) > headerSize+contentSize {
		return part{}, fmt.Errorf("GSM page of %d octets is not one to four blocks", len(b))
	}
	p := part{
		topic: topic{binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint16(b), GSMPage},
		dcs:   b[4],
		first: int(b[5] >> 4),
		total: int(b[5] & 15),
		pages: [][]byte{b[headerSize:]},
	}
	if p.first == 0 || p.total == 0 { // clause 9.4.1.2.4: taken as page 1 of 1
		p.first, p.total = 1, 1
	}
	if p.first > p.total {
		return part{}, fmt.Errorf("GSM page %d of %d", p.first, p.total)
	}
	return p, nil
}

func cbPart(f Frame) (part, error) {
	p := part{topic: topic{f.MessageID, f.Serial, CBData}, dcs: f.DCS, first: 1, fence: f.Fence}
	if len(f.Data) == 0 {
		return part{}, fmt.Errorf("CB data is empty")
	}
	p.total = int(f.Data[0])
	if p.total < 1 || p.total > maxPages {
		return part{}, fmt.Errorf("CB data of %d pages, from 1 to %d are possible", p.total, maxPages)
	}
	rest := f.Data[1:]
	if want := p.total * (contentSize + 1); len(rest) != want {
		return part{}, fmt.Errorf("CB data of %d pages has %d octets of them instead of %d", p.total, len(rest), want)
	}
	for n := 1; n <= p.total; n++ {
		used := int(rest[contentSize])
		if used < 1 || used > contentSize {
			return part{}, fmt.Errorf("page %d of the CB data uses %d octets of %d", n, used, contentSize)
		}
		p.pages = append(p.pages, rest[:used])
		rest = rest[contentSize+1:]
	}
	return p, nil
}

func primaryPart(b []byte) (part, error) {
	if len(b) != primarySize {
		return part{}, fmt.Errorf("ETWS primary of %d octets instead of %d", len(b), primarySize)
	}
	return part{
		topic:   topic{binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint16(b), ETWSPrimary},
		warning: binary.BigEndian.Uint16(b[4:]),
	}, nil
}
