package cap

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is generated into docs/cap.md")

const document = "../../docs/cap.md"

// TestTheDocumentListsEveryRule keeps the lists of docs/cap.md true: they are
// made of the rules, of the files of testdata that break them, and of the
// profiles. With -update it writes them.
func TestTheDocumentListsEveryRule(t *testing.T) {
	b, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	for _, part := range []struct{ name, text string }{
		{"rules", listRules(t)}, {"deviations", listDeviations()}, {"profiles", listProfiles(t)},
	} {
		begin, end := "<!-- "+part.name+" -->\n", "<!-- end of "+part.name+" -->"
		before, rest, ok := strings.Cut(doc, begin)
		old, after, also := strings.Cut(rest, end)
		if !ok || !also {
			t.Fatalf("docs/cap.md has no place for %s", part.name)
		}
		if old != part.text && !*update {
			t.Errorf("docs/cap.md is not what the code says of %s; go test ./cbc/cap -run Document -update writes it", part.name)
		}
		doc = before + begin + part.text + end + after
	}
	if *update {
		if err := os.WriteFile(document, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// listRules returns a table of the rules, each with an example of what breaks
// it and what is said then.
func listRules(t *testing.T) string {
	examples := map[string]string{}
	for _, dir := range []string{"broken", "noted"} {
		for _, x := range expectations(t, dir) {
			if _, ok := examples[x.rule]; !ok {
				examples[x.rule] = exampleOf(t, x)
			}
		}
	}
	var s strings.Builder
	s.WriteString("| id | | rule | example and what is said of it |\n|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&s, "| %s | %s | %s %s | %s |\n", r.ID, r.Severity, r.English, r.Korean, examples[r.ID])
	}
	return s.String()
}

// maxExample is how much of a document an example shows, characters.
const maxExample = 70

// exampleOf shows where a document breaks a rule.
func exampleOf(t *testing.T, x expectation) string {
	doc := file(t, x.file)
	a, err := Policy{Service: Box{8, 68, 37, 97}}.Parse(doc)
	var p Problem
	if bad := (*InvalidError)(nil); errors.As(err, &bad) {
		p = bad.Problems[0]
	} else {
		p = a.Notes[0]
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(doc[min(p.Offset, len(doc)):])), "\n")
	short := []rune(strings.ToValidUTF8(line, "�"))
	if len(short) > maxExample {
		short = append(short[:maxExample-1], '…')
	}
	line = strings.ReplaceAll(strings.Map(func(r rune) rune {
		if r < ' ' {
			return '�'
		}
		return r
	}, string(short)), "|", "\\|")
	if line == "" {
		return fmt.Sprintf("%s: %s", p.XPath, p.Message)
	}
	return fmt.Sprintf("`%s` %s: %s", line, p.XPath, p.Message)
}

func listDeviations() string {
	var s strings.Builder
	for _, d := range Deviations() {
		fmt.Fprintf(&s, "- `%s`\n", d)
	}
	return s.String()
}

func listProfiles(t *testing.T) string {
	var s strings.Builder
	for _, name := range Profiles() {
		p, err := FindProfile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&s, "### %s: %s\n\nFrom: %s.\n\n| id | | rule |\n|---|---|---|\n", p.Name, p.Title, p.Source)
		for _, r := range p.Rules {
			fmt.Fprintf(&s, "| %s | %s | %s. %s. |\n", r.ID, r.Severity, r.English, r.Korean)
		}
		s.WriteString("\n")
	}
	return s.String()
}
