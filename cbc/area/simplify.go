package area

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"bongsu/cbc"
)

// Margin is how far, in metres, a simplified polygon keeps off the original, so
// that it still covers it when its corners are rounded to the steps of TS 23.032
// (clause 6.1: 1.2 m of latitude, at most 2.4 m of longitude).
const Margin = 5

// patience is the number of corners up to which a ring is reduced as it is; a
// longer one is replaced by its convex hull first.
const patience = 5000

// Simplify returns a polygon of one ring and at most points corners, the closing
// one not counted, that covers poly; and how far, in metres, it reaches beyond
// poly at most. Where poly has one ring that fits it is returned as it is. Holes
// are filled, which counts as reaching beyond. The overshoot is never too small
// and too large by Margin or a five-hundredth of the polygon's size, more only
// for very long outlines. Errors: fewer than four points asked for, or poly as CheckPolygon
// refuses it. Whether the overshoot is too much is for the caller to say.
func Simplify(poly cbc.Polygon, points int) (cbc.Polygon, float64, error) {
	if points < 4 {
		return nil, 0, fmt.Errorf("a polygon of %d corners: at least four are needed", points)
	}
	if err := CheckPolygon(poly); err != nil {
		return nil, 0, err
	}
	return simplify(poly, poly, points)
}

// simplify covers part of a polygon; how far it reaches beyond is measured from
// the whole.
func simplify(part, whole cbc.Polygon, points int) (cbc.Polygon, float64, error) {
	outer := part[:1:1]
	if len(part[0])-1 <= points {
		if len(part) == 1 {
			return part, 0, nil
		}
		return outer, overshoot(outer, whole), nil
	}
	best, least := cbc.Polygon(nil), math.Inf(1)
	for _, c := range covers(outer, points) {
		if far := overshoot(c, whole); far < least {
			best, least = c, far
		}
	}
	if best == nil {
		return nil, 0, errors.New("polygon cannot be simplified: its cover would reach a pole or the antimeridian")
	}
	return best, least, nil
}

// covers returns polygons of at most n corners, 4 or more, around one ring: one
// that follows it and one around its convex hull, as far as they can be made.
func covers(outer cbc.Polygon, n int) []cbc.Polygon {
	s := sheetOver(outer)
	corners := s.corners(outer[0])
	starts := [][]flat{hull(corners)}
	if len(corners) <= patience {
		starts = append(starts, corners)
	}
	var list []cbc.Polygon
	for _, ring := range starts {
		small, ok := reduce(ring, n)
		if !ok {
			continue
		}
		c := cbc.Polygon{s.ring(widen(small, Margin))}
		if CheckPolygon(c) == nil && within(outer[0], c) {
			list = append(list, c)
		}
	}
	return list
}

// within reports whether all of ring is inside poly.
func within(ring []cbc.Point, poly cbc.Polygon) bool {
	out := edges(poly)
	for i, p := range ring {
		if !InPolygon(p, poly) {
			return false
		}
		for k := range out {
			if i > 0 && meets(pflat(ring[i-1]), pflat(p), pflat(out[k].a), pflat(out[k].b)) {
				return false
			}
		}
	}
	return true
}

// reduce takes corners away from a ring, counterclockwise, until n are left,
// only ever adding to its inside, each time where that adds least. It fails
// where each step would make the ring cross itself; a convex ring never does.
func reduce(ring []flat, n int) ([]flat, bool) {
	r := newChain(ring)
	for r.left > n {
		if i := r.cheapest(); i != none {
			r.apply(i)
			continue
		}
		if !r.retry() {
			return nil, false
		}
	}
	return r.points(), true
}

// hull returns the convex hull of points, counterclockwise (Andrew's monotone
// chain).
func hull(points []flat) []flat {
	sorted := slices.Clone(points)
	slices.SortFunc(sorted, flat.compare)
	var lower, upper []flat
	for i := range sorted {
		lower = appendHull(lower, sorted[i])
		upper = appendHull(upper, sorted[len(sorted)-1-i])
	}
	return append(lower[:len(lower)-1], upper[:len(upper)-1]...)
}

func appendHull(h []flat, p flat) []flat {
	for len(h) > 1 && turn(h[len(h)-2], h[len(h)-1], p) <= 0 {
		h = h[:len(h)-1]
	}
	return append(h, p)
}
