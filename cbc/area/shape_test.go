package area

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"bongsu/cbc"
)

func TestDistanceBetweenCities(t *testing.T) {
	seoul, busan := cities[0], cities[1]
	// By Vincenty's formula on the WGS 84 ellipsoid 324853 m.
	if d := Distance(seoul, busan); math.Abs(d-324853) > 0.006*324853 {
		t.Errorf("Seoul to Busan is %.0f m", d)
	}
	if d := Distance(cbc.Point{Lat: 0, Lon: 179.5}, cbc.Point{Lat: 0, Lon: -179.5}); math.Abs(d-degree) > 1 {
		t.Errorf("a degree across the antimeridian is %.0f m", d)
	}
	if d := Distance(cbc.Point{Lat: 90}, cbc.Point{Lat: -90}); math.Abs(d-halfway) > 1 {
		t.Errorf("pole to pole is %.0f m", d)
	}
	if d := Distance(seoul, seoul); d != 0 {
		t.Errorf("Seoul to Seoul is %v m", d)
	}
}

// ring makes a ring of latitude, longitude pairs.
func ring(v ...float64) []cbc.Point {
	var r []cbc.Point
	for i := 0; i < len(v); i += 2 {
		r = append(r, cbc.Point{Lat: v[i], Lon: v[i+1]})
	}
	return r
}

var tenByTen = ring(0, 0, 0, 10, 10, 10, 10, 0, 0, 0)

func TestInPolygonByEvenOdd(t *testing.T) {
	poly := cbc.Polygon{tenByTen, ring(4, 4, 4, 6, 6, 6, 6, 4, 4, 4)}
	for p, want := range map[cbc.Point]bool{
		{Lat: 1, Lon: 1}: true, {Lat: 5, Lon: 5}: false, {Lat: 5, Lon: 7}: true,
		{Lat: -1, Lon: 5}: false, {Lat: 11, Lon: 5}: false, {Lat: 5, Lon: 11}: false, {Lat: 5, Lon: -1}: false,
		{Lat: math.NaN(), Lon: 5}: false,
	} {
		if InPolygon(p, poly) != want {
			t.Errorf("%v inside: %v", p, !want)
		}
	}
	if InPolygon(cbc.Point{}, nil) {
		t.Error("nowhere holds a point")
	}
}

func TestAPointOnACommonEdgeIsInOneOfTwo(t *testing.T) {
	west := cbc.Polygon{ring(0, 0, 0, 1, 3, 2, 3, 0, 0, 0)}
	east := cbc.Polygon{ring(0, 1, 0, 3, 3, 3, 3, 2, 0, 1)}
	for i := range 300 {
		lat := float64(i) / 100
		p := cbc.Point{Lat: lat, Lon: 1 + lat/3}
		if InPolygon(p, west) == InPolygon(p, east) {
			t.Errorf("%v is in both or none", p)
		}
	}
}

func TestPolygonsAreChecked(t *testing.T) {
	good := []cbc.Polygon{
		{tenByTen},
		{tenByTen, ring(4, 4, 4, 6, 6, 6, 4, 4)},
		{slices.Insert(slices.Clone(tenByTen), 1, tenByTen[0])}, // a point twice in a row
		{ring(-90, -180, -90, 0, 90, 0, 90, -180, -90, -180)},
	}
	for i, p := range good {
		if err := CheckPolygon(p); err != nil {
			t.Errorf("good polygon %d: %v", i, err)
		}
	}
	for _, c := range []struct {
		name string
		poly cbc.Polygon
		want string
	}{
		{"nothing", nil, "without a ring"},
		{"a line", cbc.Polygon{ring(0, 0, 1, 1, 0, 0)}, "ring 0: 3 points"},
		{"open", cbc.Polygon{tenByTen[:4]}, "ring 0, point 3: not closed"},
		{"an open hole", cbc.Polygon{tenByTen, ring(4, 4, 4, 6, 6, 6, 6, 4)}, "ring 1, point 3: not closed"},
		{"latitude", cbc.Polygon{ring(0, 0, 91, 0, 1, 1, 0, 0)}, "ring 0, point 1: latitude 91"},
		{"swapped", cbc.Polygon{ring(127, 37, 127, 38, 128, 38, 127, 37)}, "ring 0, point 0: latitude 127 is not between −90 and 90; were latitude and longitude exchanged?"},
		{"longitude", cbc.Polygon{ring(0, 0, 1, 181, 1, 1, 0, 0)}, "ring 0, point 1: longitude 181"},
		{"not a number", cbc.Polygon{ring(0, 0, math.NaN(), 0, 1, 1, 0, 0)}, "ring 0, point 1: latitude NaN"},
		{"infinite", cbc.Polygon{ring(0, 0, 1, math.Inf(1), 1, 1, 0, 0)}, "ring 0, point 1: longitude +Inf"},
		{"antimeridian", cbc.Polygon{ring(50, 179, 50, -179, 52, -179, 52, 179, 50, 179)}, "ring 0, point 1: the edge to it crosses the antimeridian"},
		{"bow tie", cbc.Polygon{ring(0, 0, 1, 1, 0, 1, 1, 0, 0, 0)}, "ring 0, point 0: the edge from it, 0,0 to 1,1, crosses or touches that from ring 0, point 2, 0,1 to 1,0"},
		{"flat", cbc.Polygon{ring(0, 0, 1, 1, 2, 2, 0, 0)}, "ring 0, point 1: the edge from it, 1,1 to 2,2, folds back on that from ring 0, point 2"},
		{"one point", cbc.Polygon{ring(1, 1, 1, 1, 1, 1, 1, 1)}, "all points are the same"},
		{"a hole outside", cbc.Polygon{tenByTen, ring(20, 20, 20, 22, 22, 22, 20, 20)}, "ring 1: the hole is not inside the outer ring"},
		{"a hole across", cbc.Polygon{tenByTen, ring(8, 8, 8, 12, 12, 12, 8, 8)}, "ring 0, point 1: the edge from it, 0,10 to 10,10, crosses that from ring 1, point 0, 8,8 to 8,12"},
		{"a hole in a hole", cbc.Polygon{tenByTen, ring(2, 2, 2, 8, 8, 8, 2, 2), ring(3, 4, 3, 5, 4, 5, 3, 4)}, "ring 2: the hole and that of ring 1 are one in the other"},
		{"a hole along the border", cbc.Polygon{tenByTen, ring(0, 2, 0, 4, 2, 4, 0, 2)}, "runs along"},
		{"touching itself", cbc.Polygon{ring(0, 0, 2, 2, 2, 0, 0, 2, 0, 0)}, "crosses or touches"},
		{"touching itself at a corner", cbc.Polygon{ring(0, 0, 0, 2, 1, 1, 2, 2, 2, 0, 1, 1, 0, 0)}, "crosses or touches"},
	} {
		var shape *ShapeError
		err := CheckPolygon(c.poly)
		if !errors.As(err, &shape) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestCirclesAreChecked(t *testing.T) {
	for _, c := range []struct {
		circle cbc.Circle
		good   bool
	}{
		{cbc.Circle{Center: cities[0], Radius: 80_000}, true},
		{cbc.Circle{Center: cities[0], Radius: halfway}, true},
		{cbc.Circle{Center: cities[0]}, false},
		{cbc.Circle{Center: cities[0], Radius: -1}, false},
		{cbc.Circle{Center: cities[0], Radius: math.NaN()}, false},
		{cbc.Circle{Center: cities[0], Radius: math.Inf(1)}, false},
		{cbc.Circle{Center: cbc.Point{Lat: 127, Lon: 37}, Radius: 1}, false},
		{cbc.Circle{Center: cbc.Point{Lat: 37, Lon: math.NaN()}, Radius: 1}, false},
	} {
		var shape *ShapeError
		if err := CheckCircle(c.circle); (err == nil) != c.good || err != nil && !errors.As(err, &shape) {
			t.Errorf("%+v: %v", c.circle, err)
		}
	}
}
