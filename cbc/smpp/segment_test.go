package smpp

import (
	"bytes"
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"

	"github.com/fiorix/go-smpp/smpp/pdu/pdutext"

	"bongsu/cbc"
)

// joinSegments puts a text together again from what its segments say of
// themselves, and reports what is wrong with them.
func joinSegments(t *testing.T, all []ShortMessage) string {
	t.Helper()
	parts := make([]string, len(all))
	for _, m := range all {
		b, n := m.Text, byte(1)
		for _, o := range m.TLVs {
			switch o.Tag {
			case SARSegmentSeqnum:
				n = o.Value[0]
			case MessagePayload:
				b = o.Value
			}
		}
		if len(m.Text) > 160 || m.DataCoding != CodingDefault && len(m.Text) > 140 {
			t.Errorf("a segment of %d octets", len(m.Text))
		}
		if m.ESMClass&UDHI != 0 {
			n, b = m.Text[m.Text[0]], m.Payload()
			if total := m.Text[m.Text[0]-1]; int(total) != len(all) {
				t.Errorf("a segment says it is of %d, not %d", total, len(all))
			}
		}
		parts[n-1] = TextOf(b, m.DataCoding)
	}
	return strings.Join(parts, "")
}

func TestSegmentsAreTheTextAgain(t *testing.T) {
	korean := strings.Repeat("[행정안전부] 지진 발생🚨 ", 12)
	for _, c := range []struct {
		name, text string
		coding     byte
		how        Splitting
		segments   int
	}{
		{"160 of GSM", strings.Repeat("a", 160), CodingDefault, UDH8, 1},
		{"161 of GSM", strings.Repeat("a", 161), CodingDefault, UDH8, 2},
		{"306 of GSM, 8 bits", strings.Repeat("a", 306), CodingDefault, UDH8, 2},
		{"306 of GSM, 16 bits", strings.Repeat("a", 306), CodingDefault, UDH16, 3},
		{"70 of UCS-2", strings.Repeat("가", 70), CodingUCS2, UDH16, 1},
		{"71 of UCS-2", strings.Repeat("가", 71), CodingUCS2, SAR, 2},
		{"134 of UCS-2, 8 bits", strings.Repeat("가", 134), CodingUCS2, UDH8, 2},
		{"133 of UCS-2, 16 bits", strings.Repeat("가", 133), CodingUCS2, UDH16, 3},
		{"emoji on the border, 8 bits", strings.Repeat("가", 66) + "🚨" + strings.Repeat("나", 40), CodingUCS2, UDH8, 2},
		{"emoji on the border, SAR", strings.Repeat("가", 65) + "🚨" + strings.Repeat("나", 40), CodingUCS2, SAR, 2},
		{"escape on the border", strings.Repeat("a", 152) + "€" + strings.Repeat("b", 20), CodingDefault, UDH8, 2},
		{"KS C 5601 between octets", "a" + strings.Repeat("가", 90), CodingKorean, UDH16, 2},
		{"all of it", korean, CodingUCS2, UDH8, 3},
		{"payload", korean, CodingUCS2, Payload, 1},
	} {
		all, err := Segments(c.text, c.coding, c.how, 0xBEEF)
		if err != nil || len(all) != c.segments {
			t.Errorf("%s: %d segments, %v; want %d", c.name, len(all), err, c.segments)
			continue
		}
		if got := joinSegments(t, all); got != c.text {
			t.Errorf("%s: %q came out as %q", c.name, c.text, got)
		}
		for i, m := range all {
			if s := TextOf(m.Payload(), m.DataCoding); !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
				t.Errorf("%s: segment %d has a character cut: %q", c.name, i+1, s)
			}
			if m.DataCoding == CodingDefault && bytes.HasSuffix(m.Payload(), []byte{0x1B}) {
				t.Errorf("%s: segment %d ends in an escape", c.name, i+1)
			}
		}
	}
}

func TestTextThatCannotGoIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		coding byte
		how    Splitting
	}{
		"Korean in GSM":        {"가", CodingDefault, UDH8},
		"emoji in KS C 5601":   {"🚨", CodingKorean, UDH8},
		"a coding of binaries": {"a", 4, UDH8},
		"256 segments":         {strings.Repeat("가", 67*255+1), CodingUCS2, UDH8},
		"payload over 64 KiB":  {strings.Repeat("가", 1<<15), CodingUCS2, Payload},
	} {
		if all, err := Segments(c.text, c.coding, c.how, 1); err == nil {
			t.Errorf("%s went as %d segments", name, len(all))
		}
	}
}

// go-smpp codes both alphabets, and what it cannot code it leaves as it is.
func TestTextIsCodedAsGoSMPPCodesIt(t *testing.T) {
	alike := func(s string) bool {
		s = strings.ToValidUTF8(s, "?")
		b, err := appendText(nil, s, CodingUCS2)
		return err == nil && bytes.Equal(b, pdutext.UCS2(s).Encode()) && says(b, CodingUCS2, s) && TextOf(b, CodingUCS2) == s
	}
	if err := quick.Check(alike, nil); err != nil {
		t.Error(err)
	}
	for _, s := range []string{"Take cover {now} €", "ÄÖÑÜ§¿äöñüà ΔΦΓΛΩ", "[~]\\^|\n", "plain"} {
		b, err := appendText(nil, s, CodingDefault)
		if want := pdutext.GSM7(s).Encode(); err != nil || !bytes.Equal(b, want) || !says(b, CodingDefault, s) {
			t.Errorf("%q is %x, %v; want %x", s, b, err, want)
		}
	}
}

func TestPayloadThatSaysSomethingElseIsNoticed(t *testing.T) {
	for _, coding := range []byte{CodingDefault, CodingUCS2, CodingKorean} {
		b, err := appendText(nil, "Take cover", coding)
		if err != nil || !says(b, coding, "Take cover") {
			t.Fatalf("coding %d: %v", coding, err)
		}
		for _, other := range []string{"Take cove", "Take covers", "Take Cover", ""} {
			if says(b, coding, other) {
				t.Errorf("coding %d: taken for %q", coding, other)
			}
		}
		for n := range b {
			if says(b[:n], coding, "Take cover") {
				t.Errorf("coding %d: %d of %d octets are taken for all", coding, n, len(b))
			}
		}
	}
}

// 지진 by the tables of KS X 1001: 0xC1F6 0xC1F8.
func TestKoreanGoesAsKSC5601WhereThatHasIt(t *testing.T) {
	for _, c := range []struct {
		text   string
		dcs    cbc.DCS
		euckr  bool
		coding byte
	}{
		{"지진", cbc.UCS2, true, CodingKorean}, {"지진", cbc.UCS2, false, CodingUCS2}, {"지진🚨", cbc.UCS2Language, true, CodingUCS2},
		{"quake", cbc.GSM7, true, CodingDefault},
	} {
		coding, err := codingOf(c.text, c.dcs, c.euckr)
		if err != nil || coding != c.coding {
			t.Errorf("%q goes as 0x%02x, %v; want 0x%02x", c.text, coding, err, c.coding)
		}
	}
	if b, err := appendText(nil, "지진", CodingKorean); err != nil || !bytes.Equal(b, []byte{0xC1, 0xF6, 0xC1, 0xF8}) {
		t.Errorf("지진 is %x, %v", b, err)
	}
}

func FuzzTextIsReadWithoutHarm(f *testing.F) {
	f.Add([]byte{0xd8, 0x3d, 0xde, 0xa8, 0xd8}, CodingUCS2)
	f.Add([]byte("a\x1be\x1b"), CodingDefault)
	f.Add([]byte{0xC1, 0xF6, 0xC1}, CodingKorean)
	f.Fuzz(func(t *testing.T, b []byte, coding byte) {
		s := TextOf(b, coding)
		if !utf8.ValidString(s) {
			t.Fatalf("%x came out as %q", b, s)
		}
		if again, err := appendText(nil, s, coding); err == nil && coding != CodingKorean && !says(again, coding, s) {
			t.Fatalf("%q does not say itself in %d", s, coding)
		}
	})
}
