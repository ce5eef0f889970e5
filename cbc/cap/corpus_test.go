package cap

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A row is what the index of the corpus says of one file.
type row map[string]string

// corpus returns the rows of the index, and the folder that the files are in.
func corpus(t *testing.T) (string, []row) {
	dir := os.Getenv("BONGSU_CAP_CORPUS")
	if dir == "" {
		t.Skip("BONGSU_CAP_CORPUS does not name the folder of the CAP corpus")
	}
	f, err := os.Open(filepath.Join(dir, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comma, in.LazyQuotes = '\t', true
	lines, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for _, l := range lines[1:] {
		r := row{}
		for i, name := range lines[0] {
			r[name] = l[i]
		}
		rows = append(rows, r)
	}
	return dir, rows
}

func TestCorpus(t *testing.T) {
	dir, rows := corpus(t)
	seen := map[string]int{}
	for _, r := range rows {
		b, err := os.ReadFile(filepath.Join(dir, r["file"]))
		if err != nil {
			t.Fatal(err)
		}
		seen[r["expected"]]++
		t.Run(r["file"], func(t *testing.T) {
			a, err := Parse(b)
			var bad *InvalidError
			errors.As(err, &bad)
			switch expected := r["expected"]; {
			case expected == "valid":
				if err != nil {
					t.Fatalf("refused: %v", bad.Problems)
				}
				r.compare(t, a)
			case bad == nil:
				t.Fatalf("taken, but is %s: %s %s", expected, r["rule_errors"], r["schema_error"])
			default:
				r.compareProblems(t, bad)
			}
		})
	}
	for _, kind := range []string{"valid", "legacy-1.1", "malformed", "invalid-rule", "invalid-schema"} {
		if seen[kind] == 0 {
			t.Errorf("no file of the corpus is %s", kind)
		}
	}
}

// compare compares a message with what the index says of it.
func (r row) compare(t *testing.T, a *Alert) {
	t.Helper()
	var languages []string
	polygons, circles, geocodes, resources := 0, 0, 0, 0
	for _, i := range a.Infos {
		languages = append(languages, i.Language)
		resources += len(i.Resources)
		for _, x := range i.Areas {
			polygons += len(x.Polygons)
			circles += len(x.Circles)
			geocodes += len(x.Geocodes)
		}
	}
	counts := []string{strconv.Itoa(polygons), strconv.Itoa(circles), strconv.Itoa(geocodes), strconv.Itoa(resources)}
	sent, err := time.Parse(time.RFC3339, r["sent"])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{
		{"identifier", a.Identifier, r["identifier"]},
		{"sender", a.Sender, r["sender"]},
		{"sent", a.Sent.UTC().String(), sent.UTC().String()},
		{"status", a.Status, r["status"]},
		{"msgType", a.MsgType, r["msgType"]},
		{"infos", strconv.Itoa(len(a.Infos)), r["info_count"]},
		{"geometry", strings.Join(counts, "/"), r["polygons/circles/geocodes/resources"]},
		{"signature", strconv.FormatBool(a.Signed), strconv.FormatBool(r["signature"] != "")},
	} {
		if c[1] != c[2] {
			t.Errorf("%s is %q, the index says %q", c[0], c[1], c[2])
		}
	}
	for _, want := range strings.FieldsFunc(r["rule_warnings"], func(c rune) bool { return c == ';' }) {
		if !slices.Contains(Broken(a.Notes), want) {
			t.Errorf("notes %v, the index has also %s", a.Notes, want)
		}
	}
	for _, l := range strings.FieldsFunc(r["languages"], func(c rune) bool { return strings.ContainsRune(",; ", c) }) {
		if !slices.Contains(languages, l) {
			t.Errorf("languages are %q, the index says %q", languages, r["languages"])
		}
	}
}

// compareProblems compares what is wrong with what the index says of it.
func (r row) compareProblems(t *testing.T, bad *InvalidError) {
	t.Helper()
	rules := Broken(bad.Problems)
	switch r["expected"] {
	case "legacy-1.1":
		if bad.Version != "1.1" || !slices.Equal(rules, []string{"X02"}) {
			t.Errorf("is version %q, %v; want 1.1 and X02", bad.Version, bad.Problems)
		}
	case "malformed":
		if !slices.Equal(rules, []string{"X01"}) {
			t.Errorf("breaks %v, want X01", bad.Problems)
		}
	case "invalid-rule":
		if want := strings.Split(r["rule_errors"], ";"); !slices.Equal(rules, want) {
			slices.Sort(want)
			if !slices.Equal(rules, want) {
				t.Errorf("breaks %v, want %v", bad.Problems, want)
			}
		}
	case "invalid-schema":
		for _, want := range strings.FieldsFunc(r["rule_errors"], func(c rune) bool { return c == ';' }) {
			if !slices.Contains(rules, want) {
				t.Errorf("breaks %v, want also %s", bad.Problems, want)
			}
		}
	}
}
