package templates_test

import (
	"encoding/json"
	"strings"
	"testing"

	"bongsu/templates"
)

func TestParametersAreCheckedByTypeAndRange(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		name string
		raw  string // JSON
		code string // of the problem, "" for none
	}{
		{"magnitude", `6.1`, ""},
		{"magnitude", `0`, ""},
		{"magnitude", `10.1`, "param-range"},
		{"magnitude", `-0.1`, "param-range"},
		{"magnitude", `"6.1"`, "param-type"},
		{"magnitude", `null`, "param-type"},
		{"magnitude", `true`, "param-type"},
		{"rain_1h", `72`, ""},
		{"rain_1h", `72.5`, "param-type"},
		{"rain_1h", `1e300`, "param-range"},
		{"intensity", `"VI"`, ""},
		{"intensity", `6`, ""},
		{"intensity", `13`, "param-range"},
		{"intensity", `"XIII"`, "param-range"},
		{"escape_dir", `"nw"`, ""},
		{"escape_dir", `"북서"`, ""},
		{"escape_dir", `"north-west"`, ""},
		{"escape_dir", `"up"`, "param-range"},
		{"escape_dir", `{"ko":"북서"}`, "param-type"},
		{"time", `"08:26"`, ""},
		{"time", `"2026-07-24T08:26:00+09:00"`, ""},
		{"time", `"8:26"`, "param-type"},
		{"time", `"25:00"`, "param-type"},
		{"time", `826`, "param-type"},
		{"until", `"18:00"`, ""},
		{"until", `"2026-07-24T18:00:00+09:00"`, ""},
		{"until", `{"ko":"내일 아침","en":"tomorrow"}`, ""},
		{"until", `"until further notice is given"`, "param-length"},
		{"offshore", `true`, ""},
		{"offshore", `"true"`, "param-type"},
		{"offshore", `1`, "param-type"},
		{"river", `"형산강"`, ""},
		{"river", `{"ja":"兄山江","zh-hans":"兄山江","vi":"sông Hyeongsan"}`, ""},
		{"river", `"แม่น้ำ"`, "param-text"},
		{"river", `"النهر"`, "param-text"},
		{"river", "\"e\u0301\"", "param-text"}, // a mark of its own
		{"river", `{"ko":"형산강","en":"Hyeongsan River"}`, ""},
		{"river", `{"ko":"형산강","en":3}`, "param-type"},
		{"river", `{}`, "param-type"},
		{"river", `["형산강"]`, "param-type"},
		{"river", `""`, "param-text"},
		{"river", `" 형산강"`, "param-text"},
		{"river", `"형산강  하류"`, "param-text"},
		{"river", `"형산강\n하류"`, "param-text"},
		{"river", `"형산강\u202e"`, "param-text"},
		{"river", `"형산강\u200b"`, "param-text"},
		{"river", `"형산강🌊"`, "param-text"},
		{"river", `"[기상청]"`, "param-text"},
		{"river", `"{sender}"`, "param-text"},
		{"river", `"<b>"`, "param-text"},
		{"river", `"\ud800"`, "param-text"}, // half a surrogate pair
		{"sender", `"기상청"`, "param-reserved"},
		{"area", `"서울"`, "param-reserved"},
		{"hazard", `"산불"`, "param-reserved"},
		{"colour", `"red"`, "param-unknown"},
	} {
		var raw any
		d := json.NewDecoder(strings.NewReader(c.raw))
		d.UseNumber()
		if err := d.Decode(&raw); err != nil {
			t.Fatal(c.raw, err)
		}
		values, problems := l.CheckParams("river_flood", map[string]any{c.name: raw})
		_, taken := values[c.name]
		switch {
		case c.code == "" && (len(problems) > 0 || !taken):
			t.Errorf("%s = %s: %v", c.name, c.raw, problems)
		case c.code != "" && (len(problems) != 1 || taken || problems[0].Code != c.code || problems[0].Field != "params."+c.name || problems[0].Text == ""):
			t.Errorf("%s = %s: %+v, taken %v; want %s", c.name, c.raw, problems, taken, c.code)
		}
	}
}

func TestWordsTooLongAreCountedInTheirLanguage(t *testing.T) {
	l := load(t)
	_, problems := l.CheckParams("river_flood", map[string]any{
		"river": map[string]any{"ko": strings.Repeat("강", 15), "en": strings.Repeat("r", 30)},
	})
	if len(problems) != 1 || problems[0].Error() != "params.river: ko: 15 characters; at most 14" {
		t.Error(problems)
	}
}

func TestHazardOfAnyHazardIsNamedInEveryLanguage(t *testing.T) {
	l := load(t)
	v := params(t, l, "any", map[string]any{"hazard": "wildfire"})["hazard"]
	if v.In("ko") != "산불" || v.In("en") != "wildfire" {
		t.Errorf("%q, %q", v.In("ko"), v.In("en"))
	}
}

func TestParametersAreReadAsPeopleTypeThem(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		name, typed string
		want        any
	}{
		{"magnitude", "6.1", 6.1},
		{"offshore", "true", true},
		{"river", "형산강", "형산강"},
		{"time", "08:26", "08:26"},
	} {
		p, _ := l.Param(c.name)
		if got, err := p.Parse(c.typed); got != c.want || err != nil {
			t.Errorf("%s %q: %v, %v", c.name, c.typed, got, err)
		}
	}
	p, _ := l.Param("magnitude")
	if _, err := p.Parse("strong"); err == nil {
		t.Error("strong is a number")
	}
}

func TestNumbersAndTimesAreWrittenAsPeopleReadThem(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		hazard, situation, param string
		raw                      any
		ko, en                   string
	}{
		{"earthquake", "eew_m6", "magnitude", 6.0, "규모 6.0 지진", "Magnitude 6.0"},
		{"river_flood", "severe", "level_m", 7.0, "수위 7m로", "at 7 m"},
		{"river_flood", "severe", "level_m", 7.25, "수위 7.25m로", "at 7.25 m"},
		{"river_flood", "severe", "level_m", -0.001, "수위 0m로", "at 0 m"},
		{"cold_wave", "warning", "temp_c", -15, "최저 -15℃", "low -15 C"},
		{"tsunami", "warning", "time", "2026-07-24T00:05:00Z", "09:05경", "from 09:05"},
		{"storm_surge", "warning", "until", "2026-07-24T09:10:00Z", "18:10 만조", "high tide 18:10"},
		{"storm_surge", "warning", "until", "2026-07-25T09:10:00Z", "25일 18:10 만조", "high tide 25 Jul 18:10"},
		{"wildfire", "spreading", "spread_dir", "ne", "북동쪽으로", "spreading north-east"},
	} {
		e, _ := l.Entry(c.hazard, c.situation)
		s := l.Example(e)
		for k, v := range params(t, l, c.hazard, map[string]any{c.param: c.raw}) {
			s.Params[k] = v
		}
		g, err := l.Compose(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range g.Texts {
			want := map[string]string{"ko": c.ko, "en": c.en}[x.Language]
			if x.Form == templates.Long && !strings.Contains(x.Text, want) {
				t.Errorf("%s %v: %q is not in %q", c.param, c.raw, want, x.Text)
			}
		}
	}
}

func TestValuesGoBackIntoJSONAsTheyCame(t *testing.T) {
	l := load(t)
	for _, raw := range []string{
		`{"magnitude":6.1}`, `{"offshore":true}`, `{"offshore":false}`, `{"intensity":5}`, `{"time":"08:26"}`, `{"time":"2026-07-24T08:26:00+09:00"}`,
		`{"river":"형산강"}`, `{"river":{"en":"Hyeongsan River","ko":"형산강"}}`,
	} {
		var in map[string]any
		if err := json.Unmarshal([]byte(raw), &in); err != nil {
			t.Fatal(err)
		}
		out, err := json.Marshal(params(t, l, "earthquake", in))
		if err != nil || string(out) != raw {
			t.Errorf("%s became %s, %v", raw, out, err)
		}
	}
}
