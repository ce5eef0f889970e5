package area

import (
	"math"

	"bongsu/cbc"
)

// SquareKilometres returns the area of a polygon, its holes left out, on a sphere
// of EarthRadius; edges are straight in latitude and longitude.
func SquareKilometres(poly cbc.Polygon) float64 { return squareMetres(poly) / 1e6 }

func squareMetres(poly cbc.Polygon) float64 {
	if len(poly) == 0 {
		return 0
	}
	area := ringArea(poly[0])
	for _, hole := range poly[1:] {
		area -= ringArea(hole)
	}
	return max(area, 0)
}

// ringArea sums, for every edge, the part of the sphere between it and the
// equator: the sine of the latitude, averaged over the edge, times its width.
func ringArea(ring []cbc.Point) float64 {
	sum := 0.0
	for k := 1; k < len(ring); k++ {
		a, b := ring[k-1].Lat*math.Pi/180, ring[k].Lat*math.Pi/180
		half := (b - a) / 2
		mean := math.Sin(a + half)
		if half != 0 {
			mean *= math.Sin(half) / half
		}
		sum += (ring[k].Lon - ring[k-1].Lon) * math.Pi / 180 * mean
	}
	return math.Abs(sum) * EarthRadius * EarthRadius
}

// CircleSquareKilometres returns the area of a circle on a sphere of
// EarthRadius.
func CircleSquareKilometres(c cbc.Circle) float64 {
	s := math.Sin(c.Radius / EarthRadius / 2)
	return 4 * math.Pi * EarthRadius * EarthRadius * s * s / 1e6
}
