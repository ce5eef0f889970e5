package area

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync/atomic"

	"bongsu/cbc"
)

// An Atlas knows the cells of all links and answers which of them lie in an
// area. Cells are numbered from 0, those of a link together, the links by name,
// within a link by region and then by name, so that the cells of a region are a
// run. It never changes and is safe for concurrent use; a changed cells file
// makes a new Atlas, which takes the place of the old one by its pointer.
type Atlas struct {
	regions    *Regions
	boundaries *Boundaries

	links  []string
	first  []uint32 // cells of links[i] are first[i] up to first[i+1]
	cells  []cbc.Cell
	home   []int32  // row of the cell's region, or none
	slot   []uint32 // where the cell is in index.ids
	byCell cellTable
	all    []uint32 // all cells, by number
	index  *Index

	start []uint32 // cells in region row i are spans[start[i]:start[i+1]]
	spans []span
	notes []Note
	areas map[tracking]uint32 // cells in each tracking area of a link

	// beyond are, for each policy, the cells of every region row, once they have
	// been worked out; see Precompute.
	beyond [Majority + 1]atomic.Pointer[[][]uint32]
}

// A span is a run of one link's cells.
type span struct{ link, from, to uint32 }

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
	rows, err := a.check(sites)
	if err != nil {
		return nil, err
	}
	points, reach := make([]cbc.Point, len(sites)), make([]float32, len(sites))
	for i := range sites {
		points[i], reach[i] = sites[i].At, float32(sites[i].Radius)
	}
	a.index = NewIndex(points, reach)
	a.settle(rows)
	a.number(sites, rows)
	a.list()
	return a, nil
}

// check refuses sites that are wrong by themselves or in common, and returns the
// row of each site's region.
func (a *Atlas) check(sites []Site) ([]int32, error) {
	var mistakes SitesError
	rows := make([]int32, len(sites))
	known := map[cbc.Region]int32{"": none}
	seen := newCellTable(len(sites))
	for i := range sites {
		s := &sites[i]
		row, ok := known[s.Region]
		if !ok {
			row = a.regions.row(s.Region)
			known[s.Region] = row
		}
		rows[i] = row
		if err := checkSite(s, row); err != nil {
			mistakes.add(s.Line, fmt.Errorf("cell %s: %w", s.Cell, err))
		}
		if _, twice := seen.add(s.Cell, uint32(i), func(k uint32) cbc.Cell { return sites[k].Cell }); twice {
			mistakes.add(s.Line, fmt.Errorf("cell %s is there twice; a cell belongs to exactly one link", s.Cell))
		}
	}
	a.byCell = seen
	return rows, mistakes.asError()
}

func checkSite(s *Site, row int32) error {
	switch {
	case s.Link == "":
		return errors.New("no link")
	case s.Region != "" && row == none:
		return &UnknownRegionError{s.Region}
	}
	return checkPlace(s)
}

// settle replaces the rows that a place makes more exact.
func (a *Atlas) settle(rows []int32) {
	leaves := a.leaves(rows)
	noted := make(map[int32]bool)
	for i, row := range rows {
		if row != none && !a.regions.rows[row].Active && !noted[row] {
			noted[row] = true
			_, n, _ := a.regions.Resolve(a.regions.rows[row].Code)
			a.notes = append(a.notes, n)
		}
		if leaves != nil {
			rows[i] = a.place(row, leaves[i])
		} else {
			rows[i] = a.place(row, none)
		}
	}
	slices.SortFunc(a.notes, func(x, y Note) int { return cmp.Compare(x.Code, y.Code) })
}

// settled reports whether the cells of a row need no look at their place.
func (a *Atlas) settled(row int32) bool {
	return row != none && a.regions.rows[row].Active && a.regions.leaf(row)
}

// leaves returns, for each site, the row of the leaf it lies in, or none; nil if
// no site needs it.
func (a *Atlas) leaves(rows []int32) []int32 {
	if !slices.ContainsFunc(rows, func(row int32) bool { return !a.settled(row) }) {
		return nil
	}
	leaves := make([]int32, len(rows))
	for i := range leaves {
		leaves[i] = none
	}
	for _, code := range a.boundaries.leaves {
		row := a.regions.row(code)
		polygons, _ := a.boundaries.Polygons(code)
		a.index.sweep(edges(polygons...), func(ids []uint32) {
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
	s := Site{Link: a.links[k-1], Cell: a.cells[i], At: a.index.at[a.slot[i]], Radius: a.index.reachOf(a.slot[i])}
	if a.home[i] != none {
		s.Region = a.regions.rows[a.home[i]].Code
	}
	return s
}

// Index returns the number of a cell.
func (a *Atlas) Index(c cbc.Cell) (uint32, bool) {
	return a.byCell.find(c, func(i uint32) cbc.Cell { return a.cells[i] })
}

// Cells returns the cells of a link with these numbers, which are in order as
// [Atlas.Find] returns them. Numbers of other links' cells are left out. What is
// a run of cells, as those of a region are, is the Atlas's own list, which
// nobody may change.
func (a *Atlas) Cells(link string, idx []uint32) []cbc.Cell {
	k, ok := slices.BinarySearch(a.links, link)
	if !ok {
		return nil
	}
	idx, _ = cut(idx, a.first[k], a.first[k+1])
	if len(idx) == 0 {
		return nil
	}
	from, to := idx[0], idx[len(idx)-1]+1
	if int(to-from) == len(idx) {
		return a.cells[from:to:to]
	}
	cells := make([]cbc.Cell, len(idx))
	for n, i := range idx {
		cells[n] = a.cells[i]
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

// Boundaries returns the boundaries that the Atlas was made with.
func (a *Atlas) Boundaries() *Boundaries { return a.boundaries }
