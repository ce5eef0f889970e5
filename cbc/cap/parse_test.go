package cap

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// problems returns what is wrong with b, nil if nothing is.
func problems(t testing.TB, b []byte) []Problem {
	t.Helper()
	a, err := Parse(b)
	if err == nil {
		return nil
	}
	var bad *InvalidError
	if !errors.As(err, &bad) || len(bad.Problems) == 0 || a != nil {
		t.Fatalf("error is %T with alert %v: %v", err, a, err)
	}
	return bad.Problems
}

// An expectation is what a file of testdata breaks or is noted for, and where.
type expectation struct{ file, rule, xpath string }

// expectations reads the list of a folder and checks that it is complete.
func expectations(t *testing.T, dir string) []expectation {
	t.Helper()
	var list []expectation
	listed := map[string]bool{"EXPECT.tsv": true}
	for l := range strings.Lines(string(file(t, dir+"/EXPECT.tsv"))) {
		f := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
		if f[0] != "file" {
			list = append(list, expectation{dir + "/" + f[0], f[1], f[2]})
			listed[f[0]] = true
		}
	}
	entries, err := os.ReadDir(filepath.Join("testdata", dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !listed[e.Name()] {
			t.Errorf("%s is not in EXPECT.tsv", e.Name())
		}
	}
	return list
}

// Each file of testdata/broken breaks one rule in one place.
func TestBrokenMessagesAreRefusedByRuleAndPlace(t *testing.T) {
	for _, x := range expectations(t, "broken") {
		got := problems(t, file(t, x.file))
		if len(got) != 1 || got[0].Rule != x.rule || got[0].XPath != x.xpath {
			t.Errorf("%s: %v, want %s at %s", x.file, got, x.rule, x.xpath)
		}
	}
}

// Each file of testdata/noted is valid and has one oddity.
func TestOddMessagesAreNotedByRuleAndPlace(t *testing.T) {
	india := Policy{Service: Box{8, 68, 37, 97}}
	for _, x := range expectations(t, "noted") {
		a, err := india.Parse(file(t, x.file))
		if err != nil {
			t.Errorf("%s: %v", x.file, err)
			continue
		}
		if n := a.Notes; len(n) != 1 || n[0].Rule != x.rule || n[0].XPath != x.xpath {
			t.Errorf("%s: %v, want %s at %s", x.file, n, x.rule, x.xpath)
		}
	}
}

func TestEveryRuleHasAFile(t *testing.T) {
	has := map[string]bool{}
	for _, dir := range []string{"broken", "noted"} {
		for _, x := range expectations(t, dir) {
			has[x.rule] = true
		}
	}
	for _, r := range Rules() {
		if want := r.Severity != Meaning; has[r.ID] != want {
			t.Errorf("there is a file for %s: %t", r.ID, has[r.ID])
		}
	}
}

func TestProblemsHavePlacesAndSentencesInTwoLanguages(t *testing.T) {
	for _, x := range expectations(t, "broken") {
		for _, p := range problems(t, file(t, x.file)) {
			if strings.Contains(p.Message+p.Korean, "%!") || !strings.ContainsFunc(p.Korean, func(r rune) bool { return r >= '가' && r <= '힣' }) {
				t.Errorf("%s: %q, %q", x.file, p.Message, p.Korean)
			}
		}
	}
	p := problems(t, file(t, "broken/S03-no-such-day.xml"))[0]
	lines := strings.Split(string(file(t, "broken/S03-no-such-day.xml")), "\n")
	if l := []rune(lines[p.Line-1]); !strings.HasPrefix(string(l[p.Column-1:]), "<expires>") || p.Offset == 0 {
		t.Errorf("%+v is not where expires begins", p)
	}
}

func TestAllOfAMessageIsRead(t *testing.T) {
	seoul := time.FixedZone("", 9*60*60)
	at := func(hour, minute int) time.Time { return time.Date(2026, 7, 11, hour, minute, 0, 0, seoul) }
	ground, top := 0.0, 328.5
	want := &Alert{
		Identifier: "kr.example.flood.2026-0711-3", Sender: "hrfco@example.kr", Sent: at(4, 20),
		Status: "Actual", MsgType: "Update", Source: "Seomjin gauge 12", Scope: "Restricted",
		Restriction: "for authorities until released",
		Addresses:   []string{"duty@example.kr", "River Desk"},
		Codes:       []string{"profile:example:1", "drill-free"},
		Note:        "Level revised upwards.",
		References: []Reference{
			{"hrfco@example.kr", "kr.example.flood.2026-0711-1", at(3, 10)},
			{"hrfco@example.kr", "kr.example.flood.2026-0711-2", at(3, 50)},
		},
		Incidents: []string{"seomjin", "rainy front"},
		Infos: []Info{{
			Language: "ko-KR", Categories: []string{"Met", "Safety"}, Event: "홍수경보", ResponseTypes: []string{"Evacuate"},
			Urgency: "Immediate", Severity: "Severe", Certainty: "Likely", Audience: "하천 주변 주민",
			EventCodes: []NameValue{{"KR:class", "긴급재난"}},
			Effective:  at(4, 20), Onset: at(5, 0), Expires: at(10, 0),
			SenderName: "영산강홍수통제소", Headline: "섬진강 남원 홍수경보",
			Description: "섬진강 수위가 경보 수위를 넘을 것으로 보입니다.\n물가에서 벗어나십시오.",
			Instruction: "하천 주변에서 즉시 높은 곳으로 대피하십시오.",
			Web:         "https://example.kr/flood/3", Contact: "+82-63-000-0000",
			Parameters: []NameValue{{"level_m", "6.8"}, {"remark", ""}},
			Resources: []Resource{{"map", "image/png", 5, "map.png",
				"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"}},
			Areas: []Area{{
				Desc: "전북 남원시 섬진강 유역",
				Polygons: []cbc.Polygon{{{{Lat: 35.40, Lon: 127.30}, {Lat: 35.45, Lon: 127.30}, {Lat: 35.45, Lon: 127.40},
					{Lat: 35.40, Lon: 127.40}, {Lat: 35.40, Lon: 127.30}}}},
				Circles:  []cbc.Circle{{Center: cbc.Point{Lat: 35.42, Lon: 127.38}, Radius: 2500}},
				Geocodes: []NameValue{{"KR:bjd", "5219000000"}},
				Altitude: &ground, Ceiling: &top,
			}},
		}, {
			Language: "en-US", Categories: []string{"Met"}, Event: "Flood warning",
			Urgency: "Immediate", Severity: "Severe", Certainty: "Likely",
			Areas: []Area{{Desc: "Seomjin valley, Namwon"}},
		}},
	}
	got, err := Parse(file(t, "valid/flood.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if ids := Broken(got.Notes); !slices.Equal(ids, []string{"W18", "W27", "W29", "W30", "X10"}) {
		t.Errorf("notes %v", got.Notes)
	}
	got.Notes = nil
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("read otherwise than written (-want +got):\n%s", d)
	}
}

func TestPrefixesSignaturesAndOtherEncodingsAreRead(t *testing.T) {
	a, err := Parse(file(t, "valid/cancel.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if a.MsgType != "Cancel" || !a.Signed || len(a.Infos) != 0 || a.References[0].Identifier != "kr.example.flood.2026-0711-3" {
		t.Errorf("read as %+v", a)
	}
	if a, err = Parse(file(t, "valid/latin1.xml")); err != nil {
		t.Fatal(err)
	}
	if a.Note != "grüße <b> €" || a.Addresses[0] != "café" || a.Signed {
		t.Errorf("read as %+v", a)
	}
	if _, err := Parse(append([]byte("\xEF\xBB\xBF"), file(t, "valid/plain.xml")...)); err != nil {
		t.Errorf("with a byte order mark: %v", err)
	}
}

func TestOlderVersionsAreNamed(t *testing.T) {
	for name, version := range map[string]string{
		"X02-1.1.xml": "1.1", "X02-1.0.xml": "1.0", "X02-no-namespace.xml": "", "X02-root.xml": "1.2", "S20-blank-event.xml": "1.2",
	} {
		_, err := Parse(file(t, "broken/"+name))
		var bad *InvalidError
		if !errors.As(err, &bad) || bad.Version != version {
			t.Errorf("%s is of version %q: %v", name, bad.Version, err)
		}
		if (version == "1.1" || version == "1.0") && !strings.Contains(err.Error(), "CAP "+version) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAllProblemsAreFoundAtOnce(t *testing.T) {
	s := string(file(t, "valid/plain.xml"))
	for _, c := range [][2]string{
		{"<status>Actual", "<status>Real"},
		{"<expires>2026-07-11T10", "<expires>11-07-2026 10"},
		{"35.42,127.38 2.5", "35.42;127.38 2.5"},
		{"<valueName>bjd</valueName>", ""},
	} {
		if !strings.Contains(s, c[0]) {
			t.Fatalf("%q is not in the message", c[0])
		}
		s = strings.Replace(s, c[0], c[1], 1)
	}
	got := problems(t, []byte(s))
	if want := []string{"S03", "S15", "X07", "enum"}; !slices.Equal(Broken(got), want) || len(got) != 4 {
		t.Errorf("found %v, want %v", got, want)
	}
	_, err := Parse([]byte(s))
	var bad *InvalidError
	if !errors.As(err, &bad) || bad.Identifier != "kr.example.1" || bad.Sender != "desk@example.kr" {
		t.Errorf("the refusal does not name the message: %+v", bad)
	}
	if !strings.HasSuffix(err.Error(), ", and 3 more") {
		t.Errorf("error %q does not count the others", err)
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for _, name := range []string{"valid/flood.xml", "valid/cancel.xml"} {
		b := file(t, name)
		whole := len(strings.TrimRight(string(b), "\n"))
		for n := range whole {
			if problems(t, b[:n]) == nil {
				t.Errorf("the first %d of %d octets of %s were taken", n, len(b), name)
			}
		}
	}
}

func TestLineOfACheckedFile(t *testing.T) {
	for _, c := range []struct {
		problems []Problem
		want     string
	}{
		{nil, "a b.xml\tvalid\t"},
		{[]Problem{{Rule: "X03"}, {Rule: "S03"}, {Rule: "X03"}, {Rule: "enum"}}, "a b.xml\tinvalid\tS03,X03,enum"},
		{[]Problem{{Rule: "X01"}}, "a b.xml\tinvalid\tX01"},
	} {
		if got := Line("a b.xml", c.problems); got != c.want {
			t.Errorf("%v is %q, want %q", c.problems, got, c.want)
		}
	}
}

func TestLongValuesAreQuotedInPart(t *testing.T) {
	s := strings.Replace(string(file(t, "valid/plain.xml")), "Actual", strings.Repeat("가", 200), 1)
	got := problems(t, []byte(s))
	if len(got) != 1 || len([]rune(got[0].Value)) != 80 || !strings.HasSuffix(got[0].Value, "…") {
		t.Errorf("quoted as %v", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, dir := range []string{"valid", "broken"} {
		entries, err := os.ReadDir(filepath.Join("testdata", dir))
		if err != nil {
			f.Fatal(err)
		}
		for _, e := range entries {
			f.Add(file(f, filepath.Join(dir, e.Name())))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range problems(t, b) {
			if p.Rule == "" || !strings.HasPrefix(p.XPath, "/") || p.Message == "" || len([]rune(p.Value)) > maxValue {
				t.Errorf("problem %+v", p)
			}
		}
		a, err := Parse(b)
		if err != nil {
			return
		}
		if a.Identifier == "" || a.Sender == "" || a.Status == "" || len(a.Infos) > MaxInfos {
			t.Errorf("taken as %+v", a)
		}
		for _, i := range a.Infos {
			for _, x := range i.Areas {
				checkShapes(t, x)
			}
		}
	})
}

// checkShapes checks what is promised of the shapes of a message that was taken.
func checkShapes(t *testing.T, a Area) {
	for _, p := range a.Polygons {
		ring := p[0]
		if len(p) != 1 || len(ring) < 4 || ring[0] != ring[len(ring)-1] {
			t.Errorf("polygon %v", p)
		}
		for _, x := range ring {
			if !(x.Lat >= -90 && x.Lat <= 90 && x.Lon >= -180 && x.Lon <= 180) {
				t.Errorf("point %v", x)
			}
		}
	}
	for _, c := range a.Circles {
		if !(c.Radius >= 0) {
			t.Errorf("circle %v", c)
		}
	}
}
