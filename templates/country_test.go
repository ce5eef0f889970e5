package templates_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bongsu/cbc"
	"bongsu/templates"
)

// country loads the library of a country.
func country(t *testing.T, name string) *templates.Library {
	t.Helper()
	layers, ok := templates.ShippedFor(name)
	if !ok {
		t.Fatalf("no library for %s", name)
	}
	l, err := templates.Load(layers...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCountriesShareEntriesAndHaveTheirOwnIdentifiers(t *testing.T) {
	for _, c := range []struct {
		country, hazard, situation string
		status                     templates.Status
		id, twin                   cbc.MessageID
		languages                  []string
	}{
		{"kr", "tsunami", "warning", templates.Actual, 4370, 4383, []string{"ko", "en"}},
		{"eu", "tsunami", "warning", templates.Actual, 4370, 4383, []string{"en"}},
		{"eu", "tsunami", "advisory", templates.Actual, 4371, 4384, []string{"en"}},
		{"eu", "dry", "warning", templates.Actual, 4373, 4386, []string{"en"}},
		{"eu", "missing_person", "search", templates.Actual, 4379, 4392, []string{"en"}},
		{"eu", "tsunami", "warning", templates.Exercise, 4381, 4394, []string{"en"}},
		{"eu", "tsunami", "warning", templates.Test, 4380, 4393, []string{"en"}},
		{"us", "earthquake", "eew_m6", templates.Actual, 4371, 4384, []string{"en"}},
		{"us", "tsunami", "advisory", templates.Actual, 4378, 4391, []string{"en"}},
		{"us", "river_flood", "severe", templates.Actual, 4376, 4389, []string{"en"}},
		{"us", "any", "false_alarm", templates.Actual, 4396, 4397, []string{"en"}},
		{"us", "dry", "warning", templates.Actual, 4396, 4397, []string{"en"}},
		{"us", "earthquake", "eew_m6", templates.Exercise, 4381, 4394, []string{"en"}},
		{"jp", "earthquake", "eew_m6", templates.Actual, 4352, 0, []string{"ja", "en"}},
		{"jp", "tsunami", "warning", templates.Actual, 4353, 0, []string{"ja", "en"}},
		{"jp", "river_flood", "overflow", templates.Actual, 4356, 0, []string{"ja", "en"}},
		{"jp", "dry", "warning", templates.Exercise, 4355, 0, []string{"en"}},
		{"jp", "earthquake", "eew_m6", templates.Test, 4355, 0, []string{"ja", "en"}},
	} {
		l := country(t, c.country)
		g := guidance(t, l, c.hazard, c.situation, c.status)
		if g.MessageID != c.id || g.Twin != c.twin || !slices.Equal(g.Languages(), c.languages) {
			t.Errorf("%s %s/%s, %s: %d %d %v; want %d %d %v", c.country, c.hazard, c.situation, c.status, g.MessageID, g.Twin, g.Languages(), c.id, c.twin, c.languages)
		}
	}
}

func TestNumbersAreThoseOfTheCountry(t *testing.T) {
	for name, want := range map[string]string{"kr": "call 119.", "eu": "call 112.", "us": "call 911.", "jp": "call 119."} {
		g := guidance(t, country(t, name), "river_flood", "overflow", templates.Actual, "en")
		if long := g.Texts[0].Text; !strings.HasSuffix(long, want) {
			t.Errorf("%s: %q does not end %q", name, long, want)
		}
	}
	for name, want := range map[string]string{"kr": "Tell 112.", "eu": "Tell 112.", "us": "Tell 911.", "jp": "Tell 110."} {
		g := guidance(t, country(t, name), "terror", "attack", templates.Actual, "en")
		if short := g.Texts[1].Text; !strings.HasSuffix(short, want) {
			t.Errorf("%s: %q does not end %q", name, short, want)
		}
	}
}

func TestAlertThatPhonesWouldNotShowIsRefused(t *testing.T) {
	l := country(t, "us")
	s := templates.Situation{
		Hazard: "heat_wave", Situation: "extreme", Class: templates.Urgent, Status: templates.Actual, Sender: kma, Time: morning, Place: gyeongu,
	}
	if g, err := l.Compose(s); err != nil || g.MessageID != 4372 {
		t.Errorf("%d, %v", g.MessageID, err)
	}
	s.Situation = "advisory" // moderate: no imminent threat
	var unshown *templates.UnshownError
	if _, err := l.Compose(s); !errors.As(err, &unshown) || !strings.Contains(unshown.Why, "severity moderate") {
		t.Errorf("%v", err)
	}
}

// ids are identifiers as in a profile: single ones and ranges.
func ids(ranges ...[2]cbc.MessageID) map[cbc.MessageID]bool {
	all := map[cbc.MessageID]bool{}
	for _, r := range ranges {
		for id := r[0]; id <= r[1]; id++ {
			all[id] = true
		}
	}
	return all
}

// What phones show: TS 23.041 clause 9.4.1.2.2 and, for each country, what it
// takes of it. Everything else is refused with a reason, whatever its status.
func TestProfilesRefuseWhatTheirPhonesWouldNotShow(t *testing.T) {
	type shown struct{ actual, exercise map[cbc.MessageID]bool }
	for name, c := range map[string]shown{
		"kr": {
			ids([2]cbc.MessageID{4370, 4372}, [2]cbc.MessageID{4379, 4379}, [2]cbc.MessageID{4383, 4385}, [2]cbc.MessageID{4392, 4392}, [2]cbc.MessageID{40962, 45055}),
			ids([2]cbc.MessageID{4371, 4372}, [2]cbc.MessageID{4379, 4379}, [2]cbc.MessageID{4384, 4385}, [2]cbc.MessageID{4392, 4392}, [2]cbc.MessageID{40960, 45055}),
		},
		"eu": {
			ids([2]cbc.MessageID{4370, 4379}, [2]cbc.MessageID{4383, 4392}),
			ids([2]cbc.MessageID{4371, 4381}, [2]cbc.MessageID{4384, 4394}),
		},
		"us": {
			ids([2]cbc.MessageID{4371, 4379}, [2]cbc.MessageID{4384, 4392}, [2]cbc.MessageID{4396, 4399}),
			ids([2]cbc.MessageID{4379, 4381}, [2]cbc.MessageID{4392, 4394}, [2]cbc.MessageID{4398, 4399}),
		},
		"jp": {
			ids([2]cbc.MessageID{4352, 4353}, [2]cbc.MessageID{4356, 4356}),
			ids([2]cbc.MessageID{4355, 4355}),
		},
	} {
		p := country(t, name).Profile()
		for status, want := range map[templates.Status]map[cbc.MessageID]bool{templates.Actual: c.actual, templates.Exercise: c.exercise} {
			for id := range cbc.MessageID(0xFFFF) {
				err := p.Allows(id, status)
				var unshown *templates.UnshownError
				if (err == nil) != want[id] {
					t.Errorf("%s, %s, %d: %v", name, status, id, err)
				}
				if err != nil && (!errors.As(err, &unshown) || unshown.Why == "" || unshown.ID != id) {
					t.Errorf("%s, %s, %d gives no reason: %v", name, status, id, err)
				}
			}
		}
	}
}

func TestClassThatPhonesDoNotKnowIsRefused(t *testing.T) {
	l := country(t, "jp")
	for _, c := range []struct{ hazard, situation, want string }{
		{"dry", "warning", "profile JP refuses class info: the earthquake and tsunami warning system has no advice, only alarms"},
		{"missing_person", "search", "profile JP refuses class missing: the earthquake and tsunami warning system seeks no persons"},
	} {
		e, _ := l.Entry(c.hazard, c.situation)
		_, err := l.Compose(l.Example(e))
		var unshown *templates.UnshownError
		if !errors.As(err, &unshown) || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
		if held := l.Unshown()[e.Name()]; held == nil || held.Error() != c.want {
			t.Errorf("before approval it says %v", held)
		}
	}
}

func TestCountriesWarnInTheNamesOfTheirOwnAuthorities(t *testing.T) {
	for _, c := range []struct{ country, system, id, language, want string }{
		{"kr", "kma-eew", "", "ko", "기상청"},
		{"eu", "emsc", "", "en", "EMSC"},
		{"eu", "operator", "police", "en", "Police"},
		{"us", "nws", "", "en", "NWS"},
		{"us", "nws", "ntwc", "en", "NWS NTWC"},
		{"us", "usgs", "", "en", "USGS"},
		{"jp", "p2pquake", "", "ja", "気象庁"},
		{"jp", "jma", "", "en", "JMA"},
	} {
		name, ok := country(t, c.country).Sender(c.system, c.id)
		if !ok || name[c.language] != c.want {
			t.Errorf("%s %s/%s: %v", c.country, c.system, c.id, name)
		}
	}
	for _, name := range []string{"eu", "us", "jp"} {
		if who, ok := country(t, name).Sender("kma-eew", "kma"); ok {
			t.Errorf("%s warns in the name of %v", name, who)
		}
	}
}

func TestEveryEntryOfEveryCountryFitsItsBearers(t *testing.T) {
	for _, name := range templates.Countries() {
		l := country(t, name)
		if !strings.EqualFold(l.Profile().Country, name) {
			t.Errorf("%s is of %s", name, l.Profile().Country)
		}
		n := 0
		for e := range l.Entries() {
			for _, status := range statusesOf(e) {
				s := l.Example(e)
				s.Status = status
				g, err := l.Compose(s)
				if held := l.Unshown()[e.Name()]; held != nil && status == templates.Actual {
					var unshown *templates.UnshownError
					if !errors.As(err, &unshown) {
						t.Errorf("%s %s: %v; want %v", name, e.Name(), err, held)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s %s, %s: %v", name, e.Name(), status, err)
					continue
				}
				for bearer := range l.Profile().BearerNames() {
					for _, language := range g.Languages() {
						if b, ok := l.Profile().Budget(bearer, language); ok {
							if _, err := g.For(language, b); err != nil {
								t.Errorf("%s %s, %s: %v", name, e.Name(), status, err)
							}
							n++
						}
					}
				}
			}
		}
		if held, want := len(l.Unshown()), map[string]int{"us": 2, "jp": 40}[name]; held != want {
			t.Errorf("%s does not show %d: %v", name, held, l.Unshown())
		}
		if n < 250 {
			t.Errorf("%s: only %d texts", name, n)
		}
	}
}

func TestThereIsNoLibraryForOtherCountries(t *testing.T) {
	for _, name := range []string{"", "KR", "xx", "..", "kr/../eu"} {
		if _, ok := templates.ShippedFor(name); ok {
			t.Errorf("there is one for %q", name)
		}
	}
}
