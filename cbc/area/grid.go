package area

import (
	"math"
	"slices"

	"bongsu/cbc"
)

// A grid sorts points into square buckets, in one array ordered by bucket, so
// that a run of buckets in a row is a run of the array.
type grid struct {
	south, west float64 // corner of bucket 0
	step        float64 // degrees
	rows, cols  int
	start       []uint32 // bucket i holds ids[start[i]:start[i+1]]
	ids         []uint32
	at          []cbc.Point // where ids are
}

// finest is the smallest bucket, in degrees: about a kilometre.
const finest = 0.01

// newGrid makes buckets of about two points each. The points must be on Earth.
func newGrid(points []cbc.Point) grid {
	if len(points) == 0 {
		return grid{step: finest}
	}
	low, high := points[0], points[0]
	for _, p := range points {
		low = cbc.Point{Lat: min(low.Lat, p.Lat), Lon: min(low.Lon, p.Lon)}
		high = cbc.Point{Lat: max(high.Lat, p.Lat), Lon: max(high.Lon, p.Lon)}
	}
	height, width := high.Lat-low.Lat+finest, high.Lon-low.Lon+finest
	g := grid{south: low.Lat, west: low.Lon}
	g.step = max(finest, math.Sqrt(height*width*2/float64(len(points))))
	g.rows, g.cols = int(height/g.step)+1, int(width/g.step)+1
	g.fill(points)
	return g
}

// fill is a counting sort by bucket.
func (g *grid) fill(points []cbc.Point) {
	g.start = make([]uint32, g.rows*g.cols+1)
	bucket := make([]uint32, len(points))
	for i, p := range points {
		b := uint32(g.row(p.Lat)*g.cols + g.col(p.Lon))
		bucket[i] = b
		g.start[b+1]++
	}
	for i := 1; i < len(g.start); i++ {
		g.start[i] += g.start[i-1]
	}
	g.ids, g.at = make([]uint32, len(points)), make([]cbc.Point, len(points))
	next := slices.Clone(g.start)
	for i, b := range bucket {
		g.ids[next[b]], g.at[next[b]] = uint32(i), points[i]
		next[b]++
	}
}

// row returns the row of a latitude, the nearest one if it is outside.
func (g *grid) row(lat float64) int { return clamp((lat-g.south)/g.step, g.rows) }

// col returns the column of a longitude, the nearest one if it is outside.
func (g *grid) col(lon float64) int { return clamp((lon-g.west)/g.step, g.cols) }

// clamp returns the whole part of f, but 0 or n−1 if that is outside.
func clamp(f float64, n int) int {
	return int(max(0, min(math.Floor(f), float64(n-1))))
}

// A rectangle is a range of latitudes and longitudes, borders included.
type rectangle struct{ low, high cbc.Point }

// bounds returns the rectangle around edges.
func bounds(list []edge) rectangle {
	r := rectangle{cbc.Point{Lat: math.Inf(1), Lon: math.Inf(1)}, cbc.Point{Lat: math.Inf(-1), Lon: math.Inf(-1)}}
	for i := range list {
		e := &list[i]
		r.low.Lat, r.high.Lat = min(r.low.Lat, e.a.Lat), max(r.high.Lat, e.b.Lat)
		r.low.Lon = min(r.low.Lon, e.a.Lon, e.b.Lon)
		r.high.Lon = max(r.high.Lon, e.a.Lon, e.b.Lon)
	}
	return r
}

// around returns the rectangle that holds all within radius metres of r. If that
// reaches a pole or the antimeridian it holds all longitudes.
func (r rectangle) around(radius float64) rectangle {
	d := radius / degree * (1 + 1e-9)
	r.low.Lat, r.high.Lat = r.low.Lat-d, r.high.Lat+d
	farthest := max(math.Abs(r.low.Lat), math.Abs(r.high.Lat)) // from the equator
	all := math.Inf(1)
	if farthest < 90 {
		// The widest meridian of a circle is a little poleward of its centre;
		// the cosine at its edge is smaller still.
		all = d / math.Cos(farthest*math.Pi/180)
	}
	r.low.Lon, r.high.Lon = r.low.Lon-all, r.high.Lon+all
	if r.low.Lon < -180 || r.high.Lon > 180 {
		r.low.Lon, r.high.Lon = math.Inf(-1), math.Inf(1)
	}
	return r
}

// window returns the rows and columns that r overlaps; ok is false if none.
func (g *grid) window(r rectangle) (w window, ok bool) {
	north, east := g.south+float64(g.rows)*g.step, g.west+float64(g.cols)*g.step
	if len(g.ids) == 0 || r.high.Lat < g.south || r.low.Lat > north || r.high.Lon < g.west || r.low.Lon > east {
		return window{}, false
	}
	return window{g.row(r.low.Lat), g.row(r.high.Lat), g.col(r.low.Lon), g.col(r.high.Lon)}, true
}

// A window is a range of rows and columns, borders included.
type window struct{ row0, row1, col0, col1 int }

// run returns the slice bounds of buckets col0 to col1 of a row, both included.
func (g *grid) run(row, col0, col1 int) (from, to uint32) {
	return g.start[row*g.cols+col0], g.start[row*g.cols+col1+1]
}
