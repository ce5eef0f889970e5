package dispatcher

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc/cap"
	"bongsu/templates"
)

func TestTheTableOfCAPEventsFitsTheLibrary(t *testing.T) {
	lib, err := templates.Load()
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckCAPEvents(lib); err != nil {
		t.Error(err)
	}
	if n := strings.Count(capEvents, "\n") - 1; n != len(capTable()) {
		t.Errorf("%d lines make %d entries: one is there twice", n, len(capTable()))
	}
	for l := range strings.Lines(capEvents) {
		if f := strings.Split(strings.TrimSuffix(l, "\n"), "\t"); len(f) != 7 || f[5] == "" {
			t.Errorf("%q is not seven columns with an OASIS term", l)
		}
	}
}

// coded is an info with event codes or parameters of others.
func coded(event string, pairs ...string) string {
	s := "<category>Met</category><event>" + event + "</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>"
	var codes, params strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		pair := "<valueName>" + pairs[i] + "</valueName><value>" + pairs[i+1] + "</value>"
		if strings.HasPrefix(pairs[i], "awareness") || strings.HasPrefix(pairs[i], "warnStress") {
			params.WriteString("<parameter>" + pair + "</parameter>")
		} else {
			codes.WriteString("<eventCode>" + pair + "</eventCode>")
		}
	}
	return "<info>" + s + codes.String() + "<expires>2026-11-24T14:00:00-00:00</expires>" + params.String() +
		"<area><areaDesc>경주시</areaDesc><geocode><valueName>KR-BJD</valueName><value>4713000000</value></geocode></area></info>"
}

// message is a CAP message of kma, sent at noon.
func message(info string) string {
	return `<alert xmlns="` + cap.Namespace + `"><identifier>m-1</identifier><sender>kma</sender><sent>2026-11-24T12:00:00-00:00</sent>` +
		"<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>" + info + "</alert>"
}

func TestCodesOfOthersAreUnderstood(t *testing.T) {
	c := composer(t)
	for _, x := range []struct {
		info, hazard, situation string
	}{
		{coded("x", "SAME", "EQW"), "earthquake", ""},
		{coded("x", "SAME", "TSW"), "tsunami", "warning"},
		{coded("x", "NationalWeatherService", "SCY"), "high_seas", ""},
		{coded("x", "SAME", "NWS", "NationalWeatherService", "SCY"), "high_seas", ""},
		{coded("orages", "profile:CAP-CP:Event:0.4", "thunderstorm"), "lightning", ""},
		{coded("x", "profile:CAP-CP:Event:0.4", "drinkingWate"), "water_pollution", ""},
		{coded("Bushfire", "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0:AUeventLIST:1.0", "bushFire"), "wildfire", ""},
		{coded("x", "OET:v1.2", "OET-194"), "lightning", ""},
		{coded("Yellow Warning", "awareness_type", "10; Rain", "awareness_level", "3; orange; Severe"), "heavy_rain", ""},
		{coded("x", "KMA:warnVar", "2", "warnStress", "1"), "heavy_rain", "warning"},
		{coded("x", "warnVar", "2", "warnStress", "2"), "heavy_rain", "extreme"},
		{coded("x", "warnVar", "12", "warnStress", "0"), "heat_wave", "advisory"},
		{coded("x", "warnVar", "1", "warnStress", "1"), "strong_wind", ""},
		{coded("High Wind Warning"), "strong_wind", ""},
		{coded("SEVERE THUNDERSTORM"), "lightning", ""},
		{coded("호우"), "heavy_rain", ""},
	} {
		e, problems := c.Read(Record{Value: []byte(message(x.info))}, noon)
		if len(problems) > 0 || e.Hazard != x.hazard || e.Situation != x.situation || e.Doubt != "" {
			t.Errorf("%s: %s %s, %q, %v; want %s %s", x.info, e.Hazard, e.Situation, e.Doubt, problems, x.hazard, x.situation)
		}
	}
	green := coded("x", "awareness_type", "10; Rain", "awareness_level", "1; green; Minor")
	if _, problems := c.Read(Record{Value: []byte(message(green))}, noon); len(problems) != 1 || problems[0].Code != "nothing-to-warn" {
		t.Errorf("green: %v", problems)
	}
}

func TestParametersOfOthersAreUnderstood(t *testing.T) {
	info := strings.Replace(coded("Earthquake", "SAME", "EQW"), "<area>",
		"<parameter><valueName>Magnitude</valueName><value>4.6</value></parameter><parameter><valueName>Version</valueName><value>7</value></parameter><area>", 1)
	e, problems := composer(t).Read(Record{Value: []byte(message(info))}, noon)
	if len(problems) > 0 || e.Params["magnitude"] != 4.6 || len(e.Params) != 1 {
		t.Errorf("%v, %v", e.Params, problems)
	}
}

func TestAnEventWithoutAMeaningWaitsForAPersonWithTheNearest(t *testing.T) {
	c := composer(t)
	x := c.Compose(Record{Value: []byte(message(coded("Strong winds and gusts"))), Lane: "p2"}, noon)
	if len(x.Problems) > 0 {
		t.Fatal(x.Problems)
	}
	if a := x.Draft; a.Hazard != "strong_wind" || a.Needs != 1 || !strings.Contains(a.Why, "the nearest are strong_wind") {
		t.Errorf("%s needs %d: %s", a.Hazard, a.Needs, a.Why)
	}
	if n := x.Draft.Notes; len(n) == 0 || !strings.Contains(n[0], "Strong winds and gusts") {
		t.Errorf("notes %q", n)
	}
	known := c.Compose(Record{Value: []byte(message(coded("Strong wind"))), Lane: "p2"}, noon)
	if len(known.Problems) > 0 || known.Draft.Needs != 0 {
		t.Errorf("what has a meaning: %v, %+v", known.Problems, known.Draft)
	}
	if x := c.Compose(Record{Value: []byte(message(coded("Zzyzx"))), Lane: "p2"}, noon); !slices.Equal(codes(x.Problems), []string{"unmapped-event /alert/info[1]/event"}) {
		t.Errorf("what is like nothing: %v", x.Problems)
	}
}

func TestSourcesAreReadByWhatIsAgreed(t *testing.T) {
	odd := strings.Replace(message(coded("호우")), ">Observed<", ">Very Likely<", 1)
	odd = strings.Replace(odd, "12:00:00-00:00", "12:00:00Z", 1)
	by := *composer(t)
	if _, problems := by.Read(Record{Value: []byte(odd)}, noon); !slices.Equal(codes(problems), []string{"cap-S03 /alert/sent", "cap-enum /alert/info[1]/certainty"}) {
		t.Errorf("by the letter: %v", problems)
	}
	by.Sources = map[string]Source{"kma": {Policy: cap.Policy{Accept: []cap.Deviation{cap.VeryLikely, cap.TimeInZ}}}}
	e, problems := by.Read(Record{Value: []byte(odd)}, noon)
	if len(problems) > 0 || e.Certainty != "likely" || !e.Sent.Equal(noon) || len(e.Notes) != 2 {
		t.Errorf("as agreed: %v, %s, %v, %q", problems, e.Certainty, e.Sent, e.Notes)
	}
	by.Sources = map[string]Source{"kma": {Trust: cap.Trust{Need: cap.SignatureRequired}}}
	if _, problems := by.Read(Record{Value: []byte(message(coded("호우")))}, noon); !slices.Equal(codes(problems), []string{"bad-signature /alert/Signature"}) {
		t.Errorf("without a signature: %v", problems)
	}
}

func TestSwappedCoordinatesAreNotedAndNeverSwapped(t *testing.T) {
	const polygon = "<polygon>129.2,35.8 129.3,35.8 129.3,35.9 129.2,35.8</polygon><geocode>"
	doc := strings.Replace(message(coded("호우")), "<geocode>", polygon, 1)
	e, problems := composer(t).Read(Record{Value: []byte(doc)}, noon)
	if !slices.Equal(codes(problems), []string{"cap-S13 /alert/info[1]/area[1]/polygon[1]"}) || len(e.Area.Polygons) > 0 {
		t.Errorf("%v, %v", problems, e.Area.Polygons)
	}
	if len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "seem to be swapped") {
		t.Errorf("notes %q", e.Notes)
	}
}

// Alert, update and cancel hang together by their references, in whatever
// order they come: in the end nothing is on air.
func TestChainsOfCAPEndInAnyOrder(t *testing.T) {
	c := *composer(t)
	c.Policy = Policy{}
	c.Lanes = map[string]Lane{"p": {Name: "p", Plane: Live, Classes: templates.Classes()}}
	names := []string{"flood-alert.xml", "flood-update.xml", "flood-cancel.xml"}
	at := time.Date(2026, 7, 18, 9, 10, 0, 0, time.UTC)
	polygon := regexp.MustCompile(`<polygon>[^<]*</polygon>`)
	const city = "<geocode><valueName>KR-BJD</valueName><value>4713000000</value></geocode>"
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		s := tell(t)
		for n, i := range order {
			doc := polygon.ReplaceAll(example(t, names[i]), []byte(city)) // where there are cells
			x := c.Compose(Record{Value: doc, Lane: "p"}, at)
			if len(x.Problems) > 0 {
				t.Fatalf("%s: %v", names[i], x.Problems)
			}
			s.comes(x, at)
			if n == 1 && i != 2 && order[0] != 2 { // the alert and its update, in whatever order
				s.onAir(names[1], "hrfco-2026-0718-012")
			}
		}
		s.onAir("the chain", "")
	}
}

// onAir checks what alone is owed or waits, by the reference of its event.
func (s *story) onAir(what, want string) {
	s.t.Helper()
	var got []string
	for _, a := range s.cs.Alerts {
		if (a.State == Owed || a.State == Waiting) && a.Kind != KindCancel {
			got = append(got, a.Event.Ref)
		}
	}
	if strings.Join(got, " ") != want {
		s.t.Errorf("after %s %q is on air, want %q", what, got, want)
	}
}
