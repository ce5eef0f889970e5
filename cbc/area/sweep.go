package area

import (
	"math"
	"slices"

	"bongsu/cbc"
)

// sweep calls hit with the points inside a shape, which has these edges, some at
// a time, by the even-odd rule: for every row of buckets it notes which edges touch which, tests the points in these one by
// one, and takes or leaves the buckets between as a whole.
func (g *grid) sweep(list []edge, hit func([]uint32)) {
	w, ok := g.window(bounds(list))
	if !ok {
		return
	}
	cols := w.col1 - w.col0 + 1
	s := sweep{grid: g, window: w, touching: make([]int32, cols), leaving: make([]int32, cols), hit: hit}
	s.queue(list)
	for row := w.row0; row <= w.row1; row++ {
		s.over(row)
	}
}

// A sweep goes through a window from south to north, and through each row from
// east to west. A point is inside if a line from it to the east crosses an odd
// number of edges. Of the edges wholly in the east only the latitudes of their
// ends count: the line crosses an odd number of them if an odd number of their
// ends are south of it or on it. Where two edges meet, both in the east, their
// ends cancel, so that there are few to count.
type sweep struct {
	*grid
	window
	waiting  []edge  // by the row that they begin in
	begin    []int32 // waiting[begin[i]:begin[i+1]] begin in row row0+i
	active   []edge  // that reach into the row
	touching []int32 // of each column, the chain of active edges that touch its bucket
	leaving  []int32 // of each column, the chain of those that touch the next to the east, and not it
	chain    []hop
	south0   uint8     // 1 if an odd number of ends of edges in the east is south of the row
	ends     []float64 // latitudes of those in the row that do not cancel
	touched  []edge    // edges that touch one bucket
	found    []uint32
	hit      func([]uint32)
}

// slack widens rows and buckets, in steps, against rounding.
const slack = 1e-6

func (s *sweep) over(row int) {
	low := s.south + (float64(row)-slack)*s.step
	high := s.south + (float64(row)+1+slack)*s.step
	s.advance(row, low)
	s.note(low, high)
	for i := s.col1 - s.col0; i >= 0; {
		s.leave(i, low, high)
		if s.touching[i] != none {
			s.single(row, i)
			i--
			continue
		}
		end := i
		for i--; i >= 0 && s.touching[i] == none && s.leaving[i] == none; i-- {
		}
		s.between(row, i+1, end)
	}
}

// queue sorts the edges by the row of their southern end, a little early rather
// than late.
func (s *sweep) queue(list []edge) {
	rows := s.row1 - s.row0 + 1
	s.begin = make([]int32, rows+1)
	at := make([]int32, len(list))
	for i := range list {
		at[i] = int32(min(max(s.row(list[i].a.Lat-2*slack*s.step), s.row0)-s.row0, rows-1))
		s.begin[at[i]+1]++
	}
	for i := range rows {
		s.begin[i+1] += s.begin[i]
	}
	s.waiting = make([]edge, len(list))
	next := slices.Clone(s.begin)
	for i, r := range at {
		s.waiting[next[r]] = list[i]
		next[r]++
	}
}

// advance keeps in active the edges that reach into a row, which is north of a
// latitude. The last row also holds points north of it by rounding, the first
// none south of it.
func (s *sweep) advance(row int, low float64) {
	i := row - s.row0
	s.active = append(s.active, s.waiting[s.begin[i]:s.begin[i+1]]...)
	s.active = slices.DeleteFunc(s.active, func(e edge) bool { return e.b.Lat < low })
}

// note chains the active edges to the columns they touch, and to that where they
// are first wholly in the east.
func (s *sweep) note(low, high float64) {
	for i := range s.touching {
		s.touching[i], s.leaving[i] = none, none
	}
	s.chain, s.ends, s.south0 = s.chain[:0], s.ends[:0], 0
	last := float64(s.col1 - s.col0)
	for i := range s.active {
		x0, x1 := s.active[i].clip(low, high)
		c0 := math.Floor((x0-s.west)/s.step-slack) - float64(s.col0)
		c1 := math.Floor((x1-s.west)/s.step+slack) - float64(s.col0)
		if c0 > last {
			s.pass(&s.active[i], low, high)
			continue
		}
		for c := int(max(c0, 0)); c <= int(min(c1, last)); c++ {
			s.link(s.touching, c, i)
		}
		if c0 >= 1 {
			s.link(s.leaving, int(c0)-1, i)
		}
	}
}

func (s *sweep) link(heads []int32, c, i int) {
	s.chain = append(s.chain, hop{int32(i), heads[c]})
	heads[c] = int32(len(s.chain) - 1)
}

// leave adds to those in the east the edges that are there from column i on.
func (s *sweep) leave(i int, low, high float64) {
	for k := s.leaving[i]; k != none; k = s.chain[k].next {
		s.pass(&s.active[s.chain[k].edge], low, high)
	}
}

// pass counts the ends of an edge in the east.
func (s *sweep) pass(e *edge, low, high float64) {
	for _, lat := range [...]float64{e.a.Lat, e.b.Lat} {
		switch {
		case lat <= low:
			s.south0 ^= 1
		case lat <= high:
			s.toggle(lat)
		}
	}
}

func (s *sweep) toggle(lat float64) {
	i := slices.Index(s.ends, lat)
	if i < 0 {
		s.ends = append(s.ends, lat)
		return
	}
	last := len(s.ends) - 1
	s.ends[i] = s.ends[last]
	s.ends = s.ends[:last]
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

// single tests the points of a bucket one by one. Whether a test says yes is as
// good as chance, so that it is written without branches.
func (s *sweep) single(row, i int) {
	from, to := s.run(row, s.col0+i, s.col0+i)
	if from == to {
		return
	}
	s.touched = s.touched[:0]
	for k := s.touching[i]; k != none; k = s.chain[k].next {
		s.touched = append(s.touched, s.active[s.chain[k].edge])
	}
	s.found = slices.Grow(s.found[:0], int(to-from))[:to-from]
	n := 0
	for k := from; k < to; k++ {
		p := s.at[k]
		odd := s.clear(p.Lat)
		for j := range s.touched {
			odd ^= s.touched[j].crossed(p)
		}
		s.found[n] = s.ids[k]
		n += int(odd)
	}
	if n > 0 {
		s.hit(s.found[:n])
	}
}

// crossed is west as a number, 1 for yes.
func (e *edge) crossed(p cbc.Point) uint8 {
	var spans, west uint8
	if (e.a.Lat > p.Lat) != (e.b.Lat > p.Lat) {
		spans = 1
	}
	if p.Lon < e.a.Lon+(p.Lat-e.a.Lat)/(e.b.Lat-e.a.Lat)*(e.b.Lon-e.a.Lon) { // of a level edge not a number, or infinite
		west = 1
	}
	return spans & west
}

// clear returns 1 if a line to the east at a latitude crosses an odd number of
// the edges in the east.
func (s *sweep) clear(lat float64) uint8 {
	odd := s.south0
	for _, end := range s.ends {
		var on uint8
		if end <= lat {
			on = 1
		}
		odd ^= on
	}
	return odd
}

// between takes or leaves buckets that no edge touches.
func (s *sweep) between(row, i0, i1 int) {
	from, to := s.run(row, s.col0+i0, s.col0+i1)
	if from < to && s.clear(s.at[from].Lat) == 1 {
		s.hit(s.ids[from:to])
	}
}
