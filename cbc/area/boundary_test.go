package area

import (
	"math"
	"strings"
	"testing"

	"bongsu/cbc"
)

// landmarks are places whose region is general knowledge, to about 100 m.
var landmarks = []struct {
	name     string
	lat, lon float64
	full     string
}{
	{"서울시청", 37.5663, 126.9779, "서울특별시 중구"},
	{"부산시청", 35.1798, 129.0750, "부산광역시 연제구"},
	{"대구시청 동인청사", 35.8714, 128.6014, "대구광역시 중구"},
	{"인천시청", 37.4563, 126.7052, "인천광역시 남동구"},
	{"광주시청", 35.1601, 126.8514, "전남광주통합특별시 서구"},
	{"대전시청", 36.3504, 127.3845, "대전광역시 서구"},
	{"울산시청", 35.5396, 129.3114, "울산광역시 남구"},
	{"세종시청", 36.4801, 127.2890, "세종특별자치시"},
	{"수원시청", 37.2636, 127.0286, "경기도 수원시 팔달구"},
	{"춘천시청", 37.8813, 127.7298, "강원특별자치도 춘천시"},
	{"충북도청", 36.6357, 127.4914, "충청북도 청주시 상당구"},
	{"전북도청", 35.8203, 127.1088, "전북특별자치도 전주시 완산구"},
	{"목포역", 34.7910, 126.3866, "전남광주통합특별시 목포시"},
	{"경주시청", 35.8562, 129.2247, "경상북도 경주시"},
	{"포항역", 36.0718, 129.3420, "경상북도 포항시 북구"},
	{"창원시청", 35.2280, 128.6811, "경상남도 창원시 성산구"},
	{"제주시청", 33.4996, 126.5312, "제주특별자치도 제주시"},
	{"인천국제공항", 37.4602, 126.4407, "인천광역시 영종구"},
	{"인천역", 37.4764, 126.6169, "인천광역시 제물포구"},
	{"동탄역", 37.2005, 127.0955, "경기도 화성시 동탄구"},
	{"군위군청", 36.2428, 128.5728, "대구광역시 군위군"},
	{"독도", 37.2415, 131.8650, "경상북도 울릉군"},
	{"마라도", 33.1190, 126.2680, "제주특별자치도 서귀포시"},
	{"백령도", 37.9530, 124.6670, "인천광역시 옹진군"},
}

func TestLandmarksAreInTheirRegions(t *testing.T) {
	r, b := regions(t), boundaries(t)
	for _, l := range landmarks {
		p := cbc.Point{Lat: l.lat, Lon: l.lon}
		want, ok := r.ByName(l.full)
		if !ok {
			t.Fatalf("no region %s", l.full)
		}
		if got, _ := b.At(p); got != want.Code {
			t.Errorf("%s is in %q, want %s %s", l.name, got, want.Code, l.full)
		}
		if leaf, d, ok := b.Nearest(p, 10); !ok || d != 0 || leaf != want.Code {
			t.Errorf("%s is %v m from %q", l.name, d, leaf)
		}
	}
	for _, p := range []cbc.Point{{}, {Lat: 36.5, Lon: 131}, {Lat: 39.03, Lon: 125.75}, {Lat: 35.68, Lon: 139.69}, {Lat: math.NaN(), Lon: 127}} {
		if got, ok := b.At(p); ok {
			t.Errorf("%v is in %s", p, got)
		}
	}
}

func TestPlacesOffTheCoastHaveANearestRegion(t *testing.T) {
	b := boundaries(t)
	bridge := cbc.Point{Lat: 35.1475, Lon: 129.1300} // 광안대교, a kilometre off 수영구
	if at, ok := b.At(bridge); ok {
		t.Fatalf("the bridge is in %s", at)
	}
	leaf, d, ok := b.Nearest(bridge, 2_000)
	if !ok || leaf != "2650000000" && leaf != "2629000000" || d < 100 || d > 2_000 {
		t.Errorf("nearest to the bridge is %q, %.0f m, %v", leaf, d, ok)
	}
	if leaf, _, ok := b.Nearest(bridge, d-1); ok {
		t.Errorf("%s is nearer than the nearest", leaf)
	}
}

func TestEveryRegionButEupmyeondongHasABoundary(t *testing.T) {
	r, b := regions(t), boundaries(t)
	for x := range r.All() {
		polygons, ok := b.Polygons(x.Code)
		if want := x.Active && x.Level != Eupmyeondong; ok != want {
			t.Errorf("%s %s: boundary %v, want %v", x.Code, x.FullName, ok, want)
		}
		for i, p := range polygons {
			if err := CheckPolygon(p); err != nil {
				t.Errorf("%s, polygon %d: %v", x.FullName, i, err)
			}
		}
	}
	if len(b.leaves) != 256 {
		t.Errorf("%d leaves, want 256", len(b.leaves))
	}
}

// km2 is the area of polygons, by the shoelace formula on a cylinder.
func km2(polygons []cbc.Polygon) float64 {
	total := 0.0
	for _, poly := range polygons {
		for i, ring := range poly {
			sum := 0.0
			for k := 1; k < len(ring); k++ {
				a, b := ring[k-1], ring[k]
				sum += (b.Lon - a.Lon) * (math.Sin(a.Lat*math.Pi/180) + math.Sin(b.Lat*math.Pi/180)) / 2
			}
			sum = math.Abs(sum) * math.Pi / 180 * EarthRadius * EarthRadius / 1e6
			if i > 0 {
				sum = -sum
			}
			total += sum
		}
	}
	return total
}

func TestBoundariesAddUpToTheCountry(t *testing.T) {
	r, b := regions(t), boundaries(t)
	country := 0.0
	for x := range r.All() {
		if !x.Active || x.Level == Eupmyeondong {
			continue
		}
		own, _ := b.Polygons(x.Code)
		parts := 0.0
		for _, l := range r.Leaves(x.Code) {
			p, _ := b.Polygons(l)
			parts += km2(p)
		}
		if math.Abs(km2(own)-parts) > 1e-6*parts {
			t.Errorf("%s has %.3f km², its leaves %.3f", x.FullName, km2(own), parts)
		}
		if x.Level == Sido {
			country += parts
		}
	}
	// 100,449 km² in the land register of 2023, reclaimed land included.
	if country < 99_000 || country > 101_500 {
		t.Errorf("the country has %.0f km²", country)
	}
}

func TestHolesAreKept(t *testing.T) {
	b := boundaries(t)
	// The largest coastal water that the data leaves out, in 화성 만세구.
	water := cbc.Point{Lat: 37.12, Lon: 126.75}
	polygons, _ := b.Polygons("4159100000")
	around := 0
	for _, p := range polygons {
		if InPolygon(water, p[:1]) {
			around++
		}
		if InPolygon(water, p) {
			t.Error("the water is in 만세구")
		}
	}
	if at, ok := b.At(water); around != 1 || ok {
		t.Errorf("%d polygons lie around the water, which is in %q", around, at)
	}
}

func TestWrongTopologiesAreRefused(t *testing.T) {
	const head = `{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[[[0,0],[0,1],[1,0],[-1,-1]]],"objects":{"sigungu":{"geometries":[`
	for name, s := range map[string]string{
		"not JSON":      `{`,
		"not quantised": `{"arcs":[]}`,
		"a line":        head + `{"id":"1","type":"LineString","arcs":[0]}]}}}`,
		"a missing arc": head + `{"id":"1","type":"Polygon","arcs":[[1]]}]}}}`,
		"half a step":   `{"transform":{"scale":[1,1]},"arcs":[[[0]]]}`,
		"three numbers": `{"transform":{"scale":[1,1]},"arcs":[[[0,1,2]]]}`,
		"a fraction":    `{"transform":{"scale":[1,1]},"arcs":[[[0,1.5]]]}`,
		"a large step":  `{"transform":{"scale":[1,1]},"arcs":[[[0,1234567890]]]}`,
		"too deep":      `{"transform":{"scale":[1,1]},"arcs":[[[[0,1]]]]}`,
		"flat arcs":     `{"transform":{"scale":[1,1]},"arcs":[0,1]}`,
		"arcs of words": `{"transform":{"scale":[1,1]},"arcs":{"a":1}}`,
		"arcs as text":  head + `{"id":"1","type":"Polygon","arcs":"0"}]}}}`,
	} {
		if _, err := parseBoundaries([]byte(s)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	b, err := parseBoundaries([]byte(head + `{"id":"1","type":"Polygon","arcs":[[-1]]}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if at, ok := b.At(cbc.Point{Lat: 0.7, Lon: 0.2}); !ok || at != "1" {
		t.Errorf("the triangle does not hold its middle: %q", at)
	}
	if !strings.HasPrefix(string(sigunguTopology[:20]), `{"type":"Topology"`) {
		t.Error("the embedded file is no topology")
	}
}
