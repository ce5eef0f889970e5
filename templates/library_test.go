package templates_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/templates"

	"github.com/google/go-cmp/cmp"
)

func TestLibraryHoldsEverySituation(t *testing.T) {
	l := load(t)
	hazards, entries, classes := 0, 0, map[templates.Class]int{}
	for range l.Hazards() {
		hazards++
	}
	for e := range l.Entries() {
		entries++
		classes[e.Class]++
	}
	want := map[templates.Class]int{templates.Critical: 16, templates.Urgent: 33, templates.Info: 38, templates.Missing: 4}
	if hazards != 43 || entries != 91 || !cmp.Equal(classes, want) {
		t.Errorf("%d hazards, %d entries, %v; want 43, 91, %v", hazards, entries, classes, want)
	}
}

// statusesOf returns those in which an entry may be used.
func statusesOf(e *templates.Entry) []templates.Status {
	if len(e.Statuses) > 0 {
		return e.Statuses
	}
	return templates.Statuses()
}

func TestEveryEntryFitsTheBearersOfItsLanguagesInEveryStatus(t *testing.T) {
	l := load(t)
	p := l.Profile()
	fitted := 0
	for e := range l.Entries() {
		for _, status := range statusesOf(e) {
			s := l.Example(e)
			s.Status = status
			g, err := l.Compose(s)
			if err != nil || len(g.Refused) > 0 {
				t.Errorf("%s, %s: %v %v", e.Name(), status, err, g.Refused)
				continue
			}
			for _, bearer := range []string{"kr-60", "kr-90", "kr-157"} {
				for _, language := range p.Tags() {
					b, ok := p.Budget(bearer, language)
					if !ok && bearer == "kr-60" && language != "ko" {
						continue
					}
					if !ok {
						t.Fatalf("%s does not carry %s", bearer, language)
					}
					got, err := g.For(language, b)
					if err != nil {
						t.Errorf("%s, %s: %v", e.Name(), status, err)
					}
					if !b.Fits(got.Text) {
						t.Errorf("%s, %s: not within %s: %s", e.Name(), status, bearer, got.Text)
					}
					fitted++
				}
			}
		}
	}
	if want := (89*3 + 2) * 5; fitted != want {
		t.Errorf("%d texts were fitted, want %d", fitted, want)
	}
}

func TestTextsBeginWithTheirSender(t *testing.T) {
	l := load(t)
	for e := range l.Entries() {
		g, err := l.Compose(l.Example(e))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range g.Texts {
			want := map[string]string{"ko": "[행정안전부] ", "en": "MOIS: "}[x.Language]
			if len(e.Statuses) == 0 && !strings.HasPrefix(x.Text, want) {
				t.Errorf("%s %s %s: %s", e.Name(), x.Language, x.Form, x.Text)
			}
		}
	}
}

func TestDrillsAndTrialsSaySoInTheFirstTwentyCharacters(t *testing.T) {
	l := load(t)
	markers := map[templates.Status]map[string]string{
		templates.Exercise: {"ko": "[훈련]", "en": "EXERCISE"},
		templates.Test:     {"ko": "[시험]", "en": "TEST"},
	}
	for e := range l.Entries() {
		for _, status := range statusesOf(e) {
			s := l.Example(e)
			s.Status = status
			g, err := l.Compose(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range g.Texts {
				head := string([]rune(x.Text)[:20])
				for _, st := range []templates.Status{templates.Exercise, templates.Test} {
					if marked := strings.Contains(head, markers[st][x.Language]); marked != (st == status) {
						t.Errorf("%s, %s: marked %s: %v: %s", e.Name(), status, st, marked, x.Text)
					}
				}
				if status != templates.Actual && !strings.Contains(x.Text, map[string]string{"ko": "실제 상황 아님", "en": "not real"}[x.Language]) {
					t.Errorf("%s, %s does not say that it is not real: %s", e.Name(), status, x.Text)
				}
			}
		}
	}
}

func TestDrillTextsAreNotForRealEvents(t *testing.T) {
	l := load(t)
	e, _ := l.Entry("any", "exercise")
	for _, status := range []templates.Status{templates.Actual, templates.Test, 0} {
		s := l.Example(e)
		s.Status = status
		var wrong *templates.StatusError
		if _, err := l.Compose(s); !errors.As(err, &wrong) || wrong.Status != status {
			t.Errorf("status %s: %v", status, err)
		}
	}
}

func TestComposingIsDeterministic(t *testing.T) {
	a := load(t)
	b, err := templates.Load()
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash() != b.Hash() {
		t.Errorf("one library has two hashes: %s, %s", a.Hash(), b.Hash())
	}
	for e := range a.Entries() {
		x, errA := a.Compose(a.Example(e))
		y, errB := b.Compose(b.Example(e))
		if d := cmp.Diff(x, y); d != "" || errA != nil || errB != nil {
			t.Errorf("%s: %v %v %s", e.Name(), errA, errB, d)
		}
	}
}

func TestGuidanceSurvivesJSON(t *testing.T) {
	l := load(t)
	for name, s := range situations(t, l) {
		g, err := l.Compose(s)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		var back templates.Guidance
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(g, back); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestLanguageWithoutItsParametersIsRefusedAndTheOthersAreNot(t *testing.T) {
	l := load(t)
	s := situations(t, l)["flood that names only a place"]
	s.Place = map[string]string{"ko": "형산강 하류", "en": "형산강 하류"} // not writable in GSM 7-bit
	s.Languages = []string{"ko", "en", "th", "ko"}
	g, err := l.Compose(s)
	if err != nil {
		t.Fatal(err)
	}
	want := []templates.MissingParamError{{Entry: "river_flood/severe", Language: "en", Params: []string{"area"}}}
	if !cmp.Equal(g.Refused, want) || !cmp.Equal(g.Untranslated, []string{"th"}) || !cmp.Equal(g.Languages(), []string{"ko"}) {
		t.Errorf("refused %v, untranslated %v, languages %v", g.Refused, g.Untranslated, g.Languages())
	}
	long := 0
	for _, x := range g.Texts {
		if x.Form == templates.Long {
			long++
		}
	}
	if long != 1 {
		t.Errorf("a language named twice has %d long texts", long)
	}
	var missing *templates.MissingParamError
	if _, err := g.For("en", text.GSM7Full()); !errors.As(err, &missing) {
		t.Errorf("en: %v", err)
	}
	var unknown *templates.LanguageError
	if _, err := g.For("th", text.UCS2Full()); !errors.As(err, &unknown) {
		t.Errorf("th: %v", err)
	}

	s.Place = nil
	if _, err := l.Compose(s); !errors.As(err, &missing) || missing.Language != "ko" {
		t.Errorf("without a place: %v", err)
	}
}

func TestTextThatDoesNotFitIsRefusedByName(t *testing.T) {
	l := load(t)
	g, err := l.Compose(situations(t, l)["flood with all it can say"])
	if err != nil {
		t.Fatal(err)
	}
	shortest := g.Texts[0]
	for _, x := range g.Texts {
		if x.Language == "ko" && len(x.Text) < len(shortest.Text) {
			shortest = x
		}
	}
	var long *templates.TooLongError
	tiny := text.Budget{Name: "pager", Max: 30, DCS: cbc.UCS2}
	if _, err := g.For("ko", tiny); !errors.As(err, &long) {
		t.Fatal(err)
	}
	if need := utf8.RuneCountInString(shortest.Text); long.Needed != need || long.Language != "ko" || long.Budget.Name != "pager" {
		t.Errorf("%v; the shortest has %d", long, need)
	}
	var unencodable *text.UnencodableError
	if _, err := g.For("ko", text.GSM7Full()); !errors.As(err, &unencodable) {
		t.Errorf("Korean in GSM 7-bit: %v", err)
	}
}

// budget is the room of a bearer for Korean.
func budget(t *testing.T, l *templates.Library, bearer string) text.Budget {
	t.Helper()
	b, ok := l.Profile().Budget(bearer, "ko")
	if !ok {
		t.Fatalf("there is no bearer %s", bearer)
	}
	return b
}

func TestLongestFormThatFitsIsTaken(t *testing.T) {
	l := load(t)
	g, err := l.Compose(situations(t, l)["earthquake"])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		budget text.Budget
		form   string
		steps  []string
	}{
		{budget(t, l, "kr-157"), templates.Long, nil},
		{budget(t, l, "kr-90"), templates.Short, nil},
		{text.Budget{Name: "68", Max: 68, DCS: cbc.UCS2}, templates.Shrunk, []string{"shorten area", "shorten epicenter"}},
		{budget(t, l, "kr-60"), templates.Shrunk, []string{"shorten area", "shorten epicenter", "drop extra", "without place", "without epicenter"}},
	} {
		x, err := g.For("ko", c.budget)
		if err != nil || x.Form != c.form || !cmp.Equal(x.Steps, c.steps) {
			t.Errorf("%s: %s %v, %v; want %s %v", c.budget.Name, x.Form, x.Steps, err, c.form, c.steps)
		}
	}
}

func TestActionsKeepWholeValuesWhereOtherClausesAreShortened(t *testing.T) {
	l, err := templates.Load(templates.Shipped(), edited(t, "dry.yaml",
		`- action: "논밭·쓰레기 소각 금지, 입산 시 화기 금지."
          - extra: "연기를 보면 즉시 119 신고"`, `- action: "{area} 안에서 소각 금지"`))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := l.Entry("dry", "warning")
	s := l.Example(e)
	s.Languages, s.Place = []string{"ko"}, map[string]string{"ko": "경주시, 포항시"}
	g, err := l.Compose(s)
	if err != nil {
		t.Fatal(err)
	}
	want := []templates.Text{
		{Language: "ko", Form: templates.Short, Text: "[행정안전부] 08:26 경주시, 포항시 건조특보. 경주시, 포항시 안에서 소각 금지"},
		{Language: "ko", Form: templates.Shrunk, Text: "[행정안전부] 08:26 경주시 외 1곳 건조특보. 경주시, 포항시 안에서 소각 금지", Steps: []string{"shorten area"}},
		{Language: "ko", Form: templates.Essential, Text: "[행정안전부] 08:26 경주시, 포항시 건조특보. 소각·화기 금지", Params: []string{"area", "sender", "time"}},
		{Language: "ko", Form: templates.Essential, Text: "[행정안전부] 08:26 경주시 외 1곳 건조특보. 소각·화기 금지", Steps: []string{"shorten area"}},
	}
	if d := cmp.Diff(want, g.Texts[1:]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestRuleBehindOneForEverythingIsFoundOnce(t *testing.T) {
	rules := fstest.MapFS{"rules.yaml": {Data: []byte("rules:\n  - name: all\n    use: named\n  - name: more\n    when: situation == \"x\"\n    use: named\n")}}
	_, err := templates.Load(templates.Shipped(), rules)
	if want := "rules.yaml:4:5: rule more is never reached: all always matches"; err == nil || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
}

func TestSituationThatNoRuleChoosesIsFound(t *testing.T) {
	rules := fstest.MapFS{"rules.yaml": {Data: []byte("rules:\n  - name: calm\n    use: all_clear\n")}}
	_, err := templates.Load(templates.Shipped(), rules)
	if want := "no rule chooses dry/warning"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want %s", err, want)
	}
}

func TestAllMistakesAreFoundAtOnceWithTheirLines(t *testing.T) {
	want, err := os.ReadFile("testdata/broken/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, err = templates.Load(templates.Shipped(), os.DirFS("testdata/broken"))
	var wrong *templates.LoadError
	if !errors.As(err, &wrong) {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), wrong.Error()+"\n"); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// edited is the shipped file with one change.
func edited(t *testing.T, name, from, to string) fstest.MapFS {
	t.Helper()
	b, err := fs.ReadFile(templates.Shipped(), name)
	if err != nil {
		t.Fatal(err)
	}
	s := string(b)
	if !strings.Contains(s, from) {
		t.Fatalf("%s does not hold %q", name, from)
	}
	return fstest.MapFS{name: {Data: []byte(strings.Replace(s, from, to, 1))}}
}

func TestOneWrongWordIsFound(t *testing.T) {
	for _, c := range []struct{ name, file, from, to, want string }{
		{"a text over its limit", "dry.yaml", "연기를 보면 즉시 119 신고", strings.Repeat("연기를 보면 즉시 119 신고 ", 3) + "끝", "the limit is 90"},
		{"a character outside EUC-KR", "dry.yaml", "건조특보.", "건조특보🔥", "not all of it can be written in euc-kr"},
		{"a character outside GSM 7-bit", "dry.yaml", "Very dry weather", "Very dry — weather", "long: "},
		{"a required parameter that the short text lacks", "dry.yaml", "required: [sender, area, time]", "required: [sender, area, time, place]", "place is required but no text names it"},
		{"a short text without a required parameter", "dry.yaml", "- place: \"{area}\"\n          - hazard: \"건조특보.\"", "- hazard: \"건조특보.\"", "short does not say {area}, which is required"},
		{"an identifier that phones do not show", "profile.yaml", "message_id: 4372\n    twin: 4385\n    marker", "message_id: 4381\n    marker", "Korean phones do not show exercises"},
		{"the loudest identifier for a drill", "profile.yaml", "message_id: 4372\n    twin: 4385\n    marker", "message_id: 4370\n    marker", "never carries status exercise"},
		{"a twin of another identifier", "profile.yaml", "twin: 4384", "twin: 4385", "the twin of 4371 is 4384, not 4385"},
		{"a time zone that is none", "profile.yaml", "Asia/Seoul", "Asia/Atlantis", `"Asia/Atlantis" is not a time zone`},
		{"a word for a number", "params.yaml", "min: 0", "min: none", "want a number"},
		{"an example out of range", "params.yaml", `example: {ko: "5.8"`, `example: {ko: "58"`, "58 is not between 0 and 10"},
		{"an all-clear that is none", "dry.yaml", "any/all_clear", "any/evacuate", "allclear: the response of any/evacuate is evacuate"},
		{"a flag in a text", "dry.yaml", "- hazard: \"건조특보.\"", "- hazard: \"건조특보<{offshore}>.\"", "{offshore} is a flag, which only rules can look at"},
		{"a language whose names stand nowhere", "profile.yaml", "names: en", "names: fr", `names of ja: "fr" is not a language of the profile`},
		{"places without their number", "profile.yaml", "{first} ほか{n}か所", "{first} など", "more of ja"},
		{"an identifier for a severity that is none", "profile.yaml", "statuses:", "identifiers:\n  - {severity: [bad], message_id: 4371}\nstatuses:", `severity "bad" is not one of`},
		{"an identifier that phones do not show", "profile.yaml", "statuses:", "identifiers:\n  - {message_id: 4380}\nstatuses:", "identifiers[1]: profile KR refuses 4380"},
		{"no essential text", "dry.yaml", "        essential:", "        short:", "essential: say the least"},
		{"an essential text without what it requires", "dry.yaml", "- place: \"{area}\"\n          - hazard: \"건조특보.\"\n          - action: \"소각·화기", "- hazard: \"건조특보.\"\n          - action: \"소각·화기", "essential does not say {area}, which is required"},
		{"a text too long for the smallest bearer in a drill", "dry.yaml", "소각·화기 금지", "소각·화기 금지, 연기 보면 119 신고", "status exercise with example values: dry/warning in ko needs 67 characters; kr-60 has 60"},
		{"an anchor", "dry.yaml", "event: Dry weather", "event: &a Dry weather", "anchors, aliases and tags are not allowed"},
		{"a hazard in a file of another name", "dry.yaml", "hazard: dry", "hazard: wet", "hazard wet belongs in wet.yaml"},
		{"a hazard twice", "dry.yaml", "hazard: dry", "hazard: drought", "hazard drought is also in"},
		{"no document", "dry.yaml", "hazard: dry", "---\na: b\n---\nhazard: dry", "want one YAML document"},
	} {
		_, err := templates.Load(templates.Shipped(), edited(t, c.file, c.from, c.to))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), ".yaml:") {
			t.Errorf("%s: %v; want %q", c.name, err, c.want)
		}
	}
}

func TestFileOfTenMegabytesIsRefusedUnread(t *testing.T) {
	huge := fstest.MapFS{"dry.yaml": {Data: make([]byte, 10<<20)}}
	if _, err := templates.Load(templates.Shipped(), huge); err == nil || !strings.Contains(err.Error(), "dry.yaml: is too large") {
		t.Error(err)
	}
}

func TestLaterFilesTakeThePlaceOfShippedOnes(t *testing.T) {
	original := load(t)
	l, err := templates.Load(templates.Shipped(), edited(t, "dry.yaml", "논밭·쓰레기 소각 금지", "소각 금지"))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := original.Entry("dry", "warning")
	b, _ := l.Entry("dry", "warning")
	if a.Hash() == b.Hash() || original.Hash() == l.Hash() {
		t.Error("other words have the same hash")
	}
	g, err := l.Compose(l.Example(b))
	if err != nil || strings.Contains(g.Texts[1].Text, "논밭") {
		t.Errorf("%v: %+v", err, g.Texts)
	}
	if g.EntryHash != b.Hash() || g.LibraryVersion != l.Version() {
		t.Errorf("guidance has %s %s", g.EntryHash, g.LibraryVersion)
	}

	laidOut, err := templates.Load(templates.Shipped(), edited(t, "dry.yaml", "hazard: dry\n", "# a remark\nhazard: \"dry\"\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := laidOut.Entry("dry", "warning"); c.Hash() != a.Hash() {
		t.Error("a remark changes the hash of an entry")
	}
}

func BenchmarkCompose(b *testing.B) {
	l := load(b)
	for name, s := range situations(b, l) {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := l.Compose(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := templates.Load(); err != nil {
			b.Fatal(err)
		}
	}
}
