package templates_test

import (
	"errors"
	"strings"
	"testing"

	"bongsu/templates"
)

func TestRulesChooseTheSituation(t *testing.T) {
	l := load(t)
	type given map[string]any
	for _, c := range []struct {
		hazard, severity, class string
		params                  given
		rule, situation         string
	}{
		{"earthquake", "", "", given{"magnitude": 6.0}, "earthquake-m6", "eew_m6"},
		{"earthquake", "", "", given{"magnitude": 5.9}, "earthquake-m5", "eew_m5"},
		{"earthquake", "", "", given{"magnitude": 4.3, "intensity": "V"}, "earthquake-strong", "strong_local"},
		{"earthquake", "", "urgent", given{"magnitude": 4.3, "intensity": "III"}, "earthquake-strong", "strong_local"},
		{"earthquake", "", "", given{"magnitude": 4.3, "intensity": "IV"}, "earthquake-felt", "felt"},
		{"earthquake", "", "", given{"magnitude": 2.5, "intensity": 3.0}, "earthquake-felt", "felt"},
		{"earthquake", "", "", given{"magnitude": 3.5, "intensity": "V"}, "earthquake-strong", "strong_local"},
		{"earthquake", "", "", given{"magnitude": 3.9, "intensity": "V", "offshore": true}, "earthquake-felt", "felt"},
		{"earthquake", "", "", given{"magnitude": 4.0, "intensity": "V", "offshore": true}, "earthquake-strong", "strong_local"},
		{"earthquake", "", "", given{"magnitude": 4.3, "intensity": "III", "intensity_max": "V"}, "earthquake-strong", "strong_local"},
		{"earthquake", "", "", given{"magnitude": 4.3, "intensity": "II", "intensity_max": "V"}, "earthquake-felt", "felt"},
		{"earthquake", "", "", given{"magnitude": 4.3, "intensity": "III", "intensity_max": "IV"}, "earthquake-felt", "felt"},
		{"earthquake", "", "", given{"magnitude": 3.4, "intensity": "II", "intensity_max": "III"}, "earthquake-felt", "felt"},
		{"earthquake", "", "", given{"magnitude": 3.4, "intensity": "II", "intensity_max": "II"}, "", ""},
		{"earthquake", "", "", given{"magnitude": 3.7, "intensity": "II", "intensity_max": "II"}, "earthquake-felt", "felt"},
		{"earthquake", "", "", given{"magnitude": 3.7, "intensity": "II", "intensity_max": "II", "offshore": true}, "", ""},
		{"earthquake", "", "", given{"magnitude": 4.9, "intensity": "I", "intensity_max": "V"}, "", ""},
		{"high_seas", "", "", given{"wave_m": 5.1}, "high-seas-warning", "warning"},
		{"high_seas", "", "", given{"wave_m": 5.0}, "high-seas-advisory", "advisory"},
		{"high_seas", "", "", given{"wave_m": 3.0}, "", ""},
		{"high_seas", "", "", given{"wind_ms": 21.0, "duration_h": 3.0}, "high-seas-warning", "warning"},
		{"high_seas", "", "", given{"wind_ms": 21.0, "duration_h": 2.5}, "", ""},
		{"high_seas", "", "", given{"wind_ms": 14.0}, "high-seas-advisory", "advisory"},
		{"high_seas", "", "", given{"wind_ms": 13.0}, "", ""},
		{"high_seas", "severe", "", nil, "high-seas-severe", "warning"},
		{"high_seas", "", "", nil, "high-seas-told", "advisory"},
		{"heat_wave", "", "", given{"temp_c": 38.0}, "heat-extreme", "extreme"},
		{"heat_wave", "", "", given{"temp_c": 37.0}, "heat-warning", "warning"},
		{"heat_wave", "", "", given{"temp_c": 35.0, "duration_h": 48.0}, "heat-warning", "warning"},
		{"heat_wave", "", "", given{"temp_c": 33.0}, "heat-advisory", "advisory"},
		{"heat_wave", "severe", "", given{"temp_c": 32.0}, "", ""},
		{"heat_wave", "severe", "", nil, "heat-severe", "warning"},
		{"heavy_rain", "", "", given{"rain_1h": 100.0}, "rain-record", "extreme"},
		{"tsunami", "", "", given{"wave_m": 1.0}, "tsunami-warning", "warning"},
		{"tsunami", "", "", given{"wave_m": 0.5}, "tsunami-advisory", "advisory"},
		{"heavy_rain", "", "", given{"rain_1h": 72.0}, "rain-extreme", "extreme"},
		{"heavy_rain", "", "", given{"rain_1h": 50.0, "rain_3h": 90.0}, "rain-extreme", "extreme"},
		{"heavy_rain", "", "urgent", given{"rain_1h": 50.0, "rain_3h": 89.0}, "rain-urgent", "extreme"},
		{"heavy_rain", "severe", "", given{"rain_1h": 71.0}, "rain-warning", "warning"},
		{"heavy_rain", "", "", nil, "rain-advisory", "advisory"},
		{"river_flood", "severe", "", nil, "flood-severe", "severe"},
		{"river_flood", "extreme", "critical", nil, "flood-overflow", "overflow"},
		{"river_flood", "moderate", "", nil, "flood-advisory", "advisory"},
		{"river_flood", "severe", "info", nil, "flood-advisory", "advisory"},
		{"urban_flood", "", "", given{"place": "우현지하차도"}, "urban-underpass", "underpass"},
		{"urban_flood", "", "", nil, "urban-basement", "basement"},
		{"missing_person", "", "", given{"prev_time": "06:41"}, "missing-found", "found"},
		{"terror", "", "critical", nil, "terror-attack", "attack"},
		{"crowd", "", "", nil, "crowd", "crush_risk"},
	} {
		s := templates.Situation{Hazard: c.hazard, Severity: c.severity, Params: params(t, l, c.hazard, c.params)}
		if c.class != "" {
			s.Class, _ = templates.ParseClass(c.class)
		}
		m, err := l.Match(s)
		if none := new(templates.NoRuleError); c.rule == "" && errors.As(err, &none) {
			continue
		}
		if err != nil || c.rule == "" {
			t.Errorf("%+v: %s, %v", c, m.Rule, err)
			continue
		}
		if m.Rule != c.rule || m.Entry.Situation != c.situation {
			t.Errorf("%s %s %s %v: rule %s, %s; want %s, %s", c.hazard, c.severity, c.class, c.params, m.Rule, m.Entry.Situation, c.rule, c.situation)
		}
	}
}

func TestEverySituationIsReachedByName(t *testing.T) {
	l := load(t)
	for e := range l.Entries() {
		m, err := l.Match(templates.Situation{Hazard: e.Hazard.ID, Situation: e.Situation})
		if err != nil || m.Entry != e || m.Rule != "named" || m.Class != e.Class {
			t.Errorf("%s: %+v, %v", e.Name(), m, err)
		}
	}
}

func TestSituationOfAnyHazardSpeaksOfTheHazardAtHand(t *testing.T) {
	l := load(t)
	s := situations(t, l)["flood is over"]
	m, err := l.Match(s)
	if err != nil || m.Entry.Name() != "any/all_clear" {
		t.Fatal(m.Entry, err)
	}
	g, err := l.Compose(s)
	if err != nil || g.Hazard != "river_flood" || g.Category != "Met" || g.Event != "River flood" {
		t.Errorf("%s %s %s, %v", g.Hazard, g.Category, g.Event, err)
	}
}

func TestMatchTellsThePathItTook(t *testing.T) {
	l := load(t)
	tried, err := l.Explain(templates.Situation{Hazard: "earthquake", Params: params(t, l, "earthquake", map[string]any{"magnitude": 5.2})})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range tried {
		got = append(got, x.String())
	}
	want := []string{
		"named: no, situation is absent",
		"earthquake-m6: no, magnitude = 5.2",
		"earthquake-m5: yes, magnitude = 5.2",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("tried:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestClassOfTheEventComesBeforeThatOfTheEntry(t *testing.T) {
	l := load(t)
	s := situations(t, l)["flood that names only a place"]
	s.Situation, s.Class = "correction", templates.Critical // as loud as what it corrects
	g, err := l.Compose(s)
	if err != nil || g.Class != templates.Critical || g.MessageID != 4370 || g.Twin != 4383 {
		t.Errorf("%s %d %d, %v", g.Class, g.MessageID, g.Twin, err)
	}
}

func TestWithoutARuleNothingIsSaid(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		s     templates.Situation
		want  string
		tried int
	}{
		{templates.Situation{Hazard: "meteor"}, "no rule for meteor: no such hazard", 0},
		{templates.Situation{Hazard: "civil_defense"}, "no rule for civil_defense: none of 1 rules matches; name the situation", 1},
		{templates.Situation{Hazard: "dry", Situation: "flooded"}, "no rule for dry/flooded: the hazard has no such situation", 1},
		{templates.Situation{Hazard: "earthquake"}, "no rule for earthquake: none of 5 rules matches; name the situation", 5},
	} {
		_, err := l.Match(c.s)
		var none *templates.NoRuleError
		tried, wrong := l.Explain(c.s)
		if !errors.As(err, &none) || none.Error() != c.want || len(tried) != c.tried || wrong != nil {
			t.Errorf("%v: %v, tried %d, %v", c.s.Hazard, err, len(tried), wrong)
		}
	}
}
