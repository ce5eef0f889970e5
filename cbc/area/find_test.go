package area

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func TestRegionsFindTheCellsOfTheirLeaves(t *testing.T) {
	a, b := atlas(t, scatter(8_000, 1)), boundaries(t)
	for x := range a.regions.All() {
		if !x.Active || x.Level == Eupmyeondong {
			continue
		}
		leaves := a.regions.Leaves(x.Code)
		want := brute(a, func(s Site) bool { return s.Region != "" && slices.Contains(leaves, s.Region) })
		if d := cmp.Diff(want, find(t, a, Query{Regions: []cbc.Region{x.Code}})); d != "" {
			t.Errorf("%s: (-want +got)\n%s", x.FullName, d)
		}
	}
	placed := 0
	for i := range uint32(a.Len()) {
		s := a.Site(i)
		if at, _ := b.At(s.At); at != s.Region {
			t.Errorf("cell at %v is put into %q, lies in %q", s.At, s.Region, at)
		}
		if s.Region != "" {
			placed++
		}
	}
	if placed < a.Len()/3 || placed+len(a.Unplaced()) != a.Len() {
		t.Errorf("%d of %d cells are placed, %d are not", placed, a.Len(), len(a.Unplaced()))
	}
}

func TestChildrenMakeUpTheirParent(t *testing.T) {
	a := atlas(t, scatter(20_000, 2))
	for x := range a.regions.All() {
		kids := a.regions.Children(x.Code)
		if len(kids) == 0 || a.regions.leaf(a.regions.row(x.Code)) {
			continue
		}
		for _, p := range []Policy{Inside, Touch} {
			together := find(t, a, Query{Regions: kids, Policy: p})
			if d := cmp.Diff(find(t, a, Query{Regions: []cbc.Region{x.Code}, Policy: p}), together); d != "" {
				t.Errorf("%s, %s: (-parent +children)\n%s", x.FullName, p, d)
			}
			if len(together) == 0 {
				t.Errorf("%s has no cell", x.FullName)
			}
		}
	}
}

func TestPolygonsFindWhatBruteForceFinds(t *testing.T) {
	for _, n := range []int{1, 50, 4_000} {
		a := atlas(t, scatter(n, 3))
		rnd := rand.New(rand.NewPCG(4, uint64(n)))
		for i := range 48 {
			c := a.Site(uint32(rnd.IntN(a.Len()))).At
			poly := star(rnd, c, 3+rnd.IntN(100), []float64{0.5, 10, 60, 300}[i%4], i%3 == 0)
			for _, p := range []Policy{Inside, Touch} {
				want := brute(a, func(s Site) bool { return InPolygon(s.At, poly) || p == Touch && touches(s, poly) })
				if d := cmp.Diff(want, find(t, a, Query{Polygons: []cbc.Polygon{poly}, Policy: p})); d != "" {
					t.Fatalf("%d cells, polygon %d, %s: (-want +got)\n%s", n, i, p, d)
				}
			}
		}
	}
}

// touches reports whether an edge of poly passes through the coverage of s.
func touches(s Site, poly cbc.Polygon) bool {
	l := planeAt(s.At)
	return s.Radius > 0 && slices.ContainsFunc(edges(poly), func(e edge) bool { return l.distance(&e) <= s.Radius })
}

func TestBoundaryPolygonsFindWhatBruteForceFinds(t *testing.T) {
	a, b := atlas(t, scatter(3_000, 5)), boundaries(t)
	for _, code := range []cbc.Region{"1100000000", "2871000000", "4113000000", "5013000000", "1200000000"} {
		polygons, ok := b.Polygons(code)
		if !ok {
			t.Fatalf("%s has no boundary", code)
		}
		want := brute(a, func(s Site) bool {
			return slices.ContainsFunc(polygons, func(p cbc.Polygon) bool { return InPolygon(s.At, p) })
		})
		if d := cmp.Diff(want, find(t, a, Query{Polygons: polygons})); d != "" {
			t.Errorf("%s: (-want +got)\n%s", code, d)
		}
		if d := cmp.Diff(want, find(t, a, Query{Regions: []cbc.Region{code}})); d != "" {
			t.Errorf("%s by code: (-want +got)\n%s", code, d)
		}
	}
}

func TestRegionsTouchedByCoverageAreFound(t *testing.T) {
	a, b := atlas(t, scatter(3_000, 17)), boundaries(t)
	for _, code := range []cbc.Region{"1114000000", "2671000000", "4111000000", "1100000000"} {
		polygons, _ := b.Polygons(code)
		more := 0
		want := brute(a, func(s Site) bool {
			in := s.Region != "" && a.regions.Contains(code, s.Region)
			touch := slices.ContainsFunc(polygons, func(p cbc.Polygon) bool { return touches(s, p) })
			if touch && !in {
				more++
			}
			return in || touch
		})
		if d := cmp.Diff(want, find(t, a, Query{Regions: []cbc.Region{code}, Policy: Touch})); d != "" || more == 0 {
			t.Errorf("%s, %d cells from outside: (-want +got)\n%s", code, more, d)
		}
	}
}

func TestCirclesFindWhatBruteForceFinds(t *testing.T) {
	sites := scatter(5_000, 6)
	sites[0].At = cbc.Point{Lat: 52, Lon: -179.95} // beyond the antimeridian
	a := atlas(t, sites)
	rnd := rand.New(rand.NewPCG(7, 7))
	for i := range 60 {
		c := cbc.Circle{Center: a.Site(uint32(rnd.IntN(a.Len()))).At, Radius: []float64{1, 2_000, 80_000, 19_000_000}[i%4]}
		if i == 0 {
			c = cbc.Circle{Center: cbc.Point{Lat: 52, Lon: 179.95}, Radius: 8_000}
		}
		for _, p := range []Policy{Inside, Touch} {
			want := brute(a, func(s Site) bool {
				r := c.Radius
				if p == Touch {
					r += s.Radius
				}
				return Distance(c.Center, s.At) <= r
			})
			if len(want) == 0 {
				t.Errorf("circle %d %s reaches nobody", i, p)
			}
			if d := cmp.Diff(want, find(t, a, Query{Circles: []cbc.Circle{c}, Policy: p})); d != "" {
				t.Fatalf("circle %v, %s: (-want +got)\n%s", c, p, d)
			}
		}
	}
}

func TestInsideIsPartOfTouch(t *testing.T) {
	a := atlas(t, scatter(20_000, 8))
	rnd := rand.New(rand.NewPCG(9, 9))
	more := 0
	for range 40 {
		c := cities[rnd.IntN(len(cities))]
		q := Query{
			Regions:  []cbc.Region{"1111000000", "2600000000"},
			Polygons: []cbc.Polygon{star(rnd, c, 20, 15, false)},
			Circles:  []cbc.Circle{{Center: c, Radius: 5_000}},
		}
		inside := find(t, a, q)
		q.Policy = Touch
		touch := find(t, a, q)
		for link, list := range inside {
			for _, i := range list {
				if _, ok := slices.BinarySearch(touch[link], i); !ok {
					t.Fatalf("cell %d of %s is inside and does not touch", i, link)
				}
			}
			more += len(touch[link]) - len(list)
		}
	}
	if more == 0 {
		t.Error("touch finds no more than inside")
	}
}

func TestStartAndDirectionOfARingDoNotMatter(t *testing.T) {
	a := atlas(t, scatter(20_000, 10))
	rnd := rand.New(rand.NewPCG(11, 11))
	for i := range 30 {
		poly := star(rnd, cities[i%len(cities)], 30, 20, i%2 == 0)
		for _, p := range []Policy{Inside, Touch} {
			want := find(t, a, Query{Polygons: []cbc.Polygon{poly}, Policy: p})
			if len(want) == 0 {
				t.Fatal("the polygon reaches nobody")
			}
			open := poly[0][1:]
			k := rnd.IntN(len(open))
			turned := slices.Concat(open[k:], open[:k], open[k:k+1])
			back := slices.Clone(poly[0])
			slices.Reverse(back)
			for name, ring := range map[string][]cbc.Point{"turned": turned, "reversed": back} {
				other := append(cbc.Polygon{ring}, poly[1:]...)
				if d := cmp.Diff(want, find(t, a, Query{Polygons: []cbc.Polygon{other}, Policy: p})); d != "" {
					t.Errorf("%s, %s: (-want +got)\n%s", name, p, d)
				}
			}
		}
	}
}

func TestFarAwayShapesFindNothing(t *testing.T) {
	a := atlas(t, scatter(1_000, 12))
	rnd := rand.New(rand.NewPCG(13, 13))
	for _, c := range []cbc.Point{{Lat: 0, Lon: 0}, {Lat: 36, Lon: -127}, {Lat: -36, Lon: 127}, {Lat: 36, Lon: 150}, {Lat: 70, Lon: 127}} {
		for _, p := range []Policy{Inside, Touch} {
			q := Query{Polygons: []cbc.Polygon{star(rnd, c, 12, 30, true)}, Circles: []cbc.Circle{{Center: c, Radius: 30_000}}, Policy: p}
			if m := find(t, a, q); len(m) > 0 {
				t.Errorf("%v, %s: %v", c, p, m)
			}
		}
	}
	if m := find(t, atlas(t, nil), Query{Country: true, Regions: []cbc.Region{"1100000000"}}); len(m) > 0 {
		t.Errorf("without cells: %v", m)
	}
}

func TestOnlyTheCountryIsEverybody(t *testing.T) {
	a := atlas(t, scatter(2_000, 14))
	if m := find(t, a, Query{}); len(m) > 0 {
		t.Errorf("an empty query finds %d links", len(m))
	}
	n := 0
	for link, list := range find(t, a, Query{Country: true}) {
		if len(list) != a.Size(link) || len(a.Cells(link, list)) != len(list) {
			t.Errorf("%s: %d of %d cells", link, len(list), a.Size(link))
		}
		n += len(list)
	}
	if n != a.Len() || n != 2_000 {
		t.Errorf("%d of %d cells", n, a.Len())
	}
}

// placed returns a site in the middle of Gyeongju unless at is given.
func placed(link string, id uint64, region cbc.Region, at ...cbc.Point) Site {
	s := Site{Link: link, Cell: cbc.Cell{Radio: cbc.GSM, ID: id}, At: cbc.Point{Lat: 35.8562, Lon: 129.2247}, Region: region}
	if len(at) > 0 {
		s.At = at[0]
	}
	return s
}

var sea = cbc.Point{Lat: 36.5, Lon: 131}

func TestEupmyeondongGoByTheRegionColumnOnly(t *testing.T) {
	const named, unnamed = cbc.Region("4713010100"), cbc.Region("4713010200") // 경주시 동부동, 서부동
	a := atlas(t, []Site{placed("a", 1, named), placed("a", 2, ""), placed("b", 3, "4713000000")})
	for _, p := range []Policy{Inside, Touch} {
		if d := cmp.Diff(map[string][]uint32{"a": {1}}, find(t, a, Query{Regions: []cbc.Region{named}, Policy: p})); d != "" {
			t.Errorf("%s: (-want +got)\n%s", p, d)
		}
		m, err := a.Find(Query{Regions: []cbc.Region{named, unnamed}, Policy: p})
		var blind *NoBoundaryError
		if !errors.As(err, &blind) || !slices.Equal(blind.Regions, []cbc.Region{unnamed}) {
			t.Errorf("%s: error is %v", p, err)
		}
		if d := cmp.Diff(map[string][]uint32{"a": {1}}, m); d != "" {
			t.Errorf("%s: the rest: (-want +got)\n%s", p, d)
		}
	}
	for _, c := range []cbc.Region{"4713000000", "4700000000"} {
		if d := cmp.Diff(map[string][]uint32{"a": {0, 1}, "b": {2}}, find(t, a, Query{Regions: []cbc.Region{c}})); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c, d)
		}
	}
	if links, err := a.Unassigned(named); err != nil || !slices.Equal(links, []string{"b"}) {
		t.Errorf("links without a cell assigned to %s: %v, %v", named, links, err)
	}
}

func TestSettlingOfRegions(t *testing.T) {
	jemulpo, yeongjong := cbc.Point{Lat: 37.4737, Lon: 126.6216}, cbc.Point{Lat: 37.4602, Lon: 126.4407} // 인천역, 인천공항
	for _, c := range []struct {
		name string
		site Site
		want cbc.Region // of Site
		in   []cbc.Region
	}{
		{"by its place", placed("a", 1, ""), "4713000000", []cbc.Region{"4713000000", "4700000000"}},
		{"at sea", placed("a", 1, "", sea), "", nil},
		{"at sea, assigned", placed("a", 1, "4794000000", sea), "4794000000", []cbc.Region{"4794000000", "4700000000"}},
		{"the carrier knows better", placed("a", 1, "1111000000"), "1111000000", []cbc.Region{"1111000000", "1100000000"}},
		{"a province is refined", placed("a", 1, "4700000000"), "4713000000", []cbc.Region{"4713000000", "4700000000"}},
		{"a province at sea is not", placed("a", 1, "4700000000", sea), "4700000000", []cbc.Region{"4700000000"}},
		{"a retired code", placed("a", 1, "4772000000", sea), "2772000000", []cbc.Region{"2772000000", "2700000000"}},
		{"split, told by place", placed("a", 1, "2811000000", yeongjong), "2815500000", []cbc.Region{"2815500000", "2800000000"}},
		{"split, the other part", placed("a", 1, "2811000000", jemulpo), "2812500000", []cbc.Region{"2812500000", "2800000000"}},
		{"split, cannot be told", placed("a", 1, "2811000000", sea), "2811000000", []cbc.Region{"2812500000", "2815500000", "2800000000"}},
		{"split 읍면동", placed("a", 1, "4159011800", cbc.Point{Lat: 37.2005, Lon: 127.0730}), "4159710100", []cbc.Region{"4159710100", "4159700000", "4159000000", "4100000000"}},
		{"alias", placed("a", 1, "3600000000"), "3611000000", []cbc.Region{"3611000000"}},
	} {
		a := atlas(t, []Site{c.site})
		if got := a.Site(0).Region; got != c.want {
			t.Errorf("%s: region is %q, want %q", c.name, got, c.want)
		}
		var in []cbc.Region
		for x := range a.regions.All() {
			if m, _ := a.Find(Query{Regions: []cbc.Region{x.Code}}); x.Active && len(m) > 0 {
				in = append(in, x.Code)
			}
		}
		slices.Sort(c.in)
		if d := cmp.Diff(c.in, in); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, d)
		}
	}
}

func TestRetiredRegionsAreFoundAndNoted(t *testing.T) {
	a := atlas(t, []Site{placed("a", 1, "2811000000", sea), placed("a", 2, "2911000000", sea), placed("b", 3, "2911000000", sea), placed("b", 4, "")})
	want := map[string][]uint32{"a": {0}, "b": {2}} // 전남광주, then 인천 that cannot be told
	for _, c := range []cbc.Region{"2911000000", "1221000000", "2900000000"} {
		if d := cmp.Diff(want, find(t, a, Query{Regions: []cbc.Region{c}})); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c, d)
		}
	}
	if n := a.Notes(); len(n) != 2 || n[0].Code != "2811000000" || n[1].Code != "2911000000" {
		t.Errorf("notes: %v", n)
	}
}

func TestFindRefusesWhatItCannotTake(t *testing.T) {
	a := atlas(t, scatter(100, 15))
	var unknown *UnknownRegionError
	if _, err := a.Find(Query{Regions: []cbc.Region{"1100000000", "9999999999"}, Country: true}); !errors.As(err, &unknown) || unknown.Code != "9999999999" {
		t.Errorf("unknown region: %v", err)
	}
	open := cbc.Polygon{{{Lat: 36, Lon: 127}, {Lat: 37, Lon: 127}, {Lat: 37, Lon: 128}, {Lat: 36, Lon: 128}}}
	var shape *ShapeError
	if _, err := a.Find(Query{Polygons: []cbc.Polygon{open}}); !errors.As(err, &shape) {
		t.Errorf("open ring: %v", err)
	}
	if _, err := a.Find(Query{Circles: []cbc.Circle{{}}}); !errors.As(err, &shape) {
		t.Errorf("no radius: %v", err)
	}
	if _, err := a.Find(Query{Policy: 7}); err == nil {
		t.Error("policy 7 was taken")
	}
}

func TestCellsAreFoundByNameAndKeptByLink(t *testing.T) {
	sites := scatter(3_000, 16)
	a := atlas(t, sites)
	if !slices.Equal(a.Links(), []string{"carrier-0", "carrier-1", "carrier-2"}) || a.Size("nobody") != 0 {
		t.Errorf("links are %v", a.Links())
	}
	seen := maps.Collect(func(yield func(cbc.Cell, Site) bool) {
		for _, s := range sites {
			if !yield(s.Cell, s) {
				return
			}
		}
	})
	for i := range uint32(a.Len()) {
		s := a.Site(i)
		if k, ok := a.Index(s.Cell); !ok || k != i {
			t.Fatalf("cell %d is found at %d, %v", i, k, ok)
		}
		if was := seen[s.Cell]; was.Link != s.Link || was.At != s.At || was.Radius != s.Radius {
			t.Fatalf("cell %d was %+v, is %+v", i, was, s)
		}
		if len(a.Cells("carrier-0", []uint32{i})) == 1 != (s.Link == "carrier-0") {
			t.Fatalf("cell %d of %s and carrier-0", i, s.Link)
		}
	}
	if _, ok := a.Index(cbc.Cell{Radio: cbc.NR}); ok {
		t.Error("an unknown cell was found")
	}
}

func TestAtlasRefusesWrongSites(t *testing.T) {
	twice := placed("b", 1, "")
	_, err := NewAtlas([]Site{placed("a", 1, ""), twice, placed("", 2, ""), placed("a", 3, "9999999999"), placed("a", 4, "", cbc.Point{Lat: 91})}, regions(t), boundaries(t))
	var list *SitesError
	if !errors.As(err, &list) || len(list.Mistakes) != 4 {
		t.Fatalf("%v", err)
	}
	var unknown *UnknownRegionError
	if !errors.As(err, &unknown) || unknown.Code != "9999999999" {
		t.Errorf("no *UnknownRegionError in %v", err)
	}
	if _, err := NewAtlas(nil, nil, nil); err == nil {
		t.Error("no regions were taken")
	}
}
