package sbcap

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
	"bongsu/cbc/text"
)

// vectors returns messages that others encoded; each names its origin. They
// come from asn1c, by way of osmo-cbc.
func vectors(t testing.TB) map[string][]byte {
	t.Helper()
	file, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ ID, Hex string }
	if err := json.Unmarshal(file, &list); err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, v := range list {
		if all[v.ID], err = hex.DecodeString(v.Hex); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func ptr[T any](v T) *T { return &v }

var network = cbc.PLMN{MCC: 450, MNC: 5}

func cell(id uint64) CGI { return CGI{PLMN: network, ID: id} }

func tai(tac uint32) TAI { return TAI{PLMN: network, TAC: tac} }

// said is what the vectors say.
func said(t testing.TB) map[string]Message {
	t.Helper()
	// osmo-cbc pads with zeros where we pad with carriage returns.
	pages := make([]text.Page, 2)
	for i, used := range []int{82, 6} {
		pages[i].Used = used
		for k := 0; k < used; k += 2 {
			pages[i].Content[k] = 0xAC
		}
	}
	return map[string]Message{
		"sbcap.wrw_response": &WriteReplaceResponse{Response{MessageID: 43, Serial: 16752}},
		"sbcap.osmocbc_wrw_request_ucs2_2pages": &WriteReplaceRequest{
			MessageID: 4371, Serial: 16400, Period: 30, Broadcasts: 3, DCS: ptr(cbc.UCS2), Content: text.AppendCBData(nil, pages),
			Concurrent: true, SendIndication: true,
		},
		"sbcap.osmocbc_wrw_request_etws": &WriteReplaceRequest{
			MessageID: 4352, Serial: 16400, Period: 30, Broadcasts: 3, WarningType: ptr[uint16](0x0180), Security: new([50]byte),
			SendIndication: true,
		},
		"sbcap.osmocbc_stop_warning_request": &StopRequest{MessageID: 4371, Serial: 16400},
	}
}

func TestMessagesAreThoseOfOtherEncoders(t *testing.T) {
	all := said(t)
	for id, wire := range vectors(t) {
		want := all[id]
		if want == nil {
			t.Errorf("nobody says what %s means", id)
			continue
		}
		b, err := want.AppendBinary([]byte("x"))
		if err != nil || !bytes.Equal(b[1:], wire) {
			t.Errorf("%s was encoded as\n%x, %v; want\n%x", id, b[1:], err, wire)
		}
		got, err := Parse(wire)
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s decoded (-want +got):\n%s", id, diff)
		}
	}
}

// examples have every element of every message.
func examples() map[string]Message {
	enb := Node{PLMN: network, Bits: 20, ID: 0x12345}
	gnb := &Node{Kind: ran.GNB, PLMN: network, Bits: 24, ID: 0x123456}
	diagnostics := &Diagnostics{
		Procedure: ptr[uint8](0), Trigger: ptr(aper.Initiating), Criticality: ptr(aper.Reject),
		Fields: []aper.Diagnosis{{ID: 14, Missing: true}, {Criticality: aper.Ignore, ID: 46}},
	}
	begun := func(ids ...uint64) (list []ran.Broadcast) {
		for _, id := range ids {
			list = append(list, ran.Broadcast{Cell: cell(id)})
		}
		return list
	}
	ended := func(ids ...uint64) []ran.Broadcast {
		list := begun(ids...)
		for i := range list {
			list[i].N = uint16(1000 * (i + 1))
		}
		return list
	}
	areas := func(cells func(ids ...uint64) []ran.Broadcast) *AreaList {
		return &AreaList{
			Cells:     cells(0x0012345, 0x0012346, 0xFFFFFFF),
			Tracking:  []ran.TrackingArea{{TAI: tai(1001), Cells: cells(1, 2)}, {TAI: tai(65535), Cells: cells(3)}},
			Emergency: []ran.EmergencyArea{{EAI: EAI{1, 2, 3}, Cells: cells(4, 5)}},
		}
	}
	return map[string]Message{
		"a write with all": &WriteReplaceRequest{
			MessageID: 4370, Serial: 0x4011, TAIs: []TAI{tai(1001), tai(1002)}, Areas: &WarningAreas{Cells: []CGI{cell(0x0012345), cell(0x0012346)}},
			Period: 131071, Broadcasts: 65535, WarningType: ptr[uint16](0x0780), Security: ptr([50]byte{1, 2, 3}),
			DCS: ptr(cbc.UCS2), Content: bytes.Repeat([]byte{0xAC}, 1246), OMC: []byte("omc"), Concurrent: true, SendIndication: true,
			ENB: &enb, Coordinates: []byte{0x10, 0x03, 0x05},
			TAIs5GS: []TAI{tai(0xFFFFFF)}, Areas5GS: &WarningAreas5GS{NRCells: []CGI{cell(0xFFFFFFFFF)}}, RANNode: gnb, RAT5GS: true,
		},
		"a write to tracking areas": &WriteReplaceRequest{
			MessageID: 4370, Serial: 0x4011, TAIs: []TAI{tai(1001)}, Areas: &WarningAreas{TAIs: []TAI{tai(1001)}}, Period: 4095,
			Areas5GS: &WarningAreas5GS{TAI: ptr(tai(7))}, ENB: &Node{PLMN: network, Bits: 18, ID: 0x3FFFF},
		},
		"a write to emergency areas": &WriteReplaceRequest{
			MessageID: 4370, Serial: 0x4011, Areas: &WarningAreas{EAIs: []EAI{{1, 2, 3}, {4, 5, 6}}}, Period: 4096,
			Areas5GS: &WarningAreas5GS{EAIs: []EAI{{7, 8, 9}}}, RANNode: &Node{Kind: ran.NgENB, PLMN: network, Bits: 21, ID: 0x1FFFFF},
		},
		"a write's response": &WriteReplaceResponse{Response{
			MessageID: 4370, Serial: 0x4011, Cause: TrackingAreaNotValid, Diagnostics: diagnostics,
			UnknownTAIs: []TAI{tai(9), tai(10)}, UnknownTAIs5GS: []TAI{tai(0x10000)},
		}},
		"a stop with all": &StopRequest{
			MessageID: 4370, Serial: 0x4011, TAIs: []TAI{tai(1001)}, Areas: &WarningAreas{Cells: []CGI{cell(1)}}, OMC: []byte{9},
			SendIndication: true, All: true, TAIs5GS: []TAI{tai(1)}, Areas5GS: &WarningAreas5GS{Cells: []CGI{cell(5)}}, RAT5GS: true,
		},
		"a stop's response":    &StopResponse{Response{MessageID: 4370, Serial: 0x4011, Cause: MessageNotIdentified}},
		"an error":             &ErrorIndication{Cause: ptr(AbstractReject), Diagnostics: diagnostics},
		"an error of no words": &ErrorIndication{},
		"where it is": &WriteReplaceIndication{
			MessageID: 4370, Serial: 0x4011, Scheduled: areas(begun),
			Scheduled5GS: &AreaList{Cells: begun(0x111, 0xFFFFFFFFF), Tracking: []ran.TrackingArea{{TAI: tai(0x10000), Cells: begun(1, 2)}}},
		},
		"where it is not": &WriteReplaceIndication{MessageID: 4370, Serial: 0x4011},
		"where it was": &StopIndication{
			MessageID: 4370, Serial: 0x4011, Cancelled: areas(ended), Empty: []Node{enb, {PLMN: network, Bits: 28, ID: 7}},
			Cancelled5GS: &AreaList{Cells: ended(0x111, 0x222)}, Empty5GS: []Node{*gnb},
		},
		"a restart": &RestartIndication{
			Cells: []CGI{cell(1), cell(2)}, ENB: enb, TAIs: []TAI{tai(1001)}, EAIs: []EAI{{1, 2, 3}},
			NRCells: []CGI{cell(3)}, TAIs5GS: []TAI{tai(0x10000)}, GNB: gnb,
		},
		"a failure": &FailureIndication{Cells: []CGI{cell(1)}, ENB: enb, NRCells: []CGI{cell(3)}, GNB: gnb},
	}
}

// All that has no vector of another's making is compared with tshark by the
// interop tests; here it must come back.
func TestEveryElementComesBack(t *testing.T) {
	for name, m := range examples() {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := Parse(b)
		if err != nil {
			t.Errorf("%s: %x: %v", name, b, err)
		}
		if diff := cmp.Diff(m, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func encoded(t testing.TB) map[string][]byte {
	t.Helper()
	all := vectors(t)
	for name, m := range examples() {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = b
	}
	return all
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for id, wire := range encoded(t) {
		for n := range wire {
			var bad *DecodeError
			if m, err := Parse(wire[:n]); !errors.As(err, &bad) {
				t.Fatalf("%s cut to %d octets was read as %v, %v", id, n, m, err)
			}
		}
		if _, err := Parse(append(bytes.Clone(wire), 0)); err == nil {
			t.Errorf("%s with an octet behind it was read", id)
		}
	}
}

// list returns n tracking areas and as many cells.
func list(n int) (tais []TAI, cells []CGI) {
	for i := range n {
		tais, cells = append(tais, tai(uint32(i))), append(cells, cell(uint64(i)*37))
	}
	return tais, cells
}

func TestLongListsComeBack(t *testing.T) {
	for _, n := range []int{2500, 16384, 65535} {
		tais, cells := list(n)
		m := &WriteReplaceRequest{MessageID: 4370, TAIs: tais, Areas: &WarningAreas{Cells: cells}, Period: 30, Broadcasts: 1}
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Message(m), got); diff != "" {
			t.Errorf("%d cells came back otherwise", n)
		}
	}
	_, cells := list(65536)
	if _, err := (&WriteReplaceRequest{Areas: &WarningAreas{Cells: cells}}).AppendBinary(nil); err == nil {
		t.Error("65,536 cells were encoded")
	}
}

func TestWhatHasNoPlaceOnTheWireIsRefused(t *testing.T) {
	for name, m := range map[string]Message{
		"a period of 131,072 s":      &WriteReplaceRequest{Period: 131072},
		"a period below zero":        &WriteReplaceRequest{Period: -1},
		"areas of two kinds":         &WriteReplaceRequest{Areas: &WarningAreas{Cells: []CGI{cell(1)}, TAIs: []TAI{tai(1)}}},
		"areas of no kind":           &WriteReplaceRequest{Areas: &WarningAreas{}},
		"a cell of 29 bits":          &WriteReplaceRequest{Areas: &WarningAreas{Cells: []CGI{cell(1 << 28)}}},
		"a tracking area of 17 bits": &WriteReplaceRequest{TAIs: []TAI{tai(1 << 16)}},
		"content of 9,601 octets":    &WriteReplaceRequest{Content: make([]byte, 9601)},
		"an eNB of 19 bits":          &FailureIndication{Cells: []CGI{cell(1)}, ENB: Node{PLMN: network, Bits: 19}},
		"no cell that failed":        &FailureIndication{ENB: Node{PLMN: network, Bits: 20}},
		"a gNB where an ng-eNB is":   &WriteReplaceRequest{RANNode: &Node{Kind: ran.N3IWF, PLMN: network}},
	} {
		if b, err := m.AppendBinary([]byte("x")); err == nil || string(b) != "x" {
			t.Errorf("%s: %x, %v", name, b, err)
		}
	}
}

// An element that is not known is skipped or the message refused, as it says.
func TestUnknownElementsAreTreatedByCriticality(t *testing.T) {
	wire := vectors(t)["sbcap.osmocbc_stop_warning_request"]
	with := func(c byte) []byte {
		b := append(bytes.Clone(wire), 0x01, 0x00, c, 0x02, 0xAB, 0xCD)
		b[3] += 6 // length of the contents
		b[6]++    // number of elements
		return b
	}
	for c, ok := range map[byte]bool{0x00: false, 0x40: true, 0x80: true} {
		m, err := Parse(with(c))
		if (err == nil) != ok {
			t.Errorf("criticality %#x: %v, %v", c, m, err)
		}
		var bad *DecodeError
		if errors.As(err, &bad) {
			if a := bad.Answer(); a == nil || *a.Cause != AbstractReject || len(a.Diagnostics.Fields) != 1 || a.Diagnostics.Fields[0].ID != 0x100 {
				t.Errorf("answered with %+v", a)
			}
		}
	}
}

func TestFixedMessagesDoNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 1<<16)
	all := examples()
	for name, m := range said(t) {
		all[name] = m
	}
	for name, m := range all {
		n := testing.AllocsPerRun(100, func() {
			if _, err := m.AppendBinary(buf); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, wire := range encoded(f) {
		f.Add(wire)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Parse(b)
		if err != nil {
			var bad *DecodeError
			if !errors.As(err, &bad) {
				t.Fatalf("error of type %T", err)
			}
			if a := bad.Answer(); a != nil {
				if _, err := a.AppendBinary(nil); err != nil {
					t.Fatalf("the answer to %x cannot be encoded: %v", b, err)
				}
			}
			return
		}
		again, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%#v was read and cannot be written: %v", m, err)
		}
		back, err := Parse(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkAppendWriteToAllCells(b *testing.B) {
	_, cells := list(65535)
	m := &WriteReplaceRequest{MessageID: 4370, Areas: &WarningAreas{Cells: cells}, Period: 30, Broadcasts: 1}
	buf, err := m.AppendBinary(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.AppendBinary(buf[:0]); err != nil {
			b.Fatal(err)
		}
	}
}
