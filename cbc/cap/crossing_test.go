package cap

import (
	"math"
	"slices"
	"testing"

	"bongsu/cbc"
)

// star returns a closed ring of n points, each second one at another distance.
func star(n int, far, near float64) []cbc.Point {
	var ring []cbc.Point
	for i := range n {
		r, a := far, 2*math.Pi*float64(i)/float64(n)
		if i%2 == 1 {
			r = near
		}
		ring = append(ring, cbc.Point{Lat: 36 + r*math.Sin(a), Lon: 128 + r*math.Cos(a)})
	}
	return append(ring, ring[0])
}

func TestEdgesThatCrossAreFoundAndOthersAreNot(t *testing.T) {
	square := []cbc.Point{{Lat: 35, Lon: 127}, {Lat: 36, Lon: 127}, {Lat: 36, Lon: 128}, {Lat: 35, Lon: 128}, {Lat: 35, Lon: 127}}
	bow := []cbc.Point{square[0], square[2], square[1], square[3], square[0]}
	long := star(400, 1, 0.5)
	broken := slices.Clone(long)
	broken[100], broken[300] = broken[300], broken[100]
	for _, c := range []struct {
		name string
		ring []cbc.Point
		want bool
	}{
		{"square", square, false},
		{"bow", bow, true},
		{"star", star(10, 1, 0.4), false},
		{"star of 400", long, false},
		{"two points swapped", broken, true},
		{"a point twice", slices.Insert(slices.Clone(square), 2, square[1]), false},
		{"beyond what is compared", star(2000, 1, 0.5), false},
	} {
		for turn := range len(c.ring) - 1 { // wherever it begins and whichever way it goes
			if turn > 10 {
				break
			}
			ring := append(slices.Clone(c.ring[turn:len(c.ring)-1]), c.ring[:turn+1]...)
			for range 2 {
				if got := (&review{}).edgesCross(ring); got != c.want {
					t.Errorf("%s from point %d: %t", c.name, turn, got)
				}
				slices.Reverse(ring)
			}
		}
	}
}

func TestComparisonsOfEdgesAreBounded(t *testing.T) {
	var ring []cbc.Point // edges that all overlap from south to north
	for i := range maxCrossing - 1 {
		ring = append(ring, cbc.Point{Lat: float64(i%2) * 10, Lon: float64(i) / 10})
	}
	ring = append(ring, ring[0])
	r := &review{}
	for range 10 {
		r.edgesCross(ring)
	}
	if r.comparisons > maxComparisons+10 {
		t.Errorf("%d comparisons", r.comparisons)
	}
}
