package simulator

import (
	"math"

	"bongsu/cbc"
)

// A Shape is a piece of the country, the sum of its parts. The zero value is
// nowhere.
type Shape struct {
	Country  bool
	Regions  []cbc.Region // 시도, 시군구 or 일반구 in force
	Polygons []cbc.Polygon
	Circles  []cbc.Circle
}

// earthRadius is the mean radius of WGS 84, metres.
const earthRadius = 6371008.7714

// inside reports whether p lies in the polygon and in none of its holes: how
// often a line from p to the south pole crosses the rings decides.
func inside(p cbc.Point, polygon cbc.Polygon) bool {
	crossings := 0
	for _, ring := range polygon {
		for i := range ring {
			a, b := ring[i], ring[(i+1)%len(ring)]
			if a.Lon > b.Lon {
				a, b = b, a
			}
			if p.Lon < a.Lon || p.Lon >= b.Lon {
				continue
			}
			if (p.Lon-a.Lon)*(b.Lat-a.Lat) < (p.Lat-a.Lat)*(b.Lon-a.Lon) {
				crossings++
			}
		}
	}
	return crossings%2 == 1
}

// distance returns the metres along a great circle (haversine).
func distance(a, b cbc.Point) float64 {
	const rad = math.Pi / 180
	sinLat := math.Sin((b.Lat - a.Lat) * rad / 2)
	sinLon := math.Sin((b.Lon - a.Lon) * rad / 2)
	h := sinLat*sinLat + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*sinLon*sinLon
	return 2 * earthRadius * math.Atan2(math.Sqrt(h), math.Sqrt(1-h))
}

// offset returns the point so many metres north and east of p, on a plane.
func offset(p cbc.Point, north, east float64) cbc.Point {
	const degree = earthRadius * math.Pi / 180
	return cbc.Point{
		Lat: p.Lat + north/degree,
		Lon: p.Lon + east/(degree*math.Cos(p.Lat*math.Pi/180)),
	}
}

// bounds returns the south-west and north-east corners around the outer ring.
func bounds(polygon cbc.Polygon) (low, high cbc.Point) {
	low, high = polygon[0][0], polygon[0][0]
	for _, p := range polygon[0] {
		low = cbc.Point{Lat: min(low.Lat, p.Lat), Lon: min(low.Lon, p.Lon)}
		high = cbc.Point{Lat: max(high.Lat, p.Lat), Lon: max(high.Lon, p.Lon)}
	}
	return low, high
}

// size returns the surface of the outer ring in square degrees.
func size(polygon cbc.Polygon) float64 {
	ring, twice := polygon[0], 0.0
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		twice += a.Lon*b.Lat - b.Lon*a.Lat
	}
	return math.Abs(twice) / 2
}
