package cap

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func parsed(t testing.TB, name string) *Alert {
	t.Helper()
	a, err := Parse(file(t, name))
	if err != nil {
		t.Fatal(err)
	}
	a.Notes, a.Signed = nil, false
	return a
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for _, name := range []string{"valid/flood.xml", "valid/plain.xml", "valid/cancel.xml", "valid/latin1.xml"} {
		a := parsed(t, name)
		for i := range a.Infos {
			for k := range a.Infos[i].Resources {
				a.Infos[i].Resources[k].URI = "https://example.kr/map.png" // the content is not kept
			}
		}
		b, err := a.Write(Dialect{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		back, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		back.Notes = nil
		if d := cmp.Diff(a, back); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestRealMessagesAreWrittenAndReadAgain(t *testing.T) {
	dir, rows := corpus(t)
	for _, r := range rows {
		b, err := os.ReadFile(filepath.Join(dir, r["file"]))
		if err != nil {
			t.Fatal(err)
		}
		a, err := Parse(b)
		if err != nil {
			continue
		}
		for i := range a.Infos {
			for k := range a.Infos[i].Resources {
				if x := &a.Infos[i].Resources[k]; !absoluteURI(x.URI) {
					x.URI = ""
				}
			}
		}
		if _, err := a.Write(Dialect{UTC: true}); err != nil {
			t.Errorf("%s: %v", r["file"], err)
		}
	}
}

func TestWritingKeepsToTheForm(t *testing.T) {
	a := parsed(t, "valid/plain.xml")
	a.Infos[0].Description = "첫 줄 <1>\n둘째 줄 & 끝\r"
	a.Infos[0].Areas[0].Circles[0] = cbc.Circle{Center: cbc.Point{Lat: -0.00000001, Lon: 127.1234567}, Radius: 1234.4}
	a.Infos[0].Contact = "  "
	a.Addresses = []string{"duty@example.kr", "River Desk"}
	b, err := a.Write(Dialect{UTC: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<sent>2026-07-10T19:20:00-00:00</sent>",
		"<references>desk@example.kr,kr.example.0,2026-07-10T18:10:00-00:00</references>",
		"<expires>2026-07-11T01:00:00-00:00</expires>",
		"<description>첫 줄 &lt;1&gt;\n둘째 줄 &amp; 끝</description>",
		"<circle>0,127.123457 1.234</circle>",
		"<polygon>35.4,127.3 35.45,127.3 35.45,127.4 35.4,127.3</polygon>",
		`<addresses>duty@example.kr "River Desk"</addresses>`,
		"<altitude>100</altitude>",
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in\n%s", want, b)
		}
	}
	if strings.Contains(string(b), "contact") {
		t.Error("a blank contact is written")
	}
}

func TestWhatCAPCannotSayIsNotWritten(t *testing.T) {
	ring := []cbc.Point{{Lat: 35, Lon: 127}, {Lat: 36, Lon: 127}, {Lat: 36, Lon: 128}, {Lat: 35, Lon: 127}}
	for _, c := range []struct {
		name   string
		change func(a *Alert)
		want   string
	}{
		{"no identifier", func(a *Alert) { a.Identifier = "" }, "S01 /alert/identifier"},
		{"no references", func(a *Alert) { a.References = nil }, "S04 /alert"},
		{"another severity", func(a *Alert) { a.Infos[0].Severity = "severe" }, "enum /alert/info[1]/severity"},
		{"no category", func(a *Alert) { a.Infos[0].Categories = nil }, "X04 /alert/info[1]"},
		{"a hole", func(a *Alert) { a.Infos[0].Areas[0].Polygons = []cbc.Polygon{{ring, ring}} }, "holes"},
		{"no ring", func(a *Alert) { a.Infos[0].Areas[0].Polygons = []cbc.Polygon{{}} }, "holes"},
		{"an empty ring", func(a *Alert) { a.Infos[0].Areas[0].Polygons = []cbc.Polygon{{nil}} }, "Infos would be read otherwise"},
		{"an open ring", func(a *Alert) { a.Infos[0].Areas[0].Polygons = []cbc.Polygon{{ring[:3]}} }, "S11"},
		{"no number", func(a *Alert) { a.Infos[0].Areas[0].Circles[0].Radius = math.NaN() }, "NaN"},
		{"a control character", func(a *Alert) { a.Infos[0].Headline = "a\x00b" }, "headline has a character at octet 1"},
		{"broken UTF-8", func(a *Alert) { a.Infos[0].Headline = "a\xFF" }, "headline has a character at octet 1"},
		{"a quotation mark", func(a *Alert) { a.Addresses = []string{`a"b`} }, "addresses has an item with a quotation mark"},
		{"a relative address", func(a *Alert) { a.Infos[0].Resources[0].URI = "map.png" }, "S18"},
		{"a year beyond four digits", func(a *Alert) { a.Sent = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) }, "S03"},
		{"an offset of seconds", func(a *Alert) { a.Sent = a.Sent.In(time.FixedZone("", 30)) }, "Sent would be read otherwise"},
		{"no time", func(a *Alert) { a.Sent = time.Time{} }, "sent is missing"},
	} {
		a := parsed(t, "valid/plain.xml")
		c.change(a)
		if b, err := a.Write(Dialect{}); err == nil || b != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestADialectHasAProfile(t *testing.T) {
	uk, err := FindProfile("uk-out")
	if err != nil {
		t.Fatal(err)
	}
	a := parsed(t, "valid/plain.xml")
	if _, err := a.Write(Dialect{UTC: true, Profile: uk}); err == nil || !strings.Contains(err.Error(), "uk-out-") {
		t.Errorf("written for the profile: %v", err)
	}
	a.Identifier, a.Infos[0].Description = "0c2b7ac2-7c31-4a0d-9a71-1b2b4a8f3d10", "Leave the river."
	if _, err := a.Write(Dialect{UTC: true, Profile: uk}); err != nil {
		t.Error(err)
	}
}

func BenchmarkWrite(b *testing.B) {
	a := parsed(b, "valid/plain.xml")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Write(Dialect{}); err != nil {
			b.Fatal(err)
		}
	}
}
