package area

import (
	"math"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
)

var people = sync.OnceValues(func() (*Population, error) {
	r, err := korea()
	if err != nil {
		return nil, err
	}
	return LoadPopulation(r)
})

func population(t testing.TB) *Population {
	t.Helper()
	p, err := people()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestResidentsAreCountedByRegion(t *testing.T) {
	p, b := population(t), boundaries(t)
	for _, c := range []struct {
		name string
		q    Query
		want int
	}{
		{"the country", Query{Country: true}, 51_101_371},
		{"서울 종로구", Query{Regions: []cbc.Region{"1111000000"}}, 136_817},
		{"twice", Query{Regions: []cbc.Region{"1111000000", "1111000000"}}, 136_817},
		{"one in the other", Query{Regions: []cbc.Region{"1111000000", "1100000000", "1111010100"}}, 9_304_400},
		{"a 읍면동", Query{Regions: []cbc.Region{"1111010100"}}, 2_250},
		{"nowhere", Query{}, 0},
		{"unknown", Query{Regions: []cbc.Region{"9900000000"}}, 0},
	} {
		h := p.Count(c.q, b)
		if h.People != c.want || h.Estimate || h.Date.Format(time.DateOnly) != "2026-03-31" {
			t.Errorf("%s: %+v, want %d", c.name, h, c.want)
		}
	}
	old, now := p.Count(Query{Regions: []cbc.Region{"2900000000"}}, b), p.Count(Query{Regions: []cbc.Region{"1221000000", "1224000000", "1227000000", "1230000000", "1233000000"}}, b)
	if old.People != now.People || old.People < 1_000_000 {
		t.Errorf("광주광역시 had %d, its 구 have %d", old.People, now.People)
	}
}

func TestChildrenHaveThePeopleOfTheirParent(t *testing.T) {
	p, r := population(t), regions(t)
	for x := range r.All() {
		kids := r.Children(x.Code)
		if !x.Active || len(kids) == 0 {
			continue
		}
		sum := 0
		for _, k := range kids {
			sum += p.people[k]
		}
		if sum != p.people[x.Code] {
			t.Errorf("%s has %d, its children %d", x.FullName, p.people[x.Code], sum)
		}
	}
}

func TestAPolygonSharesOutItsRegionsByArea(t *testing.T) {
	p, b := population(t), boundaries(t)
	jongno, _ := b.Polygons("1111000000")
	h := p.Count(Query{Polygons: jongno}, b)
	if !h.Estimate || math.Abs(float64(h.People)-136_817) > 0.01*136_817 {
		t.Errorf("the boundary of 종로구: %+v", h)
	}
	// Both together are no more than the two; what is named is counted once.
	both := p.Count(Query{Polygons: jongno, Regions: []cbc.Region{"1111000000"}}, b)
	if math.Abs(float64(both.People)-136_817) > 0.01*136_817 {
		t.Errorf("named and drawn: %+v", both)
	}
	twice := p.Count(Query{Polygons: append(jongno[:1:1], jongno...)}, b)
	if twice.People != h.People {
		t.Errorf("drawn twice: %d, once %d", twice.People, h.People)
	}
	if at := p.Count(Query{Circles: []cbc.Circle{{Center: sea, Radius: 20_000}}}, b); at.People != 0 || !at.Estimate {
		t.Errorf("at sea: %+v", at)
	}
	half := p.Count(Query{Polygons: []cbc.Polygon{ring4(33, 124, 39, 127.0)}}, b)
	other := p.Count(Query{Polygons: []cbc.Polygon{ring4(33, 127.0, 39, 132)}}, b)
	if sum := half.People + other.People; math.Abs(float64(sum)-51_101_371) > 0.002*51_101_371 {
		t.Errorf("two halves of the country have %d", sum)
	}
}

// ring4 returns an upright box.
func ring4(south, west, north, east float64) cbc.Polygon {
	return cbc.Polygon{ring(south, west, south, east, north, east, north, west, south, west)}
}

func TestOverlapsAreShareAndArea(t *testing.T) {
	b := boundaries(t)
	for _, code := range b.leaves {
		land, _ := b.Polygons(code)
		km := 0.0
		for _, p := range land {
			km += SquareKilometres(p)
		}
		for _, o := range b.Overlaps(land, nil) {
			switch {
			case o.Region == code && (o.Share < 0.999 || math.Abs(o.SquareKilometres-km) > 0.01*km):
				t.Errorf("%s has %.3f of itself, %.2f of %.2f km²", code, o.Share, o.SquareKilometres, km)
			case o.Region != code && o.Share > 0.001:
				t.Errorf("%s overlaps %s by %.4f", code, o.Region, o.Share)
			}
		}
	}
}

func TestAnOutlineHasTheAreaOfItsCircle(t *testing.T) {
	for _, c := range []cbc.Circle{{Center: cities[0], Radius: 100}, {Center: cities[1], Radius: 80_000}, {Center: cbc.Point{Lat: -60, Lon: 10}, Radius: 300_000}} {
		got, want := SquareKilometres(Outline(c)), CircleSquareKilometres(c)
		if math.Abs(got-want) > 0.002*want {
			t.Errorf("%+v: %.4f km², want %.4f", c, got, want)
		}
		for _, p := range Outline(c)[0] {
			if d := Distance(p, c.Center); math.Abs(d-c.Radius) > 0.001*c.Radius {
				t.Errorf("%+v: a corner is %.1f m out", c, d)
			}
		}
	}
}

func BenchmarkOverlaps(b *testing.B) {
	s := boundaries(b)
	c := []cbc.Circle{{Center: cities[0], Radius: 8_000}}
	for b.Loop() {
		s.Overlaps(nil, c)
	}
}
