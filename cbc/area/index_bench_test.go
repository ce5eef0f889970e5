package area

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bongsu/cbc"
)

// metros are where seven of ten cells of a clustered country are.
var metros = append(slices.Clone(cities),
	cbc.Point{Lat: 35.1595, Lon: 126.8526}, cbc.Point{Lat: 35.5384, Lon: 129.3114}, cbc.Point{Lat: 37.2636, Lon: 127.0286},
	cbc.Point{Lat: 35.2279, Lon: 128.6811}, cbc.Point{Lat: 36.6424, Lon: 127.4890})

// million returns a million places, clustered or uniform, with a reach of 300 m
// to 3 km.
func million(clustered bool) ([]cbc.Point, []float32) {
	rnd := rand.New(rand.NewPCG(1_000_000, 1))
	points, reach := make([]cbc.Point, 1_000_000), make([]float32, 1_000_000)
	for i := range points {
		points[i] = cbc.Point{Lat: 33 + 5.7*rnd.Float64(), Lon: 124.5 + 7.5*rnd.Float64()}
		if clustered && i%10 < 7 {
			c := metros[rnd.IntN(len(metros))]
			points[i] = cbc.Point{Lat: c.Lat + 0.12*rnd.NormFloat64(), Lon: c.Lon + 0.15*rnd.NormFloat64()}
		}
		reach[i] = float32(300 + 2700*rnd.Float64())
	}
	return points, reach
}

// queries returns n polygons around places that are cells.
func queries(points []cbc.Point, n int, province bool) []cbc.Polygon {
	rnd := rand.New(rand.NewPCG(2, uint64(n)))
	list := make([]cbc.Polygon, n)
	for i := range list {
		corners, km := 20+rnd.IntN(81), 3+12*rnd.Float64()
		if province {
			list[i] = coast(rnd, points[rnd.IntN(len(points))])
			continue
		}
		list[i] = star(rnd, points[rnd.IntN(len(points))], corners, km, false)
	}
	return list
}

// coast returns a polygon of 1,000 to 5,000 points, 40 to 100 km about, with bays
// and a ragged line.
func coast(rnd *rand.Rand, c cbc.Point) cbc.Polygon {
	n, km := 1_000+rnd.IntN(4_001), 40+60*rnd.Float64()
	f, g := 2*math.Pi*rnd.Float64(), 2*math.Pi*rnd.Float64()
	ring := make([]cbc.Point, 0, n+1)
	for i := range n {
		t := 2 * math.Pi * float64(i) / float64(n)
		r := km * 1000 / degree * (0.75 + 0.12*math.Sin(3*t+f) + 0.08*math.Sin(11*t+g) + 0.05*rnd.Float64())
		ring = append(ring, cbc.Point{Lat: c.Lat + r*math.Sin(t), Lon: c.Lon + r*math.Cos(t)/0.8})
	}
	return cbc.Polygon{append(ring, ring[0])}
}

// percentile returns the p-th of times, which it sorts.
func percentile(times []time.Duration, p float64) time.Duration {
	slices.Sort(times)
	return times[min(int(math.Ceil(p*float64(len(times))))-1, len(times)-1)]
}

func BenchmarkIndex(b *testing.B) {
	for _, clustered := range []bool{false, true} {
		name := map[bool]string{false: "uniform", true: "clustered"}[clustered]
		points, reach := million(clustered)
		b.Run(name+"/build", func(b *testing.B) {
			for b.Loop() {
				NewIndex(points, reach)
			}
		})
		x := NewIndex(points, reach)
		for _, q := range []struct {
			name  string
			polys []cbc.Polygon
			p     Policy
		}{
			{"city", queries(points, 1_000, false), Inside},
			{"province", queries(points, 100, true), Inside},
			{"city touch", queries(points, 200, false), Touch},
			{"province touch", queries(points, 20, true), Touch},
		} {
			b.Run(name+"/"+q.name, func(b *testing.B) { measure(b, x, q.polys, q.p) })
		}
	}
}

// thread returns the processor time of this thread, which others on the machine
// do not lengthen much.
func thread(b *testing.B) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return time.Duration(t.Nano())
}

// measure reports percentiles over the polygons, of each the best of some runs,
// in processor time.
func measure(b *testing.B, x *Index, polys []cbc.Polygon, p Policy) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	best := make([]time.Duration, len(polys))
	found := 0
	for b.Loop() {
		for i, poly := range polys {
			begin := thread(b)
			found += len(x.Polygon(poly, p))
			if d := thread(b) - begin; best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	b.ReportMetric(float64(percentile(best, 0.5).Microseconds()), "p50-µs")
	b.ReportMetric(float64(percentile(best, 0.99).Microseconds()), "p99-µs")
	b.ReportMetric(float64(found)/float64(b.N*len(polys)), "found")
}
