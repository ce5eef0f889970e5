package area

import (
	"math"

	"bongsu/cbc"
)

// circle puts the points in c into found: those of the buckets that lie within
// it as a whole, the others near it one by one.
func (x *Index) circle(c cbc.Circle, p Policy, found *set) {
	widest := 0.0
	if p != Inside {
		widest = x.widest
	}
	r := rectangle{c.Center, c.Center}.around(c.Radius + widest)
	w, ok := x.window(r)
	if !ok {
		return
	}
	bounded := !math.IsInf(r.high.Lon, 1) // neither a pole nor the antimeridian is near
	for row := w.row0; row <= w.row1; row++ {
		from, to := x.run(row, w.col0, w.col1)
		if from == to {
			continue
		}
		in0, in1 := uint32(0), uint32(0)
		if west, east, ok := x.heart(c, row); ok && bounded {
			in0, in1 = x.run(row, west, east)
			found.add(x.ids[in0:in1])
		}
		for k := from; k < to; k++ {
			if k == in0 && in1 > in0 {
				k = in1 - 1
				continue
			}
			if x.inCircle(k, c, p) {
				found.put(x.ids[k])
			}
		}
	}
}

// heart returns the columns whose buckets in a row are within c from corner to
// corner. A meridian's part of a row is farthest from the centre at an end.
func (x *Index) heart(c cbc.Circle, row int) (west, east int, ok bool) {
	if row == 0 || row == x.rows-1 {
		return 0, 0, false // the outer ones hold what is beyond by rounding
	}
	low := x.south + (float64(row)-slack)*x.step
	half := min(halfWidth(c, low), halfWidth(c, low+(1+2*slack)*x.step))
	west = int(math.Ceil(max((c.Center.Lon-half-x.west)/x.step+slack, 1)))
	east = int(math.Floor(min((c.Center.Lon+half-x.west)/x.step-slack, float64(x.cols-1)))) - 1
	return west, east, half > 0 && west <= east
}

// halfWidth returns how many degrees of longitude c extends either way at a
// latitude, a little less rather than more; below 0 where it does not reach.
func halfWidth(c cbc.Circle, lat float64) float64 {
	a, b := c.Center.Lat*math.Pi/180, lat*math.Pi/180
	d := c.Radius / EarthRadius * (1 - 1e-6)
	cos := (math.Cos(d) - math.Sin(a)*math.Sin(b)) / (math.Cos(a) * math.Cos(b))
	if !(cos < 1 && cos > -1) {
		return -1
	}
	return math.Acos(cos) * 180 / math.Pi * (1 - 1e-6)
}

// inCircle reports whether the k-th point counts as in c.
func (x *Index) inCircle(k uint32, c cbc.Circle, p Policy) bool {
	d, r := Distance(c.Center, x.at[k]), x.reachOf(k)
	switch p {
	case Touch:
		return d <= c.Radius+r
	case Majority:
		return d <= c.Radius && r == 0 || overlapOfDiscs(d, c.Radius, r) > math.Pi*r*r/2
	}
	return d <= c.Radius
}
