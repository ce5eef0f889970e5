package smpp

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// blank returns a message of p's command to read into, or nil for those
// without fields.
func blank(p *PDU) readable {
	if p.bare() {
		return nil
	}
	for name, m := range foreignMessages() {
		if name == p.Command().String() {
			return emptyLike(m)
		}
	}
	return nil
}

// What can be read and written is the same when it is read again.
func FuzzMessagesAreReadAsWritten(f *testing.F) {
	for _, b := range foreign(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil || blank(p) == nil {
			return
		}
		m := blank(p)
		if err := m.Read(p); err != nil {
			return
		}
		again, err := pduOf(m)
		if err != nil {
			return // such as a query that names nothing
		}
		back := blank(again)
		if err := back.Read(again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if d := cmp.Diff(m, back, cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
	})
}

func TestWhatDoesNotFitAPDUIsNotWritten(t *testing.T) {
	long := bytes.Repeat([]byte("1"), 300)
	for name, m := range map[string]message{
		"text of 256 octets":     &SubmitSM{ShortMessage: ShortMessage{Text: long[:256]}},
		"number of 21":           &SubmitSM{Destination: Address{Number: string(long[:21])}},
		"NUL in a number":        &SubmitSM{ShortMessage: ShortMessage{Source: Address{Number: "1\x002"}}},
		"delivered text of 256":  &DeliverSM{ShortMessage: ShortMessage{Text: long[:256]}},
		"replacement of 256":     &ReplaceSM{Text: long[:256]},
		"nobody":                 &SubmitMulti{},
		"256 destinations":       &SubmitMulti{Destinations: make([]Destination, 256)},
		"list name of 21":        &SubmitMulti{Destinations: []Destination{{List: string(long[:21])}}},
		"message id of 65":       &QuerySM{MessageID: string(long[:65])},
		"source of 21":           &QuerySM{Source: Address{Number: string(long[:21])}},
		"cancel of everything":   &CancelSM{ServiceType: "CMT"},
		"data number of 65":      &DataSM{Destination: Address{Number: string(long[:65])}},
		"password of 9":          &Bind{Password: "123456789"},
		"a bind that is none":    &Bind{Command: Submit},
		"system id of 16":        &BindResp{SystemID: string(long[:16])},
		"failures of 256":        &SubmitMultiResp{Failed: make([]FailedDestination, 256)},
		"parameter over 64 KiB":  &DataSM{TLVs: []TLV{{MessagePayload, make([]byte, 1<<16)}}},
		"parameters over 68 KiB": &DataSM{TLVs: []TLV{{MessagePayload, make([]byte, 40<<10)}, {MessagePayload, make([]byte, 40<<10)}}},
	} {
		if p, err := pduOf(m); err == nil {
			t.Errorf("%s was written as %x", name, p.b[:min(len(p.b), 64)])
		}
		before := []byte("before")
		if b, _ := m.appendTo(before); string(b) != "before" {
			t.Errorf("%s left %d octets behind", name, len(b))
		}
	}
}
