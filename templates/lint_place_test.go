package templates

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// placeOnly is an entry whose Japanese names no place but that of a parameter.
const placeOnly = `hazard: trial
name: {ko: "강풍", en: "strong wind", ja: "強風"}
category: Met
event: Strong wind

situations:
  blowing:
    class: urgent
    severity: severe
    urgency: immediate
    certainty: observed
    response: shelter
    required: [sender, place, time]
    sources: ["lint"]
    review: draft
    texts:
      ja:
        headline: "強風"
        actions: ["屋内に入る"]
        long: [{source: "[{sender}]"}, {time: "{time}"}, {place: "{place}"}, {hazard: "で強風。"}, {action: "屋内に入ってください"}]
        short: [{source: "[{sender}]"}, {time: "{time}"}, {place: "{place}"}, {hazard: "で強風。"}, {action: "屋内に入ってください"}]
`

func TestANameThatEnglishLendsIsAPlace(t *testing.T) {
	l, _ := fixtureLibrary(t, []byte(placeOnly)) // which lacks Korean and English
	e, ok := l.Entry("trial", "blowing")
	if !ok {
		t.Fatal("the entry is not there")
	}
	s := l.Example(e)
	s.Languages = []string{"ja"}
	s.Params["place"] = Value{kind: Words, words: map[string]string{"en": "Wolpo Beach"}}
	g, err := l.ComposeEntry(s, Match{Entry: e, Class: e.Class})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range g.Texts {
		if found := l.LintText(l.RenderedOf(g, s, x)); len(found) > 0 {
			t.Errorf("%s: %v", x.Text, found)
		}
	}
}

func TestTheTargetIsWhereTheEventSaysAndOtherNamesMustLieThere(t *testing.T) {
	l := loadShipped(t)
	e, _ := l.Entry("earthquake", "eew_m5")
	words := func(ko string) Value { return Value{kind: Words, words: map[string]string{"ko": ko}} }
	for _, x := range []struct {
		name, text, place string
		params            map[string]Value
		want              Severity
	}{
		{"the area", "[기상청] 14:20 울산 남구 지진 발생. 책상 아래로 피하세요", "울산 남구", nil, ""},
		{"an epicentre elsewhere", "[기상청] 14:20 경북 경주시 남쪽 8km 지진 발생. 책상 아래로 피하세요", "울산 남구",
			map[string]Value{"epicenter": words("경북 경주시 남쪽 8km")}, ""},
		{"an epicentre elsewhere, shortened", "[기상청] 14:20 경북 경주시 지진 발생. 책상 아래로 피하세요", "울산 남구",
			map[string]Value{"epicenter": words("경북 경주시 남쪽 8km")}, ""},
		{"a place of the event that nobody knows", "[기상청] 14:20 하얀바위 지진 발생. 책상 아래로 피하세요", "울산 남구",
			map[string]Value{"place": words("하얀바위")}, ""},
		{"a place of the event in another city", "[기상청] 14:20 경주시 토함산 지진 발생. 책상 아래로 피하세요", "울산 남구",
			map[string]Value{"place": words("경주시 토함산")}, Ask},
		{"another city", "[기상청] 14:20 경주시 지진 발생. 책상 아래로 피하세요", "울산 남구", nil, Refuse},
		{"a name that nobody knows", "[기상청] 14:20 새별오름공원 지진 발생. 책상 아래로 피하세요", "울산 남구", nil, Ask},
	} {
		found := l.LintText(Rendered{Text: x.text, Language: "ko", Entry: e, Class: Critical, Status: Actual, Sender: "기상청", Place: x.place,
			Params: x.params, Targets: names{[]string{"울산", "남구"}, []string{"경주시", "경북"}}})
		found = slices.DeleteFunc(found, func(f Finding) bool { return f.Rule != "L13" })
		switch {
		case x.want == "" && len(found) > 0, x.want != "" && (len(found) != 1 || found[0].Severity != x.want):
			t.Errorf("%s: %v", x.name, found)
		}
	}
}

func TestWhereNothingCanBeReadAPersonIsAsked(t *testing.T) {
	l := loadShipped(t)
	found := l.LintText(Rendered{Text: "気象庁: 14:20 慶州市で地震。机の下に入ってください。", Language: "ja", Class: Critical, Status: Actual, Sender: "気象庁", Place: "Gyeongju-si"})
	var rules []string
	for _, f := range found {
		if f.Severity == Refuse {
			t.Errorf("%v", f)
		}
		rules = append(rules, f.Rule)
	}
	if got := strings.Join(rules, " "); got != "L13 L15" {
		t.Errorf("found %s", got)
	}
}

func TestNoTextOfTheLibraryIsRefusedWhateverItsPlaceAndNumbers(t *testing.T) {
	regions, err := area.LoadRegions()
	if err != nil {
		t.Fatal(err)
	}
	var all []cbc.Region
	for x := range regions.All() {
		if x.Active {
			all = append(all, x.Code)
		}
	}
	l := loadShipped(t)
	dice := rand.New(rand.NewPCG(13, 20260724))
	for round := range 4 {
		for e := range l.Entries() {
			s := vary(l, e, dice)
			for name := range s.Params {
				if round%2 == 1 && dice.IntN(2) == 0 {
					delete(s.Params, name)
				}
			}
			codes := []cbc.Region{all[dice.IntN(len(all))], all[dice.IntN(len(all))]}[:1+dice.IntN(2)]
			s.Place = map[string]string{"ko": regions.PlaceName(codes, round == 0, "ko"), "en": regions.PlaceName(codes, round == 0, "en")}
			if e.Class == Missing {
				s.Sender = l.police()
			}
			g, err := l.ComposeEntry(s, Match{Entry: e, Class: e.Class})
			if err != nil {
				continue // a required parameter was taken away
			}
			for _, x := range g.Texts {
				for _, f := range l.LintText(l.RenderedOf(g, s, x)) {
					if f.Severity == Refuse {
						t.Errorf("%v: %s", f, x.Text)
					}
				}
			}
		}
	}
}
