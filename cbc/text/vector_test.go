package text

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"bongsu/cbc"
)

// A vector is a message made by others, and what its text is.
type vector struct {
	Name, Source, Form, Hex string
	MessageID               uint16 `json:"message_id"`
	Serial                  uint16
	DCS                     uint8
	Page, Pages             int
	Language, Text          string
	AreaOctets              int `json:"area_octets"`
}

func vectors(t testing.TB) []vector {
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct{ Vectors []vector }
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	return f.Vectors
}

func (v *vector) octets(t testing.TB) []byte {
	b, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return b
}

// parse reads v and returns it as a message, its page number, and its own
// octets written again.
func (v *vector) parse(b []byte) (m UMTSMessage, number int, again []byte, err error) {
	switch v.Form {
	case "gsm-page":
		g, err := ParseGSMPage(b)
		again := AppendGSMPage(nil, g.Key, g.DCS, g.Number, g.Total, g.Page)
		return UMTSMessage{Key: g.Key, DCS: g.DCS, Pages: []Page{g.Page}}, g.Number, again, err
	case "cb-data":
		pages, err := ParseCBData(b)
		key := cbc.Key{MessageID: cbc.MessageID(v.MessageID), Serial: cbc.Serial(v.Serial)}
		return UMTSMessage{Key: key, DCS: cbc.DCS(v.DCS), Pages: pages}, 0, AppendCBData(nil, pages), err
	}
	m, err = ParseUMTS(b)
	return m, 0, AppendUMTS(nil, m), err
}

func TestMessagesOfOthersAreRead(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			b := v.octets(t)
			m, number, again, err := v.parse(b)
			if err != nil {
				t.Fatal(err)
			}
			text, language, err := Decode(m.Pages, m.DCS)
			if err != nil {
				t.Fatal(err)
			}
			got := vector{v.Name, v.Source, v.Form, v.Hex, uint16(m.Key.MessageID), uint16(m.Key.Serial), uint8(m.DCS),
				number, len(m.Pages), language, text, len(m.Area)}
			if got != v {
				t.Errorf("read as %+v\nwant    %+v", got, v)
			}
			if !abridged[v.Name] && string(again) != string(b) {
				t.Errorf("written again as %x\nwant             %x", again, b)
			}
		})
	}
}

// A page that others packed, of text alone, is packed the same by us.
func TestTextsOfOthersArePackedAsTheyDid(t *testing.T) {
	padded := 0
	for _, v := range vectors(t) {
		m, _, _, err := v.parse(v.octets(t))
		if err != nil {
			t.Fatal(err)
		}
		pages, err := Pages(v.Text, m.DCS, v.Language)
		if err != nil {
			if v.Name == "aosp.etwsMessageNormal" {
				continue // its language is no language
			}
			t.Fatalf("%s: %v", v.Name, err)
		}
		if otherPadding[v.Name] {
			continue
		}
		padded++
		if len(pages) != 1 || pages[0].Content != m.Pages[0].Content {
			t.Errorf("%s: packed as %x\nwant %x", v.Name, pages[0].Content, m.Pages[0].Content)
		}
		if v.Form != "gsm-page" && m.DCS == 1 && pages[0].Used != m.Pages[0].Used {
			t.Errorf("%s: %d octets used, want %d", v.Name, pages[0].Used, m.Pages[0].Used)
		}
	}
	if padded < 10 {
		t.Errorf("only %d pages were compared", padded)
	}
}

// otherPadding are the vectors whose senders padded with zeros.
var otherPadding = map[string]bool{
	"aosp.testCreateMessageFromBinary": true,
	"cbch.ucs2_1page_3blocks":          true,
}

// abridged are the GSM pages that lack octets at their end.
var abridged = map[string]bool{
	"aosp.etwsMessageNormal":  true,
	"cbch.ucs2_1page_3blocks": true,
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for _, v := range vectors(t) {
		b := v.octets(t)
		least := len(b)
		if v.Form == "gsm-page" {
			least = gsmHeader + 1
		}
		for n := range least {
			if v.AreaOctets > 0 && n == umtsHeader+1+cbPage {
				continue // a whole message without its warning area
			}
			if _, _, _, err := v.parse(b[:n]); err == nil {
				t.Errorf("%s: the first %d of %d octets were taken", v.Name, n, len(b))
			}
		}
		if _, _, _, err := v.parse(append(b[:len(b):len(b)], 0)); err == nil && !abridged[v.Name] {
			t.Errorf("%s: an octet too many was taken", v.Name)
		}
	}
}
