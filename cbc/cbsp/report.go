package cbsp

import (
	"fmt"

	"bongsu/cbc"
)

// General returns the reason that our logic tells from others.
func (c Cause) General() cbc.Cause {
	switch c {
	case ReferenceNotIdentified:
		return cbc.CauseNotIdentified
	case ReferenceAlreadyUsed:
		return cbc.CauseAlreadyUsed
	case CellNotValid, LAINotValid:
		return cbc.CauseNoSuchCell
	case BSCCapacityExceeded, CellMemoryExceeded, BSCMemoryExceeded:
		return cbc.CauseCapacity
	case BroadcastNotSupported, ExtendedChannelNotSupported, UnrecognisedMessage:
		return cbc.CauseUnsupported
	case ParameterNotRecognised, ValueInvalid, MissingElement, IncompatibleDRX:
		return cbc.CauseInvalid
	case BroadcastNotOperational, Unspecified:
	}
	return cbc.CauseOther
}

// report makes a report of the answer to a message for p.
func report(a answer, p *part) cbc.Report {
	t := tally{asked: p.asked, cells: newResolver(p.asked), r: cbc.Report{At: a.at}}
	switch m := a.m.(type) {
	case *WriteReplaceComplete:
		t.complete(&m.Done)
	case *KillComplete:
		t.complete(&m.Done)
	case *WriteReplaceFailure:
		t.failure(m.Failed, &m.Done)
	case *KillFailure:
		t.failure(m.Failed, &m.Done)
	case *StatusQueryComplete:
		t.complete(&Done{Completed: &m.Completed})
	case *StatusQueryFailure:
		t.failure(m.Failed, &Done{Completed: m.Completed})
	case *LoadQueryComplete:
		t.complete(&Done{Completed: m.Loads.counted()})
		t.r.Counts = nil
	case *LoadQueryFailure:
		t.failure(m.Failed, &Done{Completed: m.Loads.counted()})
		t.r.Counts = nil
	case *SetDRXComplete:
		t.complete(&Done{Cells: &m.Cells})
	case *SetDRXFailure:
		t.failure(m.Failed, &Done{Cells: m.Cells})
	case *ErrorIndication:
		t.r.Cause, t.r.Detail = m.Cause.General(), "error indication: "+m.Cause.String()
	default:
		t.r.Cause, t.r.Detail = cbc.CauseOther, fmt.Sprintf("answered with a %s", m.Type())
	}
	return t.r
}

// joined adds the report about part i of x to what was said of those before.
// Once there are several, a refusal of one is one of its cells.
func joined(all, r cbc.Report, x *letter, i int) cbc.Report {
	if len(x.parts) == 1 {
		return r
	}
	p := &x.parts[i]
	switch {
	case r.Cause != cbc.CauseNone:
		all.Failed = append(all.Failed, failures(p.asked, r.Cause, r.Detail)...)
	case r.Accepted == nil:
		all.Accepted = append(all.Accepted, p.asked...)
	default:
		all.Accepted = append(all.Accepted, r.Accepted...)
	}
	all.At, all.Failed, all.Counts = r.At, append(all.Failed, r.Failed...), append(all.Counts, r.Counts...)
	if r.Detail != "" {
		all.Detail = r.Detail
	}
	if all.Accepted == nil {
		all.Accepted = []cbc.Cell{}
	}
	return all
}

// unsaid adds to a report that some parts have not been sent.
func unsaid(all cbc.Report, parts []part, why error) cbc.Report {
	all.Detail = "not sent to all cells: " + why.Error()
	for i := range parts {
		all.Failed = append(all.Failed, failures(parts[i].asked, cbc.CauseOther, all.Detail)...)
	}
	return all
}

func failures(cells []cbc.Cell, c cbc.Cause, detail string) []cbc.Failure {
	list := make([]cbc.Failure, len(cells))
	for i, cell := range cells {
		list[i] = cbc.Failure{Cell: cell, Cause: c, Detail: detail}
	}
	return list
}

// A tally sorts the cells of an answer.
type tally struct {
	asked []cbc.Cell
	cells resolver
	r     cbc.Report
}

// complete takes the answer that everything was done. A cell that it does not
// name, where it names cells, is none of the BSC's.
func (t *tally) complete(d *Done) {
	t.accept(d, nil)
	if t.r.Accepted != nil {
		t.miss(nil, cbc.CauseNoSuchCell)
	}
}

// failure takes the answer that something was not done.
func (t *tally) failure(list []Failure, d *Done) {
	bad := make(map[cbc.Cell]bool, len(list))
	for _, f := range list {
		cells := t.cells.cells(f.Discriminator, f.ID)
		if len(cells) == 0 && f.Discriminator != All {
			cells = []cbc.Cell{f.ID.Cell()}
		}
		for _, c := range cells {
			if !bad[c] {
				bad[c] = true
				t.r.Failed = append(t.r.Failed, cbc.Failure{Cell: c, Cause: f.Cause.General(), Detail: f.Cause.String()})
			}
		}
	}
	t.accept(d, bad)
	if t.r.Accepted == nil {
		t.r.Accepted = []cbc.Cell{}
	}
	t.miss(bad, cbc.CauseOther)
	switch {
	case len(list) > 0:
		t.r.Detail = list[0].Cause.String()
	default:
		t.r.Detail = "failure that names no cell"
	}
	if len(t.r.Failed) == 0 { // of cells that we do not know
		t.r.Cause = cbc.CauseOther
		if len(list) > 0 {
			t.r.Cause = list[0].Cause.General()
		}
	}
}

// accept takes the cells of both lists, each once, but for those in bad.
func (t *tally) accept(d *Done, bad map[cbc.Cell]bool) {
	if d.Completed != nil {
		t.count(d.Completed)
	}
	if d.Cells != nil {
		t.r.Accepted = t.cells.list(d.Cells)
	}
	if d.Completed == nil && len(bad) == 0 {
		return
	}
	seen := make(map[cbc.Cell]bool, len(t.r.Accepted)+len(t.r.Counts))
	kept := t.r.Accepted[:0]
	for _, c := range t.r.Accepted {
		if !bad[c] && !seen[c] {
			seen[c], kept = true, append(kept, c)
		}
	}
	if d.Completed != nil && kept == nil {
		kept = []cbc.Cell{}
	}
	t.r.Accepted = t.completed(d.Completed, kept, seen, bad)
}

// completed adds the cells of a completed list to kept.
func (t *tally) completed(l *CountList, kept []cbc.Cell, seen, bad map[cbc.Cell]bool) []cbc.Cell {
	if l == nil {
		return kept
	}
	for _, n := range l.Counts {
		for _, c := range t.cells.cells(l.Discriminator, n.ID) {
			if !bad[c] && !seen[c] {
				seen[c], kept = true, append(kept, c)
			}
		}
	}
	return kept
}

// count takes the numbers of a completed list that are known.
func (t *tally) count(l *CountList) {
	for _, n := range l.Counts {
		if n.Info > 1 {
			continue
		}
		for _, c := range t.cells.cells(l.Discriminator, n.ID) {
			t.r.Counts = append(t.r.Counts, cbc.Count{Cell: c, N: int(n.N), Over: n.Info == 1})
		}
	}
}

// miss adds a failure for every cell that was asked for and not named.
func (t *tally) miss(bad map[cbc.Cell]bool, cause cbc.Cause) {
	if t.inOrder() {
		return
	}
	named := make(map[cbc.Cell]bool, len(t.r.Accepted))
	for _, c := range t.r.Accepted {
		named[c] = true
	}
	for _, c := range t.asked {
		if !named[c] && !bad[c] {
			t.r.Failed = append(t.r.Failed, cbc.Failure{Cell: c, Cause: cause, Detail: "the answer does not name this cell"})
		}
	}
}

// inOrder reports whether what was accepted is just what was asked for, as it
// nearly always is.
func (t *tally) inOrder() bool {
	if len(t.asked) != len(t.r.Accepted) {
		return false
	}
	for i, c := range t.asked {
		if t.r.Accepted[i] != c {
			return false
		}
	}
	return true
}
