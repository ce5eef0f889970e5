package area

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"bongsu/cbc"
)

var errUncut = errors.New("cannot be cut: it touches the line in too many places")

// CutAtAntimeridian returns poly in parts of which none goes over longitude 180;
// one that does not go over it is returned as it is. An edge of more than 180
// degrees of longitude goes the other way round, over the antimeridian. The
// error is a *ShapeError as of [CheckPolygon], or says that a ring goes round a
// pole.
func CutAtAntimeridian(poly cbc.Polygon) ([]cbc.Polygon, error) {
	if err := checkForm(poly); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(poly, overAntimeridian) {
		return []cbc.Polygon{poly}, CheckPolygon(poly)
	}
	wide := make(cbc.Polygon, len(poly))
	for i, ring := range poly {
		var err error
		if wide[i], err = unroll(ring); err != nil {
			return nil, &ShapeError{i, -1, err}
		}
		if i > 0 {
			beside(wide[i], wide[0])
		}
	}
	if err := checkCrossings(wide); err != nil {
		return nil, err
	}
	west, east, ok := cutAt(wide, line{antimeridianOf(wide[0]), true})
	if !ok {
		return nil, &ShapeError{-1, -1, errUncut}
	}
	parts := slices.Concat(west, east)
	for _, p := range parts {
		roll(p)
		if err := CheckPolygon(p); err != nil {
			return nil, &ShapeError{-1, -1, errUncut}
		}
	}
	return parts, nil
}

func overAntimeridian(ring []cbc.Point) bool {
	for k := 1; k < len(ring); k++ {
		if math.Abs(ring[k].Lon-ring[k-1].Lon) > 180 {
			return true
		}
	}
	return false
}

// unroll returns a ring with longitudes that go on where they would jump.
func unroll(ring []cbc.Point) ([]cbc.Point, error) {
	wide := make([]cbc.Point, len(ring))
	shift := 0.0
	for k, p := range ring {
		if k > 0 {
			switch d := p.Lon - ring[k-1].Lon; {
			case d > 180:
				shift -= 360
			case d < -180:
				shift += 360
			}
		}
		wide[k] = cbc.Point{Lat: p.Lat, Lon: p.Lon + shift}
	}
	if shift != 0 {
		return nil, errors.New("goes round a pole")
	}
	return wide, nil
}

// beside moves a hole a turn round the Earth if that brings it to its polygon.
func beside(hole, outer []cbc.Point) {
	low, high := outer[0].Lon, outer[0].Lon
	for _, p := range outer {
		low, high = min(low, p.Lon), max(high, p.Lon)
	}
	turn := 0.0
	switch lon := hole[0].Lon; {
	case lon < low && lon+360 <= high:
		turn = 360
	case lon > high && lon-360 >= low:
		turn = -360
	}
	for i := range hole {
		hole[i].Lon += turn
	}
}

// antimeridianOf returns which of 180 and −180 an unrolled ring goes over.
func antimeridianOf(ring []cbc.Point) float64 {
	for _, p := range ring {
		if p.Lon > 180 {
			return 180
		}
	}
	return -180
}

// roll brings a part of an unrolled polygon back between −180 and 180.
func roll(poly cbc.Polygon) {
	turn := 0.0
	for _, p := range poly[0] {
		if p.Lon > 180 {
			turn = -360
		}
		if p.Lon < -180 {
			turn = 360
		}
	}
	for _, ring := range poly {
		for i := range ring {
			ring[i].Lon += turn
		}
	}
}

// A line cuts a plane along a meridian or a parallel.
type line struct {
	at  float64
	lon bool // along longitude at, else along latitude at
}

// beyond reports whether p is on the far side, east or north.
func (l line) beyond(p cbc.Point) bool {
	if l.lon {
		return p.Lon > l.at
	}
	return p.Lat > l.at
}

// along returns where on the line p is.
func (l line) along(p cbc.Point) float64 {
	if l.lon {
		return p.Lat
	}
	return -p.Lon // so that the near side is on the left
}

// meet returns where an edge crosses the line, the same from both its sides.
func (l line) meet(p, q cbc.Point) cbc.Point {
	e := between(p, q)
	if l.lon {
		t := (l.at - e.a.Lon) / (e.b.Lon - e.a.Lon)
		return cbc.Point{Lat: e.a.Lat + t*(e.b.Lat-e.a.Lat), Lon: l.at}
	}
	t := (l.at - e.a.Lat) / (e.b.Lat - e.a.Lat)
	return cbc.Point{Lat: l.at, Lon: e.a.Lon + t*(e.b.Lon-e.a.Lon)}
}

// cutAt cuts a polygon, as CheckPolygon takes it, into the parts on the near and
// on the far side of a line, each with its holes.
func cutAt(poly cbc.Polygon, l line) (near, far []cbc.Polygon, ok bool) {
	sides := [2]cutting{{line: l}, {line: l, far: true}}
	for i, ring := range poly {
		ring = Wound(ring, i > 0)
		for s := range sides {
			sides[s].take(ring)
		}
	}
	near, ok = sides[0].polygons()
	if !ok {
		return nil, nil, false
	}
	far, ok = sides[1].polygons()
	return near, far, ok
}

// Wound returns a ring counterclockwise, or clockwise if it is a hole, so that
// the inside is on the left.
func Wound(ring []cbc.Point, hole bool) []cbc.Point {
	if (signedArea(ring) < 0) != hole {
		ring = slices.Clone(ring)
		slices.Reverse(ring)
	}
	return ring
}

// signedArea returns the area in square degrees, above 0 counterclockwise.
func signedArea(ring []cbc.Point) float64 {
	sum := 0.0
	for k := 1; k < len(ring); k++ {
		a, b := ring[k-1], ring[k]
		sum += (a.Lon-ring[0].Lon)*(b.Lat-ring[0].Lat) - (b.Lon-ring[0].Lon)*(a.Lat-ring[0].Lat)
	}
	return sum / 2
}

// A cutting is one side of a cut.
type cutting struct {
	line
	far    bool
	chains [][]cbc.Point // open, both ends on the line
	rings  [][]cbc.Point // closed
}

// mine reports whether p is on this side. A point on the line is on the near
// one.
func (c *cutting) mine(p cbc.Point) bool { return c.beyond(p) == c.far }

// take adds what of a ring is on this side.
func (c *cutting) take(ring []cbc.Point) {
	n := len(ring) - 1
	start := -1
	for k := range n {
		if !c.mine(ring[k]) && c.mine(ring[k+1]) {
			start = k
			break
		}
	}
	if start < 0 {
		if c.mine(ring[0]) {
			c.rings = append(c.rings, ring)
		}
		return
	}
	var chain []cbc.Point
	for k := range n {
		p, q := ring[(start+k)%n], ring[(start+k)%n+1]
		switch in, out := c.mine(q), !c.mine(p); {
		case in && out:
			chain = []cbc.Point{c.meet(p, q), q}
		case in:
			chain = append(chain, q)
		case !out:
			c.chains = append(c.chains, append(chain, c.meet(p, q)))
		}
	}
}

// polygons joins the chains along the line and puts the holes where they belong.
func (c *cutting) polygons() ([]cbc.Polygon, bool) {
	if !c.join() {
		return nil, false
	}
	var outers []cbc.Polygon
	var holes [][]cbc.Point
	for _, ring := range c.rings {
		ring = slices.Compact(ring)
		switch a := signedArea(ring); {
		case len(ring) < 4 || a == 0:
		case a > 0:
			outers = append(outers, cbc.Polygon{ring})
		default:
			holes = append(holes, ring)
		}
	}
	for _, h := range holes {
		i := slices.IndexFunc(outers, func(o cbc.Polygon) bool { return sits(h, o[0]) })
		if i < 0 {
			return nil, false
		}
		outers[i] = append(outers[i], h)
	}
	return outers, true
}

// join closes the chains: from the end of each along the line, the inside on the
// left, to the next beginning.
func (c *cutting) join() bool {
	along := func(p cbc.Point) float64 {
		if c.far {
			return -c.along(p)
		}
		return c.along(p)
	}
	slices.SortFunc(c.chains, func(a, b []cbc.Point) int { return cmp.Compare(along(a[0]), along(b[0])) })
	used := make([]bool, len(c.chains))
	for i := range c.chains {
		if used[i] {
			continue
		}
		var ring []cbc.Point
		for k := i; ; {
			used[k] = true
			ring = append(ring, c.chains[k]...)
			end := along(ring[len(ring)-1])
			next := -1
			for m := range c.chains {
				if (!used[m] || m == i) && along(c.chains[m][0]) >= end {
					next = m
					break
				}
			}
			if next < 0 {
				return false
			}
			if next == i {
				break
			}
			k = next
		}
		c.rings = append(c.rings, append(ring, ring[0]))
	}
	return true
}
