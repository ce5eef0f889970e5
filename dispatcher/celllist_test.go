package dispatcher

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"bongsu/cbc"
)

func TestCellListsAreReadAsWritten(t *testing.T) {
	var l CellList
	for i := range 2000 {
		l = append(l, cbc.Cell{Radio: cbc.LTE, PLMN: plmn, Area: uint32(i / 20), ID: rand.Uint64N(1 << 28)})
	}
	l = append(l, cellA, cellB, cbc.Cell{Radio: cbc.NR, PLMN: cbc.PLMN{MCC: 310, MNC: 410, Long: true}, Area: 1<<24 - 1, ID: 1<<36 - 1})
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	if per := len(b) / len(l); per > 9 {
		t.Errorf("%d octets a cell", per)
	}
	var back CellList
	if err := json.Unmarshal(b, &back); err != nil || !slices.Equal(l, back) {
		t.Errorf("read back otherwise: %v", err)
	}
	for _, bad := range []string{`7`, `"?"`, `"AAAA"`, `"BFTwUP////8P"`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s was taken for cells", bad)
		}
	}
}

func TestCellListsAddUp(t *testing.T) {
	ab, bc := CellList{cellA, cellB}, CellList{cellB, cellC}
	for name, c := range map[string]struct{ got, want CellList }{
		"minus":   {ab.minus(bc), CellList{cellA}},
		"plus":    {ab.plus(bc), CellList{cellA, cellB, cellC}},
		"within":  {ab.within(bc), CellList{cellB}},
		"nothing": {ab.minus(ab), nil},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}
