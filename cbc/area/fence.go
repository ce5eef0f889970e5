package area

import (
	"math"
)

// A fence finds edges near one another: buckets of its own, each with the edges
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
