package sabp

import (
	"fmt"

	"bongsu/cbc"
)

// report makes a report of the answer to o.
func report(a answer, o *order) cbc.Report {
	r := cbc.Report{At: a.at}
	switch m := a.m.(type) {
	case *WriteReplaceComplete:
		done(&r, m.Counts, o, cbc.CauseNoSuchCell)
	case *KillComplete:
		done(&r, m.Counts, o, cbc.CauseNoSuchCell)
	case *WriteReplaceFailure:
		refused(&r, &m.Refusal, o)
	case *KillFailure:
		refused(&r, &m.Refusal, o)
	case *ErrorIndication:
		r.Cause, r.Detail = m.said().General(), "error indication: "+m.said().String()
	default:
		r.Cause, r.Detail = cbc.CauseOther, fmt.Sprintf("answered with a %s", m.Type())
	}
	return r
}

// refused takes the answer that something was not done.
func refused(r *cbc.Report, m *Refusal, o *order) {
	for _, f := range m.Failed {
		r.Failed = append(r.Failed, cbc.Failure{Cell: f.Area, Cause: f.Cause.General(), Detail: f.Cause.String()})
	}
	r.Detail = m.Failed[0].Cause.String()
	done(r, m.Counts, o, cbc.CauseOther)
}

// done takes where something was done. An area that was asked for and is named
// nowhere failed, for the reason given.
func done(r *cbc.Report, counts []Count, o *order, unnamed cbc.Cause) {
	named := make(map[cbc.Cell]bool, len(counts)+len(r.Failed))
	for _, f := range r.Failed {
		named[f.Cell] = true
	}
	r.Accepted = make([]cbc.Cell, 0, len(counts))
	for _, c := range counts {
		if named[c.Area] {
			continue
		}
		named[c.Area] = true
		r.Accepted = append(r.Accepted, c.Area)
		if c.Info != Uncounted {
			r.Counts = append(r.Counts, cbc.Count{Cell: c.Area, N: int(c.N), Over: c.Info == Overflow})
		}
	}
	for _, a := range o.areas {
		if !named[a] {
			r.Failed = append(r.Failed, cbc.Failure{Cell: a, Cause: unnamed, Detail: "the answer does not name this service area"})
		}
	}
}
