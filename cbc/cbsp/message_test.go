package cbsp

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"

	"github.com/google/go-cmp/cmp"
)

// A vector is a message of another implementation, testdata/cbsp.json.
type vector struct {
	ID     string         `json:"id"`
	Source string         `json:"source"`
	Hex    string         `json:"hex"`
	Expect map[string]any `json:"expect"`
}

func vectors(t testing.TB) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/cbsp.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	return file.Vectors
}

func (v vector) bytes(t testing.TB) []byte {
	t.Helper()
	b, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	cell1001 = ID{cbc.PLMN{MCC: 450, MNC: 5}, 100, 1001}
	cell1    = ID{cbc.PLMN{MCC: 450, MNC: 5}, 1001, 10001} // 1 and 2 are in the same location area
	cell2    = ID{cbc.PLMN{MCC: 450, MNC: 5}, 1001, 10002}
	cell3    = ID{cbc.PLMN{MCC: 450, MNC: 5}, 1002, 10003}
	cellTTCN = ID{cbc.PLMN{MCC: 1, MNC: 1}, 291, 17767}
)

func cgis(ids ...ID) CellList { return CellList{CGI, ids} }

func pointer[T any](v T) *T { return &v }

// want is what each vector says, by its id.
func want(t testing.TB) map[string]Message {
	korean, err := text.Pages("[행정안전부] 긴급재난문자 시험 방송입니다", cbc.UCS2, "")
	if err != nil {
		t.Fatal(err)
	}
	for i := range korean[0].Content[46:] { // osmo-bsc was sent zeros as padding
		korean[0].Content[46+i] = 0
	}
	return map[string]Message{
		"cbsp.load_query_complete": &LoadQueryComplete{LoadList{CGI, []Load{{ID: cellTTCN}}}, Basic},
		"cbsp.reset_complete":      &ResetComplete{cgis(cellTTCN)},
		"cbsp.status_query":        &StatusQuery{555, 0, cgis(cellTTCN), Basic},
		"cbsp.status_query_failure": &StatusQueryFailure{MessageID: 555,
			Failed: []Failure{{CGI, cellTTCN, ReferenceNotIdentified}}, Channel: Basic},
		"cbsp.kill_failure": &KillFailure{Failed: []Failure{{CGI, cellTTCN, ReferenceNotIdentified}}},
		"cbsp.write_replace_complete": &WriteReplaceComplete{MessageID: 555, Serial: 48,
			Done: Done{Cells: pointer(cgis(cellTTCN)), Channel: Basic}},
		"cbsp.write_replace_failure": &WriteReplaceFailure{MessageID: 555, Serial: 48,
			Failed: []Failure{{CGI, cellTTCN, ReferenceAlreadyUsed}}, Done: Done{Channel: Basic}},
		"cbsp.status_query_complete": &StatusQueryComplete{555, 144, CountList{CGI, []Count{{cellTTCN, 8, 0}}}, Basic},
		"cbsp.kill_complete": &KillComplete{555, 128,
			Done{Completed: &CountList{CGI, []Count{{cellTTCN, 6, 0}}}, Channel: Basic}},
		"cbsp.osmobsc_restart_on_connect": &Restart{Cells: AllCells(), DataLost: true},
		"cbsp.reset_all":                  &Reset{AllCells()},
		"cbsp.keepalive_30s":              &KeepAlive{30 * time.Second},
		"cbsp.osmobsc_keepalive_complete": &KeepAliveComplete{},
		"cbsp.osmobsc_write_complete": &WriteReplaceComplete{MessageID: 4371, Serial: 0x4010,
			Done: Done{Cells: pointer(cgis(cell1001)), Channel: Basic}},
		"cbsp.osmobsc_replace_complete": &WriteReplaceComplete{MessageID: 4371, Serial: 0x4011, Old: 0x4010, Replaces: true,
			Done: Done{&CountList{CGI, []Count{{cell1001, 0, 0}}}, pointer(cgis(cell1001)), Basic}},
		"cbsp.osmobsc_status_complete_2bcasts": &StatusQueryComplete{4371, 0x4010, CountList{CGI, []Count{{cell1001, 2, 0}}}, Basic},
		"cbsp.osmobsc_emerg_complete": &WriteReplaceComplete{MessageID: 4355, Serial: 0x5000,
			Done: Done{Cells: pointer(cgis(cell1001))}},
		"cbsp.osmocbc_write_etws_30s": &WriteReplace{MessageID: 4353, Serial: 0x4010, Cells: AllCells(),
			Emergency: &Emergency{WarningType: 0x0380, Period: 30 * time.Second}},
		"cbsp.write_ucs2_korean_cgi": &WriteReplace{MessageID: 4371, Serial: 0x4010, Cells: cgis(cell1001),
			Channel: Basic, Category: cbc.Normal, Period: 3, Broadcasts: 3, DCS: cbc.UCS2, Pages: korean},
		"cbsp.replace_ucs2_korean_2pages": &WriteReplace{MessageID: 4371, Serial: 0x4011, Old: 0x4010, Replaces: true,
			Cells: cgis(cell1001), Channel: Basic, Category: cbc.Normal, Period: 10, Broadcasts: 5, DCS: cbc.UCS2,
			Pages: []text.Page{korean[0], korean[0]}},
		"cbsp.write_emergency_etws_test_5s": &WriteReplace{MessageID: 4355, Serial: 0x5000, Cells: cgis(cell1001),
			Emergency: &Emergency{WarningType: 0x0780, Period: 5 * time.Second}},
		"cbsp.osmobsc.write_failure_used_2cells": &WriteReplaceFailure{MessageID: 4370, Serial: 0x4010,
			Failed: []Failure{{CGI, cell1, ReferenceAlreadyUsed}, {CGI, cell2, ReferenceAlreadyUsed}}, Done: Done{Channel: Basic}},
		"cbsp.osmobsc.write_failure_no_cbch_both_lists": &WriteReplaceFailure{MessageID: 4370, Serial: 0x4020,
			Failed: []Failure{{CGI, cell3, BroadcastNotSupported}}, Done: Done{Cells: pointer(cgis(cell1)), Channel: Basic}},
		"cbsp.osmobsc.write_failure_unknown_cell_cause_0": &WriteReplaceFailure{MessageID: 4370, Serial: 0x4030,
			Failed: []Failure{{CGI, ID{cell1.PLMN, 9, 9}, ParameterNotRecognised}}, Done: Done{Cells: pointer(cgis(cell1)), Channel: Basic}},
		"cbsp.osmobsc.kill_complete_2cells": &KillComplete{4370, 0x4011,
			Done{Completed: &CountList{CGI, []Count{{ID: cell1}, {ID: cell2}}}, Channel: Basic}},
		"cbsp.osmobsc.kill_failure_2cells": &KillFailure{4370, 0x4011,
			[]Failure{{CGI, cell1, ReferenceNotIdentified}, {CGI, cell2, ReferenceNotIdentified}}, Done{Channel: Basic}},
		"cbsp.osmobsc.kill_complete_emergency": &KillComplete{4352, 0x7000, Done{Cells: pointer(cgis(cell1))}},
		"cbsp.libosmocore_write_failure_2items": &WriteReplaceFailure{MessageID: 49, Serial: 16752,
			Failed: []Failure{
				{CGI, ID{cbc.PLMN{MCC: 901, MNC: 70}, 24, 48}, CellNotValid},
				{LACCI, ID{LAC: 10001, CI: 50001}, LAINotValid},
			},
			Done: Done{Cells: pointer(cgis(
				ID{cbc.PLMN{MCC: 901, MNC: 70}, 23, 42}, ID{cbc.PLMN{MCC: 901, MNC: 70}, 24, 42})), Channel: Basic}},
	}
}

// samples are messages for which no other implementation's octets are known.
var samples = []Message{
	&Kill{4370, 0x4a31, AllCells(), Basic},
	&Kill{4352, 0x7000, CellList{LAI, []ID{{PLMN: cbc.PLMN{MCC: 310, MNC: 410, Long: true}, LAC: 7}}}, NoChannel},
	&KillFailure{4370, 0x4a31, []Failure{{CI, ID{CI: 9}, 2}, {All, ID{}, 10}, {LAC, ID{LAC: 5}, 0}},
		Done{&CountList{LAC, []Count{{ID{LAC: 3}, 65535, 1}}}, nil, Extended}},
	&ResetFailure{[]Failure{{CGI, cell1001, BroadcastNotOperational}}, nil},
	&ResetFailure{nil, pointer(CellList{CI, []ID{{CI: 1}, {CI: 2}}})},
	&CellsFailed{[]Failure{{LACCI, ID{LAC: 1, CI: 2}, BroadcastNotOperational}}, true},
	&Restart{CellList{LACCI, []ID{{LAC: 1, CI: 2}}}, true, false},
	&ErrorIndication{Cause: UnrecognisedMessage},
	&ErrorIndication{MissingElement, pointer(cbc.MessageID(4370)), pointer(cbc.Serial(1)), pointer(cbc.Serial(0)), Basic},
	&SetDRX{AllCells(), 40, nil, Basic},
	&SetDRX{CellList{LAC, []ID{{LAC: 1001}}}, 0, pointer(uint8(3)), Extended},
	&SetDRXComplete{cgis(cell1001), Basic},
	&SetDRXFailure{[]Failure{{CGI, cell1, IncompatibleDRX}}, pointer(cgis(cell2)), Basic},
	&SetDRXFailure{[]Failure{{CGI, cell1, IncompatibleDRX}}, nil, Basic},
	&LoadQuery{AllCells(), Basic},
	&LoadQueryFailure{[]Failure{{CGI, cell1001, 9}}, Basic, &LoadList{LAC, []Load{{ID{LAC: 1}, 50, 40}}}},
	&StatusQueryFailure{4370, 1, nil, &CountList{All, []Count{{ID{}, 3, 2}}}, Basic},
}

func TestMessagesOfOtherImplementations(t *testing.T) {
	messages := want(t)
	for _, v := range vectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			wire := v.bytes(t)
			got, err := Parse(wire)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(messages[v.ID], got); diff != "" {
				t.Errorf("from %s (-want +got):\n%s", v.Source, diff)
			}
			again, err := got.AppendBinary([]byte("prefix"))
			if err != nil {
				t.Fatal(err)
			}
			if want := append([]byte("prefix"), wire...); !bytes.Equal(again, want) {
				t.Errorf("encoded again\n got %x\nwant %x", again, want)
			}
		})
	}
}

func TestVectorsAgreeWithWhatTheirOriginSays(t *testing.T) {
	for _, v := range vectors(t) {
		m, err := Parse(v.bytes(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Type(); float64(got) != v.Expect["type"] {
			t.Errorf("%s: type %d", v.ID, got)
		}
		w, ok := m.(*WriteReplace)
		if !ok || w.Emergency != nil {
			continue
		}
		if p := BE16.Units(w.Period); float64(p) != v.Expect["repetition_period_be16"] {
			t.Errorf("%s: period %d units", v.ID, p)
		}
		s, _, err := text.Decode(w.Pages, w.DCS)
		if err != nil || s != v.Expect["text"] {
			t.Errorf("%s: text %q, error %v, want %q", v.ID, s, err, v.Expect["text"])
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, m := range samples {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Errorf("%v: %v", m.Type(), err)
			continue
		}
		got, err := Parse(b)
		if err != nil {
			t.Errorf("%v: %x: %v", m.Type(), b, err)
			continue
		}
		if diff := cmp.Diff(m, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", m.Type(), diff)
		}
	}
}

func wires(t testing.TB) [][]byte {
	var all [][]byte
	for _, v := range vectors(t) {
		all = append(all, v.bytes(t))
	}
	for _, m := range samples {
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// relength corrects the length in the header, so that what is wrong is inside.
func relength(b []byte) []byte {
	b = bytes.Clone(b)
	if n := len(b) - headerLen; n >= 0 {
		b[1], b[2], b[3] = byte(n>>16), byte(n>>8), byte(n)
	}
	return b
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for _, b := range wires(t) {
		for i := range b {
			var de *DecodeError
			if _, err := Parse(b[:i]); !errors.As(err, &de) {
				t.Errorf("%x cut at %d: error %v, want a DecodeError", b, i, err)
			}
			// With the length put right, a cut in front of an optional element
			// leaves a whole message, which must be that and nothing else.
			if m, err := Parse(relength(b[:i])); err == nil {
				again, _ := m.AppendBinary(nil)
				if !bytes.Equal(again, relength(b[:i])) {
					t.Errorf("%x cut at %d was read as %+v", b, i, m)
				}
			}
		}
	}
}

func TestElementsMayComeInAnyOrder(t *testing.T) {
	b, err := hex.DecodeString("04" + "00000c" + "1200" + "04000106" + "024a31" + "0e1112")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(samples[0], m); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeErrorsSayWhatTheProtocolAnswers(t *testing.T) {
	cases := []struct {
		name, hex string
		ie        Element
		offset    int
		cause     Cause
	}{
		{"unknown type", "7f000000", 0, 0, UnrecognisedMessage},
		{"set-drx without a schedule", "0d000006040001061200", ieSchedulePeriod, 10, MissingElement},
		{"no header", "0400", 0, 2, ValueInvalid},
		{"length over the end", "17000001", 0, 1, ValueInvalid},
		{"unknown element", "1700000199", 0x99, 4, ParameterNotRecognised},
		{"element zero", "1700000100", 0, 4, ParameterNotRecognised},
		{"missing cell list", "10000000", ieCellList, 4, MissingElement},
		{"unknown discriminator", "1000000404000103", ieCellList, 7, ValueInvalid},
		{"no discriminator", "10000003040000", ieCellList, 7, ValueInvalid},
		{"half an entry", "100000050400020502", ieCellList, 8, ValueInvalid},
		{"entries of all cells", "100000050400020602", ieCellList, 8, ValueInvalid},
		{"PLMN of letters", "1000000b0400080054fd5000010002", ieCellList, 8, ValueInvalid},
		{"reserved period", "1600000218ff", ieKeepAlivePeriod, 5, ValueInvalid},
		{"list over the end", "1000000404ffff06", ieCellList, 4, ValueInvalid},
		{"failure list ends early", "14000007090002000016" + "00", ieFailureList, 8, ValueInvalid},
		{"reserved emergency indicator", "010000" + "0d" + "0e1100" + "034000" + "04000106" + "0f00" + "00", 0, 16, ParameterNotRecognised},
	}
	for _, c := range cases {
		b, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(c.name, err)
		}
		_, err = Parse(b)
		var de *DecodeError
		if !errors.As(err, &de) {
			t.Errorf("%s: error %v, want a DecodeError", c.name, err)
			continue
		}
		if de.IE != c.ie || de.Offset != c.offset || de.Cause != c.cause || de.Answer().Cause != c.cause {
			t.Errorf("%s: %v; got element %#x, offset %d, cause %d", c.name, err, uint8(de.IE), de.Offset, de.Cause)
		}
	}
}

func TestBadErrorIndicationIsNotAnswered(t *testing.T) {
	_, err := Parse([]byte{byte(TypeErrorIndication), 0, 0, 0})
	var de *DecodeError
	if !errors.As(err, &de) || de.Answer() != nil {
		t.Errorf("error %v, answer %+v", err, de.Answer())
	}
}

func TestWhatHasNoPlaceOnTheWireIsNotAppended(t *testing.T) {
	page := text.Page{Used: 1}
	whole := WriteReplace{Cells: AllCells(), Channel: Basic, Pages: []text.Page{page}}
	with := func(change func(*WriteReplace)) Message {
		m := whole
		change(&m)
		return &m
	}
	cases := map[string]Message{
		"no channel":          with(func(m *WriteReplace) { m.Channel = NoChannel }),
		"a third channel":     with(func(m *WriteReplace) { m.Channel = 3 }),
		"a fourth category":   with(func(m *WriteReplace) { m.Category = 3 }),
		"no pages":            with(func(m *WriteReplace) { m.Pages = nil }),
		"16 pages":            with(func(m *WriteReplace) { m.Pages = make([]text.Page, 16) }),
		"an unused page":      with(func(m *WriteReplace) { m.Pages = []text.Page{{}} }),
		"a page of 83":        with(func(m *WriteReplace) { m.Pages = []text.Page{{Used: 83}} }),
		"discriminator 3":     with(func(m *WriteReplace) { m.Cells.Discriminator = 3 }),
		"a long list":         with(func(m *WriteReplace) { m.Cells = cgis(make([]ID, MaxCGIs+1)...) }),
		"a country over 999":  &Reset{cgis(ID{PLMN: cbc.PLMN{MCC: 1000}})},
		"a long warning":      with(func(m *WriteReplace) { m.Emergency = &Emergency{Period: time.Hour + 1} }),
		"a negative warning":  with(func(m *WriteReplace) { m.Emergency = &Emergency{Period: -1} }),
		"a lazy keep-alive":   &KeepAlive{121 * time.Second},
		"failures by nothing": &CellsFailed{[]Failure{{Discriminator: 7}}, false},
	}
	if _, err := whole.AppendBinary(nil); err != nil {
		t.Fatal(err)
	}
	for name, m := range cases {
		b, err := m.AppendBinary([]byte("prefix"))
		if err == nil || string(b) != "prefix" {
			t.Errorf("%s: appended %x, error %v", name, b, err)
		}
	}
}

func TestListHoldsAsManyCellsAsItsLengthAllows(t *testing.T) {
	m := &Reset{cgis(make([]ID, MaxCGIs)...)}
	b, err := m.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(b)
	if err != nil || len(got.(*Reset).Cells.IDs) != 9362 {
		t.Errorf("%d cells, error %v", len(got.(*Reset).Cells.IDs), err)
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 4096)
	all := want(t)
	for i, m := range samples {
		all[fmt.Sprint("sample ", i)] = m
	}
	for id, m := range all {
		if n := testing.AllocsPerRun(100, func() {
			if _, err := m.AppendBinary(buf); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations, want none", id, n)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, b := range wires(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Parse(b)
		if err != nil {
			var de *DecodeError
			if !errors.As(err, &de) {
				t.Fatalf("error %v is not a DecodeError", err)
			}
			return
		}
		again, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatalf("decoded %+v but cannot encode it: %v", m, err)
		}
		m2, err := Parse(again)
		if err != nil || !reflect.DeepEqual(m, m2) {
			t.Fatalf("not stable: %+v, then %+v (%v)", m, m2, err)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	m := want(b)["cbsp.write_ucs2_korean_cgi"]
	buf := make([]byte, 0, 4096)
	for b.Loop() {
		if _, err := m.AppendBinary(buf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	wire, err := want(b)["cbsp.write_ucs2_korean_cgi"].AppendBinary(nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Parse(wire); err != nil {
			b.Fatal(err)
		}
	}
}
