package main

import (
	"os"
	"strings"
	"testing"

	"bongsu/simulator"
	"bongsu/simulator/judge"
)

func TestTheGuideNamesAllThatThereIs(t *testing.T) {
	b, err := os.ReadFile("../../docs/simulator.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := string(b)
	var names []string
	for _, p := range simulator.Presets() {
		names = append(names, p.Name)
	}
	for _, r := range judge.Rules() {
		names = append(names, r.Name)
	}
	names = append(names, simulator.Sayings()...)
	for _, d := range simulator.Deeds() {
		names = append(names, string(d))
	}
	judging := judgeCommand()
	for _, flag := range []string{"listen", "system-id", "password", "window", "presets", "allow", "rep-num-octets", "for", "clients", "report", "pcap", "list"} {
		if judging.Flags().Lookup(flag) == nil {
			t.Errorf("the guide has --%s, judge has not", flag)
		}
		if !strings.Contains(guide, "--"+flag) {
			t.Errorf("--%s is not in the guide", flag)
		}
	}
	for _, name := range names {
		if !strings.Contains(guide, "`"+name+"`") {
			t.Errorf("%s is not in the guide", name)
		}
	}
}

func TestTheNodeOfTheGuideIsRight(t *testing.T) {
	b, err := os.ReadFile("../../docs/simulator.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "```yaml\n")
	text, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("the guide has no YAML")
	}
	plan, err := readRunConfig(writeConfig(t, text))
	if err != nil {
		t.Fatal(err)
	}
	if n := plan.Nodes[0]; len(n.Rules) != 1 || n.TLS == nil || n.Seed != 7 || n.Receipts.Outcomes["UNDELIV"] != 5 || len(n.Presets) != 2 {
		t.Errorf("it is read as %+v", n)
	}
}
