package area

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

// checkCover fails the test unless simple covers poly in at most n corners and
// reaches no farther beyond it than far metres.
func checkCover(t *testing.T, name string, poly cbc.Polygon, n int) float64 {
	t.Helper()
	simple, far, err := Simplify(poly, n)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(simple) != 1 || len(simple[0])-1 > n {
		t.Fatalf("%s: %d rings, %d corners", name, len(simple), len(simple[0])-1)
	}
	if err := CheckPolygon(simple); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, p := range poly[0] {
		if !InPolygon(p, simple) {
			t.Fatalf("%s: corner %v is not covered", name, p)
		}
	}
	// Points of the original between its corners, and of the cover anywhere.
	rnd := rand.New(rand.NewPCG(1, 2))
	box := bounds(edges(simple))
	for range 300 {
		i, f := 1+rnd.IntN(len(poly[0])-1), rnd.Float64()
		a, b := poly[0][i-1], poly[0][i]
		if p := (cbc.Point{Lat: a.Lat + f*(b.Lat-a.Lat), Lon: a.Lon + f*(b.Lon-a.Lon)}); !InPolygon(p, simple) {
			t.Fatalf("%s: %v, on an edge, is not covered", name, p)
		}
		p := cbc.Point{Lat: box.low.Lat + rnd.Float64()*(box.high.Lat-box.low.Lat), Lon: box.low.Lon + rnd.Float64()*(box.high.Lon-box.low.Lon)}
		if InPolygon(p, simple) && !InPolygon(p, poly) && nearest(p, edges(poly)) > far {
			t.Fatalf("%s: %v is %.0f m beyond, said to be at most %.0f", name, p, nearest(p, edges(poly)), far)
		}
	}
	return far
}

func TestSimplifiedPolygonsCoverTheOriginal(t *testing.T) {
	rnd := rand.New(rand.NewPCG(20, 20))
	for i := range 60 {
		poly := star(rnd, cities[i%len(cities)], 16+rnd.IntN(100), []float64{0.2, 3, 40, 200}[i%4], i%3 == 0)
		checkCover(t, "star", poly, 4+i%12)
	}
}

func TestRegionsFitInFifteenCorners(t *testing.T) {
	r, b := regions(t), boundaries(t)
	for _, code := range []cbc.Region{"1114000000", "4713000000", "2871000000", "5280000000", "1100000000"} {
		polygons, _ := b.Polygons(code)
		for _, p := range polygons {
			if len(p[0]) > 100 {
				x, _ := r.Lookup(code)
				far := checkCover(t, x.FullName, p, 15)
				t.Logf("%s, %d corners: %.0f m", x.FullName, len(p[0])-1, far)
			}
		}
	}
}

func TestAPolygonThatFitsIsLeftAlone(t *testing.T) {
	poly := cbc.Polygon{tenByTen}
	simple, far, err := Simplify(poly, 4)
	if d := cmp.Diff(poly, simple); d != "" || far != 0 || err != nil {
		t.Errorf("%.1f m, %v (-want +got)\n%s", far, err, d)
	}
}

func TestFilledHolesAreReachedBeyond(t *testing.T) {
	// A square of 0.1° with a hole whose middle is 0.02° from its edge.
	poly := cbc.Polygon{
		ring(0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0, 0, 0),
		ring(0.03, 0.03, 0.03, 0.07, 0.07, 0.07, 0.07, 0.03, 0.03, 0.03),
	}
	simple, far, err := Simplify(poly, 15)
	if err != nil || len(simple) != 1 || far < 0.02*degree || far > 0.021*degree {
		t.Errorf("%d rings, %.0f m, %v", len(simple), far, err)
	}
}

func TestABayIsNotFilledWhereCornersAllow(t *testing.T) {
	// A horseshoe of 12 km with a bay 4 km wide and 8 km deep, its sides
	// crumpled by 20 m.
	s := sheet{planeAt(cities[0])}
	var corners []flat
	for _, l := range [][2]flat{
		{{0, 0}, {12000, 0}}, {{12000, 0}, {12000, 12000}}, {{12000, 12000}, {8000, 12000}}, {{8000, 12000}, {8000, 4000}},
		{{8000, 4000}, {4000, 4000}}, {{4000, 4000}, {4000, 12000}}, {{4000, 12000}, {0, 12000}}, {{0, 12000}, {0, 0}},
	} {
		for k := range 20 {
			p := l[0].plus(l[1].minus(l[0]), float64(k)/20)
			d := float64(k%2) * 20
			corners = append(corners, flat{p.x + d, p.y + d})
		}
	}
	poly := cbc.Polygon{s.ring(corners)}
	if far := checkCover(t, "horseshoe", poly, 15); far > 200 {
		t.Errorf("reaches %.0f m beyond", far)
	}
	if far := checkCover(t, "horseshoe", poly, 4); far < 1_500 {
		t.Errorf("four corners reach only %.0f m into the bay", far)
	}
}

func TestSimplifyRefuses(t *testing.T) {
	polar := cbc.Polygon{ring(89.99, 0, 90, 10, 89.995, 20, 90, 30, 89.99, 40, 89.98, 20, 89.99, 0)}
	for name, c := range map[string]struct {
		poly cbc.Polygon
		n    int
	}{
		"three corners": {cbc.Polygon{tenByTen}, 3},
		"a bow tie":     {cbc.Polygon{ring(0, 0, 1, 1, 0, 1, 1, 0, 0, 0)}, 15},
		"the pole":      {polar, 4},
	} {
		if p, _, err := Simplify(c.poly, c.n); err == nil {
			t.Errorf("%s: became %v", name, p)
		}
	}
}

func BenchmarkSimplify(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	polygons, _ := boundaries(b).Polygons("4713000000")
	for _, c := range []struct {
		name string
		poly cbc.Polygon
	}{
		{"30 corners", star(rnd, cities[0], 30, 10, false)},
		{"300 corners", star(rnd, cities[0], 300, 10, false)},
		{"gyeongju", polygons[0]},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := Simplify(c.poly, 15); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
