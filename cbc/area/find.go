package area

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"bongsu/cbc"
)

// A Policy says when a cell is in an area.
type Policy uint8

const (
	Inside   Policy = iota // its site is
	Touch                  // its coverage overlaps the area; every cell Inside is also this
	Majority               // more than half of its coverage is, as a disc; of a cell without coverage its site
)

var policyNames = [...]string{Inside: "inside", Touch: "touch", Majority: "majority"}

// String returns "inside", "touch" or "majority".
func (p Policy) String() string {
	if int(p) < len(policyNames) {
		return policyNames[p]
	}
	return fmt.Sprintf("policy(%d)", uint8(p))
}

// ParsePolicy reads the names that String writes.
func ParsePolicy(s string) (Policy, error) {
	if i := slices.Index(policyNames[:], s); i >= 0 {
		return Policy(i), nil
	}
	return 0, fmt.Errorf("policy %q is not inside, touch or majority", s)
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
	case len(q.Polygons)+len(q.Circles) == 0 && (q.Policy == Inside || a.plain(rows)):
		return a.assigned(rows), a.blind(rows)
	case len(rows) == 1 && len(q.Polygons)+len(q.Circles) == 0:
		if lists := a.beyond[q.Policy].Load(); lists != nil {
			return a.byLink((*lists)[rows[0]]), a.blind(rows)
		}
	}
	found := a.index.sets.get()
	s := search{a, found}
	for _, row := range rows {
		s.region(row, q.Policy)
	}
	for _, p := range q.Polygons {
		s.index.polygons([]cbc.Polygon{p}, q.Policy, s.found)
	}
	for _, c := range q.Circles {
		s.index.circle(c, q.Policy, s.found)
	}
	return a.byLink(a.index.sets.drain(found)), a.blind(rows)
}

// plain reports whether rows are 읍면동 only, of which nothing but the region of
// each cell is known.
func (a *Atlas) plain(rows []int32) bool {
	return !slices.ContainsFunc(rows, func(row int32) bool { return a.regions.rows[row].Level != Eupmyeondong })
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
	if q.Policy > Majority {
		return fmt.Errorf("%s is not inside, touch or majority", q.Policy)
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

// in returns the spans of the cells in the region of a row.
func (a *Atlas) in(row int32) []span { return a.spans[a.start[row]:a.start[row+1]] }

// assigned returns the cells whose region is one of rows or below it. Those of a
// link that are a run are the Atlas's own list.
func (a *Atlas) assigned(rows []int32) map[string][]uint32 {
	var all []span
	for _, row := range rows {
		all = append(all, a.in(row)...)
	}
	if len(rows) > 1 {
		slices.SortFunc(all, func(x, y span) int { return cmp.Compare(x.from, y.from) })
	}
	var joined []span
	for _, x := range all {
		joined = lengthen(joined, x)
	}
	found := make(map[string][]uint32, len(a.links))
	for _, x := range joined {
		link := a.links[x.link]
		if list := found[link]; list == nil {
			found[link] = a.all[x.from:x.to:x.to]
		} else {
			found[link] = append(list, a.all[x.from:x.to]...) // a copy, since its capacity ends there
		}
	}
	return found
}

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
			return slices.ContainsFunc(a.in(row), func(x span) bool { return int(x.link) == k })
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
	found *set
}

// region adds the cells assigned to a region and, of other policies than Inside,
// those that its boundary adds to them.
func (s *search) region(row int32, p Policy) {
	if lists := s.beyond[p].Load(); lists != nil && (*lists)[row] != nil {
		s.found.add((*lists)[row])
		return
	}
	for _, x := range s.in(row) {
		s.found.run(x.from, x.to)
	}
	if x := &s.regions.rows[row]; p != Inside && x.Level != Eupmyeondong {
		polygons, _ := s.boundaries.Polygons(x.Code)
		s.index.polygons(polygons, p, s.found)
	}
}

// Precompute works out which cells each region reaches by a policy, so that an
// alert by codes is a look-up; of Inside that is always so. It takes seconds for
// a million cells, and Find can be asked all the while. The error is that of
// ctx.
func (a *Atlas) Precompute(ctx context.Context, p Policy) error {
	if p == Inside || p > Majority || a.beyond[p].Load() != nil {
		return ctx.Err()
	}
	lists := make([][]uint32, len(a.regions.rows))
	for row := range a.regions.rows {
		x := &a.regions.rows[row]
		if !x.Active || x.Level == Eupmyeondong {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		found := a.index.sets.get()
		s := search{a, found}
		s.region(int32(row), p)
		lists[row] = a.index.sets.drain(found)
	}
	a.beyond[p].Store(&lists)
	return nil
}
