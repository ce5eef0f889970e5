package ngap

import (
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// WarningAreas are where a warning goes: cells of gNBs or of ng-eNBs, tracking
// areas or emergency areas. Just one of the lists is not empty.
type WarningAreas struct {
	Cells      []CGI // of NR
	EUTRACells []CGI // of ng-eNBs
	TAIs       []TAI
	EAIs       []EAI
}

func (e *encoder) areas(a *WarningAreas) {
	if a == nil {
		return
	}
	lists := 0
	for _, n := range []int{len(a.Cells), len(a.EUTRACells), len(a.TAIs), len(a.EAIs)} {
		if n > 0 {
			lists++
		}
	}
	if lists != 1 {
		e.Fail("%s: not one of cells, tracking areas and emergency areas", ieAreas)
		return
	}
	mark := e.may(ieAreas)
	switch {
	case len(a.EUTRACells) > 0:
		e.Int(0, 0, 4)
		e.PutCGIs(&e.Writer, a.EUTRACells, dialect(false, false), ran.MaxCells)
	case len(a.Cells) > 0:
		e.Int(1, 0, 4)
		e.PutCGIs(&e.Writer, a.Cells, dialect(true, false), ran.MaxCells)
	case len(a.TAIs) > 0:
		e.Int(2, 0, 4)
		e.PutTAIs(&e.Writer, a.TAIs, dialect(true, false), ran.MaxCells)
	default:
		e.Int(3, 0, 4)
		ran.PutEAIs(&e.Writer, a.EAIs, ran.MaxCells)
	}
	e.Close(mark)
}

func (d *decoder) areas() (a *WarningAreas) {
	d.maybe(ieAreas, func(r *aper.Reader) {
		a = new(WarningAreas)
		switch r.Int(0, 4) {
		case 0:
			a.EUTRACells = d.CGIs(r, dialect(false, false), ran.MaxCells)
		case 1:
			a.Cells = d.CGIs(r, dialect(true, false), ran.MaxCells)
		case 2:
			a.TAIs = d.TAIs(r, dialect(true, false), ran.MaxCells)
		case 3:
			a.EAIs = ran.EAIs(r, ran.MaxCells)
		default: // the element may be ignored, the warning not widened
			r.Fail("areas of a later version")
		}
	})
	return a
}

// Broadcasts are where a base station broadcasts a warning, or did. Just one of
// the lists of Areas is not empty.
type Broadcasts struct {
	NR    bool // cells of gNBs, else of ng-eNBs
	Areas AreaList
}

// broadcasts appends a list, if there is one. That of ended broadcasts has
// numbers.
func (e *encoder) broadcasts(ie Element, v *Broadcasts) {
	if v == nil {
		return
	}
	x := dialect(v.NR, ie == ieCancelled)
	first := int64(0)
	if v.NR {
		first = 3
	}
	a := &v.Areas
	mark := e.may(ie)
	switch {
	case len(a.Cells) > 0 && len(a.Tracking)+len(a.Emergency) == 0:
		e.Int(first, 0, 6)
		e.PutBroadcasts(&e.Writer, a.Cells, x)
	case len(a.Tracking) > 0 && len(a.Cells)+len(a.Emergency) == 0:
		e.Int(first+1, 0, 6)
		e.PutTracking(&e.Writer, a.Tracking, x, ran.MaxCells)
	case len(a.Emergency) > 0 && len(a.Cells)+len(a.Tracking) == 0:
		e.Int(first+2, 0, 6)
		e.PutEmergency(&e.Writer, a.Emergency, x)
	default:
		e.Fail("%s: not one of cells, tracking areas and emergency areas", ie)
	}
	e.Close(mark)
}

func (d *decoder) broadcasts(ie Element) (v *Broadcasts) {
	d.maybe(ie, func(r *aper.Reader) {
		kind := r.Int(0, 6)
		if kind == 6 {
			r.Fail("areas of a later version")
			return
		}
		v = &Broadcasts{NR: kind >= 3}
		x := dialect(v.NR, ie == ieCancelled)
		switch kind % 3 {
		case 0:
			v.Areas.Cells = d.Coder.Broadcasts(r, x)
		case 1:
			v.Areas.Tracking = d.Tracking(r, x, ran.MaxCells)
		case 2:
			v.Areas.Emergency = d.Emergency(r, x)
		}
	})
	return v
}

// A CellList is cells of gNBs or of ng-eNBs.
type CellList struct {
	NR    bool
	Cells []CGI // 1 to 16,384 of NR, 1 to 256 else
}

func (l *CellList) most() int {
	if l.NR {
		return ran.MaxRestartNR
	}
	return ran.MaxRestartCells
}

func (e *encoder) cells(ie Element, l *CellList) {
	kind := int64(0)
	if l.NR {
		kind = 1
	}
	mark := e.must(ie)
	e.Int(kind, 0, 2)
	e.PutCGIs(&e.Writer, l.Cells, dialect(l.NR, false), l.most())
	e.Close(mark)
}

func (d *decoder) cells(ie Element) (l CellList) {
	d.field(ie, func(r *aper.Reader) {
		kind := r.Int(0, 2)
		if kind == 2 {
			r.Fail("cells of a later version")
			return
		}
		l.NR = kind == 1
		l.Cells = d.CGIs(r, dialect(l.NR, false), l.most())
	})
	return l
}

// GNB returns a gNB whose identity has 24 bits.
func GNB(id uint64) Node { return Node{Kind: ran.GNB, Bits: 24, ID: id} }
