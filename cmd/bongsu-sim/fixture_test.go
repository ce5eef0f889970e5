package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

func fixtureOf(t *testing.T) *fixture {
	t.Helper()
	f, err := loadFixture()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rooms are what bearers carry, by the guidance's profile: TTAK.KO-06.0263 and
// TS 22.268 clause 8.
var rooms = map[string]map[string]text.Budget{
	smppBearer: {"ko": {Name: "long", Unit: text.Characters, Max: 157, DCS: cbc.UCS2}, "en": {Name: "long", Unit: text.Septets, Max: 360, DCS: cbc.GSM7}},
	bscBearer:  {"ko": {Name: "short", Unit: text.Characters, Max: 90, DCS: cbc.UCS2}, "en": {Name: "short", Unit: text.Septets, Max: 90, DCS: cbc.GSM7}},
}

func TestTextsOfTheFixtureFitTheirBearers(t *testing.T) {
	seen := map[string]string{}
	for _, s := range fixtureOf(t).Steps {
		if s.Causes != causesAlert {
			continue
		}
		for bearer, languages := range rooms {
			for language, room := range languages {
				words := s.text(bearer, language, time.Now())
				if words == "" || strings.Contains(words, "{") {
					t.Errorf("%s: no text for %s in %s, or one with a gap: %q", s.Name, bearer, language, words)
				}
				if err := room.Check(words); err != nil {
					t.Errorf("%s: %s in %s: %v", s.Name, bearer, language, err)
				}
				if other, twice := seen[words]; twice {
					t.Errorf("%s has the same text as %s, so that nobody can tell who heard which", s.Name, other)
				}
				seen[words] = s.Name
			}
		}
	}
}

func TestStepsOfTheFixtureBelongTogether(t *testing.T) {
	f := fixtureOf(t)
	known := map[string]bool{}
	causes := map[string]int{}
	for _, s := range f.Steps {
		causes[s.Causes]++
		if (s.Body == "") == (s.Again == "") || s.Again != "" && !known[s.Again] {
			t.Errorf("%s has body %q and is %q again", s.Name, s.Body, s.Again)
		}
		for _, e := range s.Ends {
			if !known[e] {
				t.Errorf("%s ends %s, which does not come before it", s.Name, e)
			}
		}
		if (s.Causes == causesDeadLetter) != (s.Reason != "") {
			t.Errorf("%s causes %s for reason %q", s.Name, s.Causes, s.Reason)
		}
		if known[s.Name] {
			t.Errorf("two steps are called %s", s.Name)
		}
		known[s.Name] = true
	}
	want := map[string]int{causesAlert: 4, causesSilence: 1, causesDeadLetter: 2, causesNothing: 1}
	if !maps.Equal(causes, want) {
		t.Errorf("steps cause %v instead of %v", causes, want)
	}
}

func TestPhonesOfTheFixtureAreWhereItSays(t *testing.T) {
	c, err := simulator.NewCountry(simulator.CountryConfig{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range fixtureOf(t).Steps {
		inside := map[string]bool{}
		for _, p := range c.Inside(s.Area.shape()) {
			inside[p.Name()] = true
		}
		for _, name := range s.Phones.Hear {
			if !inside[name] {
				t.Errorf("%s: %s is outside", s.Name, name)
			}
		}
		for _, name := range s.Phones.Silent {
			if inside[name] {
				t.Errorf("%s: %s is inside", s.Name, name)
			}
		}
		english := slices.ContainsFunc(c.Inside(s.Area.shape()), func(p *phone.Phone) bool { return slices.Contains(p.Languages(), "en") })
		if s.Causes == causesAlert && !english {
			t.Errorf("%s: nobody inside reads English", s.Name)
		}
	}
}

// polygonOf returns the polygons that a CAP message has, as it writes them.
func polygonOf(t *testing.T, b []byte) []string {
	t.Helper()
	var a struct {
		Infos []struct {
			Polygon string `xml:"area>polygon"`
		} `xml:"info"`
	}
	if err := xml.Unmarshal(b, &a); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, i := range a.Infos {
		all = append(all, i.Polygon)
	}
	return all
}

func TestBodiesOfTheFixtureHaveItsAreas(t *testing.T) {
	m := moments{}
	for _, s := range fixtureOf(t).Steps {
		if s.Body == "" || s.Reason == "not-an-event" {
			continue
		}
		b, err := m.compose(&s, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("0001-01-01")) || bytes.Contains(b, []byte("{{")) {
			t.Errorf("%s: a time is missing in %s", s.Name, b)
		}
		if !strings.HasSuffix(s.Body, ".xml") {
			var e struct {
				Area struct {
					Country  bool     `json:"country"`
					Geocodes []string `json:"geocodes"`
				} `json:"area"`
			}
			if err := json.Unmarshal(b, &e); err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			if s.Causes == causesAlert && (e.Area.Country != s.Area.Country || !slices.Equal(e.Area.Geocodes, s.Area.Regions)) {
				t.Errorf("%s: the body's area is %+v, the fixture's %+v", s.Name, e.Area, s.Area)
			}
			continue
		}
		for _, p := range polygonOf(t, b) {
			if points := strings.Fields(p); len(points) > 16 || !slices.Equal(points, written(s.Area.Polygon)) {
				t.Errorf("%s: the body's polygon is %s, the fixture's %v", s.Name, p, s.Area.Polygon)
			}
		}
	}
}

// written returns points as CAP writes them, to three decimals.
func written(points [][2]float64) []string {
	var all []string
	for _, p := range points {
		all = append(all, strings.Join([]string{decimals(p[0]), decimals(p[1])}, ","))
	}
	return all
}

func decimals(x float64) string { return strconv.FormatFloat(x, 'f', 3, 64) }
