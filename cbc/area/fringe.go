package area

import (
	"math"

	"bongsu/cbc"
)

// fringe puts into found every point not in it whose reach may come to one of
// the edges in list and that counts says yes to. For each bucket it gathers the
// edges that a point in it could reach, so that most points are decided by where
// their bucket is. back goes with list and may be nil.
func (x *Index) fringe(list []edge, back []bool, counts func(f *fringe, k uint32) bool, found *set) {
	if x.widest == 0 || len(list) == 0 {
		return
	}
	w, ok := x.window(bounds(list).around(x.widest))
	if !ok {
		return
	}
	f := fringe{Index: x, window: w, list: list, back: back, cols: w.col1 - w.col0 + 1}
	f.head = make([]int32, (w.row1-w.row0+1)*f.cols)
	for i := range f.head {
		f.head[i] = none
	}
	for i := range list {
		f.draw(int32(i))
	}
	for b, h := range f.head {
		if h != none {
			f.bucket(b, counts, found)
		}
	}
}

// A fringe is the buckets near the edges of a polygon.
type fringe struct {
	*Index
	window
	list  []edge
	back  []bool
	cols  int
	head  []int32 // of each bucket of the window, the chain of edges near it
	chain []hop
	near  []edge // those of one bucket
	backs []bool // of near
}

// wide is by how much the neighbourhood of an edge is drawn too wide, against
// the curvature that planes leave out.
const wide = 1.02

// draw chains an edge to the buckets within the widest reach of it.
func (f *fringe) draw(i int32) {
	e := &f.list[i]
	dLat := f.widest / degree * wide
	row0, row1 := max(f.row(e.a.Lat-dLat), f.row0), min(f.row(e.b.Lat+dLat), f.row1)
	for row := row0; row <= row1; row++ {
		low := f.south + float64(row)*f.step
		high := low + f.step
		if e.b.Lat < low-dLat || e.a.Lat > high+dLat {
			continue
		}
		x0, x1 := e.clip(low-dLat, high+dLat)
		far := max(math.Abs(low), math.Abs(high)) + dLat
		dLon := 360.0
		if far < 89 {
			dLon = dLat / math.Cos(far*math.Pi/180)
		}
		col0, col1 := max(f.col(x0-dLon), f.col0), min(f.col(x1+dLon), f.col1)
		for col := col0; col <= col1; col++ {
			b := (row-f.row0)*f.cols + col - f.col0
			f.chain = append(f.chain, hop{i, f.head[b]})
			f.head[b] = int32(len(f.chain) - 1)
		}
	}
}

// bucket tests the points of a bucket.
func (f *fringe) bucket(b int, counts func(*fringe, uint32) bool, found *set) {
	row, col := f.row0+b/f.cols, f.col0+b%f.cols
	from, to := f.run(row, col, col)
	if from == to {
		return
	}
	middle := cbc.Point{Lat: f.south + (float64(row)+0.5)*f.step, Lon: f.west + (float64(col)+0.5)*f.step}
	half := f.step / 2 * degree * math.Sqrt2 * wide
	if row == f.rows-1 || col == f.cols-1 {
		half = math.Inf(1) // the last ones hold what is beyond by rounding
	}
	l := planeAt(middle)
	f.near, f.backs = f.near[:0], f.backs[:0]
	least := math.Inf(1)
	for k := f.head[b]; k != none; k = f.chain[k].next {
		e := f.list[f.chain[k].edge]
		if d := l.distance(&e); d <= f.widest*wide+half {
			f.near = append(f.near, e)
			if f.back != nil {
				f.backs = append(f.backs, f.back[f.chain[k].edge])
			}
			least = min(least, d)
		}
	}
	for k := from; k < to; k++ {
		if r := f.reachOf(k); r > 0 && r*wide+half >= least && !found.has(f.ids[k]) && counts(f, k) {
			found.put(f.ids[k])
		}
	}
}

// reaches reports whether one of edges comes within radius metres of p.
func reaches(p cbc.Point, radius float64, near []edge) bool {
	l := planeAt(p)
	for i := range near {
		if l.squared(&near[i]) <= radius*radius {
			return true
		}
	}
	return false
}
