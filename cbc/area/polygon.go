package area

import (
	"fmt"
	"strconv"
	"strings"

	"bongsu/cbc"
)

// ParsePolygon reads one ring as CAP 1.2 writes it (clause 3.2.4): pairs
// "latitude,longitude" with white space between them, at least four, the last
// equal to the first. The error is a *ShapeError as of [CheckPolygon]; a polygon
// over the antimeridian is left whole, see [CutAtAntimeridian].
func ParsePolygon(text string) (cbc.Polygon, error) {
	ring := make([]cbc.Point, 0, min(strings.Count(text, ","), MaxPoints))
	for pair := range strings.FieldsSeq(text) {
		if len(ring) == MaxPoints {
			return nil, &ShapeError{0, MaxPoints, fmt.Errorf("more than %d points", MaxPoints)}
		}
		p, err := parsePair(pair)
		if err != nil {
			return nil, &ShapeError{0, len(ring), err}
		}
		ring = append(ring, p)
	}
	poly := cbc.Polygon{ring}
	if err := checkForm(poly); err != nil {
		return nil, err
	}
	if overAntimeridian(ring) {
		return poly, nil
	}
	return poly, checkCrossings(poly)
}

// ParseCircle reads "latitude,longitude radius" with the radius in kilometres as
// CAP 1.2 writes it (clause 3.2.4). The error is a *ShapeError.
func ParseCircle(text string) (cbc.Circle, error) {
	f := strings.Fields(text)
	if len(f) != 2 {
		return cbc.Circle{}, &ShapeError{-1, -1, fmt.Errorf("circle %.80q is not a point and a radius", text)}
	}
	p, err := parsePair(f[0])
	if err != nil {
		return cbc.Circle{}, &ShapeError{-1, -1, fmt.Errorf("circle: %w", err)}
	}
	km, err := strconv.ParseFloat(f[1], 64)
	if err != nil {
		return cbc.Circle{}, &ShapeError{-1, -1, fmt.Errorf("circle: radius %.40q is not a number", f[1])}
	}
	c := cbc.Circle{Center: p, Radius: km * 1000}
	return c, CheckCircle(c)
}

func parsePair(s string) (cbc.Point, error) {
	lat, lon, ok := strings.Cut(s, ",")
	if !ok {
		return cbc.Point{}, fmt.Errorf("%.40q is not latitude,longitude", s)
	}
	var p cbc.Point
	var err error
	if p.Lat, err = strconv.ParseFloat(lat, 64); err != nil {
		return p, fmt.Errorf("latitude %.40q is not a number", lat)
	}
	if p.Lon, err = strconv.ParseFloat(lon, 64); err != nil {
		return p, fmt.Errorf("longitude %.40q is not a number", lon)
	}
	return p, checkPoint(p)
}

// exchanged returns p with latitude and longitude the other way round.
func exchanged(p cbc.Point) cbc.Point { return cbc.Point{Lat: p.Lon, Lon: p.Lat} }

// Exchanged reports whether points look as if latitude and longitude had been
// exchanged: as they are none is near the country, exchanged they all are. It is
// a question for a person; nothing applies it.
func (b *Boundaries) Exchanged(points []cbc.Point) bool {
	for _, p := range points {
		if b.near(p) || !b.near(exchanged(p)) {
			return false
		}
	}
	return len(points) > 0
}

// nearby is how far from a boundary, in degrees, a point is still near the
// country.
const nearby = 1

// near reports whether p is within about a degree of the box around the
// country.
func (b *Boundaries) near(p cbc.Point) bool {
	x, y := (p.Lon-b.origin[0])/b.scale[0], (p.Lat-b.origin[1])/b.scale[1]
	return b.around.holds(x, y, nearby/b.scale[0], nearby/b.scale[1])
}
