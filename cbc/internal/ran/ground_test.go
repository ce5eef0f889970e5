package ran

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

var network = cbc.PLMN{MCC: 450, MNC: 5}

func cell(tac uint32, id uint64) cbc.Cell {
	return cbc.Cell{Radio: cbc.LTE, PLMN: network, Area: tac, ID: id}
}

func tais(tacs ...uint32) (list []TAI) {
	for _, t := range tacs {
		list = append(list, TAI{PLMN: network, TAC: t})
	}
	return list
}

func cgis(ids ...uint64) (list []CGI) {
	for _, id := range ids {
		list = append(list, CGI{PLMN: network, ID: id})
	}
	return list
}

func TestAreasAreNamedOnlyWhereAllTheirCellsAreMeant(t *testing.T) {
	a, b, c, d := cell(1, 11), cell(1, 12), cell(2, 21), cell(3, 31)
	cells := []cbc.Cell{a, b, c, d}
	emergency := map[EAI][]cbc.Cell{{0, 0, 1}: {b, c}, {0, 0, 2}: {d}}
	for _, x := range []struct {
		name     string
		complete bool
		asked    []cbc.Cell
		want     Place
	}{
		{"a whole tracking area", true, []cbc.Cell{b, a}, Place{In: tais(1), Tracking: tais(1)}},
		{"two, one after the other", true, []cbc.Cell{c, a, b}, Place{In: tais(1, 2), Tracking: tais(1, 2)}},
		{"the same, with cells that nobody has counted", false, []cbc.Cell{c, a, b}, Place{In: tais(1, 2), Cells: cgis(21, 11, 12)}},
		{"half of one", true, []cbc.Cell{a}, Place{In: tais(1), Cells: cgis(11)}},
		{"half of one and a whole one", true, []cbc.Cell{a, c}, Place{In: tais(1, 2), Cells: cgis(11, 21)}},
		{"a cell twice is not two", true, []cbc.Cell{a, a}, Place{In: tais(1), Cells: cgis(11, 11)}},
		{"an emergency area", false, []cbc.Cell{b, c}, Place{In: tais(1, 2), Emergency: []EAI{{0, 0, 1}}}},
		{"two of them", false, []cbc.Cell{b, c, d}, Place{In: tais(1, 2, 3), Emergency: []EAI{{0, 0, 1}, {0, 0, 2}}}},
		{"one and a cell besides", false, []cbc.Cell{a, b, c}, Place{In: tais(1, 2), Cells: cgis(11, 12, 21)}},
		{"a stranger in a known area", true, []cbc.Cell{a, cell(1, 99)}, Place{In: tais(1), Cells: cgis(11, 99)}},
		{"a stranger alone", true, []cbc.Cell{cell(9, 99)}, Place{In: tais(9), Cells: cgis(99)}},
	} {
		got, err := NewGround(cells, x.complete, emergency).Place(x.asked)
		if err != nil {
			t.Errorf("%s: %v", x.name, err)
		}
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, diff)
		}
	}
	if _, err := NewGround(cells, true, nil).Place(nil); err == nil {
		t.Error("nowhere was named")
	}
	if _, err := NewGround(nil, false, nil).Place(make([]cbc.Cell, 65536)); err == nil {
		t.Error("65,536 cells were named")
	}
}

func TestEmergencyAreasAreWrittenAsTheyAreRead(t *testing.T) {
	e, err := ParseEAI("01a2ff")
	if err != nil || e != (EAI{1, 0xa2, 0xff}) || e.String() != "01a2ff" {
		t.Errorf("%v, %v", e, err)
	}
	for _, s := range []string{"", "1a2ff", "01a2fg", "0101a2ff", "+1a2ff"} {
		if _, err := ParseEAI(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}
