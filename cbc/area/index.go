package area

import "bongsu/cbc"

// An Index finds, among many points each with a reach, those in a shape. It
// sorts them into square buckets of at least 0.01 degrees, in one array ordered by bucket, and goes
// over a shape row by row: what no edge touches is taken or left as a whole. It
// is read only and safe for concurrent use.
type Index struct {
	grid
	reach  []float32 // of each point, metres, in the order of ids
	widest float64   // of reach
	sets   setPool
}

// NewIndex sorts points, which must be on Earth; reach has as many, in metres,
// or is nil for points of no extent. Both are copied.
func NewIndex(points []cbc.Point, reach []float32) *Index {
	x := &Index{grid: newGrid(points), sets: setPool{size: len(points)}}
	if reach == nil {
		return x
	}
	x.reach = make([]float32, len(points))
	for k, id := range x.ids {
		x.reach[k] = reach[id]
		x.widest = max(x.widest, float64(reach[id]))
	}
	return x
}

// Polygon returns, in order, the numbers of the points in poly.
func (x *Index) Polygon(poly cbc.Polygon, p Policy) []uint32 {
	found := x.sets.get()
	x.polygons([]cbc.Polygon{poly}, p, found)
	return x.sets.drain(found)
}

// Circle returns, in order, the numbers of the points in c.
func (x *Index) Circle(c cbc.Circle, p Policy) []uint32 {
	found := x.sets.get()
	x.circle(c, p, found)
	return x.sets.drain(found)
}

// polygons puts the points in a shape into found; its polygons do not overlap.
func (x *Index) polygons(shape []cbc.Polygon, p Policy, found *set) {
	if p == Majority {
		x.majority(shape, found)
		return
	}
	list := edges(shape...)
	x.sweep(list, found.add)
	if p == Touch {
		x.fringe(list, nil, func(f *fringe, k uint32) bool { return reaches(x.at[k], float64(x.reach[k]), f.near) }, found)
	}
}

// reachOf returns the reach of the k-th point in the order of ids.
func (x *Index) reachOf(k uint32) float64 {
	if x.reach == nil {
		return 0
	}
	return float64(x.reach[k])
}
