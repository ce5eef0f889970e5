package dispatcher

import "bongsu/cbc"

// Settled returns what is on air after an attempt that ended as s.
func (a Air) Settled(d *Delivery, s *Settlement) Air {
	a.Outcome, a.Permanent = s.Outcome, false
	if d.Warning.Action == cbc.Stop {
		return a.stopped(d, s)
	}
	return a.written(d, s)
}

func (a Air) written(d *Delivery, s *Settlement) Air {
	w := &d.Warning
	asked := CellList(w.Area.Cells)
	switch s.Outcome {
	case cbc.Accepted:
		switch {
		case d.Rest && a.Presence != OnAir: // the others have forgotten it meanwhile
			a.Presence = Maybe
		case d.Rest:
			a.Missing = a.Missing.minus(asked)
		default:
			a.Presence, a.Missing, a.Refused = OnAir, nil, nil
		}
		a.Reference = s.Report.Reference
	case cbc.Partial:
		failed, final := failures(&s.Report, w)
		a.Missing = a.Missing.minus(asked).plus(failed)
		a.Refused = a.Refused.minus(asked).plus(final)
		a.Presence, a.Reference = OnAir, s.Report.Reference
	case cbc.Refused:
		_, final := failures(&s.Report, w)
		if d.Rest {
			a.Refused = a.Refused.plus(final)
			if s.Report.Cause.Final() {
				a.Refused = a.Refused.plus(asked)
			}
			break
		}
		if a.Presence == Maybe && !s.Report.Cause.Final() && len(final) == 0 {
			break // it says nothing of the attempt before, which was not answered
		}
		a.Presence = Absent
		a.Permanent = s.Report.Cause.Final() || len(final) > 0 && len(final) == len(s.Report.Failed)
	case cbc.Lost:
		a.Presence, a.Missing = Maybe, a.Missing.minus(asked)
	case cbc.Failed:
		a.Permanent = s.Final
	}
	return a
}

func (a Air) stopped(d *Delivery, s *Settlement) Air {
	asked := CellList(d.Warning.Area.Cells)
	switch s.Outcome {
	case cbc.Accepted:
		if d.Rest {
			a.Missing = a.Missing.plus(asked)
			break
		}
		return Air{Outcome: s.Outcome}
	case cbc.Partial:
		failed, _ := failures(&s.Report, &d.Warning)
		a.Missing = a.Missing.plus(asked.minus(failed))
	}
	return a
}

// failures returns the cells that refused w, and those among them that will
// refuse it again.
func failures(r *cbc.Report, w *cbc.Warning) (all, final CellList) {
	for _, f := range r.Refusals(w) {
		all = append(all, f.Cell)
		if f.Cause.Final() {
			final = append(final, f.Cell)
		}
	}
	return all, final
}

// Forgotten returns what is on air after cells have forgotten all they
// broadcast, no cells meaning all of them, and whether that is another state.
// Of are the cells that the message was meant for; nil means all of the link.
func (a Air) Forgotten(cells, of []cbc.Cell) (Air, bool) {
	if len(cells) == 0 {
		return Air{Outcome: a.Outcome}, a.Presence != Absent || a.Permanent
	}
	if of != nil {
		cells = CellList(cells).within(of)
	}
	lost := CellList(cells).minus(a.Missing)
	again := a.Refused.within(cells)
	if a.Presence == Absent && !a.Permanent || len(lost) == 0 && len(again) == 0 {
		return a, false
	}
	a.Missing, a.Refused, a.Permanent = a.Missing.plus(lost), a.Refused.minus(cells), false
	return a, true
}
