package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A guide is docs/templates.md, cut into its blocks.
type guide struct {
	t    *testing.T
	text string
}

func readGuide(t *testing.T) guide {
	t.Helper()
	b, err := os.ReadFile("../../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	return guide{t, string(b)}
}

// blocks returns the blocks of a kind: "" are commands and what they print.
func (g guide) blocks(kind string) []string {
	var all []string
	rest := g.text
	for {
		_, after, ok := strings.Cut(rest, "\n```")
		if !ok {
			return all
		}
		block, tail, _ := strings.Cut(after, "\n```")
		if first, body, _ := strings.Cut(block, "\n"); first == kind {
			all = append(all, body+"\n")
		}
		rest = tail
	}
}

// block returns the one of a kind that has some words.
func (g guide) block(kind, words string) string {
	g.t.Helper()
	for _, b := range g.blocks(kind) {
		if strings.Contains(b, words) {
			return b
		}
	}
	g.t.Fatalf("the guide has no block %q with %q", kind, words)
	return ""
}

// commands returns the lines that call the program.
func (g guide) commands() []string {
	var all []string
	for _, b := range g.blocks("") {
		for line := range strings.Lines(b) {
			if strings.HasPrefix(line, "bongsu ") {
				all = append(all, strings.TrimSpace(line))
			}
		}
	}
	return all
}

// do runs a line of the guide, which may end in "> file".
func (g guide) do(line string) string {
	g.t.Helper()
	line, file, _ := strings.Cut(line, " > ")
	var out, errs bytes.Buffer
	if code := run(strings.Fields(line)[1:], streams{strings.NewReader(""), &out, &errs}); code != exitOK {
		g.t.Errorf("%s: exit %d\n%s%s", line, code, &out, &errs)
	}
	if file != "" {
		g.put(file, out.String())
	}
	return out.String()
}

func (g guide) put(file, content string) {
	g.t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		g.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		g.t.Fatal(err)
	}
}

func TestEveryCommandOfTheGuideWorks(t *testing.T) {
	g := readGuide(t)
	t.Chdir(t.TempDir())
	g.put("mine/jellyfish.yaml", g.block("yaml", "hazard: jellyfish\nname:"))
	g.put("message.txt", g.block("text", "곧 주의 바랍니다"))
	g.put("event.json", g.block("json", `"hazard": "jellyfish"`))
	printed := map[string]string{}
	for _, line := range g.commands() {
		printed[line] = g.do(line)
		if strings.HasSuffix(line, "> mine/rules.yaml") {
			b, err := os.ReadFile("mine/rules.yaml")
			if err != nil {
				t.Fatal(err)
			}
			g.put("mine/rules.yaml", string(b)+g.block("yaml", "- name: jellyfish-swarm"))
		}
	}
	if len(printed) < 13 {
		t.Errorf("the guide has %d commands, and had 13", len(printed))
	}
	for line, begins := range map[string]string{
		"bongsu template score message.txt":                     "message.txt",
		"bongsu route test --library mine event.json --explain": "event  live",
	} {
		if want := g.block("text", begins); printed[line] != want {
			t.Errorf("%s prints\n%s\nand the guide says\n%s", line, printed[line], want)
		}
	}
	if svg, err := os.ReadFile("jellyfish.svg"); err != nil || !bytes.HasPrefix(svg, []byte("<svg ")) {
		t.Errorf("jellyfish.svg: %v", err)
	}
}

func TestFindingOfTheGuideIsWhatLintPrints(t *testing.T) {
	g := readGuide(t)
	t.Chdir(t.TempDir())
	const short, wrong = "        short:\n          - source: \"[{sender}]\"\n          - time: \"{time}\"\n          - place: \"{area}< {place}>\"", "{area}은"
	entry := g.block("yaml", "hazard: jellyfish\nname:")
	if !strings.Contains(entry, short) {
		t.Fatal("the example has another short text")
	}
	g.put("mine/jellyfish.yaml", strings.Replace(entry, short, strings.Replace(short, "{area}< {place}>", wrong, 1), 1))
	var out, errs bytes.Buffer
	code := run([]string{"template", "lint", "--library", "mine", "--severity", "E"}, streams{strings.NewReader(""), &out, &errs})
	if code != exitRefused || out.String() != g.block("", " E L43 ") {
		t.Errorf("exit %d\n%s%s", code, &out, &errs)
	}
}
