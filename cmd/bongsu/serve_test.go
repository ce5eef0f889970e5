package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

// begins returns whether a phone has heard a message that begins so.
func begins(p *phone.Phone, with string) bool {
	for _, m := range p.Heard() {
		if strings.HasPrefix(m.Text, with) {
			return true
		}
	}
	return false
}

func TestAnEventOnALaneIsHeardInItsPlaceAndNowhereElse(t *testing.T) {
	s := startScene(t)
	body := event(t, "heavy-rain.json", func(e map[string]any) {
		e["area"] = map[string]any{"geocodes": []string{string(simtest.Gyeongju)}}
	})
	simtest.Publish(t, s.broker.Addr(), simulator.Record{Topic: "p0", Value: body, Headers: map[string]string{"content-type": "application/json"}})
	in := s.country.Inside(simulator.Shape{Regions: []cbc.Region{simtest.Gyeongju}})
	if len(in) == 0 {
		t.Fatal("no phone is inside")
	}
	inside := map[*phone.Phone]bool{}
	for _, p := range in {
		inside[p] = true
		s.until(t, p.Name()+" hears it", func() bool { return begins(p, "[기상청]") })
	}
	for _, p := range s.country.Phones() {
		if heard := p.Heard(); !inside[p] && len(heard) > 0 {
			t.Errorf("%s is outside and heard %v", p.Name(), heard)
		}
	}
	posts := simtest.Records(t, s.broker.Addr(), "status", 2, patience)
	if string(posts[0].Value) == "" {
		t.Error("a status record is empty")
	}
	if err := s.stop(); err != nil {
		t.Errorf("serve ended with %v", err)
	}
	s.until(t, "all goroutines of the instance have ended", func() bool { return len(ours()) == 0 })
	checkTrace(t, filepath.Join(filepath.Dir(s.config), "trace.jsonl"))
}

// ours returns the goroutines of the product that run in this process; those of
// the pretended world are not.
func ours() []string {
	b := make([]byte, 1<<20)
	b = b[:runtime.Stack(b, true)]
	var all []string
	for _, g := range strings.Split(string(b), "\n\n") {
		product := strings.Contains(g, "bongsu/dispatcher") || strings.Contains(g, "bongsu/cbc/") ||
			strings.Contains(g, "kafka-go") || strings.Contains(g, "database/sql") || strings.Contains(g, "memstore")
		if product && !strings.Contains(g, "bongsu/simulator") {
			all = append(all, g)
		}
	}
	return all
}

// checkTrace checks that every stage is there, in the order of time.
func checkTrace(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	last := map[string]traceLine{}
	links := map[string]bool{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var l traceLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if l.Event == "" {
			t.Errorf("stage %s has no event", l.Stage)
		}
		if l.Stage == stageFirstByte {
			links[l.Link] = true
		}
		last[l.Stage] = l
	}
	order := []string{stagePublished, stageFetched, stageComposed, stageCommitted, stageFirstByte, stageAnswered}
	for i, stage := range order {
		if last[stage].At.IsZero() {
			t.Errorf("no line of stage %s", stage)
		} else if i > 1 && last[stage].At.Before(last[order[i-1]].At) {
			t.Errorf("%s is before %s", stage, order[i-1])
		}
	}
	if len(links) != 6 {
		t.Errorf("first octets left on %d links, want 6", len(links))
	}
}
