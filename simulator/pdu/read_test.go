package pdu

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"bongsu/cbc/smpp"
)

// whole returns the octets of a message as package smpp writes it.
func whole(t testing.TB, m interface{ PDU() (*smpp.PDU, error) }) []byte {
	t.Helper()
	p, err := m.PDU()
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	from = smpp.Address{TON: 1, NPI: 1, Number: "1082"}
	to   = smpp.Address{TON: 1, NPI: 1, Number: "821012345678"}
)

// messages are one of each that a client sends.
func messages(t testing.TB) map[string][]byte {
	short := smpp.ShortMessage{ServiceType: "CMT", Source: from, ESMClass: 0x40, Receipt: 1, DataCoding: 8, Validity: "000001000000000R",
		Text: []byte("\x05\x00\x03\x07\x02\x01\xb3\x00"), TLVs: []smpp.TLV{{Tag: smpp.UserMessageReference, Value: []byte{0, 7}}}}
	return map[string][]byte{
		"broadcast_sm": whole(t, &smpp.BroadcastSM{
			ServiceType: "CBS", Source: from, MessageID: "a1", Replace: true, DataCoding: 8,
			Validity: time.Date(2026, 11, 24, 9, 30, 15, 0, time.UTC), Reference: 7, Info: []byte{0x40, 0x10},
			Areas: []smpp.Place{{Details: []byte("KR")}, {Details: []byte("4713000000")}}, Payload: []byte{0xb3, 0x00},
		}),
		"submit_sm":    whole(t, &smpp.SubmitSM{Destination: to, ShortMessage: short}),
		"submit_multi": whole(t, &smpp.SubmitMulti{Destinations: []smpp.Destination{{Address: to}, {List: "officials"}}, ShortMessage: short}),
		"query_sm":     whole(t, &smpp.QuerySM{MessageID: "a1", Source: from}),
		"cancel_sm":    whole(t, &smpp.CancelSM{MessageID: "a1", Source: from, Destination: to}),
		"replace_sm":   whole(t, &smpp.ReplaceSM{MessageID: "a1", Source: from, Text: []byte("b")}),
	}
}

func TestWhatPackageSMPPWritesIsReadAsWritten(t *testing.T) {
	all := messages(t)
	address := Address{1, 1, "821012345678"}
	for name, right := range map[string]func(p *PDU) bool{
		"broadcast_sm": func(p *PDU) bool {
			return p.ServiceType == "CBS" && p.MessageID == "a1" && p.Replace && p.Coding == 8 && len(p.TLVs) == 8 &&
				p.Validity == "261124093015000+" && len(p.Values(smpp.BroadcastAreaIdentifier)) == 2
		},
		"submit_sm": func(p *PDU) bool {
			s, words, ok := SplitHeader(p.Payload())
			return p.Destination == address && p.ESMClass == 0x40 && p.Registered == 1 && p.Validity == "000001000000000R" &&
				ok && s == Segment{Reference: 7, Total: 2, Number: 1} && bytes.Equal(words, []byte{0xb3, 0})
		},
		"submit_multi": func(p *PDU) bool {
			return len(p.Destinations) == 2 && p.Destinations[0].Address == address && p.Destinations[1].List == "officials" && p.Coding == 8
		},
		"query_sm":   func(p *PDU) bool { return p.MessageID == "a1" && p.Source == Address{1, 1, "1082"} },
		"cancel_sm":  func(p *PDU) bool { return p.MessageID == "a1" && p.Destination == address },
		"replace_sm": func(p *PDU) bool { return p.MessageID == "a1" && string(p.Short) == "b" },
	} {
		p := Read(all[name])
		if p.Command.String() != name || p.Fault.Status != smpp.OK || p.Source.Number != "1082" || !right(p) {
			t.Errorf("%s is read as %+v", name, p)
		}
	}
}

// Only between two parameters may a request end early.
func TestEveryTruncatedRequestIsNoticed(t *testing.T) {
	for name, b := range messages(t) {
		ends := map[int]bool{}
		for at, tlvs := len(b), Read(b).TLVs; ; tlvs = tlvs[:len(tlvs)-1] {
			ends[at] = true
			if len(tlvs) == 0 {
				break
			}
			at -= 4 + len(tlvs[len(tlvs)-1].Value)
		}
		for n := headerLen; n < len(b); n++ {
			if p := Read(b[:n]); (p.Fault.Status == smpp.OK) != ends[n] {
				t.Errorf("%s of %d octets cut to %d: %+v", name, len(b), n, p.Fault)
			}
		}
	}
}

// Two readers that share no code read the same or refuse the same.
func FuzzReadsWhatPackageSMPPReads(f *testing.F) {
	for _, b := range messages(f) {
		f.Add(b)
	}
	for _, c := range []smpp.Command{smpp.BindTransceiver, smpp.Data, smpp.QueryBroadcast, smpp.CancelBroadcast, smpp.EnquireLink} {
		b := append(make([]byte, headerLen), bytes.Repeat([]byte("x\x00"), 12)...)
		binary.BigEndian.PutUint32(b[4:], uint32(c))
		f.Add(b)
	}
	asked := map[smpp.Command]bool{smpp.BindTransceiver: true, smpp.BindReceiver: true, smpp.BindTransmitter: true, smpp.EnquireLink: true, smpp.Unbind: true,
		smpp.Submit: true, smpp.Multi: true, smpp.Data: true, smpp.Query: true, smpp.Cancel: true, smpp.Replace: true,
		smpp.Broadcast: true, smpp.QueryBroadcast: true, smpp.CancelBroadcast: true}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < headerLen || len(b) > 4096 {
			return
		}
		binary.BigEndian.PutUint32(b, uint32(len(b)))
		ours := Read(b)
		if !asked[ours.Command] {
			return
		}
		theirs, err := smpp.Parse(b)
		if (ours.Fault.Status == smpp.OK) != (err == nil) {
			t.Fatalf("ours: %+v; theirs: %v", ours.Fault, err)
		}
		if err != nil {
			return
		}
		same := len(ours.TLVs) == len(theirs.TLVs())
		for i := 0; same && i < len(ours.TLVs); i++ {
			same = ours.TLVs[i].Tag == theirs.TLVs()[i].Tag && bytes.Equal(ours.TLVs[i].Value, theirs.TLVs()[i].Value)
		}
		if !same {
			t.Fatalf("ours: %v; theirs: %v", ours.TLVs, theirs.TLVs())
		}
	})
}

func TestTimeIsReadInEveryForm(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Time{
		"":                 {},
		"261124093015000+": now.Add(30*time.Minute + 15*time.Second),
		"261124183015036+": now.Add(30*time.Minute + 15*time.Second), // Korea
		"261124013015032-": now.Add(30*time.Minute + 15*time.Second),
		"000000003000000R": now.Add(30 * time.Minute),
		"000002000000000R": now.AddDate(0, 0, 2),
	} {
		if got, ok := Time(s, now); !ok || !got.Equal(want) {
			t.Errorf("%q is %v, %v; want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"2611240930150", "261324093015000+", "261132093015000+", "26112409301500x+", "261124093015000?"} {
		if got, ok := Time(s, now); ok {
			t.Errorf("%q was read as %v", s, got)
		}
	}
}

func TestTextIsReadInEveryCoding(t *testing.T) {
	for _, c := range []struct {
		coding byte
		octets string
		want   string
		ok     bool
	}{
		{0, "\x00A\x1b\x65\x1b(", "@A€{", true},
		{0xF0, "\x00A", "@A", true},
		{0, "A\x80", "", false},
		{0, "\x1bA", "", false},
		{1, "A@", "A@", true},
		{1, "A\xe9", "A\xe9", false},
		{3, "A\xe9", "Aé", true},
		{8, "\xb3\x00\xd5\x3c\xd8\x3d\xde\xa8", "대피🚨", true},
		{0x18, "\xb3\x00", "대", true},
		{8, "\xb3", "", false},
		{0x0E, "\xb4\xeb\xc7\xc7", "대피", true},
		{0x0E, "\xff\xff", "\uFFFD\uFFFD", false},
		{4, "A", "", false},
	} {
		if got, ok := Text(c.coding, []byte(c.octets)); ok != c.ok || ok && got != c.want {
			t.Errorf("coding %d, %q: %q, %v; want %q, %v", c.coding, c.octets, got, ok, c.want, c.ok)
		}
	}
}

func TestUserDataHeadersAreSplitOff(t *testing.T) {
	for _, c := range []struct {
		octets string
		want   Segment
		text   string
		ok     bool
	}{
		{"\x05\x00\x03\x07\x02\x01ab", Segment{Reference: 7, Total: 2, Number: 1}, "ab", true},
		{"\x06\x08\x04\x01\x07\x02\x01ab", Segment{Reference: 0x107, Total: 2, Number: 1}, "ab", true},
		{"\x06\x05\x04\x0b\x84\x23\xf0ab", Segment{}, "ab", true}, // ports
		{"\x05\x00\x04\x07\x02\x01ab", Segment{}, "ab", false},
		{"\x05\x00", Segment{}, "", false},
		{"", Segment{}, "", false},
	} {
		if s, text, ok := SplitHeader([]byte(c.octets)); s != c.want || ok != c.ok || string(text) != c.text {
			t.Errorf("%x: %+v, %q, %v", c.octets, s, text, ok)
		}
	}
}
