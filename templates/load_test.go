package templates_test

import (
	"testing"
	"testing/fstest"

	"bongsu/templates"
)

func TestLibraryWithWaiversLoads(t *testing.T) {
	pack := fstest.MapFS{"waivers.yaml": {Data: []byte(`waivers:
  - {rule: L42, entry: fire/building, reason: "an order", expires: "2030-12-31"}
`)}}
	l, err := templates.Load(templates.Shipped(), pack)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := l.Hazard("waivers"); ok || l.Hash() == load(t).Hash() {
		t.Error("waivers are a hazard, or count for nothing")
	}
}

func TestExampleIsInThePlaceOfTheEntry(t *testing.T) {
	l := load(t)
	for _, c := range []struct{ hazard, situation, want string }{
		{"earthquake", "eew_m6", "전국"},
		{"earthquake", "strong_local", "경북 포항시 북구"},
	} {
		e, _ := l.Entry(c.hazard, c.situation)
		if got := l.Example(e).Place["ko"]; got != c.want {
			t.Errorf("%s: %q, want %q", e.Name(), got, c.want)
		}
	}
}

// Findings that stop a library from being used stop the one that is shipped.
func TestShippedLibrariesHaveNoErrors(t *testing.T) {
	for _, country := range templates.Countries() {
		layers, _ := templates.ShippedFor(country)
		l, err := templates.Load(layers...)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range append(templates.Lint(l), templates.LintExamples(l)...) {
			if f.Severity == templates.Refuse {
				t.Errorf("%s: %v", country, f)
			}
		}
	}
}
