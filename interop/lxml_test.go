//go:build interop && linux

package interop

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cap"
)

var lxml, lxmlPath = pip("lxml")

// schema returns what the schema of OASIS says of each document.
func schema(t *testing.T, docs [][]byte) []string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"peers/lxml/validate.py"}
	for i, d := range docs {
		name := filepath.Join(dir, fmt.Sprintf("%d.xml", i))
		if err := os.WriteFile(name, d, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	cmd := exec.CommandContext(t.Context(), "python3", args...)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+lxmlPath())
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// everything is a message with all that we write.
func everything() *cap.Alert {
	seoul := time.FixedZone("", 9*60*60)
	at := func(hour int) time.Time { return time.Date(2026, 7, 18, hour, 0, 0, 0, seoul) }
	ground, top := 0.0, 1234.5
	info := cap.Info{
		Language: "ko-KR", Categories: []string{"Met", "Safety"}, Event: "홍수경보", ResponseTypes: []string{"Evacuate", "Monitor"},
		Urgency: "Immediate", Severity: "Severe", Certainty: "Observed", Audience: "주민",
		EventCodes: []cap.NameValue{{Name: "SAME", Value: "FLW"}}, Effective: at(4), Onset: at(5), Expires: at(10),
		SenderName: "홍수통제소", Headline: "홍수 <경보>", Description: "물이 넘칩니다.\n대피 & 확인", Instruction: "높은 곳으로",
		Web: "https://example.kr/flood?a=1&b=2", Contact: "063-000-0000",
		Parameters: []cap.NameValue{{Name: "level_m", Value: "6.8"}, {Name: "remark", Value: ""}},
		Resources: []cap.Resource{{Desc: "map", MIMEType: "image/png", Size: 5, URI: "https://example.kr/map.png",
			Digest: "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"}},
		Areas: []cap.Area{{
			Desc:     "남원",
			Polygons: []cbc.Polygon{{{{Lat: 35.4, Lon: 127.3}, {Lat: 35.45, Lon: 127.3}, {Lat: 35.45, Lon: 127.4}, {Lat: 35.4, Lon: 127.3}}}},
			Circles:  []cbc.Circle{{Center: cbc.Point{Lat: 35.42, Lon: 127.38}, Radius: 2500}},
			Geocodes: []cap.NameValue{{Name: "KR:bjd", Value: "5219000000"}}, Altitude: &ground, Ceiling: &top,
		}},
	}
	english := info
	english.Language, english.Event, english.Areas = "en-US", "Flood warning", []cap.Area{{Desc: "Namwon"}}
	return &cap.Alert{
		Identifier: "kr.example.2", Sender: "desk@example.kr", Sent: at(4), Status: "Actual", MsgType: "Update", Source: "gauge",
		Scope: "Restricted", Restriction: "authorities", Addresses: []string{"a@example.kr", "River Desk"}, Codes: []string{"x"}, Note: "n",
		References: []cap.Reference{{Sender: "desk@example.kr", Identifier: "kr.example.1", Sent: at(3)}},
		Incidents:  []string{"one", "two words"}, Infos: []cap.Info{info, english},
	}
}

// written returns the messages that we write: full and bare ones of each kind,
// in each dialect, signed and not.
func written(t *testing.T) [][]byte {
	t.Helper()
	var docs [][]byte
	for _, utc := range []bool{false, true} {
		for _, kind := range []string{"Alert", "Update", "Cancel", "Ack", "Error"} {
			full, bare := everything(), everything()
			full.MsgType, bare.MsgType, bare.Infos = kind, kind, nil
			full.Infos[0].Onset = time.Time{}
			bare.Scope, bare.Restriction, bare.Addresses, bare.Codes, bare.Incidents = "Public", "", nil, nil, nil
			for _, a := range []*cap.Alert{full, bare} {
				b, err := a.Write(cap.Dialect{UTC: utc})
				if err != nil {
					t.Fatal(err)
				}
				docs = append(docs, b)
				for _, kind := range []string{"rsa", "ecdsa"} {
					signed, err := (&cap.Signer{Key: signingKey(t, kind)}).Sign(b)
					if err != nil {
						t.Fatal(err)
					}
					docs = append(docs, signed)
				}
			}
		}
	}
	return docs
}

func TestTheSchemaOfOASISAcceptsWhatWeWrite(t *testing.T) {
	need(t, lxml)
	docs := written(t)
	for i, verdict := range schema(t, docs) {
		if verdict != "valid" {
			t.Errorf("%s\n%s", verdict, docs[i])
		}
	}
}

// leniencies are what libxml2 takes all the same: limits and a prohibition of
// ours, and a signature before info, where the schema has it after.
var leniencies = []string{"X01-nesting.xml", "X01-doctype.xml", "X03-signature-first.xml"}

// What breaks rules that the schema has too, it refuses; so it can.
func TestTheSchemaOfOASISRefusesWhatWeRefuseByStructure(t *testing.T) {
	need(t, lxml)
	const dir = "../cbc/cap/testdata/broken"
	list, err := os.ReadFile(filepath.Join(dir, "EXPECT.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var docs [][]byte
	for l := range strings.Lines(string(list)) {
		f := strings.Split(l, "\t")
		if f[1] != "enum" && !(strings.HasPrefix(f[1], "X") && f[0] != "X01-identifier.xml") {
			continue
		}
		doc, err := os.ReadFile(filepath.Join(dir, f[0]))
		if err != nil {
			t.Fatal(err)
		}
		names, docs = append(names, f[0]), append(docs, doc)
	}
	for i, verdict := range schema(t, docs) {
		if strings.HasPrefix(verdict, "valid") != slices.Contains(leniencies, names[i]) {
			t.Errorf("%s is %s", names[i], verdict)
		}
	}
}
