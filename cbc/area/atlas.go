package area

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"bongsu/cbc"
)

// An Atlas knows the cells of all links and answers which of them lie in an
// area. Cells are numbered from 0, those of a link together, the links by name,
// within a link as they were given. It is read only and safe for concurrent use;
// a changed cells file makes a new Atlas.
type Atlas struct {
	regions    *Regions
	boundaries *Boundaries

	links  []string
	first  []uint32 // cells of links[i] are first[i] up to first[i+1]
	cells  []cbc.Cell
	radii  []float32
	home   []int32  // row of the cell's region, or none
	slot   []uint32 // where the cell is in grid.ids
	byCell []uint32 // all cells, ordered by name
	all    []uint32 // all cells, by number
	grid   *grid
	widest float64 // of radii

	start  []uint32 // cells in region row i are within[start[i]:start[i+1]]
	within []uint32
	notes  []Note
}

// NewAtlas sorts the sites of all links. A site without a region, or whose
// region has parts, is put into the leaf that contains it; at sea there is none,
// and only countries, polygons and circles reach it. A retired region stands for
// its successor, of several that where the site is or, if that cannot be told,
// all; see [Atlas.Notes]. The error is a *SitesError with every site that is
// nowhere, has an unknown region (*UnknownRegionError) or is there twice.
func NewAtlas(sites []Site, regions *Regions, boundaries *Boundaries) (*Atlas, error) {
	if regions == nil || boundaries == nil {
		return nil, errors.New("an atlas needs regions and boundaries")
	}
	if uint64(len(sites)) > math.MaxInt32 {
		return nil, fmt.Errorf("%d sites are too many", len(sites))
	}
	a := &Atlas{regions: regions, boundaries: boundaries}
	if err := a.check(sites); err != nil {
		return nil, err
	}
	order := make([]uint32, len(sites))
	for i := range order {
		order[i] = uint32(i)
	}
	a.all = slices.Clone(order)
	slices.SortStableFunc(order, func(i, j uint32) int { return cmp.Compare(sites[i].Link, sites[j].Link) })
	a.store(sites, order)
	a.settle()
	a.index()
	return a, nil
}

// check refuses sites that are wrong by themselves or in common.
func (a *Atlas) check(sites []Site) error {
	var mistakes SitesError
	seen := make(map[cbc.Cell]bool, len(sites))
	for i := range sites {
		s := &sites[i]
		if err := a.checkSite(s); err != nil {
			mistakes.add(s.Line, fmt.Errorf("cell %s: %w", s.Cell, err))
		}
		if seen[s.Cell] {
			mistakes.add(s.Line, fmt.Errorf("cell %s is there twice; a cell belongs to exactly one link", s.Cell))
		}
		seen[s.Cell] = true
	}
	return mistakes.asError()
}

func (a *Atlas) checkSite(s *Site) error {
	switch {
	case s.Link == "":
		return errors.New("no link")
	case s.Region != "" && a.regions.row(s.Region) == none:
		return &UnknownRegionError{s.Region}
	}
	return checkPlace(s)
}

// store takes the sites in order.
func (a *Atlas) store(sites []Site, order []uint32) {
	points := make([]cbc.Point, 0, len(order))
	a.cells = make([]cbc.Cell, 0, len(order))
	a.radii = make([]float32, 0, len(order))
	a.home = make([]int32, 0, len(order))
	for n, i := range order {
		s := &sites[i]
		if n == 0 || s.Link != a.links[len(a.links)-1] {
			a.links, a.first = append(a.links, s.Link), append(a.first, uint32(n))
		}
		points = append(points, s.At)
		a.cells = append(a.cells, s.Cell)
		a.radii = append(a.radii, float32(s.Radius))
		a.home = append(a.home, a.rowOf(s.Region))
		a.widest = max(a.widest, float64(float32(s.Radius)))
	}
	a.first = append(a.first, uint32(len(order)))
	a.grid = newGrid(points)
	a.slot = make([]uint32, len(order))
	for k, id := range a.grid.ids {
		a.slot[id] = uint32(k)
	}
	a.byCell = slices.Clone(a.all)
	slices.SortFunc(a.byCell, func(i, j uint32) int { return compareCells(a.cells[i], a.cells[j]) })
}

func (a *Atlas) rowOf(code cbc.Region) int32 {
	if code == "" {
		return none
	}
	return a.regions.row(code)
}

func compareCells(x, y cbc.Cell) int {
	return cmp.Or(
		cmp.Compare(x.Radio, y.Radio),
		cmp.Compare(x.PLMN.MCC, y.PLMN.MCC),
		cmp.Compare(x.PLMN.MNC, y.PLMN.MNC),
		cmp.Compare(x.Area, y.Area),
		cmp.Compare(x.ID, y.ID),
		cmp.Compare(b2i(x.PLMN.Long), b2i(y.PLMN.Long)),
	)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// settle replaces the homes that a place makes more exact.
func (a *Atlas) settle() {
	leaves := a.leaves()
	noted := make(map[int32]bool)
	for i, row := range a.home {
		if row != none && !a.regions.rows[row].Active && !noted[row] {
			noted[row] = true
			_, n, _ := a.regions.Resolve(a.regions.rows[row].Code)
			a.notes = append(a.notes, n)
		}
		a.home[i] = a.place(row, leaves[i])
	}
	slices.SortFunc(a.notes, func(x, y Note) int { return cmp.Compare(x.Code, y.Code) })
}

// settled reports whether the cells of a row need no look at their place.
func (a *Atlas) settled(row int32) bool {
	return row != none && a.regions.rows[row].Active && a.regions.leaf(row)
}

// leaves returns, for each cell, the row of the leaf it lies in, or none; none
// for all if no cell needs it.
func (a *Atlas) leaves() []int32 {
	leaves := make([]int32, len(a.cells))
	for i := range leaves {
		leaves[i] = none
	}
	if !slices.ContainsFunc(a.home, func(row int32) bool { return !a.settled(row) }) {
		return leaves
	}
	for _, code := range a.boundaries.leaves {
		row := a.regions.row(code)
		a.grid.polygon(a.boundaries.rings(code), func(ids []uint32) {
			for _, id := range ids {
				leaves[id] = row
			}
		})
	}
	return leaves
}

// place returns the most exact of what a cell's region and its leaf say
// together. The leaf never overrules the region.
func (a *Atlas) place(row, leaf int32) int32 {
	if row == none {
		return leaf
	}
	now := a.regions.current(row)
	if len(now) == 1 {
		return a.finer(now[0], leaf)
	}
	for _, n := range now {
		if leaf != none && (a.regions.within(leaf, n) || a.regions.within(n, leaf)) {
			return a.finer(n, leaf)
		}
	}
	return row
}

// finer returns leaf if it is in row, else row.
func (a *Atlas) finer(row, leaf int32) int32 {
	if leaf != none && a.regions.within(leaf, row) {
		return leaf
	}
	return row
}

// index lists the cells of every region, by number.
func (a *Atlas) index() {
	up := make(map[int32][]int32)
	a.start = make([]uint32, len(a.regions.rows)+1)
	for _, home := range a.home {
		if _, ok := up[home]; !ok {
			up[home] = a.upward(home)
		}
		for _, row := range up[home] {
			a.start[row+1]++
		}
	}
	for i := 1; i < len(a.start); i++ {
		a.start[i] += a.start[i-1]
	}
	a.within = make([]uint32, a.start[len(a.start)-1])
	next := slices.Clone(a.start)
	for i, home := range a.home {
		for _, row := range up[home] {
			a.within[next[row]] = uint32(i)
			next[row]++
		}
	}
}

// upward returns the rows in force that a cell at home is in.
func (a *Atlas) upward(home int32) []int32 {
	if home == none {
		return nil
	}
	var rows []int32
	for _, row := range a.regions.current(home) {
		for ; row != none; row = a.regions.parent[row] {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// Links returns the links that have cells, by name. The caller must not change
// it.
func (a *Atlas) Links() []string { return a.links }

// Size returns how many cells a link has.
func (a *Atlas) Size(link string) int {
	i, ok := slices.BinarySearch(a.links, link)
	if !ok {
		return 0
	}
	return int(a.first[i+1] - a.first[i])
}

// Len returns how many cells there are; they are numbered from 0 to Len()−1.
func (a *Atlas) Len() int { return len(a.cells) }

// Site returns cell i, with its region as the Atlas settled it, empty if it has
// none, and its radius to single precision. It panics if there is no such cell.
func (a *Atlas) Site(i uint32) Site {
	k, _ := slices.BinarySearch(a.first, i+1)
	s := Site{Link: a.links[k-1], Cell: a.cells[i], At: a.grid.at[a.slot[i]], Radius: a.radius(i)}
	if a.home[i] != none {
		s.Region = a.regions.rows[a.home[i]].Code
	}
	return s
}

// Index returns the number of a cell.
func (a *Atlas) Index(c cbc.Cell) (uint32, bool) {
	k, ok := slices.BinarySearchFunc(a.byCell, c, func(i uint32, c cbc.Cell) int { return compareCells(a.cells[i], c) })
	if !ok {
		return 0, false
	}
	return a.byCell[k], true
}

// Cells returns the cells of a link with these numbers. Numbers of other links'
// cells are left out.
func (a *Atlas) Cells(link string, idx []uint32) []cbc.Cell {
	k, ok := slices.BinarySearch(a.links, link)
	if !ok {
		return nil
	}
	cells := make([]cbc.Cell, 0, len(idx))
	for _, i := range idx {
		if a.first[k] <= i && i < a.first[k+1] {
			cells = append(cells, a.cells[i])
		}
	}
	return cells
}

// Unplaced returns the cells in no region, which no region code reaches: at
// sea, abroad or on new land.
func (a *Atlas) Unplaced() []uint32 {
	var list []uint32
	for i, row := range a.home {
		if row == none {
			list = append(list, uint32(i))
		}
	}
	return list
}

// Notes returns one note for each retired region among the sites.
func (a *Atlas) Notes() []Note { return a.notes }

func (a *Atlas) radius(i uint32) float64 { return float64(a.radii[i]) }
