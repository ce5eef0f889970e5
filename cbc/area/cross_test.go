package area

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/peterstace/simplefeatures/geom"

	"bongsu/cbc"
)

// simple asks another implementation whether a ring is simple.
func simple(ring []cbc.Point) bool {
	flat := make([]float64, 0, 2*len(ring))
	for _, p := range ring {
		flat = append(flat, p.Lon, p.Lat)
	}
	return geom.NewLineString(geom.NewSequence(flat, geom.DimXY)).IsSimple()
}

func TestCrossingsAreFoundWhereAnotherImplementationFindsThem(t *testing.T) {
	rnd := rand.New(rand.NewPCG(31, 1))
	good := 0
	for range 20_000 {
		// Few places, so that points coincide and lines overlap.
		n, size := 3+rnd.IntN(6), 2+rnd.IntN(6)
		r := make([]cbc.Point, n, n+1)
		for i := range r {
			r[i] = cbc.Point{Lat: float64(rnd.IntN(size)), Lon: float64(rnd.IntN(size))}
		}
		r = append(r, r[0])
		if len(slices.Compact(slices.Clone(r))) == 1 {
			continue // one place is no ring, though a simple line
		}
		want := simple(r)
		if got := CheckPolygon(cbc.Polygon{r}) == nil; got != want {
			t.Fatalf("%v is simple: %v, another says %v", r, got, want)
		}
		if want {
			good++
		}
	}
	if good < 500 {
		t.Errorf("only %d of 20,000 rings are simple", good)
	}
}

func TestBoundariesPassTheCheck(t *testing.T) {
	b := boundaries(t)
	for code := range b.outlines {
		polygons, _ := b.Polygons(code)
		for i, p := range polygons {
			if err := CheckPolygon(p); err != nil {
				t.Errorf("%s, polygon %d: %v", code, i, err)
			}
		}
	}
}

func TestAPolygonWithoutEndIsRefused(t *testing.T) {
	big := make([]cbc.Point, 1_000_001)
	for i := range big {
		big[i] = cities[i%2]
	}
	var shape *ShapeError
	err := CheckPolygon(cbc.Polygon{big})
	if !errors.As(err, &shape) || err.Error() != "ring 0: 1000001 points so far, more than 50000" {
		t.Error(err)
	}
	_, err = ParsePolygon(strings.Repeat("37,127 ", 1_000_000))
	if !errors.As(err, &shape) || err.Error() != "ring 0, point 50000: more than 50000 points" {
		t.Error(err)
	}
}

func TestAPolygonTooIntricateToCheckIsRefused(t *testing.T) {
	// A comb of 25,000 teeth as long as it is wide.
	var comb []cbc.Point
	for i := range 24_000 {
		x := float64(i) / 24_000
		comb = append(comb, cbc.Point{Lat: 0, Lon: x}, cbc.Point{Lat: 1, Lon: x + 0.3/24_000})
	}
	comb = append(comb, cbc.Point{Lat: 2, Lon: 1}, cbc.Point{Lat: 2, Lon: -1}, comb[0])
	if err := CheckPolygon(cbc.Polygon{comb}); err == nil || !strings.Contains(err.Error(), "too intricate") {
		t.Error(err)
	}
}

func BenchmarkCheckPolygon(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{20, 100, 5_000, 49_999} {
		poly := star(rnd, cities[0], n, 20, false)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if err := CheckPolygon(poly); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
