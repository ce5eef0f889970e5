//go:build !race

package main

import (
	"encoding/json"
	"testing"
)

func TestFiguresAreMeasuredWithTheirFloors(t *testing.T) {
	out, said, code := simulate(t, "bench", "--events", "3", "--json")
	if code != exitOK {
		t.Fatalf("it exits %d: %s", code, said)
	}
	var f figures
	if err := json.Unmarshal([]byte(out), &f); err != nil {
		t.Fatal(err)
	}
	for _, r := range f.Roads {
		if r.Whole.P50 <= 0 || r.Floor.Fetch.P50 <= 0 || r.Floor.Commit.P50 <= 0 || r.Floor.Write.P50 <= 0 || r.Octets < 1000 {
			t.Errorf("%s has figures that cannot be: %+v", r.Name, r)
		}
		if r.Whole.P50 < r.ToFirst.P50 || r.Cells == 0 {
			t.Errorf("%s: the last link is sooner than the first, or there are no cells: %+v", r.Name, r)
		}
	}
	if len(f.Roads) != 3 || len(f.Admit) != 2 || len(f.Compose) != 3 || f.Ready.P50 <= 0 || f.Words.Texts < 600 || f.Words.Render.P50 <= 0 || f.Words.Rules.P50 <= 0 || f.Words.Load.P50 <= 0 {
		t.Errorf("figures are missing: %+v", f)
	}
}
