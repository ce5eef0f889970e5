package templates_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/templates"

	"github.com/google/go-cmp/cmp"
)

var shipped = sync.OnceValues(func() (*templates.Library, error) { return templates.Load() })

// load returns the shipped library. It does not change, so that tests share it.
func load(tb testing.TB) *templates.Library {
	tb.Helper()
	l, err := shipped()
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// params checks what an event would carry.
func params(tb testing.TB, l *templates.Library, hazard string, raw map[string]any) map[string]templates.Value {
	tb.Helper()
	values, problems := l.CheckParams(hazard, raw)
	if len(problems) > 0 {
		tb.Fatal(problems)
	}
	return values
}

var (
	morning = time.Date(2026, 7, 23, 23, 26, 0, 0, time.UTC) // 08:26 the next day in Seoul
	kma     = map[string]string{"ko": "기상청", "en": "KMA"}
	hrfco   = map[string]string{"ko": "홍수통제소", "en": "HRFCO"}
	mois    = map[string]string{"ko": "행정안전부", "en": "MOIS"}
	valley  = map[string]string{"ko": "형산강 하류", "en": "lower Hyeongsan valley"}
	gyeongu = map[string]string{"ko": "경북 경주시", "en": "Gyeongju-si"}
)

// situations are those of testdata/texts.txt.
func situations(tb testing.TB, l *templates.Library) map[string]templates.Situation {
	return map[string]templates.Situation{
		"earthquake": {
			Hazard: "earthquake", Class: templates.Critical, Status: templates.Actual, Sender: kma, Time: morning,
			Place: map[string]string{"ko": "전국", "en": "Korea"},
			Params: params(tb, l, "earthquake", map[string]any{
				"magnitude": 6.1, "epicenter": map[string]any{"ko": "경북 경주시 남남서쪽 8km", "en": "8 km SSW of Gyeongju"},
			}),
		},
		"rain in two places": {
			Hazard: "heavy_rain", Class: templates.Urgent, Status: templates.Actual, Sender: kma, Time: morning,
			Place:  map[string]string{"ko": "경북 경주시, 경북 포항시", "en": "Gyeongju-si, Pohang-si"},
			Params: params(tb, l, "heavy_rain", map[string]any{"rain_1h": 81.0}),
		},
		"flood that names only a place": {
			Hazard: "river_flood", Severity: "severe", Urgency: "immediate", Certainty: "likely",
			Status: templates.Actual, Sender: hrfco, Time: morning, Place: valley,
		},
		"flood with all it can say": {
			Hazard: "river_flood", Situation: "severe", Status: templates.Actual, Sender: hrfco, Time: morning, Place: valley,
			Params: params(tb, l, "river_flood", map[string]any{
				"level_m": 7.25,
				"river":   map[string]any{"ko": "형산강 강동대교", "en": "Hyeongsan River"},
				"shelter": map[string]any{"ko": "강동초교", "en": "Gangdong School"},
			}),
		},
		"flood is over": {
			Hazard: "river_flood", Situation: "all_clear", Status: templates.Actual, Sender: hrfco, Time: morning, Place: valley,
			Params: params(tb, l, "river_flood", map[string]any{"prev_time": "06:41"}),
		},
		"drill": {
			Hazard: "civil_defense", Situation: "air_raid", Status: templates.Exercise, Sender: mois, Time: morning, Place: gyeongu,
			Params: params(tb, l, "civil_defense", map[string]any{"cause": map[string]any{"ko": "미사일", "en": "missile"}}),
		},
	}
}

func TestTextsAreAsWrittenByHand(t *testing.T) {
	l := load(t)
	b, err := os.ReadFile("testdata/texts.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := situations(t, l)
	blocks := strings.Split(string(b), "\n== ")[1:]
	if len(blocks) != len(all) {
		t.Errorf("%d blocks for %d situations", len(blocks), len(all))
	}
	for _, block := range blocks {
		name, want, _ := strings.Cut(strings.TrimSpace(block), "\n")
		g, err := l.Compose(all[name])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, x := range g.Texts {
			got = append(got, fmt.Sprintf("%s %s %s", x.Language, x.Form, x.Text))
		}
		if d := cmp.Diff(strings.Split(want, "\n"), got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
