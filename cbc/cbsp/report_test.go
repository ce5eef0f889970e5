package cbsp

import (
	"testing"
	"time"

	"bongsu/cbc"

	"github.com/google/go-cmp/cmp"
)

func TestAnswersBecomeReports(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	a, b, c := IDOf(cellA, CGI), IDOf(cellB, CGI), IDOf(cellC, CGI)
	cells := func(l ...cbc.Cell) []cbc.Cell { return append([]cbc.Cell{}, l...) }
	fail := func(cell cbc.Cell, cause cbc.Cause, detail string) cbc.Failure {
		return cbc.Failure{Cell: cell, Cause: cause, Detail: detail}
	}
	const (
		used    = "CBSP cause 13, message reference already used"
		noLAC   = "CBSP cause 0, parameter not recognised"
		unknown = "CBSP cause 2, message reference not identified"
		unnamed = "the answer does not name this cell"
	)
	done := func(l CellList) Done { return Done{Cells: &l, Channel: Basic} }
	cases := []struct {
		name  string
		asked []cbc.Cell
		m     Message
		want  cbc.Report
	}{
		{"complete by CGI", cells(cellA, cellB), &WriteReplaceComplete{Done: done(cgis(a, b))},
			cbc.Report{Accepted: cells(cellA, cellB)}},
		{"complete by LAC", cells(cellA, cellB, cellC), &WriteReplaceComplete{Done: done(CellList{LAC, []ID{{LAC: 1002}, {LAC: 1001}}})},
			cbc.Report{Accepted: cells(cellC, cellA, cellB)}},
		{"complete by LAI", cells(cellA, cellB), &WriteReplaceComplete{Done: done(CellList{LAI, []ID{{PLMN: plmn, LAC: 1001}}})},
			cbc.Report{Accepted: cells(cellA, cellB)}},
		{"complete by CI", cells(cellA, cellB), &WriteReplaceComplete{Done: done(CellList{CI, []ID{{CI: 10001}, {CI: 10002}}})},
			cbc.Report{Accepted: cells(cellA, cellB)}},
		{"complete, all", cells(cellA, cellC), &WriteReplaceComplete{Done: done(AllCells())},
			cbc.Report{Accepted: cells(cellA, cellC)}},
		{"complete without a list", cells(cellA), &WriteReplaceComplete{}, cbc.Report{}},
		{"complete without a cell", cells(cellA, cellB), &WriteReplaceComplete{Done: done(cgis(a))},
			cbc.Report{Accepted: cells(cellA), Failed: []cbc.Failure{fail(cellB, cbc.CauseNoSuchCell, unnamed)}}},
		{"replaced, both lists", cells(cellA, cellB), &WriteReplaceComplete{
			Done: Done{&CountList{CGI, []Count{{a, 7, 0}, {b, 65535, 1}}}, pointer(cgis(b)), Basic}},
			cbc.Report{Accepted: cells(cellB, cellA), Counts: []cbc.Count{{Cell: cellA, N: 7}, {Cell: cellB, N: 65535, Over: true}}}},
		{"stopped, count not known", cells(cellA), &KillComplete{Done: Done{Completed: &CountList{CGI, []Count{{a, 7, 2}}}}},
			cbc.Report{Accepted: cells(cellA)}},
		{"all refused", cells(cellA, cellB), &WriteReplaceFailure{Failed: []Failure{{CGI, a, 13}, {CGI, b, 13}}},
			cbc.Report{Accepted: cells(), Detail: used,
				Failed: []cbc.Failure{fail(cellA, cbc.CauseAlreadyUsed, used), fail(cellB, cbc.CauseAlreadyUsed, used)}}},
		{"refused by LAC with cause 0", cells(cellA, cellB), &WriteReplaceFailure{Failed: []Failure{{LAC, ID{LAC: 1001}, 0}}},
			cbc.Report{Accepted: cells(), Detail: noLAC,
				Failed: []cbc.Failure{fail(cellA, cbc.CauseInvalid, noLAC), fail(cellB, cbc.CauseInvalid, noLAC)}}},
		{"refused, all", cells(cellA, cellC), &KillFailure{Failed: []Failure{{All, ID{}, 2}}},
			cbc.Report{Accepted: cells(), Detail: unknown,
				Failed: []cbc.Failure{fail(cellA, cbc.CauseNotIdentified, unknown), fail(cellC, cbc.CauseNotIdentified, unknown)}}},
		{"refused, all, and we know none", nil, &KillFailure{Failed: []Failure{{All, ID{}, 2}}},
			cbc.Report{Accepted: cells(), Detail: unknown, Cause: cbc.CauseNotIdentified}},
		{"partly stopped", cells(cellA, cellB, cellC), &KillFailure{Failed: []Failure{{CGI, b, 2}},
			Done: Done{Completed: &CountList{CGI, []Count{{a, 1, 0}, {b, 0, 0}}}}},
			cbc.Report{Accepted: cells(cellA), Detail: unknown,
				Counts: []cbc.Count{{Cell: cellA, N: 1}, {Cell: cellB, N: 0}},
				Failed: []cbc.Failure{fail(cellB, cbc.CauseNotIdentified, unknown), fail(cellC, cbc.CauseOther, unnamed)}}},
		{"a cell on both sides has failed", cells(cellA, cellB), &WriteReplaceFailure{Failed: []Failure{{CGI, b, 13}}, Done: done(cgis(a, b, a))},
			cbc.Report{Accepted: cells(cellA), Detail: used, Failed: []cbc.Failure{fail(cellB, cbc.CauseAlreadyUsed, used)}}},
		{"failure that names nothing", cells(cellA), &WriteReplaceFailure{},
			cbc.Report{Accepted: cells(), Detail: "failure that names no cell", Failed: []cbc.Failure{fail(cellA, cbc.CauseOther, unnamed)}}},
		{"error indication", cells(cellA), &ErrorIndication{Cause: UnrecognisedMessage},
			cbc.Report{Cause: cbc.CauseUnsupported, Detail: "error indication: CBSP cause 4, unrecognised message"}},
		{"cells that were not asked for", nil, &WriteReplaceComplete{Done: done(cgis(c))}, cbc.Report{Accepted: cells(cellC)}},
	}
	for _, x := range cases {
		x.want.At = at
		got := report(answer{x.m, at}, &part{asked: x.asked})
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, diff)
		}
	}
}

func TestCausesThatOurLogicTellsApart(t *testing.T) {
	want := map[cbc.Cause][]Cause{
		cbc.CauseInvalid:       {0, 1, 5, 11},
		cbc.CauseNotIdentified: {2},
		cbc.CauseNoSuchCell:    {3, 15},
		cbc.CauseUnsupported:   {4, 9, 12},
		cbc.CauseCapacity:      {6, 7, 8},
		cbc.CauseAlreadyUsed:   {13},
		cbc.CauseOther:         {10, 14, 16, 255},
	}
	for general, causes := range want {
		for _, c := range causes {
			if got := c.General(); got != general {
				t.Errorf("%v is %v, want %v", c, got, general)
			}
		}
	}
}
