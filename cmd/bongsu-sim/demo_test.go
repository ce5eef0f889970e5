package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func demoSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open("../../docs/demo.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("demo.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("demo.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheDemonstrationIsRightAndLeavesNothing(t *testing.T) {
	before := len(leftovers(t))
	out, said, code := simulate(t, "demo", "--once", "--json")
	if code != exitOK {
		t.Fatalf("it exits %d: %s", code, said)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
	if err != nil {
		t.Fatalf("standard output is not JSON alone: %v", err)
	}
	if err := demoSchema(t).Validate(doc); err != nil {
		t.Error(err)
	}
	var r result
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if !r.OK || len(r.Mistakes) > 0 {
		t.Errorf("it exits 0 with mistakes %q", r.Mistakes)
	}
	if n := len(leftovers(t)); n > before {
		t.Errorf("%d working directories are left", n-before)
	}
}

func TestTheSchemaRefusesWhatIsNotAResult(t *testing.T) {
	s := demoSchema(t)
	for _, text := range []string{`{}`, `[]`, `{"ok": true, "mistakes": [], "took_ms": 1, "world": {}, "product": {}, "steps": []}`} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(doc) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
}

func TestPlainOutputHasNoTerminalCodes(t *testing.T) {
	out, _, code := simulate(t, "demo", "--once")
	if code != exitOK || strings.Contains(out, "\x1b") || !strings.Contains(out, "all is right") {
		t.Errorf("it exits %d and prints %.2000q", code, out)
	}
}

func TestKillsLoseNothing(t *testing.T) {
	out, said, code := simulate(t, "chaos", "--kills", "5", "--json")
	if code != exitOK {
		t.Fatalf("it exits %d: %s", code, said)
	}
	var s chaosSummary
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatal(err)
	}
	for _, m := range allMoments() {
		if s.Moments[m] != 1 {
			t.Errorf("bongsu was killed %d times when %s", s.Moments[m], m)
		}
	}
}

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
	if len(f.Roads) != 3 || len(f.Admit) != 2 || len(f.Compose) != 3 || f.Ready.P50 <= 0 {
		t.Errorf("figures are missing: %+v", f)
	}
}
