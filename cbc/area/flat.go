package area

import (
	"cmp"
	"math"
	"slices"

	"bongsu/cbc"
)

// A flat is a point or a vector in a plane, in metres.
type flat struct{ x, y float64 }

func (p flat) minus(q flat) flat           { return flat{p.x - q.x, p.y - q.y} }
func (p flat) plus(q flat, t float64) flat { return flat{p.x + t*q.x, p.y + t*q.y} }
func (p flat) cross(q flat) float64        { return p.x*q.y - p.y*q.x }
func (p flat) compare(q flat) int          { return cmp.Or(cmp.Compare(p.x, q.x), cmp.Compare(p.y, q.y)) }

// turn is above 0 if the way from a by b to c turns left; it is twice the area
// of the triangle.
func turn(a, b, c flat) float64 { return b.minus(a).cross(c.minus(a)) }

func pflat(p cbc.Point) flat { return flat{p.Lon, p.Lat} }

// inTriangle reports whether p is in a triangle or on its border. The triangle
// may be as flat as a line.
func inTriangle(p, a, b, c flat) bool {
	if p.x < min(a.x, b.x, c.x) || p.x > max(a.x, b.x, c.x) || p.y < min(a.y, b.y, c.y) || p.y > max(a.y, b.y, c.y) {
		return false
	}
	t, u, v := turn(a, b, p), turn(b, c, p), turn(c, a, p)
	return t >= 0 && u >= 0 && v >= 0 || t <= 0 && u <= 0 && v <= 0
}

// meets reports whether the lines a–b and c–d have a point in common.
func meets(a, b, c, d flat) bool {
	if max(a.x, b.x) < min(c.x, d.x) || max(c.x, d.x) < min(a.x, b.x) ||
		max(a.y, b.y) < min(c.y, d.y) || max(c.y, d.y) < min(a.y, b.y) {
		return false
	}
	return turn(a, b, c)*turn(a, b, d) <= 0 && turn(c, d, a)*turn(c, d, b) <= 0
}

// A sheet is the plane around the middle of a polygon. It only stretches
// degrees, so that what is straight or inside on it is so on the map.
type sheet struct{ plane }

func sheetOver(poly cbc.Polygon) sheet {
	r := bounds(edges(poly))
	return sheet{planeAt(cbc.Point{Lat: (r.low.Lat + r.high.Lat) / 2, Lon: (r.low.Lon + r.high.Lon) / 2})}
}

func (s *sheet) to(p cbc.Point) flat {
	return flat{(p.Lon - s.origin.Lon) * s.x, (p.Lat - s.origin.Lat) * s.y}
}

func (s *sheet) from(p flat) cbc.Point {
	return cbc.Point{Lat: s.origin.Lat + p.y/s.y, Lon: s.origin.Lon + p.x/s.x}
}

// corners returns a ring counterclockwise, each corner once.
func (s *sheet) corners(ring []cbc.Point) []flat {
	list := make([]flat, 0, len(ring))
	area := 0.0
	for i, p := range ring[1:] {
		if p == ring[i] {
			continue
		}
		list = append(list, s.to(p))
		area += s.to(ring[i]).cross(s.to(p))
	}
	if area < 0 {
		slices.Reverse(list)
	}
	return list
}

// ring returns corners as a closed ring.
func (s *sheet) ring(corners []flat) []cbc.Point {
	ring := make([]cbc.Point, 0, len(corners)+1)
	for _, c := range corners {
		ring = append(ring, s.from(c))
	}
	return append(ring, ring[0])
}

// widen moves every side of a ring, counterclockwise, outward by metres.
func widen(ring []flat, metres float64) []flat {
	wide := make([]flat, len(ring))
	for i, p := range ring {
		before := unit(p.minus(ring[(i+len(ring)-1)%len(ring)]))
		after := unit(ring[(i+1)%len(ring)].minus(p))
		// Both sides move along their normals; the corner to where they meet.
		bend := 1 + before.x*after.x + before.y*after.y
		normal := flat{before.y + after.y, -before.x - after.x}
		wide[i] = p.plus(normal, metres/max(bend, 1e-6))
	}
	return wide
}

func unit(v flat) flat {
	n := math.Hypot(v.x, v.y)
	return flat{v.x / n, v.y / n}
}
