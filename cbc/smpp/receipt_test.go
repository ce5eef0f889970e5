package smpp

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func receiptOf(text string, tlvs ...TLV) *DeliverSM {
	return &DeliverSM{ShortMessage: ShortMessage{ESMClass: ReceiptType, Text: []byte(text), TLVs: tlvs}}
}

func TestReceiptsOfEveryShapeAreRead(t *testing.T) {
	submitted, done := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC), time.Date(2026, 11, 24, 9, 31, 7, 0, time.UTC)
	ucs2, err := appendText(nil, "id:7 stat:EXPIRED err:001", CodingUCS2)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		m    *DeliverSM
		want Receipt
	}{
		"as in SMPP 3.4": {receiptOf("id:0A1B sub:001 dlvrd:001 submit date:2611240930 done date:261124093107 stat:DELIVRD err:000 text:Take cov"),
			Receipt{MessageID: "0A1B", State: Delivered, Submitted: submitted, Done: done, Error: "000", Text: []byte("Take cov")}},
		"raw UCS-2 behind text:": {receiptOf("id:7 stat:UNDELIV err:06B text:\xb3\x00\xd5\x3c"),
			Receipt{MessageID: "7", State: Undeliverable, Error: "06B", Text: []byte("\xb3\x00\xd5\x3c")}},
		"keywords in another case": {receiptOf("ID:7 Stat:delivrd Err:0 Text:"), Receipt{MessageID: "7", State: Delivered, Error: "0", Text: []byte{}}},
		"nothing but the name":     {receiptOf("id:7"), Receipt{MessageID: "7", State: UnknownState}},
		"a state of its own":       {receiptOf("id:7 stat:FOO"), Receipt{MessageID: "7", State: UnknownState}},
		"whole words":              {receiptOf("id:7 stat:REJECTED"), Receipt{MessageID: "7", State: Rejected}},
		"years of four digits":     {receiptOf("id:7 done date:20261124093107 stat:ACCEPTD"), Receipt{MessageID: "7", State: AcceptedState, Done: done}},
		"a date that is none":      {receiptOf("id:7 done date:yesterday stat:DELETED"), Receipt{MessageID: "7", State: Deleted}},
		"parameters alone": {receiptOf("", TLV{ReceiptedMessageID, []byte("0a1b\x00")}, TLV{MessageStateTag, []byte{5}}, TLV{NetworkErrorCode, []byte{3, 0, 11}}),
			Receipt{MessageID: "0a1b", State: Undeliverable, Network: 3, Code: 11}},
		"parameters against text": {receiptOf("id:10 stat:ENROUTE", TLV{ReceiptedMessageID, []byte("a")}, TLV{MessageStateTag, []byte{2}}),
			Receipt{MessageID: "a", State: Delivered}},
		"all of it in UCS-2": {&DeliverSM{ShortMessage: ShortMessage{ESMClass: ReceiptType, DataCoding: CodingUCS2, Text: ucs2}},
			Receipt{MessageID: "7", State: Expired, Error: "001"}},
		"in message_payload": {receiptOf("", TLV{MessagePayload, []byte("id:7 stat:DELIVRD")}), Receipt{MessageID: "7", State: Delivered}},
		"words in the text":  {receiptOf("id:7 stat:DELIVRD text:id:8 stat:EXPIRED"), Receipt{MessageID: "7", State: Delivered, Text: []byte("id:8 stat:EXPIRED")}},
	} {
		got, err := ReadReceipt(c.m)
		if d := cmp.Diff(c.want, got); err != nil || d != "" {
			t.Errorf("%s: %v, -want +got:\n%s", name, err, d)
		}
	}
}

func TestWhatIsNoReceiptIsNotTakenForOne(t *testing.T) {
	for name, m := range map[string]*DeliverSM{
		"a message":        {ShortMessage: ShortMessage{Text: []byte("id:7 stat:DELIVRD")}},
		"a receipt of any": receiptOf("stat:DELIVRD"),
		"nothing":          receiptOf(""),
	} {
		if r, err := ReadReceipt(m); err == nil {
			t.Errorf("%s was read as %+v", name, r)
		}
	}
}

func FuzzReceiptsAreReadWithoutHarm(f *testing.F) {
	f.Add("id:0A1B sub:001 dlvrd:001 submit date:2611240930 done date:261124093107 stat:DELIVRD err:000 text:Take cov", byte(0))
	f.Add("\x00i\x00d\x00:\x007", CodingUCS2)
	f.Fuzz(func(t *testing.T, text string, coding byte) {
		m := receiptOf(text)
		m.DataCoding = coding
		if r, err := ReadReceipt(m); err == nil && (r.MessageID == "" || len(r.MessageID) > 3*len(text)) {
			t.Fatalf("%q names %q", text, r.MessageID)
		}
	})
}

func TestReceiptsFindTheirMessages(t *testing.T) {
	for _, c := range []struct {
		name            string
		naming          Naming
		answer, receipt string
		found           bool
	}{
		{"alike", SameName, "0a1B2c", "0a1B2c", true},
		{"another case", SameName, "0a1B2c", "0A1B2C", true},
		{"zeros in front", SameName, "00042", "42", true},
		{"nothing but zeros", SameName, "000", "0", true},
		{"another", SameName, "16", "10", false},
		{"hexadecimal, then decimal", HexThenDecimal, "0A1B", "2587", true},
		{"decimal, then hexadecimal", DecimalThenHex, "2587", "0a1b", true},
		{"no number at all", HexThenDecimal, "msg-1", "MSG-1", true},
	} {
		for _, first := range []string{"answer", "receipt"} {
			tickets := NewTickets(10, c.naming)
			r := Receipt{MessageID: c.receipt, State: Delivered}
			var found bool
			if first == "answer" {
				tickets.Sent(c.answer, 7)
				var ticket uint64
				if ticket, found = tickets.Heard(r); found && ticket != 7 {
					t.Errorf("%s: ticket %d", c.name, ticket)
				}
			} else {
				if _, ok := tickets.Heard(r); ok {
					t.Errorf("%s: found before it was sent", c.name)
				}
				_, found = tickets.Sent(c.answer, 7)
			}
			if found != c.found {
				t.Errorf("%s, %s first: found %v, want %v", c.name, first, found, c.found)
			}
		}
	}
}

func TestTicketsForgetTheOldest(t *testing.T) {
	tickets := NewTickets(2, SameName)
	for i, id := range []string{"a", "b", "c"} {
		tickets.Sent(id, uint64(i))
		tickets.Heard(Receipt{MessageID: "early-" + id, State: Delivered})
	}
	if _, ok := tickets.Heard(Receipt{MessageID: "a", State: Delivered}); ok {
		t.Error("the oldest message is remembered")
	}
	if _, ok := tickets.Sent("early-a", 9); ok {
		t.Error("the oldest receipt is remembered")
	}
	for _, state := range []MessageState{Enroute, Delivered} { // the first is not the last
		if ticket, ok := tickets.Heard(Receipt{MessageID: "c", State: state}); !ok || ticket != 2 {
			t.Errorf("%v for the newest: %d, %v", state, ticket, ok)
		}
	}
	if _, ok := tickets.Heard(Receipt{MessageID: "c", State: Delivered}); ok {
		t.Error("a message with its last receipt is remembered")
	}
	for range 100 {
		tickets.Sent(strings.Repeat("x", 3), 1)
		tickets.Heard(Receipt{MessageID: "xxx", State: Delivered})
	}
	if len(tickets.sent) > 2 || tickets.order.len() > 4 {
		t.Errorf("%d messages and %d in order are remembered", len(tickets.sent), tickets.order.len())
	}
}
