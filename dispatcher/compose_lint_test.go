package dispatcher

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/templates"
)

// flood is urgent and waits for people, so that a source may bring its own words.
func flood() report {
	return quake().with(report{"hazard": "river_flood", "situation": "overflow", "class": "urgent", "area": map[string]any{"geocodes": []string{"4713000000"}},
		"source": map[string]any{"id": "mois", "system": "mois", "ref": "m"}, "params": map[string]any{}})
}

func TestATextThatBreaksARuleIsRefusedWithTheRuleAndThePlace(t *testing.T) {
	own := func(ko string) report { return report{"text": map[string]string{"ko": ko}} }
	for _, c := range []struct {
		name, code, path, says string
		edit                   report
	}{
		{"no time", "lint-L14", "text.ko", "clock nor date", own("[행정안전부] 경북 경주시 하천 범람. 높은 곳으로 대피하세요")},
		{"nothing to do", "lint-L15", "text.ko", "takes care|to do", own("[행정안전부] 12:00 경북 경주시 하천 범람. 주의 바랍니다")},
		{"another sender", "lint-L10", "text.ko", "행정안전부", own("[기상청] 12:00 경북 경주시 하천 범람. 높은 곳으로 대피하세요")},
		{"a place elsewhere", "lint-L13", "text.ko", "target", own("[행정안전부] 12:00 전남 나주시 하천 범람. 높은 곳으로 대피하세요")},
		{"a drill's marker", "lint-L22", "text.ko", "real", own("[행정안전부] 12:00 경북 경주시 하천 범람. [훈련] 높은 곳으로 대피하세요")},
		{"a link that shortens", "lint-L30", "text.ko", "bit.ly", own("[행정안전부] 12:00 경북 경주시 하천 범람. 높은 곳으로 대피하세요. https://bit.ly/3abc")},
		{"a person", "lint-L32", "text.ko", "person", own("[행정안전부] 12:00 경북 경주시 하천 범람. 높은 곳으로 대피하세요. 김철수(남, 72세)")},
		{"a parameter with a word of drills", "lint-L22", "params.river", "real", report{"params": map[string]any{"river": "훈련 상황입니다천"}}},
	} {
		got := compose(t, "p0", flood().with(c.edit))
		if got.Draft != nil {
			t.Errorf("%s: it was composed: %q", c.name, got.Draft.Parts[0].Texts)
			continue
		}
		fits := func(p Problem) bool {
			says := slices.ContainsFunc(strings.Split(c.says, "|"), func(s string) bool { return strings.Contains(p.Message, s) })
			return p.Code == c.code && p.Path == c.path && says && strings.Contains(p.Message, strings.TrimPrefix(c.code, "lint-"))
		}
		if !slices.ContainsFunc(got.Problems, fits) {
			t.Errorf("%s: %v", c.name, got.Problems)
		}
	}
}

func TestAFurtherLanguageThatBreaksARuleIsLeftOutVisibly(t *testing.T) {
	c := compose(t, "p0", flood().with(report{"text": map[string]string{
		"ko": "[행정안전부] 12:00 경북 경주시 하천 범람. 높은 곳으로 대피하세요", "en": "MOIS: Flood in Gyeongju. Go to high ground."}}))
	if c.Draft == nil {
		t.Fatal(c.Problems)
	}
	for _, p := range c.Draft.Parts {
		if p.Texts[0] == "" || p.Texts[1] != "" {
			t.Errorf("%s carries %q", p.Link, p.Texts)
		}
		if !slices.ContainsFunc(c.Draft.Notes, func(n string) bool {
			return strings.HasPrefix(n, "en is left out on "+p.Bearer+": L14 ")
		}) {
			t.Errorf("nothing is said of English on %s: %q", p.Bearer, c.Draft.Notes)
		}
	}
}

func TestAQuestionOfARuleIsNotedOnceForAllBearers(t *testing.T) {
	event := flood().with(report{"text": map[string]string{"ko": "[행정안전부] 12:00 경북 경주시 하천 범람!! 높은 곳으로 대피하세요"}})
	asked := func(c Composed) (n int) {
		for _, s := range c.Draft.Notes {
			if strings.Contains(s, "L41") && strings.Contains(s, "kr-90, kr-157") {
				n++
			}
		}
		return n
	}
	c := compose(t, "p0", event)
	if c.Draft == nil || asked(c) != 1 {
		t.Fatalf("%v %+v", c.Problems, c.Draft)
	}
	borne := *composer(t)
	borne.Waivers = templates.Waivers{{Rule: "L41", Reason: "tests", Expires: noon.Format(time.DateOnly)}}
	if c = borne.Compose(Record{Value: marshal(t, event), Lane: "p0"}, noon); c.Draft == nil || asked(c) != 0 {
		t.Errorf("a waiver was not honoured: %v %+v", c.Problems, c.Draft)
	}
	if c = borne.Compose(Record{Value: marshal(t, event), Lane: "p0"}, noon.AddDate(0, 0, 0).Add(12*time.Hour)); c.Draft != nil && asked(c) != 1 {
		t.Errorf("a waiver that has expired was honoured: %q", c.Draft.Notes)
	}
}

func TestAPlaceThatAShapeReachesIsInTheTarget(t *testing.T) {
	words := func(place string) report {
		return flood().with(report{"area": map[string]any{"name": "형산강 일대", "circles": []any{map[string]any{"lat": 35.85, "lon": 129.22, "radius_km": 20}}},
			"text": map[string]string{"ko": "[행정안전부] 12:00 " + place + " 하천 범람. 높은 곳으로 대피하세요"}})
	}
	if c := compose(t, "p0", words("경주시")); c.Draft == nil {
		t.Errorf("경주시: %v", c.Problems)
	}
	if c := compose(t, "p0", words("나주시")); c.Draft != nil || c.Problems[0].Code != "lint-L13" {
		t.Errorf("나주시: %v", c.Problems)
	}
}

// BenchmarkComposeAnywhere composes the same matter for another city, minute and
// number each time.
func BenchmarkComposeAnywhere(b *testing.B) {
	c := composer(b)
	codes := []string{"4713000000", "3114000000", "4817000000", "5115000000", "4679000000", "4376000000"}
	var records []Record
	for i := range 64 {
		e := quake().with(report{"area": map[string]any{"geocodes": []string{codes[i%len(codes)]}}, "onset": noon.Add(-time.Duration(i) * time.Minute).Format(time.RFC3339),
			"params": map[string]any{"magnitude": 6.1 + float64(i%9)/10, "epicenter": map[string]any{"ko": fmt.Sprintf("경북 경주시 남쪽 %dkm", 1+i%30), "en": "Gyeongju"}}})
		records = append(records, Record{Value: marshal(b, e), Lane: "p0"})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if got := c.Compose(records[i%len(records)], noon); got.Draft == nil {
			b.Fatal(fmt.Sprint(got.Problems))
		}
	}
}
