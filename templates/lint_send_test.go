package templates

import (
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

func TestSimilarityIsThatOfWordsAndNotOfClocks(t *testing.T) {
	for _, x := range []struct {
		name, a, b  string
		least, most float64
	}{
		{"the same", "경주시 산사태 발생", "경주시 산사태 발생", 1, 1},
		{"another clock", "14:20 경주시 산사태 발생", "13:58 경주시 산사태 발생", 1, 1},
		{"other spaces", "경주시  산사태발생", "경주시 산사태 발생", 1, 1},
		{"another place", "14:20 경주시 산사태 발생. 높은 곳으로 대피하세요", "14:20 나주시 산사태 발생. 높은 곳으로 대피하세요", 0.8, 0.99},
		{"another matter", "경주시 산사태 발생", "나주시 정전. 승강기를 타지 마세요", 0, 0.2},
		{"nothing", "", "", 1, 1},
		{"nothing and something", "", "산사태", 0, 0},
	} {
		if n := Similarity(x.a, x.b); n < x.least || n > x.most {
			t.Errorf("%s: %g, want %g to %g", x.name, n, x.least, x.most)
		}
	}
}

func TestAreasAreComparedByTheirCodes(t *testing.T) {
	regions, err := area.LoadRegions()
	if err != nil {
		t.Fatal(err)
	}
	g := ByRegion(regions)
	codes := func(all ...cbc.Region) cbc.Area { return cbc.Area{Regions: all} }
	whole := cbc.Area{Whole: true}
	circle := cbc.Area{Circles: []cbc.Circle{{Center: cbc.Point{Lat: 36, Lon: 129}, Radius: 1000}}}
	for _, x := range []struct {
		name             string
		a, b             cbc.Area
		covers, overlaps bool
	}{
		{"a city and itself", codes("4713000000"), codes("4713000000"), true, true},
		{"a province and its city", codes("4700000000"), codes("4713000000"), true, true},
		{"a city and its province", codes("4713000000"), codes("4700000000"), false, true},
		{"both halves of a city and the city", codes("4711100000", "4711300000"), codes("4711000000"), true, true},
		{"one half and the city", codes("4711100000"), codes("4711000000"), false, true},
		{"two cities", codes("4713000000"), codes("4817000000"), false, false},
		{"the country and a city", whole, codes("4713000000"), true, true},
		{"a city and the country", codes("4713000000"), whole, false, true},
		{"a circle and itself", circle, circle, true, true},
		{"a city and a circle", codes("4713000000"), circle, false, true},
		{"a city and nowhere", codes("4713000000"), cbc.Area{}, false, false},
	} {
		if got := g.Covers(x.a, x.b); got != x.covers {
			t.Errorf("%s: covers %v", x.name, got)
		}
		if got := g.Overlaps(x.a, x.b); got != x.overlaps {
			t.Errorf("%s: overlaps %v", x.name, got)
		}
	}
	if !g.Province(whole) || !g.Province(codes("4713000000", "4700000000")) || g.Province(codes("4713000000")) {
		t.Error("a province is not told from a city")
	}
}
