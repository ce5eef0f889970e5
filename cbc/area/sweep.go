package area

import (
	"cmp"
	"math"
	"slices"

	"bongsu/cbc"
)

// polygon calls hit with the points inside poly, some at a time: for every row
// of buckets it marks those that an edge touches, tests the points in these one
// by one against the edges of the row, and takes or leaves the buckets between
// as a whole.
func (g *grid) polygon(poly cbc.Polygon, hit func([]uint32)) {
	list := edges(poly)
	w, ok := g.window(bounds(list))
	if !ok {
		return
	}
	slices.SortFunc(list, func(a, b edge) int { return cmp.Compare(a.a.Lat, b.a.Lat) })
	s := sweep{grid: g, window: w, waiting: list, touched: make([]bool, w.col1-w.col0+1), hit: hit}
	for row := w.row0; row <= w.row1; row++ {
		s.row(row)
	}
}

// A sweep goes through a window from south to north.
type sweep struct {
	*grid
	window
	waiting []edge // not reached yet, by their southern end
	active  []edge // that reach into the row
	touched []bool // buckets of the row, from col0, that an active edge touches
	hit     func([]uint32)
}

// slack widens rows and buckets, in steps, against rounding.
const slack = 1e-6

func (s *sweep) row(row int) {
	low := s.south + (float64(row)-slack)*s.step
	high := s.south + (float64(row)+1+slack)*s.step
	s.advance(low, high)
	s.mark(low, high)
	for col := s.col0; col <= s.col1; {
		end := col
		for end <= s.col1 && !s.touched[end-s.col0] {
			end++
		}
		if end == col {
			s.single(row, col)
			col++
			continue
		}
		s.between(row, col, end-1)
		col = end
	}
}

// advance keeps in active the edges between two latitudes. The last row also
// holds points north of it by rounding, the first none south of it.
func (s *sweep) advance(low, high float64) {
	n := 0
	for n < len(s.waiting) && s.waiting[n].a.Lat <= high {
		n++
	}
	s.active = append(s.active, s.waiting[:n]...)
	s.waiting = s.waiting[n:]
	s.active = slices.DeleteFunc(s.active, func(e edge) bool { return e.b.Lat < low })
}

// mark sets touched for the columns of the active edges.
func (s *sweep) mark(low, high float64) {
	clear(s.touched)
	for i := range s.active {
		x0, x1 := s.active[i].clip(low, high)
		c0 := math.Floor((x0-s.west)/s.step - slack)
		c1 := math.Floor((x1-s.west)/s.step + slack)
		if c1 < float64(s.col0) || c0 > float64(s.col1) {
			continue
		}
		for c := max(int(max(c0, 0)), s.col0); c <= min(int(min(c1, float64(s.col1))), s.col1); c++ {
			s.touched[c-s.col0] = true
		}
	}
}

// clip returns the longitudes of e between two latitudes that it reaches.
func (e *edge) clip(low, high float64) (west, east float64) {
	x0, x1 := e.a.Lon, e.b.Lon
	if slope := (e.b.Lon - e.a.Lon) / (e.b.Lat - e.a.Lat); e.a.Lat < e.b.Lat {
		if e.a.Lat < low {
			x0 = e.a.Lon + (low-e.a.Lat)*slope
		}
		if e.b.Lat > high {
			x1 = e.a.Lon + (high-e.a.Lat)*slope
		}
	}
	return min(x0, x1), max(x0, x1)
}

// single tests the points of a bucket one by one.
func (s *sweep) single(row, col int) {
	from, to := s.run(row, col, col)
	for k := from; k < to; k++ {
		if s.inside(s.at[k]) {
			s.hit(s.ids[k : k+1])
		}
	}
}

// between takes or leaves buckets that no edge touches.
func (s *sweep) between(row, col0, col1 int) {
	from, to := s.run(row, col0, col1)
	if from < to && s.inside(s.at[from]) {
		s.hit(s.ids[from:to])
	}
}

func (s *sweep) inside(p cbc.Point) bool {
	in := false
	for i := range s.active {
		if s.active[i].west(p) {
			in = !in
		}
	}
	return in
}
