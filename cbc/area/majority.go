package area

import (
	"math"

	"bongsu/cbc"
)

// majority puts into found the points of whose coverage more than half lies in
// polygons, which do not overlap; of a point without reach, the point.
func (x *Index) majority(polygons []cbc.Polygon, found *set) {
	inside, near := newSet(len(x.ids)), newSet(len(x.ids))
	list, back := directed(polygons)
	x.sweep(list, inside.add)
	x.fringe(list, back, func(f *fringe, k uint32) bool {
		id, r := x.ids[k], float64(x.reach[k])
		if !reaches(x.at[k], r, f.near) {
			return false
		}
		in := inside.has(id)
		inside.drop(id)
		return f.covered(x.at[k], r, in) > math.Pi*r*r/2
	}, near)
	found.join(inside)
	found.join(near)
}

// directed returns the edges of polygons and, for each, whether it is the other
// way round than it goes with the inside on its left.
func directed(polygons []cbc.Polygon) (list []edge, back []bool) {
	for _, poly := range polygons {
		for i, ring := range poly {
			ring = Wound(ring, i > 0)
			for k := 1; k < len(ring); k++ {
				if ring[k-1] != ring[k] {
					e := between(ring[k-1], ring[k])
					list, back = append(list, e), append(back, e.a != ring[k-1])
				}
			}
		}
	}
	return list, back
}

// covered returns how many square metres of the disc around p are in the shape,
// in being whether p is. An edge spans a sector as seen from p. All sectors
// together go once round if p is inside, else not at all; where an edge comes
// into the disc, what is beyond it is taken off.
func (f *fringe) covered(p cbc.Point, r float64, in bool) float64 {
	l := planeAt(p)
	area := 0.0
	if in {
		area = math.Pi * r * r
	}
	for i := range f.near {
		a, b := l.to(f.near[i].a), l.to(f.near[i].b)
		if f.backs[i] {
			a, b = b, a
		}
		area += wedge(a, b, r) - r*r/2*angle(a, b)
	}
	return area
}

func (l *plane) to(p cbc.Point) flat {
	return flat{(p.Lon - l.origin.Lon) * l.x, (p.Lat - l.origin.Lat) * l.y}
}

// angle returns how far the way from a to b turns round the origin, above 0
// counterclockwise.
func angle(a, b flat) float64 { return math.Atan2(a.cross(b), a.x*b.x+a.y*b.y) }

// wedge returns the area that the triangle of the origin, a and b has in common
// with the disc of radius r around the origin, above 0 counterclockwise.
func wedge(a, b flat, r float64) float64 {
	d := b.minus(a)
	// a + t·d is on the circle where t²·d² + 2t·a·d + a² = r².
	dd, ad, aa := d.x*d.x+d.y*d.y, a.x*d.x+a.y*d.y, a.x*a.x+a.y*a.y
	root := ad*ad - dd*(aa-r*r)
	if root <= 0 {
		return r * r / 2 * angle(a, b)
	}
	root = math.Sqrt(root)
	t0, t1 := max((-ad-root)/dd, 0), min((-ad+root)/dd, 1)
	if t0 >= t1 {
		return r * r / 2 * angle(a, b)
	}
	p, q := a.plus(d, t0), a.plus(d, t1)
	return r*r/2*(angle(a, p)+angle(q, b)) + p.cross(q)/2
}

// overlapOfDiscs returns the area that discs of radii r and s, d apart, have in
// common.
func overlapOfDiscs(d, r, s float64) float64 {
	switch {
	case d >= r+s:
		return 0
	case d <= math.Abs(r-s):
		least := min(r, s)
		return math.Pi * least * least
	}
	u, v := (d*d+r*r-s*s)/(2*d), (d*d+s*s-r*r)/(2*d)
	return r*r*math.Acos(u/r) + s*s*math.Acos(v/s) - d*math.Sqrt(max(r*r-u*u, 0))
}
