package templates

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/cbc/text"

	"github.com/google/go-cmp/cmp"
)

func TestEveryRuleOfLintHasGoodAndBadFixtures(t *testing.T) {
	rules := LintRules()
	if len(rules) != 31 {
		t.Errorf("%d rules, want 31", len(rules))
	}
	for _, r := range rules {
		pattern := "testdata/lint/" + r.ID + ".json"
		want := 1
		if r.Scope == TemplateScope || r.Scope == SetScope {
			pattern, want = "testdata/lint/"+r.ID+".*.yaml", 2
		}
		if files, err := filepath.Glob(pattern); err != nil || len(files) != want {
			t.Errorf("%s has fixtures %v, %v", r.ID, files, err)
		}
		if r.Title == "" || r.Hint == "" {
			t.Errorf("%s has no title or hint", r.ID)
		}
	}
}

// fixtureLibrary is the shipped library with one hazard and those for any.
func fixtureLibrary(t *testing.T, hazard []byte) (*Library, []Mistake) {
	t.Helper()
	files := map[string][]byte{}
	if err := readAll(Shipped(), files); err != nil {
		t.Fatal(err)
	}
	keep := []string{profileFile, paramsFile, sendersFile, "any.yaml"}
	maps.DeleteFunc(files, func(name string, _ []byte) bool { return !slices.Contains(keep, name) })
	files[rulesFile] = []byte("rules:\n  - name: named\n    use: named\n")
	files["trial.yaml"] = hazard
	b := newBuilder()
	b.build(files)
	return b.Library, b.list
}

func TestRulesOfTemplatesFindTheirFixtureAndNothingElse(t *testing.T) {
	for _, r := range LintRules() {
		if r.Scope != TemplateScope && r.Scope != SetScope {
			continue
		}
		for _, kind := range []string{"good", "bad"} {
			name := "testdata/lint/" + r.ID + "." + kind + ".yaml"
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			l, mistakes := fixtureLibrary(t, data)
			if kind == "good" && len(mistakes) > 0 {
				t.Errorf("%s does not load: %v", name, mistakes)
			}
			var found []Finding
			for _, f := range Lint(l) {
				if f.File == "trial.yaml" {
					found = append(found, f)
				}
			}
			checkFindings(t, name, r, kind == "bad", found)
			for _, f := range found {
				if f.Line < 6 || f.Column < 1 {
					t.Errorf("%s: no place: %v", name, f)
				}
			}
		}
	}
}

// checkFindings checks that only the rule was found, or nothing.
func checkFindings(t *testing.T, name string, r LintRule, bad bool, found []Finding) {
	t.Helper()
	if bad && len(found) == 0 {
		t.Errorf("%s: nothing was found", name)
	}
	for _, f := range found {
		if !bad || f.Rule != r.ID {
			t.Errorf("%s: %v", name, f)
		}
		if f.Message == "" || f.Hint != r.Hint {
			t.Errorf("%s: no message or another hint: %v", name, f)
		}
	}
}

// A textCase is a rendered text in a fixture.
type textCase struct {
	Text, Language, Form, Entry string
	Class                       Class
	Status                      Status
	Sender, Place               string
	Budget                      struct {
		Name, Unit string
		Max        int
	}
	Inside, Outside []string
	Phones          []string
	Life            string
	Severity        Severity
}

// names are places inside and outside of a target.
type names struct{ inside, outside []string }

func (n names) Locate(name, _ string) (known, inside bool) {
	inside = slices.Contains(n.inside, name)
	return inside || slices.Contains(n.outside, name), inside
}

func (c *textCase) rendered(t *testing.T, l *Library) Rendered {
	t.Helper()
	r := Rendered{Text: c.Text, Language: c.Language, Form: c.Form, Class: c.Class, Status: c.Status, Sender: c.Sender, Place: c.Place, Phones: c.Phones}
	if c.Entry != "" {
		hazard, situation, _ := strings.Cut(c.Entry, "/")
		e, ok := l.Entry(hazard, situation)
		if !ok {
			t.Fatalf("there is no entry %s", c.Entry)
		}
		r.Entry = e
	}
	if len(c.Inside)+len(c.Outside) > 0 {
		r.Targets = names{c.Inside, c.Outside}
	}
	if c.Budget.Max > 0 {
		r.Budget = text.Budget{Name: c.Budget.Name, Unit: units[c.Budget.Unit], Max: c.Budget.Max, DCS: cbc.UCS2}
		if c.Language == "en" {
			r.Budget.DCS = cbc.GSM7
		}
	}
	if c.Life != "" {
		var err error
		if r.Life, err = time.ParseDuration(c.Life); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func readCases(t *testing.T, rule string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/lint/" + rule + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
}

func TestRulesOfRenderedTextsFindTheirFixtureAndNothingElse(t *testing.T) {
	l := loadShipped(t)
	for _, r := range LintRules() {
		if r.Scope != RenderedScope {
			continue
		}
		var cases struct{ Good, Bad []textCase }
		readCases(t, r.ID, &cases)
		if len(cases.Good) == 0 || len(cases.Bad) == 0 {
			t.Errorf("%s has %d good and %d bad texts", r.ID, len(cases.Good), len(cases.Bad))
		}
		for _, c := range cases.Good {
			checkFindings(t, r.ID+" good: "+c.Text, r, false, l.LintText(c.rendered(t, l)))
		}
		for _, c := range cases.Bad {
			found := l.LintText(c.rendered(t, l))
			checkFindings(t, r.ID+" bad: "+c.Text, r, true, found)
			want := r.Severity
			if c.Severity != "" {
				want = c.Severity
			}
			if len(found) > 0 && found[0].Severity != want {
				t.Errorf("%s bad: severity %s, want %s: %s", r.ID, found[0].Severity, want, c.Text)
			}
		}
	}
}

func loadShipped(t testing.TB) *Library {
	t.Helper()
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A sendCase is a sending in a fixture; clocks are of one day in Seoul.
type sendCase struct {
	Purpose        string
	Hazard         string
	Class          Class
	Text, Language string
	Area           areaCase
	At             string
	Cites, Recent  []sentCase
	People         int
	MostPeople     int `json:"most_people"`
}

type areaCase struct{ Regions []cbc.Region }

type sentCase struct {
	ID, Hazard     string
	Class          Class
	Text, Language string
	Area           areaCase
	Ago            string
}

var purposes = map[string]Purpose{"warns": Warns, "ends": Ends, "corrects": Corrects, "takes back": TakesBack}

func (c *sendCase) sending(t *testing.T, l *Library) Sending {
	t.Helper()
	clock, err := time.Parse("15:04", c.At)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 7, 24, clock.Hour(), clock.Minute(), 0, 0, l.Profile().Zone())
	s := Sending{Purpose: purposes[c.Purpose], Hazard: c.Hazard, Class: c.Class, Status: Actual, Text: c.Text, Language: c.Language,
		Area: cbc.Area{Regions: c.Area.Regions}, At: at.UTC(), People: c.People, MostPeople: c.MostPeople}
	for _, x := range c.Cites {
		s.Cites = append(s.Cites, x.sent(t, at))
	}
	for _, x := range c.Recent {
		s.Recent = append(s.Recent, x.sent(t, at))
	}
	return s
}

func (c *sentCase) sent(t *testing.T, now time.Time) Sent {
	t.Helper()
	ago, err := time.ParseDuration(c.Ago)
	if err != nil {
		t.Fatal(err)
	}
	return Sent{ID: c.ID, Hazard: c.Hazard, Class: c.Class, Text: c.Text, Language: c.Language, Area: cbc.Area{Regions: c.Area.Regions}, At: now.Add(-ago)}
}

func TestRulesOfSendingFindTheirFixtureAndNothingElse(t *testing.T) {
	l := loadShipped(t)
	regions, err := area.LoadRegions()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range LintRules() {
		if r.Scope != SendScope {
			continue
		}
		var cases struct{ Good, Bad []sendCase }
		readCases(t, r.ID, &cases)
		for i, c := range cases.Good {
			checkFindings(t, r.ID+" good "+string(rune('1'+i)), r, false, l.LintSending(c.sending(t, l), ByRegion(regions)))
		}
		for i, c := range cases.Bad {
			checkFindings(t, r.ID+" bad "+string(rune('1'+i)), r, true, l.LintSending(c.sending(t, l), ByRegion(regions)))
		}
	}
}

func TestFindingsSurviveJSONAndSayWhere(t *testing.T) {
	l := loadShipped(t)
	found := l.LintText(Rendered{Text: "[기상청] 금일 14:20 경주시 산사태. 높은 곳으로 대피하세요", Language: "ko", Class: Urgent, Status: Actual})
	if len(found) != 1 || found[0].Piece == nil || *found[0].Piece != (Evidence{6, 2, "금일"}) {
		t.Fatalf("found %v", found)
	}
	if got, want := found[0].String(), "W L40 ko 6+2: 금일 is office language; say 오늘과 날짜"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	b, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	var back []Finding
	if err := json.Unmarshal(b, &back); err != nil || !cmp.Equal(found, back) {
		t.Errorf("%v: %s", err, b)
	}
}
