package simulator

import (
	"bytes"
	"math"
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/simulator/phone"
)

func layOut(t testing.TB, c CountryConfig) *Country {
	t.Helper()
	country, err := NewCountry(c)
	if err != nil {
		t.Fatal(err)
	}
	return country
}

func TestEveryLeafHasCellsOfEveryLinkAndAPhone(t *testing.T) {
	c := layOut(t, CountryConfig{Seed: 1})
	if n := c.Cells(); n < 5000 || len(c.Links) != 6 {
		t.Errorf("%d cells of %d links", n, len(c.Links))
	}
	cells := map[cbc.Cell]bool{}
	for _, l := range c.Links {
		leaves := map[cbc.Region]int{}
		for _, s := range l.Sites {
			if cells[s.Cell] {
				t.Fatalf("cell %v is there twice", s.Cell)
			}
			cells[s.Cell] = true
			leaves[s.Region]++
		}
		if len(leaves) != 256 {
			t.Errorf("%s has cells in %d leaves", l.Name, len(leaves))
		}
	}
	leaves, carriers, foreign := map[cbc.Region]bool{}, map[string]int{}, 0
	for _, p := range c.Phones() {
		leaves[c.Camp(p).Region] = true
		carriers[p.Carrier()]++
		foreign += len(p.Languages()) - 1
	}
	if n := len(c.Phones()); n < 300 || len(leaves) != 256 || foreign != n/10 || len(carriers) != 3 {
		t.Errorf("%d phones in %d leaves, %d of them in two languages, carriers %v", n, len(leaves), foreign, carriers)
	}
}

// The product's geometry and the simulator's are two; here they meet.
func TestSitesStandInTheirRegion(t *testing.T) {
	c := layOut(t, CountryConfig{Seed: 2})
	b, err := area.LoadBoundaries()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range c.Links {
		for _, s := range l.Sites {
			if leaf, ok := b.At(s.At); !ok || leaf != s.Region {
				t.Errorf("%v is in %s at %v, by the boundaries in %s", s.Cell, s.Region, s.At, leaf)
			}
		}
	}
}

func TestOneSeedIsOneCountry(t *testing.T) {
	write := func(seed uint64) []byte {
		var b bytes.Buffer
		if err := layOut(t, CountryConfig{Seed: seed}).WriteCells(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if !bytes.Equal(write(1), write(1)) {
		t.Error("the same seed gives another country")
	}
	if bytes.Equal(write(1), write(2)) {
		t.Error("another seed gives the same country")
	}
}

func TestCellsFileIsReadAsWritten(t *testing.T) {
	c := layOut(t, CountryConfig{Leaves: []cbc.Region{"4713000000"}, CellsPerLink: 2})
	var b bytes.Buffer
	if err := c.WriteCells(&b); err != nil {
		t.Fatal(err)
	}
	read, err := area.ReadCells(&b, "cells.csv")
	if err != nil || len(read) != c.Cells() {
		t.Fatalf("%d cells of %d, %v", len(read), c.Cells(), err)
	}
	for _, l := range c.Links {
		for _, s := range l.Sites {
			if r := read[0]; r.Link != l.Name || r.Cell != s.Cell || r.At != s.At || r.Region != s.Region {
				t.Errorf("%+v was read as %+v", s, r)
			}
			read = read[1:]
		}
	}
}

func TestInsideLooksAtEverySite(t *testing.T) {
	c := layOut(t, CountryConfig{Seed: 3})
	count := func(s Shape) int { return len(c.Inside(s)) }
	gyeongju, gurye := cbc.Region("4713000000"), cbc.Region("1273000000")
	all := len(c.Phones())
	if n := count(Shape{}); n != 0 {
		t.Errorf("%d phones are nowhere", n)
	}
	if n := count(Shape{Country: true}); n != all {
		t.Errorf("%d phones of %d are in the country", n, all)
	}
	for _, r := range []cbc.Region{gyeongju, gurye} {
		if n := count(Shape{Regions: []cbc.Region{r}}); n < 10 || n > 40 {
			t.Errorf("%d phones are in %s", n, r)
		}
	}
	for _, p := range c.Inside(Shape{Regions: []cbc.Region{gyeongju}}) {
		if r := c.Camp(p).Region; r != gyeongju {
			t.Errorf("%s camps in %s", p.Name(), r)
		}
	}
	both := Shape{Regions: []cbc.Region{gyeongju}, Circles: []cbc.Circle{{Center: DefaultCrowds()[1].At, Radius: 6000}}}
	if n, one := count(both), count(Shape{Regions: both.Regions}); n < one+32 {
		t.Errorf("%d phones are in both, %d in one", n, one)
	}
	sum := 0
	for _, l := range c.config.Leaves {
		sum += count(Shape{Regions: []cbc.Region{l}})
	}
	if sum != all {
		t.Errorf("%d phones are in some leaf, of %d", sum, all)
	}
}

func TestPhonesHearTheirOwnCellOnly(t *testing.T) {
	heard := map[string]bool{}
	c := layOut(t, CountryConfig{
		Leaves: []cbc.Region{"4713000000", "1273000000"}, CellsPerLink: 1,
		OnHeard: func(p *phone.Phone, m phone.Message) { heard[p.Name()] = true },
	})
	a, b := c.Phones()[0], c.Phones()[1]
	data := append(append([]byte{1}, bytes.Repeat([]byte{0, '!'}, 41)...), 82)
	frame := phone.Frame{Form: phone.CBData, MessageID: 4370, Serial: 0x4010, DCS: 0x48, Data: data}
	c.Air.On(c.Camp(a).Cell, cbc.Key{MessageID: 4370, Serial: 0x4010}, []phone.Frame{frame})
	if !heard[a.Name()] || heard[b.Name()] || len(a.Heard()) != 1 || len(b.Heard()) != 0 {
		t.Errorf("heard by %v", heard)
	}
}

func TestImpossibleCountriesAreRefused(t *testing.T) {
	sea := Crowd{At: cbc.Point{Lat: 36, Lon: 131}, Radius: 1000, Cells: 1}
	for name, c := range map[string]CountryConfig{
		"unknown region":    {Leaves: []cbc.Region{"9999999999"}},
		"too many cells":    {CellsPerLink: 201},
		"a crowd at sea":    {Crowds: []Crowd{sea}},
		"phones, no cells":  {Crowds: []Crowd{{At: DefaultCrowds()[0].At, Radius: 100, Phones: 1}}},
		"a crowd elsewhere": {Leaves: []cbc.Region{"4713000000"}, Crowds: DefaultCrowds()[1:]},
	} {
		if _, err := NewCountry(c); err == nil {
			t.Errorf("%s: it was laid out", name)
		}
	}
}

func TestInsideAPolygonWithAHole(t *testing.T) {
	ring := func(r float64) []cbc.Point {
		return []cbc.Point{{Lat: -r, Lon: -r}, {Lat: -r, Lon: r}, {Lat: r, Lon: r}, {Lat: r, Lon: -r}, {Lat: -r, Lon: -r}}
	}
	square := cbc.Polygon{ring(2), ring(1)}
	for _, c := range []struct {
		lat, lon float64
		in       bool
	}{
		{0, 0, false}, {1.5, 0, true}, {-1.5, 0, true}, {0, 1.5, true}, {0, -1.5, true},
		{1.5, 1.5, true}, {2.5, 0, false}, {-2.5, 0, false}, {0, 2.5, false}, {0, -2.5, false},
	} {
		if in := inside(cbc.Point{Lat: c.lat, Lon: c.lon}, square); in != c.in {
			t.Errorf("%v, %v is inside: %v", c.lat, c.lon, in)
		}
	}
	if s := size(square); s != 16 {
		t.Errorf("the outer ring has %v square degrees", s)
	}
}

// 서울시청 and 부산시청 are 325 km apart.
func TestDistanceOverTheCountry(t *testing.T) {
	seoul, busan := cbc.Point{Lat: 37.5663, Lon: 126.9779}, cbc.Point{Lat: 35.1798, Lon: 129.0750}
	if d := distance(seoul, busan); math.Abs(d-325_000) > 3000 {
		t.Errorf("%.0f m", d)
	}
	if d := distance(seoul, offset(seoul, 3000, -4000)); math.Abs(d-5000) > 10 {
		t.Errorf("%.1f m where 5,000 were gone", d)
	}
	if d := distance(seoul, seoul); d != 0 {
		t.Errorf("%v m to itself", d)
	}
}

func BenchmarkNewCountry(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		layOut(b, CountryConfig{})
	}
}
