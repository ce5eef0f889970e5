package area

import (
	"errors"
	"fmt"
	"math"

	"bongsu/cbc"
)

// EarthRadius is the mean radius of the Earth in metres (IUGG, R1).
const EarthRadius = 6371008.8

// degree is the length of a degree of latitude in metres.
const degree = EarthRadius * math.Pi / 180

// halfway is half the way round the Earth in metres; no circle is wider.
const halfway = EarthRadius * math.Pi

// Distance returns the metres between a and b along a great circle of a sphere
// of EarthRadius; within 0.6 % of the ellipsoid.
func Distance(a, b cbc.Point) float64 {
	lat1, lat2 := a.Lat*math.Pi/180, b.Lat*math.Pi/180
	s, t := math.Sin((lat2-lat1)/2), math.Sin((b.Lon-a.Lon)*math.Pi/360)
	h := s*s + math.Cos(lat1)*math.Cos(lat2)*t*t
	return 2 * EarthRadius * math.Asin(math.Sqrt(min(h, 1)))
}

// InPolygon reports whether p is inside poly: in the outer ring and in no hole,
// by the even-odd rule. Of two polygons that share an edge, a point on it is in
// exactly one. Where a ring begins and which way round it goes do not matter.
func InPolygon(p cbc.Point, poly cbc.Polygon) bool {
	in := false
	for _, ring := range poly {
		for i := 1; i < len(ring); i++ {
			if e := between(ring[i-1], ring[i]); e.west(p) {
				in = !in
			}
		}
	}
	return in
}

// An edge is a straight line between two points, the southern one first, so
// that it is the same from both its sides.
type edge struct{ a, b cbc.Point }

func between(a, b cbc.Point) edge {
	if b.Lat < a.Lat || b.Lat == a.Lat && b.Lon < a.Lon {
		a, b = b, a
	}
	return edge{a, b}
}

// west reports whether a line from p to the east crosses e.
func (e *edge) west(p cbc.Point) bool {
	if (e.a.Lat > p.Lat) == (e.b.Lat > p.Lat) {
		return false
	}
	return p.Lon < e.a.Lon+(p.Lat-e.a.Lat)/(e.b.Lat-e.a.Lat)*(e.b.Lon-e.a.Lon)
}

// edges returns the edges of polygons, without those of no length.
func edges(polygons ...cbc.Polygon) []edge {
	n := 0
	for _, poly := range polygons {
		for _, ring := range poly {
			n += len(ring)
		}
	}
	list := make([]edge, 0, n)
	for _, poly := range polygons {
		for _, ring := range poly {
			for i := 1; i < len(ring); i++ {
				if ring[i-1] != ring[i] {
					list = append(list, between(ring[i-1], ring[i]))
				}
			}
		}
	}
	return list
}

// A plane is the neighbourhood of a point drawn flat, in metres. Distances from
// the point are right within 0.1 % up to 100 km in Korean latitudes.
type plane struct {
	origin cbc.Point
	x, y   float64 // metres in a degree of longitude and of latitude
}

func planeAt(p cbc.Point) plane {
	return plane{p, degree * math.Cos(p.Lat*math.Pi/180), degree}
}

// distance returns the metres from the origin of l to the edge.
func (l *plane) distance(e *edge) float64 { return math.Sqrt(l.squared(e)) }

// squared returns the square of the distance.
func (l *plane) squared(e *edge) float64 {
	ax, ay := (e.a.Lon-l.origin.Lon)*l.x, (e.a.Lat-l.origin.Lat)*l.y
	dx, dy := (e.b.Lon-e.a.Lon)*l.x, (e.b.Lat-e.a.Lat)*l.y
	t := 0.0
	if d := dx*dx + dy*dy; d > 0 {
		t = min(max(-(ax*dx+ay*dy)/d, 0), 1)
	}
	ax, ay = ax+t*dx, ay+t*dy
	return ax*ax + ay*ay
}

// A ShapeError says where a polygon or circle is not one.
type ShapeError struct {
	Ring, Point int // from 0, the outer ring first; −1 where the whole is meant
	Err         error
}

func (e *ShapeError) Error() string {
	switch {
	case e.Ring < 0:
		return e.Err.Error()
	case e.Point < 0:
		return fmt.Sprintf("ring %d: %v", e.Ring, e.Err)
	}
	return fmt.Sprintf("ring %d, point %d: %v", e.Ring, e.Point, e.Err)
}

// Unwrap returns what is wrong.
func (e *ShapeError) Unwrap() error { return e.Err }

// MaxPoints is how many points a polygon may have, all rings together.
const MaxPoints = 50_000

// CheckPolygon refuses, with a *ShapeError, what is not a polygon: no ring, a
// ring of fewer than four points or not closed, more than MaxPoints, coordinates
// out of range or not numbers, an edge across the antimeridian, rings that cross
// themselves or one another, holes outside.
func CheckPolygon(poly cbc.Polygon) error {
	if err := checkRings(poly); err != nil {
		return err
	}
	return checkCrossings(poly)
}

// checkRings makes the checks that take no more than a look at each point.
func checkRings(poly cbc.Polygon) error {
	if err := checkForm(poly); err != nil {
		return err
	}
	for i, ring := range poly {
		for k := 1; k < len(ring); k++ {
			if math.Abs(ring[k].Lon-ring[k-1].Lon) > 180 {
				return &ShapeError{i, k, errors.New("the edge to it crosses the antimeridian; cut the polygon in two at longitude 180")}
			}
		}
	}
	return nil
}

// checkForm refuses rings that are too short, too long, open or off the Earth.
func checkForm(poly cbc.Polygon) error {
	if len(poly) == 0 {
		return &ShapeError{-1, -1, errors.New("polygon without a ring")}
	}
	points := 0
	for i, ring := range poly {
		if points += len(ring); points > MaxPoints {
			return &ShapeError{i, -1, fmt.Errorf("%d points so far, more than %d", points, MaxPoints)}
		}
		if len(ring) < 4 {
			return &ShapeError{i, -1, fmt.Errorf("%d points; a ring has at least four, the last equal to the first", len(ring))}
		}
		for k, p := range ring {
			if err := checkPoint(p); err != nil {
				return &ShapeError{i, k, err}
			}
		}
		if ring[0] != ring[len(ring)-1] {
			return &ShapeError{i, len(ring) - 1, errors.New("not closed: the last point is not the first")}
		}
	}
	return nil
}

// checkPoint refuses coordinates out of range. Comparisons are written so that
// a NaN fails them.
func checkPoint(p cbc.Point) error {
	if math.Abs(p.Lat) > 90 && math.Abs(p.Lat) <= 180 && math.Abs(p.Lon) <= 90 {
		return fmt.Errorf("latitude %v is not between −90 and 90; were latitude and longitude exchanged?", p.Lat)
	}
	if !(p.Lat >= -90 && p.Lat <= 90) {
		return fmt.Errorf("latitude %v is not between −90 and 90", p.Lat)
	}
	if !(p.Lon >= -180 && p.Lon <= 180) {
		return fmt.Errorf("longitude %v is not between −180 and 180", p.Lon)
	}
	return nil
}

// CheckCircle refuses, with a *ShapeError, a circle whose centre is out of range
// or whose radius is not above 0 or more than half the way round the Earth.
func CheckCircle(c cbc.Circle) error {
	if err := checkPoint(c.Center); err != nil {
		return &ShapeError{-1, -1, fmt.Errorf("circle: %w", err)}
	}
	if !(c.Radius > 0 && c.Radius <= halfway) {
		return &ShapeError{-1, -1, fmt.Errorf("circle: radius %v m is not above 0 and at most %.0f", c.Radius, halfway)}
	}
	return nil
}
