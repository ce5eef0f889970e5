package templates

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write the tables of docs/templates.md")

const docsFile = "../docs/templates.md"

func readDocs(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// exampleOf returns the block of YAML in the docs that begins with a line.
func exampleOf(t *testing.T, docs, first string) string {
	t.Helper()
	_, rest, ok := strings.Cut(docs, "```yaml\n"+first)
	block, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatalf("the docs have no example that begins with %q", first)
	}
	return first + block
}

func TestExampleOfTheDocsLoadsIsCleanAndReadsAsPrinted(t *testing.T) {
	docs := readDocs(t)
	pack := fstest.MapFS{
		"jellyfish.yaml": {Data: []byte(exampleOf(t, docs, "hazard: jellyfish"))},
	}
	l, err := Load(Shipped(), pack)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(Lint(l), LintExamples(l)...) {
		if f.File == "jellyfish.yaml" && f.Rule != "L22" {
			t.Error(f)
		}
	}
	e, ok := l.Entry("jellyfish", "swarm")
	if !ok {
		t.Fatal("there is no entry")
	}
	g, err := l.Compose(l.Example(e))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ bearer, language string }{{"kr-157", "ko"}, {"kr-90", "ko"}, {"kr-60", "ko"}, {"kr-157", "en"}, {"kr-90", "en"}} {
		b, _ := l.Profile().Budget(x.bearer, x.language)
		text, err := g.For(x.language, b)
		if err != nil {
			t.Errorf("%s: %v", x.bearer, err)
		}
		if line := fmt.Sprintf("| `%s` | %s |", x.bearer, text.Text); !strings.Contains(docs, line) {
			t.Errorf("the docs lack %s", line)
		}
		if s := Score(text.Text, x.language); s.Points() != 5 {
			t.Errorf("%s in %s lacks %v: %s", x.bearer, x.language, s.Missing(), text.Text)
		}
	}
}

func TestWaiverOfTheDocsIsRead(t *testing.T) {
	w, err := LoadWaivers(waiverFS(exampleOf(t, readDocs(t), "waivers:")))
	if err != nil || len(w) != 1 || w[0].Entry != "jellyfish/swarm" {
		t.Errorf("%v, %v", w, err)
	}
}

func TestTablesOfTheDocsAreTrue(t *testing.T) {
	docs := readDocs(t)
	want := docs
	want = withTable(t, want, "rules", ruleTable())
	want = withTable(t, want, "scorecard", scoreTable(t, loadShipped(t)))
	if want == docs {
		return
	}
	if !*update {
		t.Fatalf("the tables of %s are out of date; go test ./templates -run Docs -update", docsFile)
	}
	if err := os.WriteFile(docsFile, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// withTable puts a table between its marks.
func withTable(t *testing.T, docs, name, table string) string {
	t.Helper()
	before, rest, ok := strings.Cut(docs, "<!-- "+name+" -->\n")
	_, after, closed := strings.Cut(rest, "<!-- /"+name+" -->\n")
	if !ok || !closed {
		t.Fatalf("the docs have no marks for %s", name)
	}
	return before + "<!-- " + name + " -->\n" + table + "<!-- /" + name + " -->\n" + after
}

func ruleTable() string {
	var b strings.Builder
	b.WriteString("| rule | | looks at | what must hold | what to do |\n|---|---|---|---|---|\n")
	for _, r := range LintRules() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.ID, r.Severity, r.Scope, r.Title, r.Hint)
	}
	return b.String()
}

// scoreTable counts how many texts of the library have each element.
func scoreTable(t *testing.T, l *Library) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| class | language | text | texts | source | hazard | place | time | action | all five |\n|---|---|---|---|---|---|---|---|---|---|\n")
	var lacking []string
	for _, c := range Classes() {
		for _, language := range []string{"ko", "en"} {
			for _, form := range []string{Long, Short, Essential} {
				row := scoreRow(t, l, c, language, form, &lacking)
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c, language, form, row)
			}
		}
	}
	b.WriteString("\nNot counted are entries for drills and trials, which have no danger to tell of.\n")
	if len(lacking) > 0 {
		slices.Sort(lacking)
		b.WriteString("\nWithout all five are:\n\n" + strings.Join(lacking, ""))
	}
	return b.String()
}

func scoreRow(t *testing.T, l *Library, c Class, language, form string, lacking *[]string) string {
	t.Helper()
	texts, all := 0, 0
	have := make([]int, 5)
	for e := range l.Entries() {
		if e.Class != c || len(e.Statuses) > 0 {
			continue
		}
		g, err := l.Compose(l.Example(e))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(g.Texts, func(x Text) bool { return x.Language == language && x.Form == form && len(x.Steps) == 0 })
		if i < 0 {
			continue
		}
		s := Score(g.Texts[i].Text, language)
		texts++
		for k, x := range s.Elements {
			if x.Found {
				have[k]++
			}
		}
		if s.Points() == 5 {
			all++
		} else {
			*lacking = append(*lacking, fmt.Sprintf("- %s, %s, %s: no %s\n", e.Name(), language, form, strings.Join(s.Missing(), ", ")))
		}
	}
	return fmt.Sprintf("%d | %d | %d | %d | %d | %d | %d", texts, have[0], have[1], have[2], have[3], have[4], all)
}
