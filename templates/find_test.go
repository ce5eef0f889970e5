package templates_test

import (
	"testing"

	"bongsu/templates"
)

func TestHazardsAreFoundByWhatPeopleCallThem(t *testing.T) {
	l, err := templates.Load(templates.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		ok         bool
	}{
		{"river_flood", "river_flood", true},
		{"River Flood", "river_flood", true},
		{"홍수", "river_flood", true},
		{"지진", "earthquake", true},
		{"EQW", "earthquake", true},
		{" tsunami ", "tsunami", true},
		{"LAE", "", false}, // landslide, collapse and others
		{"", "", false},
		{"zombies", "", false},
	} {
		if id, ok := l.FindHazard(c.name); ok != c.ok || ok && id != c.want {
			t.Errorf("%q is %q, %v; want %q, %v", c.name, id, ok, c.want, c.ok)
		}
	}
}
