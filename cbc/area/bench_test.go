package area

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"bongsu/cbc"
)

func BenchmarkLoadRegions(b *testing.B) {
	for b.Loop() {
		if _, err := LoadRegions(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadBoundaries(b *testing.B) {
	for b.Loop() {
		if _, err := LoadBoundaries(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewAtlas(b *testing.B) {
	for _, n := range []int{5_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			sites, r, s := scatter(n, 1), regions(b), boundaries(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := NewAtlas(sites, r, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	sigungu := []cbc.Region{"4713000000"}
	two := []cbc.Region{"4713000000", "4717000000"}
	city := star(rand.New(rand.NewPCG(1, 1)), cities[0], 60, 8, false)
	province, _ := boundaries(b).Polygons("4100000000")
	for _, n := range []int{5_000, 1_000_000} {
		a := atlas(b, scatter(n, 1))
		for _, q := range []struct {
			name string
			Query
		}{
			{"country", Query{Country: true}},
			{"sigungu", Query{Regions: sigungu}},
			{"two sigungu", Query{Regions: two}},
			{"sigungu touch", Query{Regions: sigungu, Policy: Touch}},
			{"polygon", Query{Polygons: []cbc.Polygon{city}}},
			{"polygon touch", Query{Polygons: []cbc.Polygon{city}, Policy: Touch}},
			{"province polygon", Query{Polygons: province}},
			{"circle 80 km", Query{Circles: []cbc.Circle{{Center: cities[1], Radius: 80_000}}}},
		} {
			b.Run(strconv.Itoa(n)+"/"+q.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					find(b, a, q.Query)
				}
			})
		}
	}
}

func BenchmarkAt(b *testing.B) {
	s := boundaries(b)
	for b.Loop() {
		s.At(cities[0])
	}
}
