package cap

import (
	"cmp"
	"slices"

	"bongsu/cbc"
)

// Edges are compared in rings of up to maxCrossing points, and no more than
// maxComparisons pairs in a message. Beyond that whoever resolves the area
// finds out.
const (
	maxCrossing    = 1_000
	maxComparisons = 500_000
)

// An edge joins two neighbours of a ring, the one with less latitude first.
type edge struct {
	a, b cbc.Point
	n    int
}

// edgesCross reports whether edges of a ring have a point in common beyond
// that of neighbours, in the plane of latitude and longitude. Edges are
// compared with those that begin before they end, going north.
func (r *review) edgesCross(ring []cbc.Point) bool {
	if len(ring) > maxCrossing || len(ring) <= leastPoints {
		return false
	}
	edges := r.edges[:0]
	for i := 1; i < len(ring); i++ {
		e := edge{ring[i-1], ring[i], i - 1}
		if e.a == e.b {
			continue
		}
		if e.a.Lat > e.b.Lat {
			e.a, e.b = e.b, e.a
		}
		e.n = len(edges)
		edges = append(edges, e)
	}
	r.edges = edges
	count := len(edges)
	slices.SortFunc(edges, func(x, y edge) int { return cmp.Compare(x.a.Lat, y.a.Lat) })
	for i, x := range edges {
		for _, y := range edges[i+1:] {
			if y.a.Lat > x.b.Lat {
				break
			}
			if r.comparisons++; r.comparisons > maxComparisons {
				return false
			}
			if d := x.n - y.n; d != 1 && d != -1 && d != count-1 && d != 1-count && meet(x, y) {
				return true
			}
		}
	}
	return false
}

// meet reports whether two edges have a point in common.
func meet(x, y edge) bool {
	if max(x.a.Lon, x.b.Lon) < min(y.a.Lon, y.b.Lon) || max(y.a.Lon, y.b.Lon) < min(x.a.Lon, x.b.Lon) {
		return false
	}
	a, b := side(x, y.a), side(x, y.b)
	c, d := side(y, x.a), side(y, x.b)
	return (a <= 0 && b >= 0 || a >= 0 && b <= 0) && (c <= 0 && d >= 0 || c >= 0 && d <= 0)
}

// side tells on which side of an edge a point is: below 0, on it, above 0.
func side(e edge, p cbc.Point) float64 {
	return (e.b.Lon-e.a.Lon)*(p.Lat-e.a.Lat) - (e.b.Lat-e.a.Lat)*(p.Lon-e.a.Lon)
}
