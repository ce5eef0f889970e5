package area

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"bongsu/cbc"
)

func TestAFitCoversThePolygonAndSaysHowMuchLargerItIs(t *testing.T) {
	rnd := rand.New(rand.NewPCG(77, 1))
	split := 0
	for i := range 60 {
		c := cities[i%len(cities)]
		poly := star(rnd, c, 16+rnd.IntN(100), []float64{3, 20, 60}[i%3], i%4 == 0)
		l := Limit{Points: 4 + i%12, Polygons: 12, Metres: 1500 * float64(1+i%8), Share: 0.15 * float64(1+i%6)}
		f, err := l.Fit(poly)
		var over *OvershootError
		if errors.As(err, &over) {
			if over.Polygons < l.Polygons || over.Best.Metres <= l.Metres && over.Best.Share <= l.Share {
				t.Errorf("%d: refused within the limit: %v", i, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Polygons) > 1 {
			split++
		}
		checkFit(t, rnd, l, poly, f)
	}
	if split < 5 {
		t.Errorf("only %d polygons were split", split)
	}
}

// checkFit fails the test unless f keeps to l, covers poly and is no larger than
// it says.
func checkFit(t *testing.T, rnd *rand.Rand, l Limit, poly cbc.Polygon, f Fit) {
	t.Helper()
	if f.Metres > l.Metres || f.Share > l.Share || len(f.Polygons) > l.Polygons {
		t.Errorf("%d polygons, %.0f m, %.3f: beyond %+v", len(f.Polygons), f.Metres, f.Share, l)
	}
	sum := 0.0
	for _, p := range f.Polygons {
		if err := CheckPolygon(p); err != nil || len(p) > 1 || len(p[0])-1 > l.Points {
			t.Errorf("%d rings, %d corners, %v", len(p), len(p[0])-1, err)
		}
		sum += squareMetres(p)
	}
	if whole := squareMetres(poly); sum-whole > f.Share*whole+1 {
		t.Errorf("%.0f m² more, said to be at most %.0f", sum-whole, f.Share*whole)
	}
	box := bounds(edges(poly)).around(f.Metres + 1000)
	for range 400 {
		p := cbc.Point{Lat: box.low.Lat + rnd.Float64()*(box.high.Lat-box.low.Lat), Lon: box.low.Lon + rnd.Float64()*(box.high.Lon-box.low.Lon)}
		asked, sent := InPolygon(p, poly), inAny(p, f.Polygons)
		if asked && !sent {
			t.Fatalf("%v is not covered", p)
		}
		if sent && !asked && nearest(p, edges(poly)) > f.Metres {
			t.Fatalf("%v is %.0f m beyond, said to be at most %.0f", p, nearest(p, edges(poly)), f.Metres)
		}
	}
	for _, p := range poly[0] {
		if on := slices.ContainsFunc(f.Polygons, func(q cbc.Polygon) bool { return nearest(p, edges(q)) < 1e-3 }); !on && !inAny(p, f.Polygons) {
			t.Fatalf("corner %v is not covered", p)
		}
	}
}

func TestABayThatCornersCannotFollowIsSplit(t *testing.T) {
	// A horseshoe: four corners would fill its bay.
	poly := cbc.Polygon{ring(37, 127, 37, 127.3, 37.3, 127.3, 37.3, 127.2, 37.1, 127.2, 37.1, 127.1, 37.3, 127.1, 37.3, 127, 37, 127)}
	l := Limit{Points: 4, Polygons: 4, Metres: 100, Share: 0.15}
	f, err := l.Fit(poly)
	if err != nil || len(f.Polygons) < 3 || f.Metres > 100 {
		t.Fatalf("%d polygons, %.0f m, %v", len(f.Polygons), f.Metres, err)
	}
	checkFit(t, rand.New(rand.NewPCG(1, 1)), l, poly, f)
	l.Polygons = 1
	var over *OvershootError
	if _, err := l.Fit(poly); !errors.As(err, &over) || over.Best.Metres < 1000 || over.Best.Share < 0.2 {
		t.Errorf("in one polygon: %v", err)
	}
}

func TestAPolygonThatFitsIsExact(t *testing.T) {
	holed := cbc.Polygon{tenByTen, ring(4, 4, 4, 6, 6, 6, 4, 4)}
	for _, c := range []struct {
		limit Limit
		poly  cbc.Polygon
	}{
		{Limit{Points: 4}, cbc.Polygon{tenByTen}},
		{Limit{}, holed},
	} {
		if f, err := c.limit.Fit(c.poly); err != nil || !f.Exact() || len(f.Polygons) != 1 {
			t.Errorf("%+v: %+v, %v", c.limit, f, err)
		}
	}
	if f, err := (Limit{Points: 4, Metres: 1e7, Share: 1}).Fit(holed); err != nil || f.Exact() {
		t.Errorf("a filled hole is exact: %+v, %v", f, err)
	}
	if _, err := (Limit{Points: 3}).Fit(holed); err == nil {
		t.Error("three corners")
	}
}

func BenchmarkFit(b *testing.B) {
	polygons, _ := boundaries(b).Polygons("4713000000")
	for b.Loop() {
		if _, err := (Limit{Points: 15, Polygons: 12, Metres: 1500, Share: 0.15}).Fit(polygons[0]); err != nil {
			b.Fatal(err)
		}
	}
}
