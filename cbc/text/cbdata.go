package text

import "fmt"

// cbPage is a page of CB data: its content and the octet that says how much of
// it is used.
const cbPage = PageOctets + 1

// AppendCBData appends pages in the form CB Data of TS 23.041 clause 9.4.2.2.5,
// which UMTS, LTE and NR carry: the number of pages, then for each its 82
// octets and the number of octets used; 1 + 83·n octets in all. There are 1 to
// 15 pages; only the first 15 are written.
func AppendCBData(b []byte, pages []Page) []byte {
	pages = pages[:min(len(pages), MaxPages)]
	b = append(b, byte(len(pages)))
	for i := range pages {
		b = append(b, pages[i].Content[:]...)
		b = append(b, byte(pages[i].Used))
	}
	return b
}

// ParseCBData reads what AppendCBData writes, and nothing may follow it.
// Error: FormatError.
func ParseCBData(b []byte) ([]Page, error) {
	pages, rest, err := cutCBData(b)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 {
		return nil, &FormatError{"CB data", len(b) - len(rest), fmt.Sprintf("%d octets too many", len(rest))}
	}
	return pages, nil
}

// cutCBData reads CB data from the front of b and returns what follows.
func cutCBData(b []byte) (pages []Page, rest []byte, err error) {
	if len(b) == 0 {
		return nil, nil, &FormatError{"CB data", 0, "no octets"}
	}
	n := int(b[0])
	if n < 1 || n > MaxPages {
		return nil, nil, &FormatError{"CB data", 0, fmt.Sprintf("%d pages, not 1 to 15", n)}
	}
	if need := 1 + n*cbPage; len(b) < need {
		return nil, nil, &FormatError{"CB data", len(b), fmt.Sprintf("%d octets, %d pages take %d", len(b), n, need)}
	}
	pages = make([]Page, n)
	for i := range pages {
		at := 1 + i*cbPage
		pages[i] = Page{Content: [PageOctets]byte(b[at:]), Used: int(b[at+PageOctets])}
		if u := pages[i].Used; u < 1 || u > PageOctets {
			return nil, nil, &FormatError{"CB data", at + PageOctets, fmt.Sprintf("%d octets used, not 1 to 82", u)}
		}
	}
	return pages, b[1+n*cbPage:], nil
}
