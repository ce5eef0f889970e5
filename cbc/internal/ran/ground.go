package ran

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"bongsu/cbc"
)

// A Ground is the cells behind one core network node, and the areas that they
// make up. It chooses how a warning names a set of cells.
type Ground struct {
	cells     map[CGI]cbc.Cell
	tracking  map[TAI]int // cells of each
	complete  bool
	emergency []emergencyArea
}

type emergencyArea struct {
	id    EAI
	cells []CGI
}

// A Place is how a set of cells is named: the tracking areas that they are in,
// and within these the cells, whole tracking areas or emergency areas. Just one
// of the last three is not empty, none if it is everywhere.
type Place struct {
	In        []TAI
	Cells     []CGI
	Tracking  []TAI
	Emergency []EAI
}

// NewGround returns the ground of these cells. With complete they are all cells
// of their tracking areas.
func NewGround(cells []cbc.Cell, complete bool, emergency map[EAI][]cbc.Cell) *Ground {
	g := &Ground{cells: make(map[CGI]cbc.Cell, len(cells)), tracking: map[TAI]int{}, complete: complete}
	for _, c := range cells {
		g.cells[CGIOf(c)] = c
		g.tracking[TAIOf(c)]++
	}
	for id, list := range emergency {
		a := emergencyArea{id: id}
		for _, c := range list {
			a.cells = append(a.cells, CGIOf(c))
		}
		g.emergency = append(g.emergency, a)
	}
	slices.SortFunc(g.emergency, func(a, b emergencyArea) int { return slices.Compare(a.id[:], b.id[:]) })
	return g
}

// Cell returns the cell that a peer names, and whether it is known here.
func (g *Ground) Cell(c CGI) (cbc.Cell, bool) {
	cell, ok := g.cells[c]
	return cell, ok
}

// Place returns how a warning names cells. It is whole tracking areas, or
// emergency areas, only where those have just these cells, so that nothing is
// widened. Errors: no cell, or more than a list names.
func (g *Ground) Place(cells []cbc.Cell) (Place, error) {
	if len(cells) == 0 {
		return Place{}, errors.New("no cells")
	}
	p := Place{Cells: make([]CGI, len(cells))}
	asked := make(map[TAI]int, 16)
	set := make(map[CGI]bool, len(cells))
	for i, c := range cells {
		p.Cells[i] = CGIOf(c)
		if !set[p.Cells[i]] {
			set[p.Cells[i]] = true
			asked[TAIOf(c)]++
		}
	}
	for t := range asked {
		p.In = append(p.In, t)
	}
	slices.SortFunc(p.In, func(a, b TAI) int {
		return cmp.Or(cmp.Compare(a.PLMN.MCC, b.PLMN.MCC), cmp.Compare(a.PLMN.MNC, b.PLMN.MNC), cmp.Compare(a.TAC, b.TAC))
	})
	if g.whole(asked, set) {
		p.Tracking, p.Cells = p.In, nil
	} else if e := g.emergencyOf(set); e != nil {
		p.Emergency, p.Cells = e, nil
	}
	if len(p.Cells) > MaxCells {
		return p, fmt.Errorf("%d cells are more than the %d that a list names", len(p.Cells), MaxCells)
	}
	return p, nil
}

// whole reports whether the cells of set, so many in each tracking area, are all
// of these.
func (g *Ground) whole(asked map[TAI]int, set map[CGI]bool) bool {
	if !g.complete {
		return false
	}
	for t, n := range asked {
		if g.tracking[t] != n {
			return false
		}
	}
	for c := range set {
		if _, known := g.cells[c]; !known {
			return false
		}
	}
	return true
}

// emergencyOf returns the emergency areas that have just the cells of set, nil
// if there are none.
func (g *Ground) emergencyOf(set map[CGI]bool) []EAI {
	var ids []EAI
	covered := make(map[CGI]bool, len(set))
	for _, a := range g.emergency {
		if len(a.cells) == 0 || !slices.ContainsFunc(a.cells, func(c CGI) bool { return set[c] && !covered[c] }) {
			continue
		}
		if slices.ContainsFunc(a.cells, func(c CGI) bool { return !set[c] }) {
			continue
		}
		for _, c := range a.cells {
			covered[c] = true
		}
		ids = append(ids, a.id)
	}
	if len(covered) != len(set) {
		return nil
	}
	return ids
}
