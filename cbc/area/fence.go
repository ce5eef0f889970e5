package area

import (
	"math"

	"bongsu/cbc"
)

// A fence finds edges near a point: buckets of its own, each with the edges
// that pass through it.
type fence struct {
	grid  // no points; corner, step, rows and columns only
	edges []edge
	head  []int32 // of each bucket, the first hop of its chain, or none
	chain []hop
}

// A hop is one edge in the chain of a bucket.
type hop struct {
	edge int32
	next int32 // in chain, or none
}

// Bounds of a fence, whatever the edges: buckets, and hops beyond a few for
// each edge.
const (
	fenceBuckets = 1 << 20
	fenceHops    = 1 << 19
)

// newFence lays out the edges that touch area, which has a south below its north and a west before its east. step is
// the size of its buckets in degrees, made larger where there would be too many.
func newFence(list []edge, area rectangle, step float64) *fence {
	length := 0.0
	for i := range list {
		length += math.Abs(list[i].b.Lat-list[i].a.Lat) + math.Abs(list[i].b.Lon-list[i].a.Lon)
	}
	height, width := area.high.Lat-area.low.Lat, area.high.Lon-area.low.Lon
	step = max(step, length/fenceHops, math.Sqrt(height*width/fenceBuckets), height/fenceBuckets, width/fenceBuckets)
	f := &fence{edges: list}
	f.south, f.west, f.step = area.low.Lat, area.low.Lon, step
	f.rows, f.cols = int(height/step)+1, int(width/step)+1
	f.head = make([]int32, f.rows*f.cols)
	for i := range f.head {
		f.head[i] = none
	}
	for i := range list {
		f.add(int32(i), area)
	}
	return f
}

// add links edge i to the buckets it passes through.
func (f *fence) add(i int32, area rectangle) {
	e := &f.edges[i]
	if e.b.Lat < area.low.Lat || e.a.Lat > area.high.Lat {
		return
	}
	for row := f.row(e.a.Lat); row <= f.row(e.b.Lat); row++ {
		low := f.south + (float64(row)-slack)*f.step
		high := f.south + (float64(row)+1+slack)*f.step
		x0, x1 := e.clip(low, high)
		if x1 < area.low.Lon || x0 > area.high.Lon {
			continue
		}
		for col := f.col(x0 - slack*f.step); col <= f.col(x1+slack*f.step); col++ {
			b := row*f.cols + col
			f.chain = append(f.chain, hop{i, f.head[b]})
			f.head[b] = int32(len(f.chain) - 1)
		}
	}
}

// near reports whether an edge passes within radius metres of p.
func (f *fence) near(p cbc.Point, radius float64) bool {
	r := rectangle{p, p}.around(radius)
	l := planeAt(p)
	for row := f.row(r.low.Lat); row <= f.row(r.high.Lat); row++ {
		for col := f.col(r.low.Lon); col <= f.col(r.high.Lon); col++ {
			for k := f.head[row*f.cols+col]; k != none; k = f.chain[k].next {
				if l.distance(&f.edges[f.chain[k].edge]) <= radius {
					return true
				}
			}
		}
	}
	return false
}

// fringe calls hit for every point not in it already whose own radius reaches
// an edge of poly.
func (a *Atlas) fringe(poly cbc.Polygon, in func(uint32) bool, hit func(uint32)) {
	list := edges(poly)
	w, ok := a.grid.window(bounds(list).around(a.widest))
	if a.widest == 0 || !ok {
		return
	}
	// No point reaches farther than this from where the points are.
	area := rectangle{
		cbc.Point{Lat: a.grid.south + float64(w.row0)*a.grid.step, Lon: a.grid.west + float64(w.col0)*a.grid.step},
		cbc.Point{Lat: a.grid.south + float64(w.row1+1)*a.grid.step, Lon: a.grid.west + float64(w.col1+1)*a.grid.step},
	}.around(a.widest).meet(bounds(list))
	if area.low.Lat > area.high.Lat || area.low.Lon > area.high.Lon {
		return
	}
	f := newFence(list, area, a.grid.step)
	for row := w.row0; row <= w.row1; row++ {
		from, to := a.grid.run(row, w.col0, w.col1)
		for k := from; k < to; k++ {
			id := a.grid.ids[k]
			if r := a.radius(id); r > 0 && !in(id) && f.near(a.grid.at[k], r) {
				hit(id)
			}
		}
	}
}

// meet returns what r and s have in common.
func (r rectangle) meet(s rectangle) rectangle {
	return rectangle{
		cbc.Point{Lat: max(r.low.Lat, s.low.Lat), Lon: max(r.low.Lon, s.low.Lon)},
		cbc.Point{Lat: min(r.high.Lat, s.high.Lat), Lon: min(r.high.Lon, s.high.Lon)},
	}
}
