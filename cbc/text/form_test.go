package text

import (
	"errors"
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
