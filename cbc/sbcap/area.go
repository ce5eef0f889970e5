package sbcap

import (
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// WarningAreas are where a warning goes within the tracking areas of a
// request: cells, tracking areas or emergency areas. Just one of the lists is
// not empty.
type WarningAreas struct {
	Cells []CGI
	TAIs  []TAI
	EAIs  []EAI
}

// areas appends a warning area list, if there is one.
func (e *encoder) areas(a *WarningAreas) {
	if a == nil {
		return
	}
	mark := e.may(ieAreas)
	e.Flag(false)
	switch {
	case len(a.Cells) > 0 && len(a.TAIs)+len(a.EAIs) == 0:
		e.Int(0, 0, 2)
		e.PutCGIs(&e.Writer, a.Cells, lte, ran.MaxCells)
	case len(a.TAIs) > 0 && len(a.Cells)+len(a.EAIs) == 0:
		e.Int(1, 0, 2)
		e.PutTAIs(&e.Writer, a.TAIs, lte, ran.MaxCells)
	case len(a.EAIs) > 0 && len(a.Cells)+len(a.TAIs) == 0:
		e.Int(2, 0, 2)
		ran.PutEAIs(&e.Writer, a.EAIs, ran.MaxCells)
	default:
		e.Fail("%s: not one of cells, tracking areas and emergency areas", ieAreas)
	}
	e.Close(mark)
}

func (d *decoder) areas() (a *WarningAreas) {
	d.maybe(ieAreas, func(r *aper.Reader) {
		if r.Flag() { // areas of a later version; the element may be ignored, the warning not widened
			r.Fail("areas of a later version")
			return
		}
		a = new(WarningAreas)
		switch r.Int(0, 2) {
		case 0:
			a.Cells = d.CGIs(r, lte, ran.MaxCells)
		case 1:
			a.TAIs = d.TAIs(r, lte, ran.MaxCells)
		case 2:
			a.EAIs = ran.EAIs(r, ran.MaxCells)
		}
	})
	return a
}

// WarningAreas5GS are the same for 5G: cells of ng-eNBs, cells of gNBs, one
// tracking area or emergency areas.
type WarningAreas5GS struct {
	Cells   []CGI // of LTE
	NRCells []CGI
	TAI     *TAI
	EAIs    []EAI
}

func (e *encoder) areas5GS(a *WarningAreas5GS) {
	if a == nil {
		return
	}
	mark := e.may(ieAreas5GS)
	e.Flag(false)
	switch {
	case len(a.Cells) > 0:
		e.Int(0, 0, 3)
		e.PutCGIs(&e.Writer, a.Cells, lte, ran.MaxCells)
	case len(a.NRCells) > 0:
		e.Int(1, 0, 3)
		e.PutCGIs(&e.Writer, a.NRCells, fiveG, ran.MaxRestartNR)
	case a.TAI != nil:
		e.Int(2, 0, 3)
		e.PutTAI(&e.Writer, *a.TAI, fiveG)
	default:
		e.Int(3, 0, 3)
		ran.PutEAIs(&e.Writer, a.EAIs, ran.MaxCells)
	}
	e.Close(mark)
}

func (d *decoder) areas5GS() (a *WarningAreas5GS) {
	d.maybe(ieAreas5GS, func(r *aper.Reader) {
		if r.Extensible(); r.Err() != nil {
			return
		}
		a = new(WarningAreas5GS)
		switch r.Int(0, 3) {
		case 0:
			a.Cells = d.CGIs(r, lte, ran.MaxCells)
		case 1:
			a.NRCells = d.CGIs(r, fiveG, ran.MaxRestartNR)
		case 2:
			t := d.TAI(r, fiveG)
			a.TAI = &t
		case 3:
			a.EAIs = ran.EAIs(r, ran.MaxCells)
		}
	})
	return a
}
