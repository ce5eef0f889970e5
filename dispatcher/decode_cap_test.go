package dispatcher

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bongsu/cbc"
)

func TestFloodIsReadFromCAP(t *testing.T) {
	e, problems := read(example(t, "flood-update.xml"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	kst := time.FixedZone("", 9*3600)
	want := Event{
		EventKey: EventKey{Live, "hrfco", "hrfco-2026-0718-012", 0},
		ID:       "hrfco-2026-0718-012", System: "cap", Kind: KindUpdate,
		References: []Reference{{"hrfco", "hrfco-2026-0718-011", time.Date(2026, 7, 18, 15, 40, 0, 0, kst)}},
		Hazard:     "river_flood", Situation: "severe", Severity: "severe", Urgency: "immediate", Certainty: "observed",
		Sent: time.Date(2026, 7, 18, 16, 20, 0, 0, kst), Expires: time.Date(2026, 7, 18, 22, 20, 0, 0, kst),
		Area: EventArea{Name: "형산강 하류", Names: map[string]string{"en": "Lower Hyeongsan River"}},
		Params: map[string]any{"level_m": 7.1,
			"river": map[string]string{"ko": "형산강 강동대교", "en": "Hyeongsan River (Gangdong)"}},
	}
	ignore := cmpopts.IgnoreFields(Event{}, "Hash", "Area.Polygons")
	if d := cmp.Diff(want, e, ignore, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if p := e.Area.Polygons; len(p) != 1 || len(p[0][0]) != 15 || p[0][0][0] != (cbc.Point{Lat: 35.955, Lon: 129.255}) {
		t.Errorf("polygons %v", p)
	}
}

func TestACancelInCAPNeedsNoInfoAndMindsNone(t *testing.T) {
	bare := string(example(t, "flood-cancel.xml"))
	e, problems := read([]byte(bare))
	if len(problems) > 0 || e.Kind != KindCancel || len(e.References) != 2 {
		t.Fatalf("%v, %+v", problems, e)
	}
	odd := `<info><category>Met</category><event>상어</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty></info></alert>`
	if _, problems := read([]byte(strings.Replace(bare, "</alert>", odd, 1))); len(problems) > 0 {
		t.Error(problems)
	}
}

// floodWith returns the flood in its first language with s in place of what is
// between the end of headline and the end of the document's infos.
func floodWith(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	first, _, _ := strings.Cut(string(example(t, "flood-alert.xml")), "  <info>\n    <language>en-US")
	for old, s := range parts {
		if !strings.Contains(first, old) {
			t.Fatalf("%q is not in the example", old)
		}
		first = strings.Replace(first, old, s, 1)
	}
	return []byte(first + "</alert>")
}

func TestCAPThatIsNotForThePublicIsRefused(t *testing.T) {
	const anyRef = "</scope><references>a,b,2026-07-18T15:40:00+09:00</references>"
	for _, c := range []struct {
		name  string
		parts map[string]string
		want  []string
	}{
		{"as it stands", nil, nil},
		{"System", map[string]string{">Actual<": ">System<"}, []string{"refused-status /alert/status"}},
		{"Draft", map[string]string{">Actual<": ">Draft<"}, []string{"refused-status /alert/status"}},
		{"Error", map[string]string{">Alert<": ">Error<", "</scope>": anyRef}, []string{"refused-msg-type /alert/msgType"}},
		{"Private", map[string]string{">Public<": ">Private<", "</scope>": "</scope><addresses>x</addresses>"}, []string{"refused-scope /alert/scope"}},
	} {
		if _, problems := read(floodWith(t, c.parts)); !slices.Equal(codes(problems), c.want) {
			t.Errorf("%s: %v, want %v", c.name, problems, c.want)
		}
	}
}

func TestPlacesOfCAP(t *testing.T) {
	geocode := func(name, value string) string {
		return fmt.Sprintf("</polygon><geocode><valueName>%s</valueName><value>%s</value></geocode>", name, value)
	}
	for _, c := range []struct {
		name    string
		parts   map[string]string
		regions []cbc.Region
		want    []string
	}{
		{"KR-BJD", map[string]string{"</polygon>": geocode("KR-BJD", "4713000000")}, []cbc.Region{"4713000000"}, nil},
		{"법정동코드", map[string]string{"</polygon>": geocode("법정동코드", "4713000000")}, []cbc.Region{"4713000000"}, nil},
		{"KR:BJD", map[string]string{"</polygon>": geocode("KR:BJD", "4713000000")}, []cbc.Region{"4713000000"}, nil},
		{"another system", map[string]string{"</polygon>": geocode("FIPS6", "4713000000")}, nil, nil},
		{"short code", map[string]string{"</polygon>": geocode("KR-BJD", "47130")}, nil, []string{"bad-geocode /alert/info[1]/area[1]/geocode[1]/value"}},
		{"a point", map[string]string{"</polygon>": "</polygon><circle>36,129 0</circle>"}, nil, []string{"bad-circle /alert/info[1]/area[1]/circle[1]"}},
	} {
		e, problems := read(floodWith(t, c.parts))
		if !slices.Equal(e.Area.Regions, c.regions) || !slices.Equal(codes(problems), c.want) {
			t.Errorf("%s: regions %v, %v", c.name, e.Area.Regions, problems)
		}
	}
}

func TestNamesOfPlacesAreJoinedWhileTheyAreShort(t *testing.T) {
	more := func(desc string) map[string]string {
		return map[string]string{"</area>": "</area><area><areaDesc>" + desc + "</areaDesc><circle>36,129 1</circle></area>"}
	}
	if e, _ := read(floodWith(t, more("경주시 강동면"))); e.Area.Name != "형산강 하류, 경주시 강동면" || len(e.Notes) > 0 {
		t.Errorf("name %q, notes %q", e.Area.Name, e.Notes)
	}
	if e, _ := read(floodWith(t, more(strings.Repeat("강", 60)))); e.Area.Name != "" || len(e.Notes) != 1 {
		t.Errorf("name %q, notes %q", e.Area.Name, e.Notes)
	}
}

func TestParametersOfCAP(t *testing.T) {
	param := func(name, value string) map[string]string {
		return map[string]string{"<parameter>": fmt.Sprintf("<parameter><valueName>%s</valueName><value>%s</value></parameter><parameter>", name, value)}
	}
	for _, c := range []struct {
		name, key, value string
		want             any
	}{
		{"words that look like a number", "phone", "119", "119"},
		{"with our prefix", "bongsu:phone", "119", "119"},
		{"a number", "bongsu:level_m", "8.25", 8.25},
		{"a stranger's", "VTEC", "x", nil},
		{"unknown but meant for us", "bongsu:colour", "red", "red"},
	} {
		e, problems := read(floodWith(t, param(c.key, c.value)))
		if got := e.Params[strings.TrimPrefix(c.key, capPrefix)]; len(problems) > 0 || got != c.want {
			t.Errorf("%s: %v, %v", c.name, got, problems)
		}
	}
	if _, problems := read(floodWith(t, param("bongsu:level_m", "high"))); !slices.Equal(codes(problems), []string{"bad-parameter /alert/info[1]/parameter"}) {
		t.Error(problems)
	}
	if _, problems := read(floodWith(t, param("class", "loud"))); !slices.Equal(codes(problems), []string{"bad-value /alert/info[1]/parameter[1]/value"}) {
		t.Error(problems)
	}
	if e, _ := read(floodWith(t, param("bongsu:class", "urgent"))); e.Class.String() != "urgent" {
		t.Errorf("class %s", e.Class)
	}
}

func TestWordsOfTheSenderStayOffTheAir(t *testing.T) {
	e, _ := read(example(t, "flood-alert.xml"))
	if s := fmt.Sprintf("%+v", e); strings.Contains(s, "이르렀습니다") || strings.Contains(s, "홍수 심각") {
		t.Error(s)
	}
}
