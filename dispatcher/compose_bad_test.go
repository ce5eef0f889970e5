package dispatcher

import (
	"slices"
	"strings"
	"testing"

	"bongsu/templates"
)

func TestBadWordsAndNumbersAreRefusedByName(t *testing.T) {
	params := func(name string, value any) report {
		return report{"params": map[string]any{"magnitude": 6.1, name: value}}
	}
	own := func(ko string) report { return flood().with(report{"text": map[string]string{"ko": ko}}) }
	for _, c := range []struct {
		name, code, path string
		edit             report
	}{
		{"out of range", "param-range", "params.magnitude", params("magnitude", 61)},
		{"the wrong type", "param-type", "params.magnitude", params("magnitude", "strong")},
		{"a list", "wrong-type", "params.epicenter", params("epicenter", []string{"경주"})},
		{"missing", "missing-param", "params", report{"situation": "eew_m6", "params": map[string]any{}}},
		{"a control character", "bad-text", "params.epicenter", params("epicenter", "경주\u0007")},
		{"a line feed", "param-text", "params.epicenter", params("epicenter", "경주\n포항")},
		{"a bidi override", "param-text", "params.epicenter", params("epicenter", "경주\u202e")},
		{"an emoji", "param-text", "params.epicenter", params("epicenter", "경주\U0001F600")},
		{"a variation selector", "param-text", "params.epicenter", params("epicenter", "경주\ufe0f")},
		{"brackets", "param-text", "params.epicenter", params("epicenter", "[기상청] 경주")},
		{"too long", "param-length", "params.epicenter", params("epicenter", strings.Repeat("가", 200))},
		{"own words with an emoji", "lint-L05", "text.ko", own("[행정안전부] 12:00 경북 경주시 하천 범람. 높은 곳으로 대피하세요\U0001F600")},
		{"own words with a bidi override", "lint-L05", "text.ko", own("[행정안전부] 12:00 경북 경주시 하천 범람. 높은 곳으로 \u202e대피하세요")},
		{"own words that are too long", "text-too-long", "text.ko", own("[행정안전부] 12:00 경북 경주시 하천 범람. 높은 곳으로 대피하세요. " + strings.Repeat("물이 찹니다. ", 40))},
	} {
		got := compose(t, "p0", quake().with(c.edit))
		if got.Draft != nil {
			t.Errorf("%s: it was composed", c.name)
			continue
		}
		if !slices.ContainsFunc(got.Problems, func(p Problem) bool { return p.Code == c.code && p.Path == c.path && p.Message != "" }) {
			t.Errorf("%s: %s at %q is not among %v", c.name, c.code, c.path, got.Problems)
		}
	}
}

func TestAnAlertNotesItsLibraryAndItsEntry(t *testing.T) {
	a := compose(t, "p0", quake()).Draft
	e, ok := composer(t).Library.Entry(a.Hazard, a.Situation)
	if !ok || a.Library != composer(t).Library.Version() || a.Entry != e.Hash() || len(a.Entry) != 64 {
		t.Errorf("library %q, entry %q", a.Library, a.Entry)
	}
}

func TestEveryTextOfEveryLinkAndLanguageIsUnderTheHash(t *testing.T) {
	c := compose(t, "p0", flood())
	if c.Draft == nil {
		t.Fatal(c.Problems)
	}
	hashes := map[string]bool{c.Draft.Hash: true}
	texts := 0
	for i := range c.Draft.Parts {
		for k := range c.Draft.Parts[i].Texts {
			a := *c.Draft
			a.Parts = slices.Clone(a.Parts)
			a.Parts[i].Texts = slices.Clone(a.Parts[i].Texts)
			a.Parts[i].Texts[k] += "."
			a.Seal()
			hashes[a.Hash] = true
			texts++
		}
	}
	if texts < 4 || len(hashes) != texts+1 {
		t.Errorf("%d texts, %d hashes", texts, len(hashes))
	}
}

func TestWhatPhonesOfTheCountryWouldNotShowIsRefusedBeforeAnyoneApproves(t *testing.T) {
	layers, _ := templates.ShippedFor("us")
	lib, err := templates.Load(layers...)
	if err != nil {
		t.Fatal(err)
	}
	c := *composer(t)
	c.Library = lib
	c.Lanes = map[string]Lane{"p0": {Name: "p0", Plane: Live, Classes: templates.Classes()}}
	refused := 0
	for name := range lib.Unshown() {
		hazard, situation, _ := strings.Cut(name, "/")
		e, _ := lib.Entry(hazard, situation)
		s := lib.Example(e)
		raw := map[string]any{}
		for n, v := range s.Params {
			if p, _ := lib.Param(n); p.From == "" {
				raw[n] = v
			}
		}
		r := quake().with(report{"source": map[string]any{"id": "police", "system": "operator", "ref": "q"}, "hazard": hazard, "situation": situation, "area": map[string]any{"geocodes": []string{"4713000000"}}, "params": raw})
		got := c.Compose(Record{Value: marshal(t, r), Lane: "p0"}, noon)
		if got.Draft != nil {
			t.Errorf("%s was composed", name)
		}
		if slices.ContainsFunc(got.Problems, func(p Problem) bool {
			return p.Code == "not-shown" && strings.Contains(p.Message, "profile US refuses")
		}) {
			refused++
		} else {
			t.Logf("%s: %v", name, got.Problems)
		}
	}
	if refused == 0 {
		t.Errorf("none of %d entries was refused for that", len(lib.Unshown()))
	}
}
