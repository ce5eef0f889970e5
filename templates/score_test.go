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
