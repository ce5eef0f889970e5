package templates

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A gap is a text and the one element that it lacks.
type gap struct{ language, lacks, text string }

func readGaps(t *testing.T, file string) []gap {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []gap
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		language, rest, _ := strings.Cut(line, " ")
		lacks, text, ok := strings.Cut(rest, " ")
		if !ok {
			t.Fatalf("%s: %q is not language, gap and text", file, line)
		}
		all = append(all, gap{language, lacks, text})
	}
	return all
}

func TestScoreFindsTheOneElementThatATextLacks(t *testing.T) {
	count := map[string]int{}
	for _, g := range readGaps(t, "testdata/lint/gaps.txt") {
		var want []string
		if g.lacks != "none" {
			want = []string{g.lacks}
		}
		count[g.lacks]++
		if s := Score(g.text, g.language); !slices.Equal(s.Missing(), want) {
			t.Errorf("lacks %v, want %v: %s\n%s", s.Missing(), want, g.text, evidenceOf(s))
		}
	}
	for _, name := range []string{"source", "hazard", "place", "time", "action"} {
		if count[name] < 40 {
			t.Errorf("only %d texts lack %s", count[name], name)
		}
	}
}

// Each set was written before the scorer was changed for it. When they were new, 96
// of the first 121 texts were read without a mistake, 36 of the second 60 and 49
// of the third 60; the gap itself was found in 107 of 110, 59 of 60 and 49 of 50,
// in the others something else was missed besides. What is read wrong now stays so until somebody finds the general
// rule: Kilauea, and a heat that only its degrees tell.
func TestScoreReadsTextsThatItWasNotWrittenFor(t *testing.T) {
	for name, least := range map[string]struct{ right, found int }{"first": {121, 110}, "second": {59, 60}, "third": {59, 50}} {
		right, found, gaps := 0, 0, 0
		all := readGaps(t, "testdata/score/"+name+".txt")
		for _, g := range all {
			var want []string
			if g.lacks != "none" {
				want = []string{g.lacks}
				gaps++
			}
			s := Score(g.text, g.language)
			missing := s.Missing()
			if slices.Contains(missing, g.lacks) {
				found++
			}
			if slices.Equal(missing, want) {
				right++
				continue
			}
			t.Logf("lacks %v, want %v: %s\n%s", missing, want, g.text, evidenceOf(s))
		}
		t.Logf("%s: %d of %d texts read without a mistake, %d of %d gaps found", name, right, len(all), found, gaps)
		if right < least.right || found < least.found {
			t.Errorf("%s: %d of %d texts read without a mistake, want %d; %d of %d gaps found, want %d", name, right, len(all), least.right, found, gaps, least.found)
		}
	}
}

func evidenceOf(s Scorecard) string {
	var b strings.Builder
	for _, e := range s.Elements {
		b.WriteString("  " + e.Name + ":")
		for _, x := range e.Evidence {
			b.WriteString(" «" + x.Text + "»")
		}
		for _, x := range e.Weak {
			b.WriteString(" (" + x.Text + ")")
		}
	}
	return b.String()
}
