package area

import (
	"math"
	"slices"

	"bongsu/cbc"
)

// An Overlap is what shapes and a region have in common. It is reckoned on lines
// of latitude, good to about a per cent of the smaller of the two.
type Overlap struct {
	Region           cbc.Region // a leaf
	SquareKilometres float64
	Share            float64 // of the region's land, 0 to 1
}

// Overlaps returns the leaves that polygons and circles, taken together, have
// something in common with, by code. Shapes at sea have nothing.
func (b *Boundaries) Overlaps(polygons []cbc.Polygon, circles []cbc.Circle) []Overlap {
	shapes := make([][]edge, 0, len(polygons)+len(circles))
	for _, p := range polygons {
		shapes = append(shapes, edges(p))
	}
	for _, c := range circles {
		shapes = append(shapes, edges(Outline(c)))
	}
	var list []Overlap
	for _, code := range b.leaves {
		near := b.nearTo(code, shapes)
		if len(near) == 0 {
			continue
		}
		land, _ := b.Polygons(code)
		leaf := edges(land...)
		r := bounds(leaf)
		common := scan(r, leaf, near)
		if common <= 0 {
			continue
		}
		whole := scan(r, leaf, [][]edge{leaf})
		list = append(list, Overlap{code, common / 1e6, min(common/whole, 1)})
	}
	slices.SortFunc(list, func(x, y Overlap) int { return compareCodes(x.Region, y.Region) })
	return list
}

// nearTo returns the shapes whose boxes meet that of a leaf.
func (b *Boundaries) nearTo(code cbc.Region, shapes [][]edge) [][]edge {
	o := b.outlines[code].box
	low, high := b.place(vertex{o.minX, o.minY}), b.place(vertex{o.maxX, o.maxY})
	var near [][]edge
	for _, s := range shapes {
		r := bounds(s)
		if r.low.Lat <= high.Lat && r.high.Lat >= low.Lat && r.low.Lon <= high.Lon && r.high.Lon >= low.Lon {
			near = append(near, s)
		}
	}
	return near
}

// scans is how many lines of latitude a region is looked at on, and shapes in it
// at least as many as that where they are small.
const scans = 256

// scan returns the square metres that leaf and the union of shapes have in
// common. Lines are drawn only where both can be.
func scan(r rectangle, leaf []edge, shapes [][]edge) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range shapes {
		box := bounds(s)
		low, high = min(low, box.low.Lat), max(high, box.high.Lat)
	}
	low, high = max(low, r.low.Lat), min(high, r.high.Lat)
	if low >= high {
		return 0
	}
	step := (high - low) / scans
	land := crossings(leaf, low, step)
	cover := make([][]float64, scans)
	for _, s := range shapes {
		for i, xs := range crossings(s, low, step) {
			cover[i] = union(cover[i], xs)
		}
	}
	sum := 0.0
	for i := range scans {
		lat := low + (float64(i)+0.5)*step
		sum += common(land[i], cover[i]) * math.Cos(lat*math.Pi/180)
	}
	return sum * degree * degree * step
}

// crossings returns, for every line, the longitudes where edges cross it, in
// order: inside is from the first to the second, from the third to the fourth.
func crossings(list []edge, low, step float64) [][]float64 {
	lines := make([][]float64, scans)
	for i := range list {
		e := &list[i]
		from := max(int(math.Ceil((e.a.Lat-low)/step-0.5)), 0)
		for k := from; k < scans; k++ {
			lat := low + (float64(k)+0.5)*step
			if lat >= e.b.Lat {
				break
			}
			if lat >= e.a.Lat {
				lines[k] = append(lines[k], e.a.Lon+(lat-e.a.Lat)/(e.b.Lat-e.a.Lat)*(e.b.Lon-e.a.Lon))
			}
		}
	}
	for _, xs := range lines {
		slices.Sort(xs)
	}
	return lines
}

// union returns the pieces of a line that are in a or b, both pairs in order.
func union(a, b []float64) []float64 {
	if len(a) == 0 {
		return b
	}
	var all [][2]float64
	for _, xs := range [2][]float64{a, b} {
		for i := 1; i < len(xs); i += 2 {
			all = append(all, [2]float64{xs[i-1], xs[i]})
		}
	}
	slices.SortFunc(all, func(x, y [2]float64) int {
		if x[0] < y[0] {
			return -1
		}
		return 1
	})
	var out []float64
	for _, x := range all {
		if n := len(out); n > 0 && x[0] <= out[n-1] {
			out[n-1] = max(out[n-1], x[1])
			continue
		}
		out = append(out, x[0], x[1])
	}
	return out
}

// common returns how much of a line is in a and b, both pairs in order.
func common(a, b []float64) float64 {
	sum := 0.0
	for i, k := 1, 1; i < len(a) && k < len(b); {
		sum += max(min(a[i], b[k])-max(a[i-1], b[k-1]), 0)
		if a[i] < b[k] {
			i += 2
		} else {
			k += 2
		}
	}
	return sum
}

// around is how many corners a circle is drawn with.
const around = 96

// Outline returns a polygon of the same area as a circle that follows it within
// a thousandth of its radius, for maps and estimates. A circle that reaches a pole or the
// antimeridian is drawn up to there.
func Outline(c cbc.Circle) cbc.Polygon {
	angle := math.Pi / around
	r := c.Radius * math.Sqrt(angle/(math.Sin(angle)*math.Cos(angle))) / EarthRadius
	ring := make([]cbc.Point, 0, around+1)
	lat := c.Center.Lat * math.Pi / 180
	for k := range around {
		t := 2 * math.Pi * float64(k) / around
		s := math.Sin(lat)*math.Cos(r) + math.Cos(lat)*math.Sin(r)*math.Sin(t)
		lon := math.Atan2(math.Cos(t)*math.Sin(r)*math.Cos(lat), math.Cos(r)-math.Sin(lat)*s)
		ring = append(ring, cbc.Point{
			Lat: math.Asin(max(min(s, 1), -1)) * 180 / math.Pi,
			Lon: max(min(c.Center.Lon+lon*180/math.Pi, 180), -180),
		})
	}
	return cbc.Polygon{append(ring, ring[0])}
}
