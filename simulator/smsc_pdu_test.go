package simulator

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"bongsu/cbc/smpp"
)

// broadcastPDU is a broadcast_sm written by package smpp.
func broadcastPDU(t testing.TB) []byte {
	t.Helper()
	p, err := (&smpp.BroadcastSM{
		ServiceType: "CBS", Source: smpp.Address{TON: 1, NPI: 1, Number: "1082"}, MessageID: "a1", Replace: true, DataCoding: 8,
		Validity: time.Date(2026, 11, 24, 9, 30, 15, 0, time.UTC), Reference: 7, Info: []byte{0x40, 0x10},
		Areas: []smpp.Place{{Details: []byte("KR")}, {Details: []byte("4713000000")}}, Payload: []byte{0xb3, 0x00},
	}).PDU()
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryTruncatedRequestIsNoticed(t *testing.T) {
	whole := broadcastPDU(t)
	if q := readSMSC(whole); q.bad != smpp.OK || len(q.tlvs) != 8 || q.source != "11:1082" || q.messageID != "a1" || !q.replace || q.coding != 8 {
		t.Fatalf("read as %+v", q)
	}
	ends := map[int]bool{}
	for at, tlvs := len(whole), readSMSC(whole).tlvs; ; tlvs = tlvs[:len(tlvs)-1] {
		ends[at] = true
		if len(tlvs) == 0 {
			break
		}
		at -= 4 + len(tlvs[len(tlvs)-1].Value)
	}
	for n := 16; n < len(whole); n++ {
		if q := readSMSC(whole[:n]); (q.bad == smpp.OK) != ends[n] {
			t.Errorf("of %d octets %d: %v", len(whole), n, q.bad)
		}
	}
}

// Two decoders that share no code read the same or refuse the same.
func FuzzCentreReadsWhatLinksRead(f *testing.F) {
	f.Add(broadcastPDU(f))
	for _, c := range []smpp.Command{smpp.BindTransceiver, smpp.Broadcast, smpp.QueryBroadcast, smpp.CancelBroadcast, smpp.EnquireLink} {
		b := append(make([]byte, 16), bytes.Repeat([]byte("x\x00"), 12)...)
		binary.BigEndian.PutUint32(b[4:], uint32(c))
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 16 || len(b) > 4096 {
			return
		}
		binary.BigEndian.PutUint32(b, uint32(len(b)))
		q := readSMSC(b)
		p, err := smpp.Parse(b)
		if q.command.Response() || q.command == smpp.Outbind || strings.HasPrefix(q.command.String(), "command") || q.command == smpp.AlertNotification {
			return
		}
		if (q.bad == smpp.OK) != (err == nil) {
			t.Fatalf("centre: %v; link: %v", q.bad, err)
		}
		if err != nil {
			return
		}
		same := len(q.tlvs) == len(p.TLVs())
		for i := 0; same && i < len(q.tlvs); i++ {
			same = q.tlvs[i].Tag == p.TLVs()[i].Tag && bytes.Equal(q.tlvs[i].Value, p.TLVs()[i].Value)
		}
		if !same {
			t.Fatalf("centre: %v; link: %v", q.tlvs, p.TLVs())
		}
	})
}

func TestValidityIsReadInEveryForm(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Time{
		"":                 {},
		"261124093015000+": now.Add(30*time.Minute + 15*time.Second),
		"261124183015036+": now.Add(30*time.Minute + 15*time.Second), // Korea
		"261124013015032-": now.Add(30*time.Minute + 15*time.Second),
		"000000003000000R": now.Add(30 * time.Minute),
		"000002000000000R": now.AddDate(0, 0, 2),
	} {
		if got, ok := smscEnd(s, now); !ok || !got.Equal(want) {
			t.Errorf("%q is %v, %v; want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"2611240930150", "261324093015000+", "261132093015000+", "26112409301500x+", "261124093015000?"} {
		if got, ok := smscEnd(s, now); ok {
			t.Errorf("%q was read as %v", s, got)
		}
	}
}

func TestTextIsReadInBothCodings(t *testing.T) {
	for _, c := range []struct {
		coding byte
		octets string
		want   string
		ok     bool
	}{
		{0, "\x00A\x1b\x65\x1b(", "@A€{", true},
		{0, "A\x80", "", false},
		{0, "\x1bA", "", false},
		{8, "\xb3\x00\xd5\x3c\xd8\x3d\xde\xa8", "대피🚨", true},
		{8, "\xb3", "", false},
		{3, "A", "", false},
	} {
		if got, _, ok := smscText(c.coding, []byte(c.octets)); got != c.want || ok != c.ok {
			t.Errorf("coding %d, %q: %q, %v; want %q, %v", c.coding, c.octets, got, ok, c.want, c.ok)
		}
	}
}
