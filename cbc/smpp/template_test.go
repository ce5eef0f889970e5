package smpp

import (
	"bytes"
	"fmt"
	"testing"
	"testing/quick"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutext"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

func template(t testing.TB) *Template {
	t.Helper()
	m := SubmitSM{Destination: Address{TON: 1, NPI: 1}, ShortMessage: ShortMessage{
		Source: us(), Receipt: 1, DataCoding: CodingUCS2, Text: pdutext.UCS2("지진 발생").Encode(),
		TLVs: []TLV{{UserMessageReference, []byte{0x12, 0x34}}}}}
	tm, err := NewTemplate(&m)
	if err != nil {
		t.Fatal(err)
	}
	return tm
}

// The number and the sequence number that are put in give the very octets that
// go-smpp writes.
func TestTemplateIsWhatGoSMPPWritesForEachNumber(t *testing.T) {
	tm := template(t)
	alike := func(number uint64, seq uint32) bool {
		to := fmt.Sprint(number)[:1+int(number%19)%len(fmt.Sprint(number))]
		theirs := pdu.NewSubmitSM(pdutlv.Fields{pdutlv.TagUserMessageReference: []byte{0x12, 0x34}})
		theirs.Header().Seq = seq
		for name, v := range map[pdufield.Name]any{
			pdufield.SourceAddr: "1082", pdufield.SourceAddrTON: 1, pdufield.SourceAddrNPI: 1, pdufield.DestinationAddr: to,
			pdufield.DestAddrTON: 1, pdufield.DestAddrNPI: 1, pdufield.RegisteredDelivery: 1, pdufield.ShortMessage: pdutext.UCS2("지진 발생"),
		} {
			if err := theirs.Fields().Set(name, v); err != nil {
				t.Fatal(err)
			}
		}
		var want bytes.Buffer
		if err := theirs.SerializeTo(&want); err != nil {
			t.Fatal(err)
		}
		got, err := tm.Append(nil, to, seq)
		return err == nil && bytes.Equal(got, want.Bytes())
	}
	if err := quick.Check(alike, nil); err != nil {
		t.Error(err)
	}
}

func TestTemplateTakesOnlyNumbersThatFit(t *testing.T) {
	tm := template(t)
	for _, number := range []string{"123456789012345678901", "12\x0034"} {
		if b, err := tm.Append([]byte("x"), number, 1); err == nil || string(b) != "x" {
			t.Errorf("%q was put in: %x", number, b)
		}
	}
	if _, err := NewTemplate(&SubmitSM{Destination: Address{Number: "1"}}); err == nil {
		t.Error("a message to somebody was taken for a template")
	}
}
