package smpp

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
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

// A message is any that can be read and written.
type message interface{ Read(*PDU) error }

func places() []Place {
	return []Place{
		{Alias, []byte("4113500000")},
		{Polygon, []byte{0x53, 0x36, 0x54, 0x32, 0x5b, 0x69, 0xd0, 0x36, 0x54, 0x32, 0x5b, 0x6a, 0x00, 0x36, 0x55, 0x00, 0x5b, 0x69, 0xd0}},
	}
}

func us() Address { return Address{1, 1, "1082"} }

func foreignMessages() map[string]message {
	return map[string]message{
		"bind_transceiver":      &Bind{SystemID: "bongsu", Password: "secret12", SystemType: "CBE", Version: 0x50},
		"bind_transceiver_resp": &BindResp{SystemID: "CBC1", Version: 0x50},
		"broadcast_sm": &BroadcastSM{
			ServiceType: "CBS", Source: us(), Priority: 1, DataCoding: 8, Reference: 4660, Areas: places(),
			Content: Content{1, 4371}, Info: []byte{0x40, 0x10}, Frequency: Frequency{8, 30},
			Payload: []byte{0xb3, 0x00, 0xd5, 0x3c, 0xd5, 0x58, 0xc1, 0x38, 0xc6, 0x94}, RepNum: 3,
		},
		"broadcast_sm_resp":       &BroadcastSMResp{MessageID: "b7", Failed: []FailedPlace{{places()[0], InvalidAlias}}},
		"query_broadcast_sm":      &QueryBroadcastSM{Source: us(), Reference: 4660},
		"query_broadcast_sm_resp": &QueryBroadcastSMResp{"b7", Enroute, []PlaceSuccess{{places()[0], 80}}},
		"cancel_broadcast_sm":     &CancelBroadcastSM{ServiceType: "CBS", MessageID: "b7"},
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
	for name, want := range map[string]Status{"generic_nack": InvalidCommandID, "cancel_broadcast_sm_resp": BroadcastCancelFailed, "enquire_link": OK, "unbind_resp": OK} {
		if p, err := Parse(pdus[name]); err != nil || p.Status() != want || p.Command().String() != name {
			t.Errorf("%s was read as %v, %v", name, p, err)
		}
	}
}

func emptyLike(m message) message {
	switch m.(type) {
	case *Bind:
		return &Bind{}
	case *BindResp:
		return &BindResp{}
	case *BroadcastSM:
		return &BroadcastSM{}
	case *BroadcastSMResp:
		return &BroadcastSMResp{}
	case *QueryBroadcastSM:
		return &QueryBroadcastSM{}
	case *QueryBroadcastSMResp:
		return &QueryBroadcastSMResp{}
	}
	return &CancelBroadcastSM{}
}

func pduOf(m message) (*PDU, error) {
	switch m := m.(type) {
	case *Bind:
		return m.PDU(), nil
	case *BindResp:
		return m.PDU(), nil
	case *BroadcastSMResp:
		return m.PDU(OK), nil
	case *QueryBroadcastSMResp:
		return m.PDU(), nil
	case interface{ PDU() (*PDU, error) }:
		return m.PDU()
	}
	return nil, nil
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
		p.header.Seq = headerOf(want).Seq
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
		for n, end := len(whole.tlvs), len(b); n >= 0; n-- {
			ends[end] = true
			if n > 0 {
				end -= 4 + len(whole.tlvs[n-1].Value)
			}
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
