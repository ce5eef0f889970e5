package area

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"bongsu/cbc"
)

// A Policy says when a cell is in an area.
type Policy uint8

const (
	Inside Policy = iota // its site is
	Touch                // its coverage overlaps the area; every cell Inside is also this
)

// String returns "inside" or "touch".
func (p Policy) String() string {
	switch p {
	case Inside:
		return "inside"
	case Touch:
		return "touch"
	}
	return fmt.Sprintf("policy(%d)", uint8(p))
}

// A Query is an area to be turned into cells. The parts add up; an empty query
// is nowhere.
type Query struct {
	Country  bool         // all cells
	Regions  []cbc.Region // in force or retired
	Polygons []cbc.Polygon
	Circles  []cbc.Circle
	Policy   Policy // Inside unless said; of a 읍면동, which has no boundary, always
}

// A NoBoundaryError names regions that have no boundary and that no cell is
// assigned to, so that nothing can be said of where they are.
type NoBoundaryError struct {
	Regions []cbc.Region
}

func (e *NoBoundaryError) Error() string {
	codes := make([]string, len(e.Regions))
	for i, c := range e.Regions {
		codes[i] = string(c)
	}
	return fmt.Sprintf("region %s: no boundary, and no cell is assigned to it", strings.Join(codes, ", "))
}

// Find returns, for every link that has any, the cells in an area, by number, in
// order. The caller must not change the lists: they may be the Atlas's own.
//
// Region codes go by the region of each cell, polygons and circles by its place.
// Errors: *UnknownRegionError; *ShapeError for a polygon that is not closed or a
// shape out of range (whether a polygon crosses itself is for [CheckPolygon] to
// say; here even-odd decides); *NoBoundaryError, with which the cells of the
// other parts are returned.
func (a *Atlas) Find(q Query) (map[string][]uint32, error) {
	rows, err := a.rows(q.Regions)
	if err != nil {
		return nil, err
	}
	if err := checkShapes(&q); err != nil {
		return nil, err
	}
	switch {
	case q.Country:
		return a.byLink(a.all), nil
	case len(rows) == 1 && q.Policy == Inside && len(q.Polygons)+len(q.Circles) == 0:
		return a.byLink(a.in(rows[0])), a.blind(rows)
	}
	s := search{a, newSet(len(a.cells))}
	for _, row := range rows {
		s.region(row, q.Policy)
	}
	for _, p := range q.Polygons {
		s.polygon(p, q.Policy)
	}
	for _, c := range q.Circles {
		s.circle(c, q.Policy)
	}
	return a.byLink(s.found.list()), a.blind(rows)
}

// rows returns the rows in force that codes stand for, each once.
func (a *Atlas) rows(codes []cbc.Region) ([]int32, error) {
	var rows []int32
	for _, c := range codes {
		i := a.regions.row(c)
		if i == none {
			return nil, &UnknownRegionError{c}
		}
		rows = append(rows, a.regions.current(i)...)
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

// checkShapes refuses what the search cannot work on.
func checkShapes(q *Query) error {
	if q.Policy > Touch {
		return fmt.Errorf("%s is neither inside nor touch", q.Policy)
	}
	for i, p := range q.Polygons {
		if err := checkRings(p); err != nil {
			return fmt.Errorf("polygon %d: %w", i, err)
		}
	}
	for i, c := range q.Circles {
		if err := CheckCircle(c); err != nil {
			return fmt.Errorf("circle %d: %w", i, err)
		}
	}
	return nil
}

// in returns the cells in the region of a row, by number.
func (a *Atlas) in(row int32) []uint32 { return a.within[a.start[row]:a.start[row+1]] }

// blind returns a *NoBoundaryError for the 읍면동 among rows without a cell.
func (a *Atlas) blind(rows []int32) error {
	var e NoBoundaryError
	for _, row := range rows {
		if x := &a.regions.rows[row]; x.Level == Eupmyeondong && len(a.in(row)) == 0 {
			e.Regions = append(e.Regions, x.Code)
		}
	}
	if len(e.Regions) == 0 {
		return nil
	}
	return &e
}

// Unassigned returns the links that have no cell assigned to code. Of a 읍면동,
// which has no boundary, they may still have cells there.
func (a *Atlas) Unassigned(code cbc.Region) ([]string, error) {
	rows, err := a.rows([]cbc.Region{code})
	if err != nil {
		return nil, err
	}
	var links []string
	for k, l := range a.links {
		some := slices.ContainsFunc(rows, func(row int32) bool {
			list, _ := cut(a.in(row), a.first[k], a.first[k+1])
			return len(list) > 0
		})
		if !some {
			links = append(links, l)
		}
	}
	return links, nil
}

// byLink cuts an ordered list of cells into those of each link.
func (a *Atlas) byLink(list []uint32) map[string][]uint32 {
	found := make(map[string][]uint32, len(a.links))
	for k, l := range a.links {
		var part []uint32
		part, list = cut(list, a.first[k], a.first[k+1])
		if len(part) > 0 {
			found[l] = part
		}
	}
	return found
}

// cut returns the numbers from low up to high of an ordered list, and those
// after them.
func cut(list []uint32, low, high uint32) (part, rest []uint32) {
	from, _ := slices.BinarySearch(list, low)
	to, _ := slices.BinarySearch(list, high)
	return list[from:to:to], list[to:]
}

// A search gathers cells.
type search struct {
	*Atlas
	found set
}

func (s *search) region(row int32, p Policy) {
	s.found.add(s.in(row))
	if x := &s.regions.rows[row]; p == Touch && x.Level != Eupmyeondong {
		s.polygon(s.boundaries.rings(x.Code), p)
	}
}

func (s *search) polygon(poly cbc.Polygon, p Policy) {
	s.grid.polygon(poly, s.found.add)
	if p == Touch {
		s.fringe(poly, s.found.has, s.found.put)
	}
}

func (s *search) circle(c cbc.Circle, p Policy) {
	widest, extra := 0.0, func(uint32) float64 { return 0 }
	if p == Touch {
		widest, extra = s.widest, s.radius
	}
	s.grid.circle(c, widest, extra, s.found.put)
}

// A set is a bit for each cell.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) put(i uint32)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i uint32) bool { return s[i/64]>>(i%64)&1 == 1 }

func (s set) add(ids []uint32) {
	for _, i := range ids {
		s.put(i)
	}
}

// list returns the members in order.
func (s set) list() []uint32 {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	ids := make([]uint32, 0, n)
	for k, w := range s {
		for ; w != 0; w &= w - 1 {
			ids = append(ids, uint32(k*64+bits.TrailingZeros64(w)))
		}
	}
	return ids
}
