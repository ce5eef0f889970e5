package area

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func TestTheCellsOfARegionAreHandedOutWithoutACopy(t *testing.T) {
	a := atlas(t, scatter(5_000, 21))
	for _, q := range []Query{{Country: true}, {Regions: []cbc.Region{"1100000000"}}, {Regions: []cbc.Region{"1114000000"}}, {Regions: []cbc.Region{"4700000000", "4713000000"}}} {
		for link, idx := range find(t, a, q) {
			cells := a.Cells(link, idx)
			if len(cells) != len(idx) || &cells[0] != &a.cells[idx[0]] {
				t.Errorf("%+v, %s: %d cells, %d of them copied", q, link, len(idx), len(cells))
			}
			if cap(cells) != len(cells) {
				t.Errorf("%+v, %s: an append would write over the Atlas", q, link)
			}
			if n := testing.AllocsPerRun(10, func() { a.Cells(link, idx) }); n > 0 {
				t.Errorf("%+v, %s: %v allocations", q, link, n)
			}
		}
	}
}

func TestRegionsTogetherAreTheUnionOfTheirCells(t *testing.T) {
	a := atlas(t, scatter(5_000, 22))
	rnd := rand.New(rand.NewPCG(5, 5))
	all := slices.Collect(a.regions.All())
	for range 200 {
		var codes []cbc.Region
		for range 1 + rnd.IntN(6) {
			if x := all[rnd.IntN(len(all))]; x.Level != Eupmyeondong {
				codes = append(codes, x.Code)
			}
		}
		want := brute(a, func(s Site) bool {
			return s.Region != "" && slices.ContainsFunc(codes, func(c cbc.Region) bool { return a.regions.Contains(c, s.Region) })
		})
		got := find(t, a, Query{Regions: codes})
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%s: (-want +got)\n%s", codes, d)
		}
		for link, idx := range got {
			for n, c := range a.Cells(link, idx) {
				if c != a.cells[idx[n]] {
					t.Fatalf("%s: cell %d of %s is %s", codes, n, link, c)
				}
			}
		}
	}
}

func TestWhatIsWorkedOutBeforehandIsWhatIsFoundWithoutIt(t *testing.T) {
	a, b := atlas(t, scatter(4_000, 23)), atlas(t, scatter(4_000, 23))
	for _, p := range []Policy{Inside, Touch, Majority} {
		if err := a.Precompute(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		for _, codes := range [][]cbc.Region{{"1100000000"}, {"4713000000"}, {"2900000000"}, {"4713010100", "4711000000"}, {"1114000000", "5013000000"}} {
			want, errWant := b.Find(Query{Regions: codes, Policy: p})
			got, err := a.Find(Query{Regions: codes, Policy: p})
			if d := cmp.Diff(want, got); d != "" || (err == nil) != (errWant == nil) {
				t.Errorf("%s of %s: %v, %v (-without +with)\n%s", p, codes, errWant, err, d)
			}
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := b.Precompute(ctx, Touch); !errors.Is(err, context.Canceled) || b.beyond[Touch].Load() != nil {
		t.Errorf("stopped: %v", err)
	}
}

func TestMajorityIsMoreThanHalfOfTheCoverage(t *testing.T) {
	a := atlas(t, scatter(3_000, 24))
	rnd := rand.New(rand.NewPCG(6, 6))
	checked := 0
	for i := range 48 {
		c := a.Site(uint32(rnd.IntN(a.Len()))).At
		poly := star(rnd, c, 3+rnd.IntN(40), []float64{1, 4, 20}[i%3], i%4 == 0)
		circle := cbc.Circle{Center: c, Radius: 500 + 4000*rnd.Float64()}
		for _, shape := range []struct {
			q  Query
			in func(cbc.Point) bool
		}{
			{Query{Polygons: []cbc.Polygon{poly}}, func(p cbc.Point) bool { return InPolygon(p, poly) }},
			{Query{Circles: []cbc.Circle{circle}}, func(p cbc.Point) bool { return Distance(p, circle.Center) <= circle.Radius }},
		} {
			shape.q.Policy = Touch
			touched := find(t, a, shape.q)
			shape.q.Policy = Majority
			found := find(t, a, shape.q)
			for link, idx := range found {
				for _, n := range idx {
					if _, ok := slices.BinarySearch(touched[link], n); !ok {
						t.Fatalf("%d: cell %d is in by majority and not touched", i, n)
					}
				}
			}
			for link, idx := range touched {
				for _, n := range idx {
					_, got := slices.BinarySearch(found[link], n)
					share := covered(a.Site(n), shape.in)
					if got && share < 0.45 || !got && share > 0.55 {
						t.Fatalf("%d: cell %d, with %.2f of it inside: %v", i, n, share, got)
					}
					checked++
				}
			}
		}
	}
	if checked < 1_000 {
		t.Errorf("only %d cells were looked at", checked)
	}
}

// covered returns the share of a site's coverage that is inside, counted on a
// spiral of points.
func covered(s Site, in func(cbc.Point) bool) float64 {
	if s.Radius == 0 {
		return map[bool]float64{true: 1}[in(s.At)]
	}
	const n = 1_000
	hits := 0
	l := planeAt(s.At)
	for k := range n {
		r, turn := s.Radius*math.Sqrt((float64(k)+0.5)/n), 2.39996322973*float64(k)
		if in(cbc.Point{Lat: s.At.Lat + r*math.Sin(turn)/l.y, Lon: s.At.Lon + r*math.Cos(turn)/l.x}) {
			hits++
		}
	}
	return float64(hits) / n
}

func TestOnlyWholeTrackingAreasAreNamed(t *testing.T) {
	plmn := cbc.PLMN{MCC: 450, MNC: 5}
	site := func(link string, radio cbc.Radio, tac uint32, id uint64, region cbc.Region) Site {
		return Site{Link: link, Cell: cbc.Cell{Radio: radio, PLMN: plmn, Area: tac, ID: id}, At: sea, Region: region}
	}
	a := atlas(t, []Site{
		site("a", cbc.LTE, 1, 1, "4713000000"), site("a", cbc.LTE, 1, 2, "4713000000"),
		site("a", cbc.LTE, 2, 3, "4713000000"), site("a", cbc.LTE, 2, 4, "4711100000"),
		site("a", cbc.NR, 1, 5, "4713000000"),
		site("a", cbc.GSM, 7, 6, "4713000000"),
		site("b", cbc.LTE, 1, 7, "4711100000"), // another link's cells are not ours to count
	})
	area := func(radio cbc.Radio, tac uint32) TrackingArea { return TrackingArea{radio, plmn, tac} }
	for _, c := range []struct {
		name  string
		q     Query
		whole []TrackingArea
		rest  []uint64
	}{
		{"a city", Query{Regions: []cbc.Region{"4713000000"}}, []TrackingArea{area(cbc.LTE, 1), area(cbc.NR, 1)}, []uint64{3, 6}},
		{"its province", Query{Regions: []cbc.Region{"4700000000"}}, []TrackingArea{area(cbc.LTE, 1), area(cbc.LTE, 2), area(cbc.NR, 1)}, []uint64{6}},
		{"another city", Query{Regions: []cbc.Region{"4711000000"}}, nil, []uint64{4}},
	} {
		whole, rest := a.Whole("a", find(t, a, c.q)["a"])
		var ids []uint64
		for _, i := range rest {
			ids = append(ids, a.Site(i).Cell.ID)
		}
		slices.Sort(ids)
		if d := cmp.Diff(c.whole, whole) + cmp.Diff(c.rest, ids); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, d)
		}
	}
	if whole, rest := a.Whole("c", []uint32{0, 1}); whole != nil || rest != nil {
		t.Errorf("a link that is not there: %v, %v", whole, rest)
	}
}
