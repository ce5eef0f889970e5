package cap

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestShippedProfilesAreRead(t *testing.T) {
	if want := []string{"au-std", "cap-cp", "google", "ipaws", "uk-out", "wmo"}; !slices.Equal(Profiles(), want) {
		t.Errorf("profiles %q, want %q", Profiles(), want)
	}
	for _, name := range Profiles() {
		p, err := FindProfile(name)
		if err != nil || p.Name != name || len(p.Rules) == 0 || p.Source == "" {
			t.Errorf("%s: %+v, %v", name, p, err)
			continue
		}
		for _, r := range p.Rules {
			if !strings.HasPrefix(r.ID, name+"-") {
				t.Errorf("%s has a rule %s", name, r.ID)
			}
		}
	}
	if _, err := FindProfile("../policy"); err == nil || !strings.Contains(err.Error(), "cap-cp") {
		t.Errorf("a profile that does not exist: %v", err)
	}
}

func TestWrongProfilesAreRefused(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{`{"id":"x","severity":"invalid","english":"a","korean":"b","each":"info","field":"colour"}`, `"colour" is no field of "info"`},
		{`{"id":"x","severity":"loud","english":"a","korean":"b","each":"info","field":"event"}`, `severity "loud"`},
		{`{"id":"x","severity":"note","english":"a","each":"info","field":"event"}`, "korean is missing"},
		{`{"id":"x","severity":"note","english":"a","korean":"b","each":"info","field":"event","pattern":"("}`, "missing closing"},
		{`{"id":"x","severity":"note","english":"a","korean":"b","each":"area","field":"circle","same":true}`, "only infos"},
		{`{"id":"x","severity":"note","english":"a","korean":"b","each":"alert","field":"code","when":{"event":["x"]}}`, `"event" is no field of alert`},
		{`{"id":"x","loudness":3}`, "unknown field"},
	} {
		_, err := ReadProfile([]byte(`{"name":"p","rules":[` + c.rule + `]}`))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.rule, err, c.want)
		}
	}
}

// asked returns what a profile finds in the plain message with pieces replaced.
func asked(t *testing.T, name string, pieces ...string) (problems, notes []string) {
	t.Helper()
	p, err := FindProfile(name)
	if err != nil {
		t.Fatal(err)
	}
	s := string(file(t, "valid/plain.xml"))
	for i := 0; i < len(pieces); i += 2 {
		if !strings.Contains(s, pieces[i]) {
			t.Fatalf("%q is not in the message", pieces[i])
		}
		s = strings.Replace(s, pieces[i], pieces[i+1], 1)
	}
	a, err := Policy{Profile: p}.Parse([]byte(s))
	var bad *InvalidError
	var found []Problem
	switch {
	case errors.As(err, &bad):
		problems, found = Broken(bad.Problems), bad.Notes
		for _, x := range bad.Problems {
			if x.Offset == 0 && x.XPath != "/alert" || x.Line == 0 || x.Korean == "" {
				t.Errorf("%s: %+v has no place", name, x)
			}
		}
	default:
		found = a.Notes
	}
	for _, n := range Broken(found) {
		if strings.HasPrefix(n, name) {
			notes = append(notes, n)
		}
	}
	return problems, notes
}

func TestProfilesAskForMore(t *testing.T) {
	const info = "  <info>"
	cp := []string{info, "<code>profile:CAP-CP:0.4</code>" + info, "  <references>desk@example.kr,kr.example.0,2026-07-11T03:10:00+09:00</references>\n", "", ">Update<", ">Alert<",
		"<valueName>class<", "<valueName>profile:CAP-CP:Event:0.4<", "<valueName>bjd<", "<valueName>profile:CAP-CP:Location:0.3<", ">ko<", ">en-CA<",
		"<code>profile:CAP-CP:0.4</code>  <info>", "<code>profile:CAP-CP:0.4</code>" + info}
	for _, c := range []struct {
		name, profile   string
		pieces          []string
		problems, notes string
	}{
		{"plain", "ipaws", nil, "ipaws-code,ipaws-event-code", "ipaws-description,ipaws-geocode,ipaws-instruction"},
		{"plain", "cap-cp", nil, "cap-cp-code,cap-cp-event,cap-cp-location", "cap-cp-instruction,cap-cp-language,cap-cp-sender-name"},
		{"as Canada wants it", "cap-cp", cp, "", "cap-cp-instruction,cap-cp-sender-name"},
		{"plain", "au-std", nil, "", ""},
		{"without event code", "au-std", []string{"<eventCode><valueName>class</valueName><value>2</value></eventCode>", ""}, "au-std-event-code", ""},
		{"plain", "google", nil, "google-description", "google-instruction"},
		{"a point", "google", []string{" 2.5<", " 0<"}, "google-description,google-radius", "google-instruction"},
		{"a test", "google", []string{"Actual", "Test"}, "google-description,google-test", "google-instruction"},
		{"one text twice", "google", []string{"    <web>", "<headline>a</headline><description>a</description><web>"}, "google-headline-differs", "google-instruction"},
		{"plain", "uk-out", nil, "uk-out-description,uk-out-identifier", ""},
		{"plain", "wmo", nil, "", "wmo-identifier"},
		{"a number of WMO", "wmo", []string{">kr.example.1<", ">urn:oid:2.49.0.1.410.0.2026.7.11.4.20.0<"}, "", ""},
	} {
		problems, notes := asked(t, c.profile, c.pieces...)
		if p, n := strings.Join(problems, ","), strings.Join(notes, ","); p != c.problems || n != c.notes {
			t.Errorf("%s by %s: breaks %s, noted for %s; want %s and %s", c.name, c.profile, p, n, c.problems, c.notes)
		}
	}
}

func TestInfosAreComparedByProfiles(t *testing.T) {
	s := string(file(t, "valid/plain.xml"))
	_, rest, _ := strings.Cut(s, "  <info>")
	second := "  <info>" + strings.Replace(rest, "<value>2<", "<value>3<", 1)
	problems, _ := asked(t, "au-std", "</alert>", second)
	if len(problems) > 0 {
		t.Errorf("two infos with event codes of one name break %v", problems)
	}
	problems, _ = asked(t, "au-std", "</alert>", strings.Replace(second, ">Met<", ">Geo<", 1))
	if !slices.Equal(problems, []string{"au-std-category"}) {
		t.Errorf("two infos with different categories break %v", problems)
	}
}
