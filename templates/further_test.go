package templates_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/templates"
)

var further = []string{"ja", "zh-hans", "vi"}

func TestFurtherLanguagesAreWrittenOnlyWhereTheyAreAskedFor(t *testing.T) {
	l := load(t)
	p := l.Profile()
	if tags := p.Tags(); !slices.Equal(tags, []string{"ko", "en"}) {
		t.Errorf("everybody is warned in %v", tags)
	}
	if all := p.AllTags(); !slices.Equal(all, append([]string{"ko", "en"}, further...)) {
		t.Errorf("the profile speaks %v", all)
	}
	for _, language := range further {
		if !p.Speaks(language) || p.DCS(language) != cbc.UCS2Language {
			t.Errorf("%s: %v, %x", language, p.Speaks(language), p.DCS(language))
		}
	}
	if p.Speaks("th") {
		t.Error("the profile speaks Thai")
	}
	if g := guidance(t, l, "tsunami", "warning", templates.Actual); !slices.Equal(g.Languages(), p.Tags()) {
		t.Errorf("unasked: %v", g.Languages())
	}
	g := guidance(t, l, "tsunami", "warning", templates.Actual, "ko", "vi", "ja")
	if !slices.Equal(g.Languages(), []string{"ko", "vi", "ja"}) {
		t.Errorf("asked: %v", g.Languages())
	}
}

func TestEveryDeadlyEntryAndWhatEndsItSpeaksAllLanguages(t *testing.T) {
	l := load(t)
	urgent := 0
	for e := range l.Entries() {
		spoken := 0
		for _, language := range further {
			if e.Texts[language] != nil {
				spoken++
				if e.ReviewOf(language) != "draft" {
					t.Errorf("%s in %s is %s", e.Name(), language, e.ReviewOf(language))
				}
			}
		}
		switch {
		case spoken != 0 && spoken != len(further):
			t.Errorf("%s has %d of %v", e.Name(), spoken, further)
		case e.Class == templates.Critical && spoken == 0:
			t.Errorf("%s is deadly and has none of %v", e.Name(), further)
		case e.Class == templates.Urgent && spoken > 0 && e.Hazard.ID != "any":
			urgent++
		}
		if spoken == 0 {
			continue
		}
		for _, name := range []string{e.AllClear, e.Correction, e.FalseAlarm} {
			if x, ok := l.Named(name); ok && x.Texts["ja"] == nil {
				t.Errorf("%s has Japanese and %s has none", e.Name(), name)
			}
		}
	}
	if urgent != 14 {
		t.Errorf("%d urgent entries, want 14", urgent)
	}
}

func TestNamesStandInFromAnotherLanguage(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		language  string
		place     map[string]string
		want, not string
	}{
		{"ja", map[string]string{"en": "Seoul and 2 more"}, "[韓国気象庁] 08:26 ソウル ほか2か所 洪水の状況終了", "more"},
		{"ja", map[string]string{"en": "nationwide"}, "全国 洪水", "nationwide"},
		{"ja", map[string]string{"en": "Gyeongju-si", "ja": "慶州市"}, "慶州市 洪水", "Gyeongju"},
		{"zh-hans", map[string]string{"en": "Gyeongju-si and 1 more"}, "Gyeongju-si及另外1处 洪水", "and"},
		{"zh-hans", map[string]string{"zh-hans": "Gyeongju-si and 1 more"}, "Gyeongju-si及另外1处 洪水", "and"},
		{"vi", map[string]string{"en": "Jeju and 10 more"}, "KMA: Hết nguy hiểm lũ sông, Jeju và 10 nơi khác 08:26.", "more"},
		{"vi", map[string]string{"en": "Sand and more"}, "lũ sông, Sand and more 08:26.", ""},
		{"en", map[string]string{"en": "Seoul and 2 more"}, "Seoul and 2 more", ""},
	} {
		s := templates.Situation{
			Hazard: "river_flood", Situation: "all_clear", Status: templates.Actual, Sender: kma, Time: morning,
			Place: c.place, Languages: []string{c.language},
		}
		g, err := l.Compose(s)
		if err != nil {
			t.Errorf("%v: %v", c.place, err)
			continue
		}
		short := g.Texts[1].Text
		if !strings.Contains(short, c.want) || c.not != "" && strings.Contains(short, c.not) {
			t.Errorf("%s %v: %s", c.language, c.place, short)
		}
	}
}

func TestHangulIsNotWrittenWhereItsReadersCannotReadIt(t *testing.T) {
	l := load(t)
	s := situations(t, l)["flood that names only a place"]
	s.Place = map[string]string{"ko": "형산강 하류", "ja": "형산강 하류"}
	s.Languages = []string{"ko", "ja"}
	g, err := l.Compose(s)
	if err != nil || len(g.Refused) != 1 || g.Refused[0].Language != "ja" || g.Refused[0].Params[0] != "area" {
		t.Errorf("%v, refused %v", err, g.Refused)
	}
}

func TestTimesOfAnotherDayAreWrittenAsEachLanguageDoes(t *testing.T) {
	l := load(t)
	tomorrow := morning.Add(10 * time.Hour).Add(24 * time.Hour).Format(time.RFC3339)
	for language, want := range map[string]string{
		"ko": "25일 18:26까지", "en": "until 25 Jul 18:26", "ja": "25日18:26まで", "zh-hans": "到25日18:26", "vi": "đến 18:26 ngày 25/7",
	} {
		e, _ := l.Entry("heavy_snow", "warning")
		s := l.Example(e)
		s.Languages = []string{language}
		for k, v := range params(t, l, "heavy_snow", map[string]any{"until": tomorrow}) {
			s.Params[k] = v
		}
		g, err := l.Compose(s)
		if err != nil || !strings.Contains(g.Texts[0].Text, want) {
			t.Errorf("%v: %q is not in %v", err, want, g.Texts[0].Text)
		}
	}
}
