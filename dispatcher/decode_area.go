package dispatcher

import (
	"math"

	"bongsu/cbc"
)

// checkRing finds what is wrong with a ring of a polygon. Whether its edges
// cross is for those who work with it.
func checkRing(ring []cbc.Point, path string, f *findings) bool {
	if len(ring) < 4 {
		f.addf("bad-polygon", path, "the ring has %d points; a triangle has 4, the last like the first", len(ring))
		return false
	}
	for i, p := range ring {
		if !onEarth(p) {
			f.addf("bad-polygon", index(path, i), "latitude %g, longitude %g is not on earth%s", p.Lat, p.Lon, exchanged(p))
			return false
		}
	}
	if ring[0] != ring[len(ring)-1] {
		f.addf("bad-polygon", path, "the ring is open: its last point is not its first")
		return false
	}
	return true
}

func checkCircle(c cbc.Circle, path string, f *findings) bool {
	if !onEarth(c.Center) {
		f.addf("bad-circle", path, "latitude %g, longitude %g is not on earth%s", c.Center.Lat, c.Center.Lon, exchanged(c.Center))
		return false
	}
	if !(c.Radius > 0 && c.Radius <= maxRadius*1000) {
		f.addf("bad-circle", path, "the radius is %g km, not above 0 and at most %d", c.Radius/1000, maxRadius)
		return false
	}
	return true
}

// exchanged offers another reading of a place that is not on earth. Nobody
// applies it but a person.
func exchanged(p cbc.Point) string {
	if onEarth(cbc.Point{Lat: p.Lon, Lon: p.Lat}) {
		return "; were latitude and longitude exchanged?"
	}
	return ""
}

// onEarth is false for NaN too.
func onEarth(p cbc.Point) bool { return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 }
