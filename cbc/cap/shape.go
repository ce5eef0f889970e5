package cap

import (
	"bytes"
	"math"

	"bongsu/cbc"
)

const metresPerKilometre = 1000

// point reads "lat,lon".
func point(b []byte) (cbc.Point, bool) {
	n := bytes.IndexByte(b, ',')
	if n < 0 {
		return cbc.Point{}, false
	}
	lat, ok := parseDecimal(b[:n])
	lon, also := parseDecimal(b[n+1:])
	return cbc.Point{Lat: lat, Lon: lon}, ok && also
}

func onGlobe(p cbc.Point) bool { return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 }

// leastPoints is that of a triangle with its first point again at its end.
const leastPoints = 4

// polygon reads one ring.
func (r *review) polygon(t []byte) {
	if r.polygons++; r.polygons > MaxPolygons {
		if r.polygons == MaxPolygons+1 {
			r.report("X01", nil, tooManyPolygons, MaxPolygons)
		}
		return
	}
	size := bytes.Count(t, []byte(",")) // of commas, as many as points
	if r.points += size; r.points > MaxPoints {
		r.report("X01", nil, tooManyPoints, MaxPoints)
		return
	}
	ring, ok := r.ring(make([]cbc.Point, 0, size), t)
	if !ok {
		return
	}
	if len(ring) < leastPoints {
		r.report("S11", t, fewPoints, len(ring))
	}
	if ring[0] != ring[len(ring)-1] {
		r.report("S12", t, openPolygon)
	}
	if crossesDateLine(ring) {
		r.note("W13b", t, dateLine)
	}
	if r.edgesCross(ring) {
		r.note("W14", t, crossedEdges)
	}
	if len(r.problems) == 0 {
		r.area.Polygons = append(r.area.Polygons, cbc.Polygon{ring})
	}
}

// ring reads points with white space between them.
func (r *review) ring(ring []cbc.Point, t []byte) ([]cbc.Point, bool) {
	off := -1
	for rest := t; ; {
		n := 0
		for n < len(rest) && !blank(rest[n]) {
			n++
		}
		p, ok := point(rest[:n])
		if !ok {
			if !r.full() {
				r.report("S13", rest[:n], badPoint, len(ring)+1)
			}
			return nil, false
		}
		if off < 0 && !onGlobe(p) {
			off = len(ring)
		}
		ring = append(ring, p)
		for n < len(rest) && blank(rest[n]) {
			n++
		}
		if rest = rest[n:]; len(rest) == 0 {
			break
		}
	}
	if r.swapped(ring) {
		r.note("W13a", t, swappedPoints)
	}
	if off < 0 {
		return ring, true
	}
	if lat, lon := extent(ring); lat <= 90 && lon > 180 && lon <= 360 {
		r.note("W13b", t, dateLine)
	}
	r.report("S13", t, offGlobe, off+1)
	return nil, false
}

// extent returns the greatest latitude and longitude, whatever their signs.
func extent(ring []cbc.Point) (lat, lon float64) {
	for _, p := range ring {
		lat, lon = max(lat, math.Abs(p.Lat)), max(lon, math.Abs(p.Lon))
	}
	return lat, lon
}

// swapped reports whether the points make sense only, or better, with latitude
// and longitude the other way round.
func (r *review) swapped(ring []cbc.Point) bool {
	if lat, lon := extent(ring); lat > 90 {
		return lat <= 180 && lon <= 90
	}
	if r.policy.Service == (Box{}) {
		return false
	}
	for _, p := range ring {
		if r.policy.Service.contains(p.Lat, p.Lon) || !r.policy.Service.contains(p.Lon, p.Lat) {
			return false
		}
	}
	return true
}

// crossesDateLine reports whether two neighbours are nearer the other way
// round the globe.
func crossesDateLine(ring []cbc.Point) bool {
	for i := 1; i < len(ring); i++ {
		if math.Abs(ring[i].Lon-ring[i-1].Lon) > 180 {
			return true
		}
	}
	return false
}

// circle reads "lat,lon radius", the radius in kilometres.
func (r *review) circle(t []byte) {
	center, radius, ok := bytes.Cut(t, []byte(" "))
	p, good := point(center)
	km, also := parseDecimal(radius)
	if !ok || !good || !also || km < 0 {
		r.report("S15", t, badCircle)
		return
	}
	if r.swapped([]cbc.Point{p}) {
		r.note("W13a", t, swappedPoints)
	}
	if !onGlobe(p) {
		r.report("S15", t, badCenter)
		return
	}
	if km == 0 {
		r.note("W15", t, onlyPoint)
	}
	if len(r.problems) == 0 {
		c := extend(&r.circles, &r.area.Circles, func() int { return r.room("circle>", leastCircle) })
		*c = cbc.Circle{Center: p, Radius: km * metresPerKilometre}
	}
}
