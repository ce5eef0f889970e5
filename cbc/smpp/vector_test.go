package smpp

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// foreign returns PDUs that were not written by us; testdata/foreign.json says
// by whom.
func foreign(t testing.TB) map[string][]byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/foreign.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		PDUs []struct{ Name, Hex string }
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, p := range file.PDUs {
		if all[p.Name], err = hex.DecodeString(p.Hex); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// A readable is any message that can be read and written.
type readable interface {
	message
	Read(*PDU) error
}

func places() []Place {
	return []Place{
		{Alias, []byte("4113500000")},
		{Polygon, []byte{0x53, 0x36, 0x54, 0x32, 0x5b, 0x69, 0xd0, 0x36, 0x54, 0x32, 0x5b, 0x6a, 0x00, 0x36, 0x55, 0x00, 0x5b, 0x69, 0xd0}},
	}
}

func us() Address { return Address{1, 1, "1082"} }

func foreignMessages() map[string]readable {
	phone, kyu := Address{1, 1, "821012345678"}, []byte{0xb3, 0x00, 0xd5, 0x3c, 0xd5, 0x58, 0xc1, 0x38, 0xc6, 0x94}
	return map[string]readable{
		"bind_transceiver":      &Bind{Command: BindTransceiver, SystemID: "bongsu", Password: "secret12", SystemType: "CBE", Version: 0x50},
		"bind_transmitter":      &Bind{Command: BindTransmitter, SystemID: "bongsu", Password: "secret12", Version: 0x33},
		"bind_receiver":         &Bind{Command: BindReceiver, SystemID: "bongsu", Password: "secret12", Version: 0x34},
		"bind_transceiver_resp": &BindResp{Command: BindTransceiverResp, SystemID: "CBC1", Version: 0x50},
		"outbind":               &OutbindPDU{"SMSC", "x"},
		"broadcast_sm": &BroadcastSM{
			ServiceType: "CBS", Source: us(), Priority: 1, DataCoding: 8, Reference: 4660, Areas: places(),
			Content: Content{1, 4371}, Info: []byte{0x40, 0x10}, Frequency: Frequency{8, 30},
			Payload: kyu, RepNum: 3,
		},
		"broadcast_sm_resp":       &BroadcastSMResp{MessageID: "b7", Failed: []FailedPlace{{places()[0], InvalidAlias}}},
		"query_broadcast_sm":      &QueryBroadcastSM{Source: us(), Reference: 4660},
		"query_broadcast_sm_resp": &QueryBroadcastSMResp{MessageID: "b7", State: Enroute, Areas: []PlaceSuccess{{places()[0], 80}}},
		"cancel_broadcast_sm":     &CancelBroadcastSM{ServiceType: "CBS", MessageID: "b7"},
		"submit_sm": &SubmitSM{phone, ShortMessage{Source: us(), Receipt: 1, DataCoding: 8, Text: kyu,
			TLVs: []TLV{{UserMessageReference, []byte{0x12, 0x34}}}}},
		"submit_sm_resp": &MessageResp{Command: SubmitResp, MessageID: "0a1B2c"},
		"submit_multi": &SubmitMulti{[]Destination{{Address: Address{1, 1, "821011112222"}}, {List: "LISTA"}},
			ShortMessage{Source: us(), DataCoding: 8, Text: kyu}},
		"submit_multi_resp": &SubmitMultiResp{MessageID: "m1", Failed: []FailedDestination{{Address{1, 1, "821011112222"}, InvalidDestination}}},
		"deliver_sm": &DeliverSM{us(), ShortMessage{Source: phone, ESMClass: ReceiptType,
			Text: []byte("id:0A1B2C sub:001 dlvrd:001 submit date:2611240930 done date:2611240931 stat:DELIVRD err:000 text:"),
			TLVs: []TLV{{ReceiptedMessageID, []byte("0a1B2c\x00")}, {MessageStateTag, []byte{2}}, {NetworkErrorCode, []byte{3, 0, 0}}}}},
		"deliver_sm_resp": &MessageResp{Command: DeliverResp},
		"data_sm": &DataSM{Source: phone, Destination: Address{Number: "1082"}, ESMClass: ReceiptType,
			TLVs: []TLV{{ReceiptedMessageID, []byte("7\x00")}, {MessageStateTag, []byte{5}}}},
		"data_sm_resp":  &MessageResp{Command: DataResp, MessageID: "d9"},
		"query_sm":      &QuerySM{"m1", us()},
		"query_sm_resp": &QuerySMResp{MessageID: "m1", State: Delivered, ErrorCode: 5},
		"cancel_sm":     &CancelSM{"CMT", "m1", us(), Address{Number: "821012345678"}},
		"replace_sm":    &ReplaceSM{MessageID: "m1", Source: us(), Receipt: 1, Text: []byte("hello")},
		"alert_notification": &AlertNotificationPDU{Address{Number: "821012345678"}, Address{Number: "1082"},
			[]TLV{{MSAvailabilityStatus, []byte{0}}}},
	}
}

func TestPDUsOfOthersAreRead(t *testing.T) {
	pdus := foreign(t)
	for name, want := range foreignMessages() {
		p, err := Parse(pdus[name])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Command().String() != name {
			t.Errorf("%s is called %v", name, p.Command())
		}
		got := emptyLike(want)
		if err := got.Read(p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	for name, want := range map[string]Status{
		"generic_nack": InvalidCommandID, "cancel_broadcast_sm_resp": BroadcastCancelFailed, "enquire_link": OK, "unbind_resp": OK,
		"cancel_sm_resp": OK, "replace_sm_resp": ReplaceFailed, "unbind": OK, "enquire_link_resp": OK,
	} {
		if p, err := Parse(pdus[name]); err != nil || p.Status() != want || p.Command().String() != name {
			t.Errorf("%s was read as %v, %v", name, p, err)
		}
	}
}

func emptyLike(m readable) readable {
	return reflect.New(reflect.TypeOf(m).Elem()).Interface().(readable)
}

// node-smpp writes optional parameters in the order in which its caller names
// them, and was asked for ours.
func TestOthersWriteTheSameOctets(t *testing.T) {
	for name, m := range foreignMessages() {
		want := foreign(t)[name]
		p, err := pduOf(m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p.SetSequence(sequenceOf(want))
		got, err := p.AppendBinary(nil)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v\n got %x\nwant %x", name, err, got, want)
		}
		if p.Len() != len(want) {
			t.Errorf("%s: length %d, want %d", name, p.Len(), len(want))
		}
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for name, b := range foreign(t) {
		whole, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		ends := map[int]bool{} // where a PDU may end: after a parameter
		for at := whole.tlvs; ; at += tlvHeader + int(b[at+2])<<8 + int(b[at+3]) {
			ends[at] = true
			if at == len(b) {
				break
			}
		}
		if whole.Command().Response() && whole.Status() != OK {
			ends[headerLen] = true
		}
		for n := range b {
			if p, err := Parse(b[:n]); err == nil {
				t.Errorf("%s: %d of %d octets were read as %v", name, n, len(b), p.Command())
			}
			if n < headerLen {
				continue
			}
			cut := bytes.Clone(b[:n])
			cut[2], cut[3] = byte(n>>8), byte(n) // says so itself
			p, err := Parse(cut)
			if (err == nil) != ends[n] {
				t.Errorf("%s that says it has %d octets: %v", name, n, err)
			}
			if err == nil && name == "broadcast_sm" {
				if err := new(BroadcastSM).Read(p); err == nil {
					t.Errorf("broadcast_sm of %d octets lacks required parameters and was read", n)
				}
			}
		}
	}
}

func TestRefusedResponseMayBeItsHeader(t *testing.T) {
	b := []byte{0, 0, 0, 16, 0x80, 0, 1, 0x11, 0, 0, 1, 0x0d, 0, 0, 0, 1}
	p, err := Parse(b)
	if err != nil || p.Status() != BroadcastFailed {
		t.Fatalf("header alone: %v, %v", p, err)
	}
	b[10], b[11] = 0, 0 // no error: then a message_id must follow
	if p, err := Parse(b); err == nil {
		t.Errorf("accepted without a message_id: %v", p)
	}
}
