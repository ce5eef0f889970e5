package simulator

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/simulator/phone"
)

// The product writes pages and phones read them, each with code of its own:
// what one says the other must understand, under every scheme, paged for GSM
// and whole.
func TestPhonesReadWhatTheProductWrites(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 0))
	for _, c := range []struct {
		dcs      cbc.DCS
		language string
		letters  string
		most     int // characters, however unlucky
	}{
		{text.GSM7Full().DCS, "", "aZ09 @£$à§¿Δ\n€[]{}|~^\\", 650},
		{0x10, "en", "aZ09 @£$à§¿Δ\n€[]{}|~^\\", 630},
		{cbc.GSM7, "", "plain letters only.", 1395},
		{cbc.UCS2, "", "대피하십시오. 가각힣 aZ\n漢д🔥", 300},
		{cbc.UCS2Language, "ko", "대피하십시오. 가각힣 aZ\n漢д🔥", 290},
	} {
		letters := []rune(c.letters)
		for n := 1; n <= c.most; n += 1 + n/8 {
			var s strings.Builder
			for range n {
				s.WriteRune(letters[dice.IntN(len(letters))])
			}
			readBack(t, s.String(), c.dcs, c.language)
		}
	}
}

func readBack(t *testing.T, s string, dcs cbc.DCS, language string) {
	t.Helper()
	pages, err := text.Pages(s, dcs, language)
	if err != nil {
		t.Fatalf("%d characters under %#x: %v", len([]rune(s)), uint8(dcs), err)
	}
	k := cbc.Key{MessageID: cbc.Presidential, Serial: 0x4010}
	whole := []phone.Frame{{
		Form: phone.CBData, MessageID: uint16(k.MessageID), Serial: uint16(k.Serial), DCS: byte(dcs),
		Data: text.AppendCBData(nil, pages),
	}}
	var paged []phone.Frame
	for i, p := range pages {
		data := text.AppendGSMPage(nil, k, dcs, i+1, len(pages), p)
		paged = append(paged, phone.Frame{Form: phone.GSMPage, Data: data})
	}
	for _, frames := range [][]phone.Frame{whole, paged} {
		p := phone.New(phone.Config{Languages: []string{"ko"}})
		for _, f := range frames {
			p.Hear(time.Now(), f)
		}
		if h := p.Heard(); len(h) != 1 || h[0].Text != s || h[0].Language != language {
			t.Errorf("%q under %#x was read as %v, errors %q", s, uint8(dcs), h, p.Errors())
		}
	}
}
