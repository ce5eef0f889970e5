package dispatcher

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/templates"
)

// shared is what takes long to load and never changes.
var shared = sync.OnceValues(func() (*Composer, error) {
	lib, err := templates.Load()
	if err != nil {
		return nil, err
	}
	regions, err := area.LoadRegions()
	if err != nil {
		return nil, err
	}
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		return nil, err
	}
	var sites []area.Site
	place := func(link string, radio cbc.Radio, each int) {
		for leaf := range regions.All() {
			polygons, ok := boundaries.Polygons(leaf.Code)
			if !ok || len(regions.Children(leaf.Code)) > 0 && leaf.Level != area.Sigungu || !leaf.Active {
				continue
			}
			for range each {
				n := len(sites) + 1
				sites = append(sites, area.Site{Link: link, At: middle(polygons[0][0]), Radius: 500, Region: leaf.Code,
					Cell: cbc.Cell{Radio: radio, PLMN: plmn, Area: uint32(n / 100), ID: uint64(n)}})
			}
		}
	}
	place("a-bsc", cbc.GSM, 10)
	place("a-smpp", cbc.LTE, 10)
	atlas, err := area.NewAtlas(sites, regions, boundaries)
	if err != nil {
		return nil, err
	}
	return &Composer{Library: lib, Regions: regions, Atlas: atlas, Drafts: templates.Drafts{"*"},
		Links: []Link{
			{Name: "a-smpp", Plane: Live, Bearer: "kr-157", Languages: []string{"ko", "en"}, Shapes: area.Limit{Points: 15, Polygons: 12, Metres: 1500, Share: 0.15}, Scope: cbc.PLMNWide, Period: 30 * time.Second},
			{Name: "a-bsc", Plane: Live, Bearer: "kr-90", Languages: []string{"ko", "en"}, TakesCells: true, Merges: true, Scope: cbc.CellNormal},
			{Name: "drill", Plane: Exercise, Bearer: "kr-90", Languages: []string{"ko"}},
		},
		Lanes: map[string]Lane{
			"p0": {Name: "p0", Plane: Live, Classes: []templates.Class{templates.Critical, templates.Urgent}, MaxAge: 10 * time.Minute},
			"p2": {Name: "p2", Plane: Live, Classes: []templates.Class{templates.Info}},
		},
		Policy: Policy{Default: 2, Grants: []Grant{{Sources: []string{"kma"}, Approvals: 0}}},
	}, nil
})

// middle returns the mean of a ring's points.
func middle(ring []cbc.Point) (m cbc.Point) {
	for _, p := range ring {
		m.Lat += p.Lat / float64(len(ring))
		m.Lon += p.Lon / float64(len(ring))
	}
	return m
}

func composer(t testing.TB) *Composer {
	t.Helper()
	c, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A report is an event that a test changes before it is read.
type report map[string]any

func quake() report {
	return report{"schema": 1, "id": "q-1", "source": map[string]any{"id": "kma", "system": "kma-eew", "ref": "q"},
		"status": "actual", "msg_type": "alert", "hazard": "earthquake", "sent": noon.Format(time.RFC3339),
		"expires": noon.Add(time.Hour).Format(time.RFC3339), "area": map[string]any{"country": true},
		"params": map[string]any{"magnitude": 6.1, "epicenter": map[string]any{"ko": "경북 경주시 남남서쪽 8km", "en": "8 km SSW of Gyeongju"}}}
}

// with returns r with other values.
func (r report) with(other report) report {
	n := maps.Clone(r)
	maps.Copy(n, other)
	return n
}

func compose(t testing.TB, lane string, r report) Composed {
	t.Helper()
	return composer(t).Compose(Record{Value: marshal(t, r), Lane: lane}, noon)
}

func marshal(t testing.TB, r report) []byte {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestALaneBringsItsSourcesOnly(t *testing.T) {
	c := *composer(t)
	c.Lanes = map[string]Lane{"p0": {Name: "p0", Plane: Live, Classes: templates.Classes(), Sources: []string{"mois"}}}
	comp := c.Compose(Record{Value: marshal(t, quake()), Lane: "p0"}, noon)
	if comp.Draft != nil || comp.Problems[0].Code != "wrong-source" {
		t.Errorf("%v", comp.Problems)
	}
}

func TestAnEventIsComposedForEveryLinkInItsOwnRoom(t *testing.T) {
	c := compose(t, "p0", quake())
	if c.Draft == nil {
		t.Fatal(c.Problems)
	}
	a := c.Draft
	if a.Class != templates.Critical || a.Situation != "eew_m6" || a.Needs != 0 || len(a.Messages) != 2 ||
		a.Messages[0].MessageID != 4370 || a.Messages[1].MessageID != 4383 {
		t.Errorf("%+v", a)
	}
	if len(a.Parts) != 2 || a.Parts[0].Link != "a-bsc" || !a.Parts[0].Whole || a.Parts[0].Scope != cbc.CellNormal {
		t.Fatalf("%+v", a.Parts)
	}
	for i, most := range []int{90, 157} {
		for _, text := range a.Parts[i].Texts {
			if n := len([]rune(text)); i == 0 && n > most || n == 0 {
				t.Errorf("%s: %d characters: %s", a.Parts[i].Link, n, text)
			}
		}
	}
	if short, long := a.Parts[0].Texts[0], a.Parts[1].Texts[0]; short == long || !strings.HasPrefix(short, "[기상청]") {
		t.Errorf("short %q, long %q", short, long)
	}
}

func TestAnAreaBecomesCellsOrCodesAsTheLinkTakesThem(t *testing.T) {
	c := compose(t, "p0", quake().with(report{"area": map[string]any{"geocodes": []string{"4713000000", "3114000000"}}}))
	if c.Draft == nil {
		t.Fatal(c.Problems)
	}
	bsc, smpp := c.Draft.Parts[0], c.Draft.Parts[1]
	if len(bsc.Cells) != 20 || bsc.Count != 20 || bsc.Whole || bsc.Shapes != nil {
		t.Errorf("a link that takes cells got %d of them, shapes %v", len(bsc.Cells), bsc.Shapes)
	}
	if smpp.Shapes == nil || len(smpp.Shapes.Regions) != 2 || len(smpp.Cells) != 0 {
		t.Errorf("a link that takes areas got %+v", smpp)
	}
}

func TestAPlaceOfShapesIsNamedInEachLanguage(t *testing.T) {
	circle := []any{map[string]any{"lat": 35.85, "lon": 129.22, "radius_km": 60}}
	flood := quake().with(report{"hazard": "river_flood", "class": "urgent", "params": map[string]any{},
		"area": map[string]any{"name": "형산강 일대", "names": map[string]any{"en": "lower Hyeongsan River"}, "circles": circle}})
	c := compose(t, "p0", flood)
	if c.Draft == nil {
		t.Fatal(c.Problems)
	}
	for i, place := range []string{"형산강 일대", "lower Hyeongsan River"} {
		if got := c.Draft.Parts[1].Texts[i]; !strings.Contains(got, place) {
			t.Errorf("%q does not name %s", got, place)
		}
	}
}

func TestARetiredCodeIsResolvedAndSaid(t *testing.T) {
	c := compose(t, "p0", quake().with(report{"area": map[string]any{"geocodes": []string{"2911000000"}}}))
	if c.Draft == nil {
		t.Fatal(c.Problems)
	}
	if got := c.Draft.Area.Regions; len(got) != 1 || got[0] != "1221000000" {
		t.Errorf("regions %v", got)
	}
	if notes := strings.Join(c.Draft.Notes, "\n"); !strings.Contains(notes, "12210") {
		t.Errorf("notes: %s", notes)
	}
}

func TestAPolygonIsFittedToALinkOrRefusedVisibly(t *testing.T) {
	c := composer(t)
	gyeongju, _ := boundariesOf(t, "4713000000")
	b := marshal(t, quake().with(report{"area": map[string]any{"name": "경주", "polygons": gyeongju}}))
	record := Record{Value: b, Lane: "p0"}
	got := c.Compose(record, noon)
	if got.Draft == nil {
		t.Fatal(got.Problems)
	}
	p := got.Draft.Part("a-smpp")
	if p.Over == nil || p.Over.Metres <= 0 || p.Over.Metres > 1500 || p.Over.Share <= 0 || p.Over.Share > 0.15 || len(p.Shapes.Polygons) < 2 {
		t.Fatalf("%+v in %d polygons", p.Over, len(p.Shapes.Polygons))
	}
	if b := got.Draft.Part("a-bsc"); b.Over != nil {
		t.Errorf("a link that is told cells: %+v", b.Over)
	}
	if notes := strings.Join(got.Draft.Notes, "\n"); !strings.Contains(notes, "a-smpp gets polygon 1 as ") {
		t.Errorf("%s", notes)
	}
	hash := got.Draft.Hash
	if p.Over.Metres++; sealed(*got.Draft) == hash {
		t.Error("how far it reaches beyond is no part of what is approved")
	}
	strict := *c
	strict.Links = slices.Clone(c.Links)
	strict.Links[0].Shapes.Polygons = 1
	got = strict.Compose(record, noon)
	if got.Draft != nil || !slices.ContainsFunc(got.Problems, func(p Problem) bool { return p.Code == "polygon-too-fine" }) {
		t.Errorf("%v", got.Problems)
	}
}

func sealed(a Alert) string {
	a.Seal()
	return a.Hash
}

// boundariesOf returns a region's outer rings as events write them.
func boundariesOf(t *testing.T, code cbc.Region) (rings [][][]float64, n int) {
	t.Helper()
	b, err := area.LoadBoundaries()
	if err != nil {
		t.Fatal(err)
	}
	polygons, ok := b.Polygons(code)
	if !ok {
		t.Fatalf("%s has no boundary", code)
	}
	var ring [][]float64
	for _, p := range polygons[0][0] {
		ring = append(ring, []float64{p.Lon, p.Lat})
	}
	return [][][]float64{ring}, len(ring)
}

func TestARefusalHasACodeAPathAndASentence(t *testing.T) {
	for _, c := range []struct {
		code, path, lane string
		edit             report
	}{
		{"unknown-region", "area.geocodes[1]", "p0", report{"area": map[string]any{"geocodes": []string{"4713000000", "9911000000"}}}},
		{"empty-area", "area", "p0", report{"area": map[string]any{}}},
		{"wrong-plane", "status", "p0", report{"status": "exercise"}},
		{"unknown-lane", "", "p9", nil},
		{"class-not-allowed", "class", "p2", nil},
		{"unknown-source", "source.id", "p0", report{"source": map[string]any{"id": "nobody", "system": "operator", "ref": "q"}}},
		{"expired", "expires", "p0", report{"sent": noon.Add(-2 * time.Hour).Format(time.RFC3339), "expires": noon.Add(-time.Hour).Format(time.RFC3339)}},
		{"future", "sent", "p0", report{"sent": noon.Add(time.Hour).Format(time.RFC3339), "expires": noon.Add(2 * time.Hour).Format(time.RFC3339)}},
		{"missing-param", "params", "p0", report{"situation": "eew_m6", "params": map[string]any{}}},
		{"param-range", "params.magnitude", "p0", report{"params": map[string]any{"magnitude": 61}}},
		{"param-unknown", "params.colour", "p0", report{"params": map[string]any{"magnitude": 6.1, "colour": "red"}}},
		{"own-text", "text", "p0", report{"text": map[string]string{"ko": "[기상청] 지진. 대피하세요"}}},
		{"no-place-name", "area.name", "p0", report{"area": map[string]any{"circles": []any{map[string]any{"lat": 35.85, "lon": 129.22, "radius_km": 60}}}}},
		{"unknown-cell", "area.cells[0]", "p0", report{"area": map[string]any{"name": "경주", "cells": []string{"gsm:450-05:1:65535"}}}},
		{"no-cells", "area", "p0", report{"area": map[string]any{"name": "먼바다", "circles": []any{map[string]any{"lat": 31, "lon": 121, "radius_km": 5}}}}},
	} {
		got := compose(t, c.lane, quake().with(c.edit))
		if got.Draft != nil {
			t.Errorf("%s: it was composed", c.code)
			continue
		}
		if !slices.ContainsFunc(got.Problems, func(p Problem) bool { return p.Code == c.code && p.Path == c.path && p.Message != "" }) {
			t.Errorf("%s at %q is not among %v", c.code, c.path, got.Problems)
		}
	}
}

func TestWhoMustApprove(t *testing.T) {
	mois := map[string]any{"id": "mois", "system": "mois", "ref": "m"}
	old := report{"sent": noon.Add(-11 * time.Minute).Format(time.RFC3339)}
	own := report{"class": "urgent", "text": map[string]string{"ko": "[기상청] 12:00 경주 지진. 탁자 밑에서 머리를 보호하세요"}}
	for _, c := range []struct {
		name string
		edit report
		want int
	}{
		{"a source of the policy", nil, 0},
		{"any other source", report{"source": mois}, 2},
		{"an event older than its lane allows", old, 1},
		{"words of the source's own", own, 1},
	} {
		got := compose(t, "p0", quake().with(c.edit))
		if got.Draft == nil {
			t.Errorf("%s: %v", c.name, got.Problems)
			continue
		}
		if got.Draft.Needs != c.want || (c.want > 0) != (got.Draft.Why != "") {
			t.Errorf("%s: %d people, %q; want %d", c.name, got.Draft.Needs, got.Draft.Why, c.want)
		}
	}
}

func TestADraftDoesNotSpeakToThePublicUnlessItIsNamed(t *testing.T) {
	c := *composer(t)
	for _, x := range []struct {
		allowed templates.Drafts
		spoken  int
	}{{nil, 0}, {templates.Drafts{"heavy_rain/*"}, 0}, {templates.Drafts{"earthquake/eew_m6:ko"}, 1}, {templates.Drafts{"earthquake/*"}, 2}} {
		c.Drafts = x.allowed
		comp := c.Compose(Record{Value: marshal(t, quake()), Lane: "p0"}, noon)
		switch {
		case x.spoken == 0 && (comp.Draft != nil || comp.Problems[0].Code != "draft"):
			t.Errorf("%v: %v", x.allowed, comp.Problems)
		case x.spoken > 0 && (comp.Draft == nil || len(comp.Draft.Messages) != x.spoken):
			t.Errorf("%v: %+v %v", x.allowed, comp.Draft, comp.Problems)
		}
	}
}

func TestALinkMayCarryFurtherLanguages(t *testing.T) {
	c := *composer(t)
	c.Links = append([]Link(nil), c.Links...)
	c.Links[0].Languages = []string{"ko", "en", "ja"}
	comp := c.Compose(Record{Value: marshal(t, quake()), Lane: "p0"}, noon)
	if comp.Draft == nil {
		t.Fatal(comp.Problems)
	}
	a := comp.Draft
	if len(a.Messages) != 3 || a.Messages[2].Language != "ja" || a.Messages[2].MessageID != 4383 {
		t.Fatalf("%+v", a.Messages)
	}
	if smpp, bsc := a.Part("a-smpp"), a.Part("a-bsc"); smpp.Texts[2] == "" || smpp.DCS[2] != cbc.UCS2Language || bsc.Texts[2] != "" {
		t.Errorf("a-smpp %q in scheme %#x, a-bsc %q", smpp.Texts[2], smpp.DCS[2], bsc.Texts[2])
	}
}

func TestALongLifeIsCutAndSaid(t *testing.T) {
	c := compose(t, "p0", quake().with(report{"expires": noon.Add(72 * time.Hour).Format(time.RFC3339)}))
	if c.Draft == nil {
		t.Fatal(c.Problems)
	}
	if got := c.Draft.Expires.Sub(noon); got != 24*time.Hour || len(c.Draft.Notes) == 0 {
		t.Errorf("it lives %v; notes %q", got, c.Draft.Notes)
	}
}

func TestComposingIsTheSameEveryTime(t *testing.T) {
	first := compose(t, "p0", quake())
	for range 20 {
		if again := compose(t, "p0", quake()); again.Draft == nil || again.Draft.Hash != first.Draft.Hash {
			t.Fatal("another hash for the same event")
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	for name, r := range map[string]report{"country": quake(),
		"sigungu": quake().with(report{"area": map[string]any{"geocodes": []string{"4713000000"}}})} {
		b.Run(name, func(b *testing.B) {
			c := composer(b)
			value := marshal(b, r)
			b.ReportAllocs()
			for b.Loop() {
				if got := c.Compose(Record{Value: value, Lane: "p0"}, noon); got.Draft == nil {
					b.Fatal(fmt.Sprint(got.Problems))
				}
			}
		})
	}
}

// An alert that no link carries is refused, visibly.
func TestAnAlertThatNoLinkCarriesIsRefused(t *testing.T) {
	c := *composer(t)
	c.Links = append([]Link(nil), c.Links...)
	for i := range c.Links {
		c.Links[i].Languages = []string{"ko"}
	}
	e := quake().with(report{"languages": []string{"en"}})
	comp := c.Compose(Record{Value: marshal(t, e), Lane: "p0"}, noon)
	if comp.Draft != nil {
		t.Errorf("admitted with %d parts: %q", len(comp.Draft.Parts), comp.Draft.Notes)
	}
}

// The first language of the profile goes on the identifier of the class,
// in whatever order the event names languages.
func TestKoreanIsNeverOnTheTwin(t *testing.T) {
	comp := compose(t, "p0", quake().with(report{"languages": []string{"en", "ko"}}))
	if comp.Draft == nil {
		t.Fatal(comp.Problems)
	}
	for _, m := range comp.Draft.Messages {
		if m.Language == "ko" && m.MessageID != 4370 {
			t.Errorf("Korean goes on %s", m.MessageID)
		}
	}
}

// What has outlived its class is refused, not admitted to expire unseen.
func TestWhatOutlivedItsClassIsRefused(t *testing.T) {
	old := noon.Add(-25 * time.Hour)
	comp := compose(t, "p0", quake().with(report{"sent": old.Format(time.RFC3339), "expires": noon.Add(time.Hour).Format(time.RFC3339)}))
	if comp.Draft != nil && !comp.Draft.Expires.After(noon) {
		t.Errorf("admitted at %s with expiry %s", noon, comp.Draft.Expires)
	}
}

func TestAPersonDecidesWhereWhatStandsForARetiredCodeIsLarger(t *testing.T) {
	for _, c := range []struct {
		codes []string
		needs int
	}{
		{[]string{"2814000000"}, 1},
		{[]string{"2814000000", "2811000000"}, 0},
		{[]string{"2900000000"}, 0},
	} {
		x := compose(t, "p0", quake().with(report{"area": map[string]any{"geocodes": c.codes}}))
		if x.Draft == nil || x.Draft.Needs != c.needs {
			t.Errorf("%s: %v, %+v", c.codes, x.Problems, x.Draft)
			continue
		}
		if want := "28125 인천광역시 제물포구 is larger than the former 28140 인천광역시 동구"; c.needs > 0 && !strings.HasPrefix(x.Draft.Why, want) {
			t.Errorf("%s: %q", c.codes, x.Draft.Why)
		}
	}
}

func TestAnEupmyeondongWithoutCellsIsRefusedAndNeverItsParent(t *testing.T) {
	c := *composer(t)
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		t.Fatal(err)
	}
	at := cbc.Point{Lat: 35.99, Lon: 129.2}
	c.Atlas, err = area.NewAtlas([]area.Site{
		{Link: "a-bsc", Cell: cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1, ID: 1}, At: at, Region: "4713025300"},
		{Link: "a-smpp", Cell: cbc.Cell{Radio: cbc.LTE, PLMN: plmn, Area: 1, ID: 1}, At: at, Region: "4713000000"},
	}, c.Regions, boundaries)
	if err != nil {
		t.Fatal(err)
	}
	try := func(code string) Composed {
		return c.Compose(Record{Value: marshal(t, quake().with(report{"area": map[string]any{"geocodes": []string{code}}})), Lane: "p0"}, noon)
	}
	if x := try("4713025000"); x.Draft != nil || x.Problems[0].Code != "no-boundary" {
		t.Errorf("감포읍: %+v, %v", x.Draft, x.Problems)
	}
	x := try("4713025300")
	if x.Draft == nil || len(x.Draft.Parts) != 1 || x.Draft.Parts[0].Link != "a-bsc" {
		t.Fatalf("안강읍: %+v, %v", x.Draft, x.Problems)
	}
	want := "경상북도 경주시 안강읍: no boundary, and no cell of a-smpp is assigned to it; a-smpp is not told it"
	if !slices.Contains(x.Draft.Notes, want) {
		t.Errorf("%q", x.Draft.Notes)
	}
}
