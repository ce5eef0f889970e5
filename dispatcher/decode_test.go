package dispatcher

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"bongsu/cbc"
	"bongsu/templates"
)

const examples = "../docs/events"

// hazardTable is a library in small.
type hazardTable map[string]string

var someHazards = hazardTable{"earthquake": "earthquake", "heavy_rain": "heavy_rain", "river_flood": "river_flood",
	"wildfire": "wildfire", "홍수": "river_flood", "EQW": "earthquake"}

func (h hazardTable) FindHazard(name string) (string, bool) { id, ok := h[name]; return id, ok }

func (hazardTable) Param(name string) (*templates.Param, bool) {
	kind, ok := map[string]templates.Kind{"river": templates.Words, "level_m": templates.Number, "phone": templates.Words}[name]
	return &templates.Param{Name: name, Kind: kind}, ok
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("../docs/event.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate returns where the schema says that a document is wrong.
func validate(t *testing.T, s *jsonschema.Schema, b []byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func example(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(examples, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(b []byte) (Event, []Problem) { return ReadEvent(Record{Value: b}, someHazards) }

func codes(ps []Problem) []string {
	var cs []string
	for _, p := range ps {
		cs = append(cs, p.Code+" "+p.Path)
	}
	slices.Sort(cs)
	return cs
}

func TestExamplesAreGoodEvents(t *testing.T) {
	files, err := filepath.Glob(examples + "/*.*ml")
	jsons, _ := filepath.Glob(examples + "/*.json")
	if err != nil || len(files) < 3 || len(jsons) < 3 {
		t.Fatalf("examples: %v %v %v", files, jsons, err)
	}
	s := schema(t)
	for _, f := range append(files, jsons...) {
		b := example(t, filepath.Base(f))
		if strings.HasSuffix(f, ".json") {
			if err := validate(t, s, b); err != nil {
				t.Errorf("%s: %v", f, err)
			}
		}
		e, problems := read(b)
		if len(problems) > 0 {
			t.Errorf("%s: %v", f, problems)
		}
		if e.Plane == "" || e.Source == "" || e.Ref == "" || e.Kind == "" || e.Sent.IsZero() || len(e.Hash) != 64 {
			t.Errorf("%s: incomplete: %+v", f, e)
		}
	}
}

func TestBadExamplesAreRefusedAsTheirTableSays(t *testing.T) {
	in := csv.NewReader(bytes.NewReader(example(t, "bad/expected.tsv")))
	in.Comma = '\t'
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want, seen := map[string][]string{}, map[string]bool{}
	for _, r := range rows[1:] {
		want[r[0]] = append(want[r[0]], r[1]+" "+r[2])
		seen[r[0]] = seen[r[0]] || r[3] == "schema"
	}
	files, _ := filepath.Glob(examples + "/bad/*")
	if len(files) != len(want)+1 {
		t.Errorf("there are %d files, the table has %d", len(files)-1, len(want))
	}
	s := schema(t)
	for name, codesWanted := range want {
		b := example(t, "bad/"+name)
		_, problems := read(b)
		slices.Sort(codesWanted)
		if d := cmp.Diff(codesWanted, codes(problems)); d != "" {
			t.Errorf("%s (-want +got):\n%s%v", name, d, problems)
		}
		if strings.HasSuffix(name, ".json") && json.Valid(b) {
			if err := validate(t, s, b); (err != nil) != seen[name] {
				t.Errorf("%s: the schema says %v", name, err)
			}
		}
	}
}

func TestTheShippedLibraryKnowsWhatTheExamplesSay(t *testing.T) {
	library, err := templates.Load(templates.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"earthquake.json", "heavy-rain.json", "flood-alert.xml", "flood-update.xml", "flood-cancel.xml", "drill-cancel.json", "shapes-test.json"} {
		e, problems := ReadEvent(Record{Value: example(t, name)}, library)
		if len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
		if _, ok := library.Sender(e.System, e.Source); !ok {
			t.Errorf("%s: the sender %s of %s is not known", name, e.Source, e.System)
		}
		if _, wrong := library.CheckParams(e.Hazard, e.Params); len(wrong) > 0 && e.Kind != KindCancel {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}

func TestEarthquakeIsReadAsItStands(t *testing.T) {
	e, _ := read(example(t, "earthquake.json"))
	kst := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s+"+09:00")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	want := Event{
		EventKey: EventKey{Live, "kma", "eew-20260612083112", 1},
		ID:       "kma-eew-20260612-0831-1", System: "kma-eew", Kind: KindAlert,
		Hazard: "earthquake", Class: templates.Critical, Severity: "extreme", Urgency: "immediate", Certainty: "observed",
		Sent: kst("2026-06-12T08:31:21"), Onset: kst("2026-06-12T08:31:12"), Expires: kst("2026-06-12T09:31:21"),
		Area: EventArea{Name: "전국", Country: true},
		Params: map[string]any{"magnitude": 6.1,
			"epicenter": map[string]string{"ko": "경북 경주시 남쪽 9km", "en": "9 km S of Gyeongju"}},
		Languages: []string{"ko", "en"},
	}
	if d := cmp.Diff(want, e, cmpopts.IgnoreFields(Event{}, "Hash"), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestShapesKeepLongitudeAndLatitudeApart(t *testing.T) {
	e, _ := read(example(t, "shapes-test.json"))
	if got, want := e.Area.Polygons[0][0][0], (cbc.Point{Lat: 37.73, Lon: 128.85}); got != want {
		t.Errorf("first point %v, want %v", got, want)
	}
	if got, want := e.Area.Circles[0], (cbc.Circle{Center: cbc.Point{Lat: 37.75, Lon: 128.9}, Radius: 2500}); got != want {
		t.Errorf("circle %v, want %v", got, want)
	}
	if got := e.Area.Cells[1].String(); got != "lte:450-08:5210:1048833" {
		t.Errorf("cell %s", got)
	}
	if e.Plane != Test {
		t.Errorf("plane %s", e.Plane)
	}
}

// edit changes a field of the earthquake by its path.
func edit(t testing.TB, changes map[string]any) []byte {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(example(t, "earthquake.json"), &doc); err != nil {
		t.Fatal(err)
	}
	for path, v := range changes {
		at, keys := doc, strings.Split(path, ".")
		for _, k := range keys[:len(keys)-1] {
			at = at[k].(map[string]any)
		}
		if k := keys[len(keys)-1]; v == nil {
			delete(at, k)
		} else {
			at[k] = v
		}
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ring(n int) [][2]float64 {
	r := make([][2]float64, n)
	for i := range r[:n-1] {
		r[i] = [2]float64{127 + float64(i)/1e5, 36 + float64(i%7)/1e3}
	}
	r[n-1] = r[0]
	return r
}

func many[T any](n int, f func(i int) T) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = f(i)
	}
	return s
}

func table(n int, name string) map[string]any {
	m := map[string]any{}
	for i := range n {
		m[name+string(rune('a'+i/26))+string(rune('a'+i%26))] = i
	}
	return m
}

func TestLimitsHold(t *testing.T) {
	ref := map[string]any{"id": "x", "sent": "2026-06-12T08:31:21+09:00"}
	for _, c := range []struct {
		name    string
		good    map[string]any
		bad     map[string]any
		problem string
	}{
		{"characters of a reference", map[string]any{"source.ref": strings.Repeat("가", 256)}, map[string]any{"source.ref": strings.Repeat("가", 257)}, "too-long source.ref"},
		{"characters of an id", map[string]any{"id": strings.Repeat("a", 64)}, map[string]any{"id": strings.Repeat("a", 65)}, "too-long id"},
		{"revision", map[string]any{"source.rev": 65535}, map[string]any{"source.rev": 65536}, "bad-number source.rev"},
		{"references", map[string]any{"references": many(32, func(int) any { return ref })}, map[string]any{"references": many(33, func(int) any { return ref })}, "too-many references"},
		{"parameters", map[string]any{"params": table(32, "p")}, map[string]any{"params": table(33, "p")}, "too-many params"},
		{"geocodes", map[string]any{"area.geocodes": many(1024, func(int) any { return "4713000000" })}, map[string]any{"area.geocodes": many(1025, func(int) any { return "4713000000" })}, "too-many area.geocodes"},
		{"polygons", map[string]any{"area.polygons": many(1000, func(int) any { return ring(4) })}, map[string]any{"area.polygons": many(1001, func(int) any { return ring(4) })}, "too-many area.polygons"},
		{"points", map[string]any{"area.polygons": many(5, func(int) any { return ring(10000) })}, map[string]any{"area.polygons": many(10, func(int) any { return ring(5001) })}, "too-many area.polygons"},
		{"points of a ring", map[string]any{"area.polygons": many(1, func(int) any { return ring(10000) })}, map[string]any{"area.polygons": many(1, func(int) any { return ring(10001) })}, "bad-polygon area.polygons[0]"},
		{"radius", map[string]any{"area.circles": []any{map[string]any{"lat": 36, "lon": 128, "radius_km": 1000}}}, map[string]any{"area.circles": []any{map[string]any{"lat": 36, "lon": 128, "radius_km": 1000.1}}}, "bad-circle area.circles[0]"},
		{"cells", map[string]any{"area.cells": many(65535, func(int) any { return "gsm:450-05:1:2" })}, map[string]any{"area.cells": many(65536, func(int) any { return "gsm:450-05:1:2" })}, "too-many area.cells"},
		{"characters of a place", map[string]any{"area.name": strings.Repeat("동", 60)}, map[string]any{"area.name": strings.Repeat("동", 61)}, "too-long area.name"},
		{"characters of a text", map[string]any{"text": map[string]any{"ko": strings.Repeat("글", 1395)}}, map[string]any{"text": map[string]any{"ko": strings.Repeat("글", 1396)}}, "too-long text[ko]"},
		{"values", map[string]any{"params": nil}, map[string]any{"params": map[string]any{"x": make([]int, 1<<18)}}, "too-large params.x[262113]"},
	} {
		if _, problems := read(edit(t, c.good)); len(problems) > 0 {
			t.Errorf("%s: at the limit: %v", c.name, problems)
		}
		_, problems := read(edit(t, c.bad))
		if c.name == "values" && len(problems) > 0 {
			problems[0].Path = c.problem[len("too-large "):] // where it was does not matter
		}
		if !slices.Contains(codes(problems), c.problem) {
			t.Errorf("%s: beyond the limit: %v, want %s", c.name, codes(problems), c.problem)
		}
	}
}

func TestOversizeIsRefusedUnread(t *testing.T) {
	big := slices.Concat(example(t, "earthquake.json"), bytes.Repeat([]byte(" "), maxRecord))
	e, problems := read(big)
	if got := codes(problems); !slices.Equal(got, []string{"oversize "}) || e.Ref != "" || e.Hash == "" {
		t.Errorf("%v, ref %q", got, e.Ref)
	}
}

func TestLanguagesBeyondEightAreNotedAndIgnored(t *testing.T) {
	all := []string{"ko", "en", "zh-hans", "ja", "vi", "th", "id", "ru", "mn", "uz"}
	text := map[string]any{}
	for _, l := range all {
		text[l] = "words"
	}
	e, problems := read(edit(t, map[string]any{"languages": all, "text": text}))
	if len(problems) > 0 || !slices.Equal(e.Languages, all[:8]) || len(e.Text) != 8 || len(e.Notes) != 2 {
		t.Errorf("problems %v, languages %v, %d texts, notes %q", problems, e.Languages, len(e.Text), e.Notes)
	}
}

func TestARefusedEventKeepsItsKey(t *testing.T) {
	key := EventKey{Live, "kma", "eew-20260612083112", 1}
	for _, c := range []struct {
		name string
		doc  []byte
		want EventKey
	}{
		{"unknown field", edit(t, map[string]any{"colour": "red"}), key},
		{"wrong type elsewhere", edit(t, map[string]any{"area": 5}), key},
		{"breaks off", example(t, "earthquake.json")[:400], key},
		{"no plane", edit(t, map[string]any{"status": "real"}), EventKey{"", "kma", "eew-20260612083112", 1}},
		{"not UTF-8", bytes.Replace(example(t, "earthquake.json"), []byte("전국"), []byte("\xc0\xfc"), 1), key},
		{"CAP with a mistake", example(t, "bad/flood-open-ring.xml"), EventKey{"", "hrfco", "hrfco-2026-0718-011", 0}},
	} {
		e, problems := read(c.doc)
		if len(problems) == 0 || e.EventKey != c.want {
			t.Errorf("%s: key %v, problems %v", c.name, e.EventKey, problems)
		}
	}
}

func TestProblemsOfOneDocumentAreBounded(t *testing.T) {
	_, problems := read(edit(t, map[string]any{"area.cells": many(5000, func(int) any { return "?" })}))
	if len(problems) != maxProblems || problems[maxProblems-1].Code != "more" {
		t.Errorf("%d problems, the last %v", len(problems), problems[len(problems)-1])
	}
}

func TestTimesAreCheckedAgainstNow(t *testing.T) {
	at := time.Date(2026, 6, 12, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		e    Event
		want []string
	}{
		{"in force", Event{Sent: at, Expires: at.Add(time.Second)}, nil},
		{"expires now", Event{Sent: at.Add(-time.Hour), Expires: at}, []string{"expired expires"}},
		{"clock five minutes ahead", Event{Sent: at.Add(5 * time.Minute), Expires: at.Add(time.Hour)}, nil},
		{"clock further ahead", Event{Sent: at.Add(5*time.Minute + 1), Expires: at.Add(time.Hour)}, []string{"future sent"}},
		{"no expiry", Event{Sent: at}, nil},
		{"late cancel", Event{Kind: KindCancel, Sent: at.Add(-time.Hour), Expires: at.Add(-time.Minute)}, nil},
	} {
		if got := codes(c.e.CheckTimes(at)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTimesNeedTheirZone(t *testing.T) {
	for _, s := range []string{"", "2026-06-12", "2026-06-12T08:31:21", "2026-06-12 08:31:21+09:00", "2026-06-12T8:31:21+09:00",
		"2026-06-12T08:31:21+0900", "2026-02-30T08:31:21Z", "0001-01-01T00:00:00Z"} {
		_, problems := read(edit(t, map[string]any{"sent": s}))
		if !slices.Contains(codes(problems), "bad-time sent") {
			t.Errorf("%q: %v", s, problems)
		}
	}
	for _, s := range []string{"2026-06-11T23:31:21Z", "2026-06-12T08:31:21.5+09:00"} {
		if _, problems := read(edit(t, map[string]any{"sent": s})); len(problems) > 0 {
			t.Errorf("%q: %v", s, problems)
		}
	}
}

func TestNumbersThatAreNoneAreFound(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"magnitude": 6.1`, `"magnitude": 1e999`, "bad-number params.magnitude"},
		{`"magnitude": 6.1`, `"magnitude": NaN`, "bad-json params.magnitude"},
		{`"rev": 1`, `"rev": 1.5`, "bad-number source.rev"},
		{`"rev": 1`, `"rev": -1`, "bad-number source.rev"},
		{`"schema": 1`, `"schema": 99999999999`, "bad-number schema"},
	} {
		_, problems := read(bytes.Replace(example(t, "earthquake.json"), []byte(c.old), []byte(c.new), 1))
		if !slices.Contains(codes(problems), c.want) {
			t.Errorf("%s: %v", c.new, codes(problems))
		}
	}
}

func TestCloudEventsCarryBothForms(t *testing.T) {
	quake, flood := example(t, "earthquake.json"), example(t, "flood-alert.xml")
	envelope := func(data string) []byte {
		return fmt.Appendf(nil, `{"specversion":"1.0","id":"1","source":"urn:kma","type":"x","sequence":"7",%s}`, data)
	}
	quoted := func(b []byte) string { s, _ := json.Marshal(string(b)); return string(s) }
	for _, c := range []struct {
		name    string
		value   []byte
		headers map[string]string
		hazard  string
	}{
		{"binary JSON", quake, map[string]string{"content-type": "application/vnd.bongsu.event+json; charset=utf-8", "ce_specversion": "1.0", "ce_id": "1"}, "earthquake"},
		{"binary CAP", flood, map[string]string{"Content-Type": "application/cap+xml"}, "river_flood"},
		{"object", envelope(`"data":` + string(quake)), map[string]string{"content-type": "application/cloudevents+json"}, "earthquake"},
		{"object without a media type", envelope(`"data":` + string(quake)), nil, "earthquake"},
		{"string of JSON", envelope(`"data":` + quoted(quake)), nil, "earthquake"},
		{"string of CAP", envelope(`"data":` + quoted(flood)), nil, "river_flood"},
		{"base64", envelope(`"data_base64":"` + base64.StdEncoding.EncodeToString(flood) + `"`), nil, "river_flood"},
	} {
		e, problems := ReadEvent(Record{Value: c.value, Headers: c.headers}, someHazards)
		if len(problems) > 0 || e.Hazard != c.hazard {
			t.Errorf("%s: hazard %q, %v", c.name, e.Hazard, problems)
		}
	}
}

func TestBadCloudEventsAreRefused(t *testing.T) {
	for _, c := range []struct {
		name, value string
		headers     map[string]string
		want        []string
	}{
		{"old version in a header", string(edit(t, nil)), map[string]string{"ce_specversion": "0.3"}, []string{"bad-cloudevent ce_specversion"}},
		{"old version", `{"specversion":"0.3","data":` + string(edit(t, nil)) + `}`, nil, []string{"bad-cloudevent specversion"}},
		{"nothing in it", `{"specversion":"1.0"}`, nil, []string{"missing data"}},
		{"not base64", `{"specversion":"1.0","data_base64":"?"}`, nil, []string{"bad-cloudevent data_base64", "missing data"}},
		{"a number", `{"specversion":"1.0","data":7}`, nil, []string{"wrong-type data"}},
		{"a mistake inside", `{"specversion":"1.0","data":` + string(edit(t, map[string]any{"area.geocodes": []string{"1"}})) + `}`, nil, []string{"bad-geocode data.area.geocodes[0]"}},
	} {
		_, problems := ReadEvent(Record{Value: []byte(c.value), Headers: c.headers}, someHazards)
		if got := codes(problems); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAnUnknownHazardIsAProblem(t *testing.T) {
	_, problems := read(edit(t, map[string]any{"hazard": "sharknado"}))
	if got := codes(problems); !slices.Equal(got, []string{"unknown-hazard hazard"}) {
		t.Error(got)
	}
}

func TestACancelNeedsNothingButItsReferences(t *testing.T) {
	doc := edit(t, map[string]any{"msg_type": "cancel", "hazard": nil, "area": nil, "expires": nil, "params": nil})
	if _, problems := read(doc); !slices.Equal(codes(problems), []string{"missing-references references"}) {
		t.Error(problems)
	}
}

func FuzzReadEvent(f *testing.F) {
	for _, pattern := range []string{"/*.json", "/*.xml", "/bad/*"} {
		files, _ := filepath.Glob(examples + pattern)
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b, "")
			f.Add(b, typeCAP)
		}
	}
	f.Add([]byte(`{"specversion":"1.0","data":{"area":{"circles":[{}]}}}`), typeCloudEvent)
	f.Fuzz(func(t *testing.T, b []byte, media string) {
		e, problems := ReadEvent(Record{Value: b, Headers: map[string]string{"content-type": media}}, someHazards)
		if len(problems) > maxProblems {
			t.Errorf("%d problems", len(problems))
		}
		if len(problems) == 0 && (e.Ref == "" || e.Source == "" || e.Plane == "" || e.Kind != KindCancel && (e.Area.Empty() || e.Hazard == "")) {
			t.Errorf("no problem with %+v", e)
		}
		for _, p := range problems {
			if p.Code == "" || p.Message == "" || len(p.Message) > 1000 || len(p.Path) > 2000 {
				t.Errorf("problem %+v", p)
			}
		}
	})
}
