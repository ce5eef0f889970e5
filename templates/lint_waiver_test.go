package templates

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func waiverFS(s string) fs.FS {
	return fstest.MapFS{waiversFile: {Data: []byte(s)}}
}

const oneWaiver = `waivers:
  - rule: L42
    entry: any/evacuate
    language: ko
    reason: the sentence is an order of the ministry
    expires: "2026-12-31"
`

func TestWaiverBearsWithItsFindingUntilItsLastDayIsOver(t *testing.T) {
	w, err := LoadWaivers(waiverFS(oneWaiver))
	if err != nil || len(w) != 1 {
		t.Fatalf("%v, %v", w, err)
	}
	found := []Finding{
		{Rule: "L42", Severity: Ask, Entry: "any/evacuate", Language: "ko"},
		{Rule: "L42", Severity: Ask, Entry: "any/evacuate", Language: "en"},
		{Rule: "L42", Severity: Ask, Entry: "any/all_clear", Language: "ko"},
		{Rule: "L40", Severity: Ask, Entry: "any/evacuate", Language: "ko"},
	}
	zone := time.FixedZone("KST", 9*3600)
	if left := w.Apply(found, time.Date(2026, 12, 31, 23, 59, 59, 0, zone)); len(left) != 3 || Refuses(left) {
		t.Errorf("on the last day %v", left)
	}
	left := w.Apply(found, time.Date(2027, 1, 1, 0, 0, 0, 0, zone))
	if len(left) != 5 || !Refuses(left) {
		t.Fatalf("after the last day %v", left)
	}
	if f := left[4]; f.File != waiversFile || f.Line != 2 || f.Rule != "L42" || f.Severity != Refuse || !strings.Contains(f.Message, "2026-12-31") {
		t.Errorf("the expired waiver gives %+v", f)
	}
}

func TestWaiversThatCannotBeAreRefusedWithTheirPlace(t *testing.T) {
	for _, x := range []struct{ name, file, want string }{
		{"a rule that is never waived", strings.Replace(oneWaiver, "L42", "L20", 1), "waivers.yaml:2:5: rule: L20 cannot be waived"},
		{"the first such rule", strings.Replace(oneWaiver, "L42", "L01", 1), "waivers.yaml:2:5: rule: L01 cannot be waived"},
		{"no such rule", strings.Replace(oneWaiver, "L42", "L99", 1), `waivers.yaml:2:5: rule: there is no rule "L99"`},
		{"no reason", strings.Replace(oneWaiver, "the sentence is an order of the ministry", `""`, 1), "waivers.yaml:2:5: reason: say why"},
		{"a day that is none", strings.Replace(oneWaiver, "2026-12-31", "2026-02-30", 1), `waivers.yaml:2:5: expires: "2026-02-30" is not a day such as 2026-12-31`},
		{"an unknown key", oneWaiver + "    who: me\n", "waivers.yaml:7:5: waivers[1].who is not a known key"},
	} {
		_, err := LoadWaivers(waiverFS(x.file))
		var wrong *LoadError
		if !errors.As(err, &wrong) || wrong.Error() != x.want {
			t.Errorf("%s: %v, want %s", x.name, err, x.want)
		}
	}
}

func TestLibrariesWithoutWaiversHaveNone(t *testing.T) {
	if w, err := LoadWaivers(fstest.MapFS{}, Shipped()); err != nil || len(w) != 0 {
		t.Errorf("%v, %v", w, err)
	}
}
