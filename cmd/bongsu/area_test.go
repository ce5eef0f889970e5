package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"bongsu/cbc/area"
)

// words splits a line as a shell does, as far as the guide needs it.
func words(line string) []string {
	var all []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			all = append(all, part)
			continue
		}
		all = append(all, strings.Fields(part)...)
	}
	return all
}

func TestEveryCommandOfTheAreaGuideWorks(t *testing.T) {
	b, err := os.ReadFile("../../docs/area.md")
	if err != nil {
		t.Fatal(err)
	}
	cells, err := os.ReadFile("../../docs/cells.csv")
	if err != nil {
		t.Fatal(err)
	}
	g := guide{t, string(b)}
	t.Chdir(t.TempDir())
	g.put("cells.csv", string(cells))
	commands := g.commands()
	if len(commands) < 8 {
		t.Errorf("the guide has %d commands", len(commands))
	}
	for _, line := range commands {
		command, file, _ := strings.Cut(line, " > ")
		var out, errs bytes.Buffer
		if code := run(words(command)[1:], streams{strings.NewReader(""), &out, &errs}); code != exitOK {
			t.Errorf("%s: exit %d\n%s%s", line, code, &out, &errs)
		}
		if file != "" {
			g.put(file, out.String())
		}
		if strings.HasPrefix(line, "bongsu area show") {
			if want := g.block("text", "2814000000"); out.String() != want {
				t.Errorf("%s prints\n%s\nand the guide says\n%s", line, &out, want)
			}
		}
	}
	checkSVG(t, "map.svg")
	f, err := os.Open("gyeongju.geojson")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if features, err := area.ReadGeoJSON(f, area.EventLimits); err != nil || len(features) != 1 || features[0].Properties["name"] != "경상북도 경주시" {
		t.Errorf("%d features, %v", len(features), err)
	}
}

// checkSVG fails the test unless a file is XML with title, paths and the
// attribution.
func checkSVG(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			seen[e.Name.Local]++
		}
	}
	if seen["svg"] != 1 || seen["title"] != 1 || seen["path"] < 5 || !bytes.Contains(b, []byte("통계청 SGIS 2018, 공공누리 제1유형")) {
		t.Errorf("%s has %v", path, seen)
	}
}

func TestAnAreaReportIsOneJSONDocument(t *testing.T) {
	var out, errs bytes.Buffer
	code := run([]string{"area", "resolve", "--as", "json", "2814000000", "35.85,129.22 10"}, streams{strings.NewReader(""), &out, &errs})
	var r areaReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil || code != exitOK {
		t.Fatalf("exit %d, %v: %s", code, err, &errs)
	}
	if len(r.Regions) != 1 || r.Regions[0].Code != "2812500000" || r.Circles != 1 || len(r.Notes) != 2 ||
		!r.People.Estimate || r.People.People < 99_062+10_000 || r.Shapes < 310 || r.Shapes > 318 {
		t.Errorf("%s", &out)
	}
}
