package area

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"bongsu/cbc"
)

// The tables are read only, so the tests share them.
var (
	korea  = sync.OnceValues(LoadRegions)
	shapes = sync.OnceValues(LoadBoundaries)
)

func regions(t testing.TB) *Regions {
	t.Helper()
	r, err := korea()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func boundaries(t testing.TB) *Boundaries {
	t.Helper()
	b, err := shapes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// cities are where half of the scattered sites are.
var cities = []cbc.Point{
	{Lat: 37.5663, Lon: 126.9779}, {Lat: 35.1798, Lon: 129.0750}, {Lat: 35.8714, Lon: 128.6014},
	{Lat: 37.4563, Lon: 126.7052}, {Lat: 36.3504, Lon: 127.3845}, {Lat: 33.4996, Lon: 126.5312},
}

// scatter returns n sites over Korea and the sea around it, of three links,
// without regions; some stand exactly on bucket borders.
func scatter(n int, seed uint64) []Site {
	rnd := rand.New(rand.NewPCG(seed, 1))
	sites := make([]Site, n)
	for i := range sites {
		p := cbc.Point{Lat: 33 + 5.7*rnd.Float64(), Lon: 124.5 + 7.5*rnd.Float64()}
		switch i % 4 {
		case 0, 1:
			c := cities[rnd.IntN(len(cities))]
			p = cbc.Point{Lat: c.Lat + 0.1*rnd.NormFloat64(), Lon: c.Lon + 0.1*rnd.NormFloat64()}
		case 2:
			p = cbc.Point{Lat: math.Round(p.Lat*100) / 100, Lon: math.Round(p.Lon*100) / 100}
		}
		sites[i] = Site{
			Link: fmt.Sprintf("carrier-%d", rnd.IntN(3)),
			Cell: cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: uint32(i >> 8), ID: uint64(i)},
			At:   p, Radius: float64(rnd.IntN(3000)),
		}
	}
	return sites
}

func atlas(t testing.TB, sites []Site) *Atlas {
	t.Helper()
	a, err := NewAtlas(sites, regions(t), boundaries(t))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// star returns a polygon of n points around c, not convex, radius km about,
// with a hole if holed.
func star(rnd *rand.Rand, c cbc.Point, n int, km float64, holed bool) cbc.Polygon {
	ring := func(low, high float64) []cbc.Point {
		points := make([]cbc.Point, 0, n+1)
		for i := range n {
			angle := 2 * math.Pi * float64(i) / float64(n)
			r := km * 1000 / degree * (low + (high-low)*rnd.Float64())
			points = append(points, cbc.Point{Lat: c.Lat + r*math.Sin(angle), Lon: c.Lon + r*math.Cos(angle)/0.8})
		}
		return append(points, points[0])
	}
	poly := cbc.Polygon{ring(0.5, 1)}
	if holed {
		poly = append(poly, ring(0.1, 0.4))
	}
	return poly
}

// find asks the atlas and fails the test on an error.
func find(t testing.TB, a *Atlas, q Query) map[string][]uint32 {
	t.Helper()
	m, err := a.Find(q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return m
}

// brute returns, by link, the cells that inside says yes to.
func brute(a *Atlas, inside func(Site) bool) map[string][]uint32 {
	m := make(map[string][]uint32)
	for i := range uint32(a.Len()) {
		if s := a.Site(i); inside(s) {
			m[s.Link] = append(m[s.Link], i)
		}
	}
	return m
}
