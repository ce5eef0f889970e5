package smpp

import (
	"fmt"
	"math"

	"bongsu/cbc"
)

// Shapes of TS 23.032. Each begins with an octet whose upper half names it.
const (
	shapePolygon = 0x50 // lower half: number of points, clause 7.3.4
	shapeArc     = 0xA0 // clause 7.3.7
	pointLen     = 6
	arcLen       = 1 + pointLen + 2 + 1 + 1 + 1 + 1
	minPoints    = 3
	maxPoints    = 15

	latSteps  = 1 << 23 // in 90 degrees, clause 6.1
	lonSteps  = 1 << 24 // in 360 degrees
	southBit  = 1 << 23
	fullTurn  = 179 // included angle of 360 degrees: 2·(179+1), clause 6.7
	maxUncert = 127
)

// MaxRadius is the largest circle we send, in metres: as far as the inner
// radius of an ellipsoid arc reaches, in 5 m steps of 16 bits.
const MaxRadius = 5 * 65535

// appendPoint appends three octets of latitude and three of longitude, each
// rounded towards its step as clause 6.1 has it: 1.19 m and at most 2.39 m.
func appendPoint(b []byte, p cbc.Point) ([]byte, error) {
	if !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) { // NaN as well
		return b, fmt.Errorf("point %v, %v is nowhere on earth", p.Lat, p.Lon)
	}
	lat := min(int(math.Floor(math.Abs(p.Lat)*latSteps/90)), latSteps-1)
	if p.Lat < 0 {
		lat |= southBit
	}
	lon := min(int(math.Floor(p.Lon*lonSteps/360)), lonSteps/2-1)
	return append(b, byte(lat>>16), byte(lat>>8), byte(lat), byte(lon>>16), byte(lon>>8), byte(lon)), nil
}

// readPoint reads what appendPoint writes; b has pointLen octets.
func readPoint(b []byte) cbc.Point {
	lat := int(b[0])<<16 | int(b[1])<<8 | int(b[2])
	south := lat&southBit != 0
	lat &^= southBit
	lon := int(int8(b[3]))<<16 | int(b[4])<<8 | int(b[5])
	p := cbc.Point{Lat: float64(lat) * 90 / latSteps, Lon: float64(lon) * 360 / lonSteps}
	if south {
		p.Lat = -p.Lat
	}
	return p
}

// openRing returns a ring without the point that closes it.
func openRing(ring []cbc.Point) []cbc.Point {
	if n := len(ring); n > 0 && ring[0] == ring[n-1] {
		return ring[:n-1]
	}
	return ring
}

// appendPolygon codes the outer ring of p, 3 to 15 points without the closing
// one. Holes cannot be said in TS 23.032 and are refused.
func appendPolygon(b []byte, p cbc.Polygon) ([]byte, error) {
	if len(p) != 1 {
		return b, fmt.Errorf("%d rings, only one can be said", len(p))
	}
	ring := openRing(p[0])
	if len(ring) < minPoints || len(ring) > maxPoints {
		return b, fmt.Errorf("%d points, not %d to %d", len(ring), minPoints, maxPoints)
	}
	b = append(b, shapePolygon|byte(len(ring)))
	for _, q := range ring {
		var err error
		if b, err = appendPoint(b, q); err != nil {
			return b, err
		}
	}
	return b, nil
}

// pointsOf returns how many points a coded polygon has. Error: it is none.
func pointsOf(b []byte) (int, error) {
	if len(b) == 0 || b[0]&0xF0 != shapePolygon {
		return 0, fmt.Errorf("% x is no polygon", b)
	}
	n := int(b[0] & 15)
	if n < minPoints || len(b) != 1+n*pointLen {
		return 0, fmt.Errorf("polygon of %d points in %d octets", n, len(b))
	}
	return n, nil
}

// appendCircle codes c as an ellipsoid arc that goes all the way round: inner
// radius 0, uncertainty radius the circle's. The steps of the latter are a
// tenth apart; the next wider one is taken, see CircleReach.
func appendCircle(b []byte, c cbc.Circle) ([]byte, error) {
	k, err := radiusStep(c.Radius)
	if err != nil {
		return b, err
	}
	if b, err = appendPoint(append(b, shapeArc), c.Center); err != nil {
		return b, err
	}
	// Inner radius 0, uncertainty radius, offset angle 0, included angle,
	// confidence 0: no information.
	return append(b, 0, 0, byte(k), 0, fullTurn, 0), nil
}

// readCircle reads a full circle; other arcs are an error.
func readCircle(b []byte) (cbc.Circle, error) {
	if len(b) != arcLen || b[0] != shapeArc {
		return cbc.Circle{}, fmt.Errorf("% x is no ellipsoid arc", b)
	}
	if b[7] != 0 || b[8] != 0 || b[11] != fullTurn {
		return cbc.Circle{}, fmt.Errorf("ellipsoid arc % x is no circle", b)
	}
	return cbc.Circle{Center: readPoint(b[1:7]), Radius: radiusOf(int(b[9] & 0x7F))}, nil
}

// CircleReach returns how far a circle of the given radius reaches once it is
// coded, in metres: never less than asked, at most a tenth and a metre more.
// Error: a radius that is not above 0 and at most MaxRadius.
func CircleReach(radius float64) (float64, error) {
	k, err := radiusStep(radius)
	return radiusOf(k), err
}

// radiusOf is the uncertainty code of TS 23.032 clause 6.2.
func radiusOf(k int) float64 { return 10 * (math.Pow(1.1, float64(k)) - 1) }

// radiusStep returns the smallest code that reaches as far as radius.
func radiusStep(radius float64) (int, error) {
	if !(radius > 0 && radius <= MaxRadius) {
		return 0, fmt.Errorf("radius of %v m is not above 0 and at most %d m", radius, MaxRadius)
	}
	k := 0
	for k < maxUncert && radiusOf(k) < radius {
		k++
	}
	return k, nil
}
