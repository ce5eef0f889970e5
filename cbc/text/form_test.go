package text

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"bongsu/cbc"
)

func TestFormsThatAreBrokenAreRefusedWhereTheyAre(t *testing.T) {
	pages, err := Pages("Hello", cbc.GSM7, "")
	if err != nil {
		t.Fatal(err)
	}
	data := AppendCBData(nil, pages)
	umts := AppendUMTS(nil, UMTSMessage{Key: cbc.Key{MessageID: 4370}, DCS: cbc.GSM7, Pages: pages})
	gsm := AppendGSMPage(nil, cbc.Key{MessageID: 4370}, cbc.GSM7, 1, 1, pages[0])
	change := func(b []byte, at int, to byte) []byte {
		b = append([]byte(nil), b...)
		b[at] = to
		return b
	}
	inUMTS := func(b []byte) error { _, err := ParseUMTS(b); return err }
	inData := func(b []byte) error { _, err := ParseCBData(b); return err }
	inGSM := func(b []byte) error { _, err := ParseGSMPage(b); return err }
	for _, c := range []struct {
		name   string
		err    error
		offset int
	}{
		{"no CB data", inData(nil), 0},
		{"no page", inData(change(data, 0, 0)), 0},
		{"16 pages", inData(change(data, 0, 16)), 0},
		{"nothing used", inData(change(data, 83, 0)), 83},
		{"83 octets used", inData(change(data, 83, 83)), 83},
		{"too much", inData(append(data[:84:84], 1)), 84},
		{"schedule message", inUMTS(change(umts, 0, 2)), 0},
		{"a warning area of nothing", inUMTS(append(umts[:90:90], 0, 0)), 90},
		{"a warning area cut short", inUMTS(append(umts[:90:90], 2, 0, 1)), 90},
		{"half a length", inUMTS(append(umts[:90:90], 2)), 90},
		{"page 2 of 1", inGSM(change(gsm, 5, 0x21)), 5},
		{"89 octets", inGSM(append(gsm[:88:88], 0)), 88},
		{"6 octets", inGSM(gsm[:6]), 6},
	} {
		var bad *FormatError
		if !errors.As(c.err, &bad) || bad.Offset != c.offset {
			t.Errorf("%s: %v, want offset %d", c.name, c.err, c.offset)
		}
	}
}

func TestUMTSMessageKeepsItsParts(t *testing.T) {
	pages, err := Pages("홍수", cbc.UCS2Language, "ko")
	if err != nil {
		t.Fatal(err)
	}
	want := UMTSMessage{cbc.Key{MessageID: 4371, Serial: 0x4010}, cbc.UCS2Language, pages, []byte{0x10, 0x18, 5}}
	got, err := ParseUMTS(AppendUMTS(nil, want))
	if err != nil {
		t.Fatal(err)
	}
	if got.Key != want.Key || got.DCS != want.DCS || got.Pages[0] != pages[0] || string(got.Area) != string(want.Area) {
		t.Errorf("read as %+v, want %+v", got, want)
	}
}

// The language is what the first page says, whatever the others do.
func TestLanguageIsThatOfTheFirstPage(t *testing.T) {
	ko, err := Pages("가", cbc.UCS2Language, "ko")
	if err != nil {
		t.Fatal(err)
	}
	en, err := Pages("b", cbc.UCS2Language, "en")
	if err != nil {
		t.Fatal(err)
	}
	if s, l, err := Decode(append(ko, en...), cbc.UCS2Language); s != "가b" || l != "ko" || err != nil {
		t.Errorf("read as %q in %q, %v", s, l, err)
	}
}

// A page that was cut where its padding begins is padded to what it was.
func TestPagesOfOthersArePaddedLikeOurs(t *testing.T) {
	for _, c := range []struct {
		text string
		dcs  cbc.DCS
	}{
		{"Emergency!!", cbc.GSM7}, {"12345678", cbc.GSM7}, {"1234567", cbc.GSM7}, {"가나다", cbc.UCS2}, {strings.Repeat("a", 93), cbc.GSM7},
	} {
		pages, err := Pages(c.text, c.dcs, "")
		if err != nil {
			t.Fatal(err)
		}
		want := pages[0]
		given := bytes.Clone(want.Content[:want.Used])
		got, err := PageOf(given, c.dcs)
		if err != nil || got != want {
			t.Errorf("%q: %x, %v; want %x", c.text, got.Content, err, want.Content)
		}
		if c.dcs == cbc.GSM7 && 8*want.Used%7 != 0 { // cut by a packer that leaves zeros
			given[want.Used-1] &= 1<<(7*len(c.text)-8*(want.Used-1)) - 1
			got, err = PageOf(given, c.dcs)
			if read, _, _ := Decode([]Page{{got.Content, PageOctets}}, c.dcs); err != nil || read != c.text {
				t.Errorf("%q reads %q on a phone, %v", c.text, read, err)
			}
		}
	}
	if p, err := PageOf([]byte{1, 2}, 0x44); err != nil || p.Content[2] != 0 {
		t.Errorf("data were padded with %x, %v", p.Content[2], err)
	}
	for _, n := range []int{0, PageOctets + 1} {
		if _, err := PageOf(make([]byte, n), cbc.UCS2); err == nil {
			t.Errorf("a page of %d octets was taken", n)
		}
	}
}
