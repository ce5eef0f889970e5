package ngap

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

// vectors returns messages that others encoded; each names its origin.
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

func at(n uint16, ids ...uint64) (list []ran.Broadcast) {
	for _, id := range ids {
		list = append(list, ran.Broadcast{Cell: cell(id), N: n})
	}
	return list
}

// free5gc is what its vectors say: padding of zeros, where ours is returns.
func free5gc(t testing.TB, period int, cells ...uint64) *WriteReplaceRequest {
	t.Helper()
	const words = "[행정안전부] 긴급재난문자 시험"
	pages, err := text.Pages(words, cbc.UCS2, "")
	if err != nil {
		t.Fatal(err)
	}
	clear(pages[0].Content[pages[0].Used:])
	pages[0].Used = 34
	m := &WriteReplaceRequest{
		MessageID: 4371, Serial: 16400, Period: period, Broadcasts: 60, DCS: ptr(cbc.UCS2), Contents: text.AppendCBData(nil, pages), Concurrent: true,
	}
	for _, id := range cells {
		if m.Areas == nil {
			m.Areas = &WarningAreas{}
		}
		m.Areas.Cells = append(m.Areas.Cells, cell(id))
	}
	return m
}

func examples(t testing.TB) map[string]Message {
	t.Helper()
	korean := append(append([]byte{1}, bytes.Repeat([]byte{0x5b, 0xd5}, 41)...), 82)
	diagnostics := &Diagnostics{
		Procedure: ptr[uint8](51), Trigger: ptr(aper.Initiating), Criticality: ptr(aper.Reject),
		Fields: []aper.Diagnosis{{Criticality: aper.Ignore, ID: 122}, {Criticality: aper.Reject, ID: 87, Missing: true}},
	}
	var security [50]byte
	for i := range security {
		security[i] = byte(i)
	}
	write := func(period int, broadcasts uint16, a WarningAreas) *WriteReplaceRequest {
		return &WriteReplaceRequest{MessageID: 4370, Serial: 0x4011, Areas: &a, Period: period, Broadcasts: broadcasts}
	}
	nr := write(3600, 65535, WarningAreas{Cells: []CGI{cell(0x111), cell(0xFFFFFFFFF)}})
	nr.DCS, nr.Contents, nr.Concurrent, nr.Coordinates = ptr(cbc.UCS2), korean, true, []byte{0x10, 0x03, 0x05}
	etws := write(255, 1, WarningAreas{TAIs: []TAI{tai(1), tai(0xFFFFFF)}})
	etws.WarningType, etws.Security = ptr[uint16](0x0180), &security
	done := func(nr bool, a AreaList) *Broadcasts { return &Broadcasts{nr, a} }
	return map[string]Message{
		"pycrate.write_nr":       nr,
		"pycrate.write_tai_etws": etws,
		"pycrate.write_eutra":    write(0, 1, WarningAreas{EUTRACells: []CGI{cell(0x12345), cell(0xFFFFFFF)}}),
		"pycrate.write_eai":      write(65536, 0, WarningAreas{EAIs: []EAI{{1, 2, 3}, {4, 5, 6}}}),
		"pycrate.write_response_nr": &WriteReplaceResponse{
			MessageID: 4370, Serial: 0x4011, Completed: done(true, AreaList{Cells: at(0, 1, 2)}), Diagnostics: diagnostics,
		},
		"pycrate.write_response_tai_nr": &WriteReplaceResponse{
			MessageID: 4370, Serial: 0x4011, Completed: done(true, AreaList{Tracking: []ran.TrackingArea{{TAI: tai(7), Cells: at(0, 1, 2)}}}),
		},
		"pycrate.write_response_eai_eutra": &WriteReplaceResponse{
			MessageID: 4370, Serial: 0x4011, Completed: done(false, AreaList{Emergency: []ran.EmergencyArea{{EAI: EAI{1, 2, 3}, Cells: at(0, 1)}}}),
		},
		"pycrate.cancel": &CancelRequest{4370, 0x4011, &WarningAreas{Cells: []CGI{cell(0x111)}}, true},
		"pycrate.cancel_response_nr": &CancelResponse{
			MessageID: 4370, Serial: 0x4011, Cancelled: done(true, AreaList{Cells: append(at(7, 1), at(65535, 2)...)}), Diagnostics: diagnostics,
		},
		"pycrate.cancel_response_tai_eutra": &CancelResponse{
			MessageID: 4370, Serial: 0x4011, Cancelled: done(false, AreaList{Tracking: []ran.TrackingArea{{TAI: tai(7), Cells: at(3, 1)}}}),
		},
		"pycrate.cancel_response_eai_nr": &CancelResponse{
			MessageID: 4370, Serial: 0x4011, Cancelled: done(true, AreaList{Emergency: []ran.EmergencyArea{{EAI: EAI{1, 2, 3}, Cells: at(3, 1)}}}),
		},
		"pycrate.restart": &RestartIndication{
			Cells: CellList{true, []CGI{cell(1), cell(2)}}, Node: Node{Kind: ran.GNB, PLMN: network, Bits: 24, ID: 0x123456},
			TAIs: []TAI{tai(7)}, EAIs: []EAI{{1, 2, 3}},
		},
		"pycrate.failure": &FailureIndication{
			Cells: CellList{false, []CGI{cell(1)}}, Node: Node{Kind: ran.NgENB, PLMN: network, Bits: 21, ID: 0x12345},
		},
		"ngap.wrw_request_rep30":     free5gc(t, 30, 0x111, 0x1111),
		"ngap.wrw_request_rep131071": free5gc(t, 131071),
	}
}

func TestMessagesAreThoseOfOtherEncoders(t *testing.T) {
	all := examples(t)
	seen := map[Type]bool{}
	for id, wire := range vectors(t) {
		t.Run(id, func(t *testing.T) {
			want := all[id]
			if want == nil {
				t.Fatal("nobody says what it means")
			}
			seen[want.Type()] = true
			b, err := want.AppendBinary([]byte("x"))
			if err != nil || !bytes.Equal(b[1:], wire) {
				t.Errorf("encoded as\n%x, %v; want\n%x", b[1:], err, wire)
			}
			got, err := Parse(wire)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("decoded (-want +got):\n%s", diff)
			}
		})
	}
	for typ := TypeWriteReplaceRequest; typ <= TypeFailureIndication; typ++ {
		if !seen[typ] {
			t.Errorf("a %s has no vector of another's making", typ)
		}
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for id, wire := range vectors(t) {
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

func TestLongListsComeBack(t *testing.T) {
	for _, n := range []int{4000, 65535} {
		m := &WriteReplaceRequest{MessageID: 4370, Areas: &WarningAreas{}, Period: 30, Broadcasts: 1}
		for i := range n {
			m.Areas.Cells = append(m.Areas.Cells, cell(uint64(i)*99991))
		}
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
}

func TestWhatHasNoPlaceOnTheWireIsRefused(t *testing.T) {
	for name, m := range map[string]Message{
		"a period of 131,072 s":      &WriteReplaceRequest{Period: 131072},
		"areas of two kinds":         &CancelRequest{Areas: &WarningAreas{Cells: []CGI{cell(1)}, TAIs: []TAI{tai(1)}}},
		"areas of no kind":           &CancelRequest{Areas: &WarningAreas{}},
		"a cell of 37 bits":          &CancelRequest{Areas: &WarningAreas{Cells: []CGI{cell(1 << 36)}}},
		"a tracking area of 25 bits": &CancelRequest{Areas: &WarningAreas{TAIs: []TAI{tai(1 << 24)}}},
		"nothing that was done":      &WriteReplaceResponse{Completed: &Broadcasts{}},
		"an eNB of LTE":              &FailureIndication{Cells: CellList{true, []CGI{cell(1)}}, Node: Node{PLMN: network, Bits: 20}},
		"257 cells of ng-eNBs":       &FailureIndication{Cells: CellList{false, make([]CGI, 257)}, Node: Node{Kind: ran.N3IWF, PLMN: network, Bits: 16}},
	} {
		if b, err := m.AppendBinary([]byte("x")); err == nil || string(b) != "x" {
			t.Errorf("%s: %x, %v", name, b, err)
		}
	}
}

func TestFixedMessagesDoNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 1<<16)
	for id, m := range examples(t) {
		if n := testing.AllocsPerRun(100, func() {
			if _, err := m.AppendBinary(buf); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", id, n)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, wire := range vectors(f) {
		f.Add(wire)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Parse(b)
		if err != nil {
			var bad *DecodeError
			if !errors.As(err, &bad) {
				t.Fatalf("error of type %T", err)
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
