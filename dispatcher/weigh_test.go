package dispatcher

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/zap"

	"bongsu/cbc/area"
	"bongsu/templates"
)

// sender returns a dispatcher with the shipped library that sends nothing, and
// what it remembers.
func sender(t testing.TB, m *memory) *Dispatcher {
	t.Helper()
	c := *composer(t)
	c.Links = slices.Clone(c.Links)
	for i := range c.Links {
		c.Links[i].Window, c.Links[i].Carry = 1, &peer{}
	}
	c.Lanes = map[string]Lane{"all": {Name: "all", Plane: Live, Classes: templates.Classes()}}
	c.Policy = Policy{}
	d, err := New(Config{Ledger: m, Reader: shelf{m}, Composer: &c, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fire is a wildfire of now under a name, where and in which situation it is.
func fire(ref, situation string, area map[string]any) report {
	now := time.Now()
	return report{"schema": 1, "id": "id-" + ref, "source": map[string]any{"id": "forest", "system": "operator", "ref": ref}, "status": "actual", "msg_type": "alert",
		"hazard": "wildfire", "situation": situation, "sent": now.Format(time.RFC3339Nano), "expires": now.Add(time.Hour).Format(time.RFC3339Nano), "area": area, "params": map[string]any{}}
}

func ofCodes(all ...string) map[string]any { return map[string]any{"geocodes": all} }

func circle(km float64) map[string]any {
	return map[string]any{"name": "토함산 일대", "circles": []any{map[string]any{"lat": 35.85, "lon": 129.22, "radius_km": km}}}
}

func cites(ref string) report {
	return report{"references": []any{map[string]any{"id": ref, "sent": time.Now().Add(-time.Minute).Format(time.RFC3339)}}}
}

func take(t *testing.T, d *Dispatcher, r report) Admission {
	t.Helper()
	a, err := d.Take(t.Context(), Record{Value: marshal(t, r), Lane: "all"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnEndReachesAllWhomTheAlertReached(t *testing.T) {
	for _, c := range []struct {
		name    string
		alert   map[string]any
		end     report
		refused string
	}{
		{"the same area", ofCodes("4713000000"), fire("end", "all_clear", ofCodes("4713000000")).with(cites("id-f")), ""},
		{"a larger one", ofCodes("4713000000"), fire("end", "all_clear", ofCodes("4713000000", "3114000000")).with(cites("f")), ""},
		{"another revision of the same report", ofCodes("4713000000"), fire("f", "all_clear", ofCodes("4713000000")).with(report{
			"source": map[string]any{"id": "forest", "system": "operator", "ref": "f", "rev": 1}, "msg_type": "update"}).with(cites("f")), ""},
		{"a part of it", ofCodes("4713000000", "3114000000"), fire("end", "all_clear", ofCodes("4713000000")).with(cites("id-f")), "does not reach all"},
		{"another city", ofCodes("4713000000"), fire("end", "all_clear", ofCodes("3114000000")).with(cites("id-f")), "does not reach all"},
		{"nothing cited", ofCodes("4713000000"), fire("end", "all_clear", ofCodes("4713000000")), "cites no alert"},
		{"something that was never sent", ofCodes("4713000000"), fire("end", "all_clear", ofCodes("4713000000")).with(cites("other")), "cites no alert"},
		{"a circle in a wider one", circle(20), fire("end", "all_clear", circle(25)).with(cites("id-f")), ""},
		{"a circle that is smaller", circle(60), fire("end", "all_clear", circle(15)).with(cites("id-f")), "does not reach all"},
	} {
		d := sender(t, newMemory())
		if a := take(t, d, fire("f", "spreading", c.alert)); a.Result != Admitted || a.Alert.State != Owed {
			t.Fatalf("%s: %+v", c.name, a)
		}
		a := take(t, d, c.end)
		refused := slices.ContainsFunc(a.Problems, func(p Problem) bool {
			return p.Code == "lint-L21" && p.Path == "references" && strings.Contains(p.Message, c.refused)
		})
		if c.refused == "" && a.Result != Admitted || c.refused != "" && !refused {
			t.Errorf("%s: %s %v", c.name, a.Result, a.Problems)
		}
	}
}

func TestTheSameTwiceIsNotedAndAdviceWaits(t *testing.T) {
	d := sender(t, newMemory())
	asked := func(a Admission) bool {
		return a.Alert != nil && slices.ContainsFunc(a.Alert.Notes, func(n string) bool { return strings.HasPrefix(n, "L23 is 100 % the same as ") })
	}
	if a := take(t, d, fire("one", "spreading", ofCodes("4713000000"))); asked(a) {
		t.Errorf("the first: %q", a.Alert.Notes)
	}
	if a := take(t, d, fire("three", "spreading", ofCodes("4713000000")).with(cites("id-one")).with(report{"msg_type": "update"})); asked(a) {
		t.Errorf("an update: %q", a.Alert.Notes)
	}
	if a := take(t, d, fire("two", "spreading", ofCodes("4713000000"))); !asked(a) || a.Alert.State != Owed {
		t.Errorf("the second is %s: %q", a.Alert.State, a.Alert.Notes)
	}
	if a := take(t, d, fire("four", "spreading", ofCodes("3114000000"))); asked(a) {
		t.Errorf("another city: %q", a.Alert.Notes)
	}
	if a := take(t, d, fire("five", "spreading", ofCodes("4713000000")).with(report{"class": "info"})); !asked(a) || a.Alert.State != Waiting || !strings.HasPrefix(a.Alert.Why, "L2") {
		t.Errorf("advice is %s: %s", a.Alert.State, a.Alert.Why)
	}
}

func TestAdviceToTheWholeCountryIsAskedAbout(t *testing.T) {
	for _, c := range []struct {
		name  string
		class string
		area  map[string]any
		asked bool
	}{
		{"advice to the country", "info", map[string]any{"country": true}, true},
		{"advice to a city", "info", ofCodes("4713000000"), false},
		{"a warning to the country", "urgent", map[string]any{"country": true}, false},
	} {
		d := sender(t, newMemory())
		people, err := area.LoadPopulation(d.composer.Load().Regions)
		if err != nil {
			t.Fatal(err)
		}
		counting := *d.composer.Load()
		counting.People = people
		d.composer.Store(&counting)
		a := take(t, d, fire("one", "spreading", c.area).with(report{"class": c.class}))
		if a.Alert == nil {
			t.Fatalf("%s: %v", c.name, a.Problems)
		}
		asked := slices.ContainsFunc(a.Alert.Notes, func(n string) bool { return strings.HasPrefix(n, "L25 reaches ") })
		if asked != c.asked || asked && a.Alert.State != Waiting {
			t.Errorf("%s is %s: %q", c.name, a.Alert.State, a.Alert.Notes)
		}
	}
}

func TestWhatWasSentBeforeTheStartCounts(t *testing.T) {
	m := newMemory()
	take(t, sender(t, m), fire("f", "spreading", ofCodes("4713000000")))
	if a := take(t, sender(t, m), fire("end", "all_clear", ofCodes("4713000000")).with(cites("f"))); a.Result != Admitted {
		t.Errorf("%s %v", a.Result, a.Problems)
	}
}

// Every alert is composed with one library from beginning to end, whichever that
// is while they are exchanged.
func TestAReloadNeverMixesTwoLibraries(t *testing.T) {
	d := sender(t, newMemory())
	old := d.Composer()
	profile := strings.Replace(shippedFile(t, "profile.yaml"), `version: "2026.2"`, `version: "other"`, 1)
	fires := strings.ReplaceAll(shippedFile(t, "wildfire.yaml"), "산불 확산", "산불이 번짐")
	lib, err := templates.Load(templates.Shipped(), fstest.MapFS{"profile.yaml": {Data: []byte(profile)}, "wildfire.yaml": {Data: []byte(fires)}})
	if err != nil {
		t.Fatal(err)
	}
	fresh := *old
	fresh.Library = lib
	entry := func(c *Composer) string {
		e, _ := c.Library.Entry("wildfire", "spreading")
		return e.Hash()
	}
	if entry(old) == entry(&fresh) || lib.Version() != "other" {
		t.Fatal("the libraries are the same")
	}
	hash := map[string]string{old.Library.Version(): entry(old), "other": entry(&fresh)}
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := range 25 {
				a, err := d.Take(t.Context(), Record{Value: marshal(t, fire(fmt.Sprint(g, "-", i), "spreading", ofCodes("4713000000"))), Lane: "all"})
				if err != nil || a.Alert == nil {
					t.Errorf("%v %v", err, a.Problems)
					return
				}
				if a.Alert.Entry != hash[a.Alert.Library] || strings.Contains(a.Alert.spoken(), "번짐") != (a.Alert.Library == "other") {
					t.Errorf("library %s, entry %s: %s", a.Alert.Library, a.Alert.Entry, a.Alert.spoken())
				}
			}
		})
	}
	all.Go(func() {
		for i := range 200 {
			if err := d.Recompose([]*Composer{&fresh, old}[i%2]); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	strange := *old
	strange.Links = strange.Links[1:]
	if err := d.Recompose(&strange); err == nil {
		t.Error("a composer with other links was taken")
	}
}

func shippedFile(t *testing.T, name string) string {
	t.Helper()
	b := make([]byte, 1<<20)
	f, err := templates.Shipped().Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for {
		k, err := f.Read(b[n:])
		if n += k; err != nil {
			return string(b[:n])
		}
	}
}
