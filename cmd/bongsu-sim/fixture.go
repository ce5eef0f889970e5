package main

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"github.com/goccy/go-yaml"

	"bongsu/cbc"
	"bongsu/simulator"
)

//go:embed fixture
var fixtureFiles embed.FS

// A fixture is what the demonstration publishes and what must come of it.
type fixture struct {
	Steps []step `yaml:"steps"`
}

// What a step causes.
const (
	causesAlert      = "alert"       // phones in the area hear something
	causesSilence    = "silence"     // what it ends leaves the air, and nobody hears anything
	causesDeadLetter = "dead-letter" // it comes back with a reason
	causesNothing    = "nothing"     // it is known already
)

// A step is one record and what must come of it.
type step struct {
	Name        string                       `yaml:"name"`
	Title       string                       `yaml:"title"`
	Topic       string                       `yaml:"topic"`
	Key         string                       `yaml:"key"`
	Media       string                       `yaml:"media"`
	Body        string                       `yaml:"body"`  // a file of the fixture
	Again       string                       `yaml:"again"` // the step whose record this is once more
	Event       *eventName                   `yaml:"event"` // nil if it is none
	Causes      string                       `yaml:"causes"`
	Ends        []string                     `yaml:"ends"`   // steps whose alerts it takes off the air
	Reason      string                       `yaml:"reason"` // of the dead letter
	Area        place                        `yaml:"area"`
	Identifiers map[string]uint16            `yaml:"identifiers"` // by language
	Texts       map[string]map[string]string `yaml:"texts"`       // by bearer, then language
	Phones      namedPhones                  `yaml:"phones"`
}

// An eventName is how posts name the event.
type eventName struct {
	Source string `yaml:"source" json:"source"`
	Ref    string `yaml:"ref" json:"ref"`
	Rev    int    `yaml:"rev" json:"rev"`
}

// A place is where a step's alert is heard.
type place struct {
	Country bool         `yaml:"country"`
	Regions []string     `yaml:"regions"`
	Polygon [][2]float64 `yaml:"polygon"` // latitude, longitude
}

// namedPhones are phones of which is said by hand whether they hear a step.
type namedPhones struct {
	Hear   []string `yaml:"hear"`
	Silent []string `yaml:"silent"`
}

// Bearers by the kind of link, as the demonstration configures them.
const (
	smppBearer = "kr-157"
	bscBearer  = "kr-90"
)

func loadFixture() (*fixture, error) {
	b, err := fixtureFiles.ReadFile("fixture/demo.yaml")
	if err != nil {
		return nil, err
	}
	f := new(fixture)
	if err := yaml.UnmarshalWithOptions(b, f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("fixture: %w", err)
	}
	return f, nil
}

// shape returns the place as the simulator takes it.
func (p place) shape() simulator.Shape {
	s := simulator.Shape{Country: p.Country}
	for _, r := range p.Regions {
		s.Regions = append(s.Regions, cbc.Region(r))
	}
	if len(p.Polygon) > 0 {
		ring := make([]cbc.Point, 0, len(p.Polygon))
		for _, at := range p.Polygon {
			ring = append(ring, cbc.Point{Lat: at[0], Lon: at[1]})
		}
		s.Polygons = []cbc.Polygon{{ring}}
	}
	return s
}

// seoul is the zone of the clocks in texts. Korea has had no other time since
// 1988.
func seoul() *time.Location { return time.FixedZone("KST", 9*60*60) }

// moments are when steps were sent and when they expire.
type moments map[string]struct{ sent, expires time.Time }

// alertLife is how long the demonstration's alerts are in force.
const alertLife = 30 * time.Minute

// compose returns the body of a step that is sent now.
func (m moments) compose(s *step, now time.Time) ([]byte, error) {
	now = now.In(seoul()).Truncate(time.Second)
	at := m[s.Name]
	at.sent, at.expires = now, now.Add(alertLife)
	m[s.Name] = at
	b, err := fixtureFiles.ReadFile("fixture/" + s.Body)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(s.Body, ".bin") {
		return b, nil
	}
	t, err := template.New(s.Body).Funcs(template.FuncMap{
		"sent":    func(step string) string { return m[step].sent.Format(time.RFC3339) },
		"expires": func(step string) string { return m[step].expires.Format(time.RFC3339) },
	}).Parse(string(b))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]string{"Sent": at.sent.Format(time.RFC3339), "Expires": at.expires.Format(time.RFC3339)})
	return out.Bytes(), err
}

// text returns what a bearer carries in a language, "" if nothing.
func (s *step) text(bearer, language string, sent time.Time) string {
	return strings.ReplaceAll(s.Texts[bearer][language], "{time}", sent.In(seoul()).Format("15:04"))
}
