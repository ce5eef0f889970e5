package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const someCells = `link,radio,plmn,area,cell,lat,lon,radius_m,region
alpha-smpp,lte,450-05,1001,512257,37.573,126.979,1500,1111000000
alpha-bsc,gsm,450-05,1001,2001,37.573,126.979,3000,1111000000
`

// writeConfig writes a configuration, with cells beside it, and returns its
// path.
func writeConfig(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"run.yaml": text, "cells.csv": someCells} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "run.yaml")
}

func TestMistakesOfAConfigurationHaveTheirLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // "line: part of the sentence"
	}{
		{"no YAML", "nodes: [", []string{"1: "}},
		{"unknown key", "nodes:\n  - name: a\n    kindd: bsc\n", []string{"3: unknown field"}},
		{"wrong type", "nodes:\n  - name: alpha-bsc\n    kind: bsc\n    cells: cells.csv\n    listen: 127.0.0.1:0\n    emergency: often\n", []string{"6: "}},
		{"nothing", "broker: {listen: 127.0.0.1:0}\n", []string{"1: nodes: is missing"}},
		{"all of these", `nodes:
  - name: alpha-bsc
    kind: rnc
    cells: cells.csv
  - name: alpha-bsc
    kind: bsc
    cells: none.csv
    listen: 127.0.0.1:0
    system_id: bongsu
    rules:
      - {on: kill, do: reset}
      - {on: kill, do: explode}
  - name: beta
    kind: smsc
    cells: cells.csv
    listen: 127.0.0.1:0
    dial: 127.0.0.1:1
    emergency: true
phones:
  - {name: one, carrier: alpha, cell: "gsm:450-05:1001:9", languages: [ko]}
  - {name: two, carrier: alpha, cell: "gsm:1", languages: []}
`, []string{
			"3: nodes[0].kind: want one of smsc, bsc", "21: phones[1].languages: want at least 1",
			"2: nodes[0]: want either", "9: nodes[1].system_id: is for", "11: nodes[1].rules[0]: reset is for", "12: nodes[1].rules[1]: ", "5: nodes[1].name: another", "7: nodes[1].cells: open",
			"13: nodes[2]: want either", "17: nodes[2].dial: is for", "18: nodes[2].emergency: is for", "15: nodes[2].cells: ", "20: phones[0].cell: no node", "21: phones[1].cell: cell",
		}},
	} {
		path := writeConfig(t, c.text)
		_, err := readRunConfig(path)
		if err == nil {
			t.Errorf("%s: nothing is wrong with it", c.name)
			continue
		}
		said := strings.Split(err.Error(), "\n")
		for _, w := range c.want {
			if !contains(said, path+":"+w) {
				t.Errorf("%s: it does not say %q but\n%v", c.name, w, err)
			}
		}
		if len(said) != len(c.want) {
			t.Errorf("%s: it says %d things instead of %d:\n%v", c.name, len(said), len(c.want), err)
		}
	}
}

func contains(all []string, prefix string) bool {
	for _, s := range all {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

func TestAConfigurationThatIsNotThereIsSaid(t *testing.T) {
	if _, err := readRunConfig(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestTheExampleOfTheHelpIsRight(t *testing.T) {
	plan, err := readRunConfig(writeConfig(t, strings.ReplaceAll(runExample, "\n  ", "\n")[2:]))
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Nodes) != 2 || len(plan.Phones) != 1 || plan.Broker == nil || len(plan.Nodes[0].Rules) != 2 {
		t.Errorf("it is read as %+v", plan)
	}
}
