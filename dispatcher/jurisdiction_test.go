package dispatcher

import (
	"slices"
	"strings"
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// box is an upright polygon as events write it.
func box(south, west, north, east float64) [][][]float64 {
	return [][][]float64{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}
}

func TestASourceAlertsWithinItsJurisdictionOnly(t *testing.T) {
	c := *composer(t)
	c.Links = slices.Clone(c.Links)
	c.Links[0].Shapes.Points = 0 // the SMPP link takes any polygon
	at := func(regions ...string) map[string]any { return map[string]any{"geocodes": regions} }
	shaped := func(p [][][]float64) map[string]any { return map[string]any{"name": "경주", "polygons": p} }
	busan, err := c.Atlas.Find(area.Query{Regions: []cbc.Region{"2611000000"}})
	if err != nil {
		t.Fatal(err)
	}
	cell := c.Atlas.Cells("a-bsc", busan["a-bsc"])[0]
	gyeongju, _ := boundariesOf(t, "4713000000")
	for _, x := range []struct {
		name   string
		area   map[string]any
		beyond string // what it must say; empty if all is within
	}{
		{"the region", at("4713000000"), ""},
		{"part of it", at("4713000000", "4713025300"), ""},
		{"its boundary", shaped(gyeongju), ""},
		{"another too", at("4713000000", "2611000000"), "goes beyond: 부산광역시 중구"},
		{"the 시도 above", at("4700000000"), "goes beyond: 경상북도"},
		{"everywhere", map[string]any{"country": true}, "goes beyond: the whole country"},
		{"a polygon inside", shaped(box(35.84, 129.2, 35.88, 129.26)), ""},
		{"a polygon into the sea", shaped(box(35.79, 129.4, 35.81, 129.6)), ""},
		{"a polygon into the next", shaped(box(35.84, 129.2, 36.1, 129.4)), "goes beyond: 경상북도 포항시 남구"},
		{"a circle into the next", map[string]any{"name": "경주", "circles": []map[string]any{{"lat": 35.85, "lon": 129.22, "radius_km": 30}}}, "goes beyond: "},
		{"a cell elsewhere", map[string]any{"geocodes": []string{"4713000000"}, "cells": []string{cell.String()}}, "goes beyond: cell " + cell.String()},
	} {
		r := quake().with(report{"area": x.area})
		for _, wait := range []bool{false, true} {
			c.Jurisdictions = []Jurisdiction{{Sources: []string{"mois"}, Country: true}, {Sources: []string{"kma"}, Regions: []cbc.Region{"4713000000"}, Wait: wait}}
			got := c.Compose(Record{Value: marshal(t, r), Lane: "p0"}, noon)
			refused := slices.IndexFunc(got.Problems, func(p Problem) bool { return p.Code == "beyond-jurisdiction" })
			switch {
			case x.beyond == "" && (refused >= 0 || got.Draft != nil && got.Draft.Needs > 0):
				t.Errorf("%s: %v", x.name, got.Problems)
			case x.beyond != "" && !wait && (refused < 0 || !strings.Contains(got.Problems[refused].Message, x.beyond)):
				t.Errorf("%s: %v", x.name, got.Problems)
			case x.beyond != "" && wait && (got.Draft == nil || got.Draft.Needs != 1 || !strings.Contains(got.Draft.Why, x.beyond)):
				t.Errorf("%s, waiting: %v %+v", x.name, got.Problems, got.Draft)
			}
		}
		c.Jurisdictions = []Jurisdiction{{Sources: []string{"gyeongju"}, Regions: []cbc.Region{"4713000000"}}}
		if got := c.Compose(Record{Value: marshal(t, r), Lane: "p0"}, noon); slices.ContainsFunc(got.Problems, func(p Problem) bool { return p.Code == "beyond-jurisdiction" }) {
			t.Errorf("%s: a source that is not bound: %v", x.name, got.Problems)
		}
	}
}

func TestResidentsAreCountedForThoseWhoMustApproveOnly(t *testing.T) {
	c := *composer(t)
	people, err := area.LoadPopulation(c.Regions)
	if err != nil {
		t.Fatal(err)
	}
	c.People = people
	r := Record{Value: marshal(t, quake().with(report{"area": map[string]any{"geocodes": []string{"4713000000"}}})), Lane: "p0"}
	if got := c.Compose(r, noon); got.Draft == nil || got.Draft.Needs != 0 || got.Draft.Area.Residents != nil {
		t.Errorf("owed at once: %+v, %v", got.Draft, got.Problems)
	}
	c.Policy = Policy{Default: 2}
	got := c.Compose(r, noon)
	if n := got.Draft.Area.Residents; n == nil || n.People != 243_282 || n.Estimate {
		t.Errorf("waiting: %+v", n)
	}
}
