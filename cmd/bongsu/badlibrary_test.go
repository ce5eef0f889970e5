package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallConfig writes a configuration of one link with a directory for the
// library, and returns its path.
func smallConfig(t *testing.T, library string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "cells.csv", "link,radio,plmn,area,cell,lat,lon,radius_m,region\nbsc,gsm,450-05,1,1,35.8562,129.2247,1000,4713000000\n")
	return write(t, dir, "bongsu.yaml", `instance: test
data: data
http: {listen: "127.0.0.1:0"}
library: `+library+`
cells: cells.csv
policy: {default: 2}
tokens:
  - {name: desk, sha256: 0f4c3f5f61ea4e1a5e09a2b2b0b4b6dbb4d1a1f7a25a6f3c2a1f9b8d7e6c5a40, plane: live, may: [events]}
links:
  - {name: bsc, carrier: c, plane: live, kind: cbsp, bearer: BEARER, languages: [ko], cbsp: {address: "127.0.0.1:1"}}
`)
}

// checked runs check and returns its exit code and what it printed.
func checked(config string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run([]string{"check", "--config", config}, streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

func useBearer(t *testing.T, config, bearer string) {
	t.Helper()
	b, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Dir(config), "bongsu.yaml", strings.ReplaceAll(string(b), "BEARER", bearer))
}

// jellyfish is an entry of the guide, with places where tests put mistakes.
const jellyfish = `hazard: jellyfish
name: {ko: 해파리, en: jellyfish}
category: Safety
event: Jellyfish
situations:
  swarm:
    class: info
    severity: minor
    urgency: expected
    certainty: observed
    response: avoid
    required: [sender, area, time]
    sources: ["tests"]
    review: draft
    texts:
      ko:
        headline: "해파리"
        actions: ["물에서 나오기"]
        long: [{source: "[{sender}]"}, {time: "{time}"}, {place: "{area}"}, {hazard: "해파리 출현."}, {action: "물에서 나오세요"}]
        short: [{source: "[{sender}]"}, {time: "{time}"}, {place: "{area}"}, {hazard: "해파리 출현."}, {action: "물에서 나오세요"}]
        essential: [{source: "[{sender}]"}, {time: "{time}"}, {place: "{area}"}, {hazard: "해파리 출현."}, {action: "물에서 나오세요"}]
%s`

const english = `      en:
        headline: "Jellyfish"
        actions: ["Leave the water"]
        long: [{source: "{sender}:"}, {hazard: "Jellyfish at"}, {place: "{area}"}, {time: "{time}."}, {action: "Leave the water."}]
        short: [{source: "{sender}:"}, {hazard: "Jellyfish at"}, {place: "{area}"}, {time: "{time}."}, {action: "Leave the water."}]
        essential: [{source: "{sender}:"}, {hazard: "Jellyfish at"}, {place: "{area}"}, {time: "{time}."}, {action: "Leave the water."}]
`

func TestCheckListsEveryMistakeOfALibraryAtOnceWithItsPlace(t *testing.T) {
	config := smallConfig(t, "{directories: [mine]}")
	useBearer(t, config, "kr-60")
	mine := filepath.Join(filepath.Dir(config), "mine")
	write(t, mine, "jellyfish.yaml", fmt.Sprintf(jellyfish, english))
	if code, out, errs := checked(config); code != exitOK {
		t.Fatalf("without mistakes: exit %d\n%s%s", code, out, errs)
	}

	write(t, mine, "jellyfish.yaml", fmt.Sprintf(strings.Replace(jellyfish, `{hazard: "해파리 출현."}, {action: "물에서 나오세요"}]
        short`, `{hazard: "{colour} 해파리 출현."}, {action: "물에서 나오세요"}]
        short`, 1), "")) // no English
	write(t, mine, "swell.yaml", strings.ReplaceAll(strings.ReplaceAll(fmt.Sprintf(jellyfish, english), "hazard: jellyfish\n", "hazard: swell\n"), "situations:\n", "situations:\n  swarm: {class: info}\n"))
	write(t, mine, "surf.yaml", "hazard: surf\nname: {ko: 파도, en: surf}\n\tcategory: Met\n")
	write(t, mine, "rules.yaml", shippedFile(t, "rules.yaml")+"\n  - name: loud\n    hazard: earthquake\n    when: 'magnitude >= \"six\"'\n    use: eew_m6\n")
	write(t, mine, "waivers.yaml", "waivers:\n  - {rule: L42, reason: \"\", expires: \"2099-12-31\"}\n  - {rule: L99, reason: x, expires: \"2099-12-31\"}\n  - {rule: L13, reason: x, expires: \"soon\"}\n")
	if err := os.WriteFile(filepath.Join(mine, "huge.yaml"), bytes.Repeat([]byte("# ten million octets\n"), 10<<20/21), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := checked(config)
	if code != exitRefused {
		t.Errorf("exit %d", code)
	}
	for _, want := range []string{
		"mine/jellyfish.yaml:19:", "{colour} is not in params.yaml", // an undeclared placeholder
		"mine/jellyfish.yaml:7:5: texts lacks en",              // a missing translation
		"mine/swell.yaml:7:3: situations.swarm is given twice", // two entries with one name
		"mine/surf.yaml:3:1: found character '\t'",             // a tab
		"mine/rules.yaml:", "rule loud", // a type error
		"mine/waivers.yaml:2:6: reason: say why", "mine/waivers.yaml:3:6: rule: there is no rule \"L99\"", "mine/waivers.yaml:4:6: rule: L13 cannot be waived", "mine/waivers.yaml:4:6: expires: \"soon\" is not a day",
		"mine/huge.yaml: is too large; at most 1048576 octets", // too large
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	if strings.Contains(errs, "no hazard surf") {
		t.Error("a mistake that follows from another is told")
	}
	if t.Failed() {
		t.Log(errs)
	}
}

func TestCheckHoldsTheLibraryAgainstLint(t *testing.T) {
	config := smallConfig(t, "{directories: [mine]}")
	useBearer(t, config, "kr-60")
	mine := filepath.Join(filepath.Dir(config), "mine")
	write(t, mine, "jellyfish.yaml", fmt.Sprintf(strings.Replace(jellyfish, `{place: "{area}"}, {hazard: "해파리`, `{place: "{area}은"}, {hazard: "해파리`, 1), english))
	write(t, mine, "waivers.yaml", "waivers:\n  - {rule: L42, entry: jellyfish/swarm, reason: x, expires: \"2020-12-31\"}\n")
	code, _, errs := checked(config)
	if code != exitRefused || !strings.Contains(errs, "mine/jellyfish.yaml:19:") || !strings.Contains(errs, "E L43 jellyfish/swarm ko long") ||
		!strings.Contains(errs, "mine/waivers.yaml:2:6: E L42 jellyfish/swarm: the waiver expired on 2020-12-31") {
		t.Errorf("exit %d\n%s", code, errs)
	}
}

func TestTheCountryOfTheConfigurationIsThatOfTheLibrary(t *testing.T) {
	for _, c := range []struct{ country, bearer, says string }{
		{"us", "wea-90", ""}, {"kr", "kr-90", ""}, {"us", "kr-90", "kr-90"}, {"fr", "kr-90", `library.country: no library is shipped for "fr"; want one of eu, jp, kr, us`},
	} {
		config := smallConfig(t, "{country: "+c.country+"}")
		useBearer(t, config, c.bearer)
		if c.country == "us" {
			b, err := os.ReadFile(config)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Dir(config), "bongsu.yaml", strings.Replace(string(b), "languages: [ko]", "languages: [en]", 1))
		}
		code, _, errs := checked(config)
		if c.says == "" && code != exitOK || c.says != "" && (code != exitRefused || !strings.Contains(errs, c.says)) {
			t.Errorf("%s with %s: exit %d\n%s", c.country, c.bearer, code, errs)
		}
	}
}
