package templates

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"

	"github.com/google/go-cmp/cmp"
)

// shapeOf returns the shape of a text.
func shapeOf(l *Library, r Rendered) shape {
	var x shape
	x.of(l, &r)
	return x
}

// probes are sentences in which a name stands as names stand in the library.
var probes = map[string][]string{
	"ko": {
		"[기상청] 14:20 %s 산사태 발생. 비탈에서 나와 높은 곳으로 대피하세요",
		"[기상청] 14:20 경북 %s 외 2곳 호우. 하천변에서 나와 높은 곳으로 가세요",
		"[산림청] 14:20 %s에 산불 확산. %s 주민은 즉시 대피소로 대피하세요. 119",
		"[환경부] 08:26 %s에서 염소 누출. 창문을 닫고 실내에 머무세요",
	},
	"en": {
		"KMA: Landslide in %s at 14:20. Leave the slope and go to high ground.",
		"KMA: Heavy rain, Busan %s and 2 more, 14:20. Leave riversides. Go to high ground.",
		"KFS: Wildfire near %s, 14:20. %s: evacuate to the shelter now. Call 119.",
	},
}

func TestNamesOfRegionsAreReadAlikeButForThoseListed(t *testing.T) {
	l := loadShipped(t)
	w := plainNames()
	all := map[string][]string{}
	for language, names := range map[string]map[string]bool{"ko": w.korean, "en": w.english} {
		for n := range names {
			all[language] = append(all[language], n)
		}
		slices.Sort(all[language])
	}
	if len(all["ko"]) < 1000 || len(all["en"]) < 200 {
		t.Fatalf("%d and %d names", len(all["ko"]), len(all["en"]))
	}
	e, _ := l.Entry("landslide", "occurred")
	for language, names := range all {
		for _, p := range probes[language] {
			read := map[string]map[string][]string{} // names by shape and by what lint says
			for _, n := range names {
				r := Rendered{Text: strings.ReplaceAll(p, "%s", n), Language: language, Form: Short, Entry: e, Class: Urgent, Status: Actual,
					Place: n}
				x := shapeOf(l, r)
				shape, said := string(x.key), judged(t, &x, l.judge(&r))
				if read[shape] == nil {
					read[shape] = map[string][]string{}
				}
				read[shape][said] = append(read[shape][said], n)
			}
			for _, by := range read {
				if len(by) > 1 {
					t.Errorf("%s: read otherwise: %s", p, minority(by))
				}
			}
		}
	}
}

// judged returns what lint sees in a text, without the words that it sees.
func judged(t *testing.T, x *shape, j *judgement) string {
	t.Helper()
	g, ok := x.general(j)
	if !ok {
		return "looks into " + x.text
	}
	said := fmt.Sprint(g.placed, g.at, g.act)
	for _, f := range g.found {
		f.Piece = nil
		said += "\n" + f.String()
	}
	return said
}

// minority returns the names of all groups but the largest.
func minority(by map[string][]string) string {
	most := 0
	for _, names := range by {
		most = max(most, len(names))
	}
	var few []string
	for _, names := range by {
		if len(names) == most {
			most = -1
			continue
		}
		few = append(few, names...)
	}
	slices.Sort(few)
	return strings.Join(few, " ")
}

func TestATextOfAKnownShapeIsJudgedAsIfItWereRead(t *testing.T) {
	regions, err := area.LoadRegions()
	if err != nil {
		t.Fatal(err)
	}
	var cities []cbc.Region
	for x := range regions.All() {
		if x.Active && x.Level == area.Sigungu {
			cities = append(cities, x.Code)
		}
	}
	l := loadShipped(t)
	dice := rand.New(rand.NewPCG(4, 20260724))
	texts, hits := 0, 0
	for range 3 {
		for e := range l.Entries() {
			s := vary(l, e, dice)
			codes := []cbc.Region{cities[dice.IntN(len(cities))], cities[dice.IntN(len(cities))]}[:1+dice.IntN(2)]
			s.Place = map[string]string{"ko": regions.PlaceName(codes, false, "ko"), "en": regions.PlaceName(codes, false, "en")}
			g, err := l.ComposeEntry(s, Match{Entry: e, Class: e.Class})
			if err != nil {
				continue // not for the status
			}
			for _, x := range g.Texts {
				r := l.RenderedOf(g, s, x)
				if _, known := l.judged.find(shapeOf(l, r).key); known {
					hits++
				}
				texts++
				if diff := cmp.Diff(l.judge(&r).of(&textLint{library: l, Rendered: r, reading: &reading{text: r.Text, language: r.Language}}), l.LintText(r)); diff != "" {
					t.Errorf("%s\n%s", x.Text, diff)
				}
			}
		}
	}
	if t.Logf("%d of %d texts had a known shape", hits, texts); hits < texts/10 {
		t.Error("too few to say anything")
	}
}

// vary returns an example with other numbers and another time.
func vary(l *Library, e *Entry, dice *rand.Rand) Situation {
	s := l.Example(e)
	s.Languages = l.Profile().AllTags()
	s.Time = s.Time.Add(time.Duration(dice.IntN(24*60)) * time.Minute)
	for name, v := range s.Params {
		p := l.params[name]
		switch v.kind {
		case Number:
			v.number = math.Round((p.Min+dice.Float64()*(p.Max-p.Min))*10) / 10
		case Integer:
			v.number = p.Min + float64(dice.IntN(int(p.Max-p.Min)+1))
		case Choice:
			v.number = float64(1 + dice.IntN(len(p.Options)))
		}
		s.Params[name] = v
	}
	return s
}
