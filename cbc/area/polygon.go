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
