package templates_test

import (
	"strings"
	"testing"

	"bongsu/templates"
)

func TestEveryEntryIsEndedCorrectedAndTakenBack(t *testing.T) {
	l := load(t)
	own := 0
	for e := range l.Entries() {
		for what, name := range map[string]string{"all-clear": e.AllClear, "correction": e.Correction, "false alarm": e.FalseAlarm} {
			x, ok := l.Named(name)
			if !ok {
				if what != "all-clear" || e.Response != "allclear" && e.Response != "none" {
					t.Errorf("%s has no %s", e.Name(), what)
				}
				continue
			}
			if x.Hazard == e.Hazard {
				own++
			}
			s := l.Example(e)
			s.Situation = x.Situation
			if e.Hazard.ID == "any" {
				s.Params["hazard"] = params(t, l, "any", map[string]any{"hazard": "wildfire"})["hazard"]
			}
			if m, err := l.Match(s); err != nil || m.Entry != x && x.Hazard.ID != "any" {
				t.Errorf("%s of %s: %v", what, e.Name(), err)
			}
			s.Place, s.Sender = map[string]string{"ko": "서울", "en": "Seoul"}, map[string]string{"ko": "기상청", "en": "KMA"}
			s.Status = templates.Actual
			g, err := l.ComposeEntry(s, templates.Match{Entry: x, Class: e.Class})
			if err != nil || len(g.Refused) > 0 {
				t.Errorf("%s of %s: %v %v", what, e.Name(), err, g.Refused)
			}
		}
	}
	if own < 20 {
		t.Errorf("only %d are of the hazard's own", own)
	}
}

func TestPairsOfAHazardComeBeforeThoseOfTheProfile(t *testing.T) {
	l, err := templates.Load(templates.Shipped(), edited(t, "drought.yaml", "event: Drought", "event: Drought\npairs: {correction: any/clear_withdrawn}"))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := l.Entry("drought", "restriction")
	if e.Correction != "any/clear_withdrawn" || e.FalseAlarm != "any/false_alarm" || e.AllClear != "any/all_clear" {
		t.Errorf("%s, %s, %s", e.Correction, e.FalseAlarm, e.AllClear)
	}
	before, _ := load(t).Entry("drought", "restriction")
	if e.Hash() == before.Hash() {
		t.Error("what follows an entry is no part of its hash")
	}
}

func TestMissingPairsAreFound(t *testing.T) {
	for _, c := range []struct{ file, from, to, want string }{
		{"profile.yaml", "  allclear: any/all_clear\n", "", "allclear: there is no entry named"},
		{"profile.yaml", "  correction: any/correction\n", "", "correction: there is no entry named"},
		{"profile.yaml", "any/false_alarm", "any/false", "false_alarm: there is no any/false"},
		{"profile.yaml", "any/false_alarm", "any/all_clear", "says that a danger is over"},
		{"dry.yaml", "allclear: any/all_clear", "allclear: missing_person/search", "missing_person/search needs {profile}, which dry/warning may not have"},
	} {
		_, err := templates.Load(templates.Shipped(), edited(t, c.file, c.from, c.to))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", c.to, err, c.want)
		}
	}
}
