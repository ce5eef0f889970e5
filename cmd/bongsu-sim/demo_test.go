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
	dir := t.TempDir()
	if _, err := programs(); err != nil { // before others' temporary files go to dir
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", dir)
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
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left: %v", left, err)
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
