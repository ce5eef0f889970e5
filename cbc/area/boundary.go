package area

import (
	"iter"
	"math"

	"bongsu/cbc"
)

// Boundaries holds the shapes of regions: of leaves, of cities that have 일반구
// and of 시도, not of 읍면동. Neighbours share their lines, so that a point is in
// one leaf at most. It is read only and safe for concurrent use.
type Boundaries struct {
	arcs
	scale, origin [2]float64 // longitude and latitude of grid positions
	outlines      map[cbc.Region]*outline
	leaves        []cbc.Region
}

// Polygons returns the boundary of code, an active leaf, city or 시도, as
// polygons with their holes, for the caller to keep.
func (b *Boundaries) Polygons(code cbc.Region) ([]cbc.Polygon, bool) {
	o := b.outlines[code]
	if o == nil {
		return nil, false
	}
	polygons := make([]cbc.Polygon, len(o.polygons))
	for i, rings := range o.polygons {
		for _, refs := range rings {
			polygons[i] = append(polygons[i], b.ring(refs))
		}
	}
	return polygons, true
}

// ring joins arcs; each begins where the one before it ends.
func (b *Boundaries) ring(refs []int32) []cbc.Point {
	n := 1
	for _, ref := range refs {
		n += len(b.arc(ref)) - 1
	}
	ring := make([]cbc.Point, 0, n)
	for _, ref := range refs {
		arc := b.arc(ref)
		for k := range arc {
			if k == 0 && len(ring) > 0 {
				continue
			}
			if ref < 0 {
				k = len(arc) - 1 - k
			}
			ring = append(ring, b.place(arc[k]))
		}
	}
	return ring
}

func (b *Boundaries) place(v vertex) cbc.Point {
	return cbc.Point{
		Lat: float64(v.y)*b.scale[1] + b.origin[1],
		Lon: float64(v.x)*b.scale[0] + b.origin[0],
	}
}

// At returns the leaf that contains p. At sea, on land reclaimed since 2018 and
// abroad there is none; see [Boundaries.Nearest].
func (b *Boundaries) At(p cbc.Point) (cbc.Region, bool) {
	x, y := (p.Lon-b.origin[0])/b.scale[0], (p.Lat-b.origin[1])/b.scale[1]
	for _, code := range b.leaves {
		if o := b.outlines[code]; o.box.holds(x, y, 0, 0) && b.inside(o, x, y) {
			return code, true
		}
	}
	return "", false
}

// holds reports whether the box, made wider by dx and dy, holds x, y.
func (b box) holds(x, y, dx, dy float64) bool {
	return x >= float64(b.minX)-dx && x <= float64(b.maxX)+dx && y >= float64(b.minY)-dy && y <= float64(b.maxY)+dy
}

// refs yields the references of all rings. Even-odd counting does not need them
// in rings.
func (o *outline) refs() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for _, rings := range o.polygons {
			for _, refs := range rings {
				for _, ref := range refs {
					if !yield(ref) {
						return
					}
				}
			}
		}
	}
}

// inside counts the lines east of x, y. It reckons in grid positions, which are
// degrees stretched, the origin apart.
func (b *Boundaries) inside(o *outline, x, y float64) bool {
	in := false
	for ref := range o.refs() {
		around := &b.boxes[forward(ref)]
		if y < float64(around.minY) || y > float64(around.maxY) || x > float64(around.maxX) {
			continue
		}
		arc := b.arc(ref)
		for k := 1; k < len(arc); k++ {
			e := between(arc[k-1].point(), arc[k].point())
			if e.west(cbc.Point{Lat: y, Lon: x}) {
				in = !in
			}
		}
	}
	return in
}

func (v vertex) point() cbc.Point { return cbc.Point{Lat: float64(v.y), Lon: float64(v.x)} }

// Nearest returns the leaf that contains p or, if none does, the one whose
// boundary is nearest, if it is within limit metres, and how many metres away
// it is. It is for places just off the drawn coast: bridges, harbours, new
// land.
func (b *Boundaries) Nearest(p cbc.Point, limit float64) (leaf cbc.Region, metres float64, ok bool) {
	if leaf, ok = b.At(p); ok {
		return leaf, 0, true
	}
	x, y := (p.Lon-b.origin[0])/b.scale[0], (p.Lat-b.origin[1])/b.scale[1]
	near := planeAt(p)
	dx, dy := limit/near.x/b.scale[0], limit/near.y/b.scale[1]
	metres = limit
	for _, code := range b.leaves {
		o := b.outlines[code]
		if !o.box.holds(x, y, dx, dy) {
			continue
		}
		for ref := range o.refs() {
			if !b.boxes[forward(ref)].holds(x, y, dx, dy) {
				continue
			}
			if d := b.distance(&near, b.arc(ref)); d <= metres {
				leaf, metres, ok = code, d, true
			}
		}
	}
	return leaf, metres, ok
}

// distance returns the metres from the origin of l to arc.
func (b *Boundaries) distance(l *plane, arc []vertex) float64 {
	d := math.Inf(1)
	for k := 1; k < len(arc); k++ {
		e := between(b.place(arc[k-1]), b.place(arc[k]))
		d = min(d, l.distance(&e))
	}
	return d
}
