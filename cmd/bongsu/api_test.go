package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/simtest"
)

// onAir returns how many messages are on air in all cells of the country.
func onAir(c *simulator.Country) int {
	n := 0
	for _, l := range c.Links {
		for _, s := range l.Sites {
			n += len(c.Air.OnAir(s.Cell))
		}
	}
	return n
}

// accepted is a line of alert show about a write that was taken.
var accepted = regexp.MustCompile(`(?m)^(alpha|bravo|charlie)-(smpp|bsc) +(ko|en) +write +accepted `)

func gyeongju(e map[string]any) {
	e["area"] = map[string]any{"geocodes": []string{string(simtest.Gyeongju)}}
}

func TestAnAlertIsSentShownAndCancelledByCommands(t *testing.T) {
	s := startScene(t)
	body := string(event(t, "heavy-rain.json", gyeongju))

	code, out, errs := s.run(t, body, "event", "check", "-")
	if code != exitOK || !strings.Contains(out, "alpha-smpp (kr-157): 1 cells") {
		t.Fatalf("check: exit %d\n%s%s", code, out, errs)
	}
	code, out, errs = s.run(t, body, "event", "send", "-")
	if code != exitOK || !strings.HasPrefix(out, "admitted: alert 1.1 is owed") {
		t.Fatalf("send: exit %d\n%s%s", code, out, errs)
	}
	for _, p := range s.country.Inside(simulator.Shape{Regions: []cbc.Region{simtest.Gyeongju}}) {
		s.until(t, p.Name()+" hears it", func() bool { return begins(p, "[기상청]") })
	}
	if code, out, errs = s.run(t, body, "event", "send", "-"); code != exitOK || !strings.HasPrefix(out, "duplicate") {
		t.Errorf("sent again: exit %d\n%s%s", code, out, errs)
	}
	other := strings.Replace(body, `"rain_1h":78`, `"rain_1h":79`, 1)
	if code, out, errs = s.run(t, other, "event", "send", "-"); code != exitRefused || !strings.HasPrefix(out, "conflict") {
		t.Errorf("with another body: exit %d\n%s%s", code, out, errs)
	}
	if code, out, errs = s.run(t, "nonsense", "event", "send", "-"); code != exitRefused || !strings.Contains(out, "(not-an-event)") {
		t.Errorf("nonsense: exit %d\n%s%s", code, out, errs)
	}

	s.until(t, "every link has taken both languages", func() bool {
		_, out, _ = s.run(t, "", "alert", "show", "1.1")
		return len(accepted.FindAllString(out, -1)) == 12
	})
	if code, out, _ = s.run(t, "", "alert", "list", "--state", "owed"); code != exitOK || !regexp.MustCompile(`(?m)^1\.1 +owed `).MatchString(out) {
		t.Errorf("list: exit %d\n%s", code, out)
	}
	if code, out, errs = s.run(t, "", "alert", "cancel", "1.1", "--reason", "sent by mistake"); code != exitOK {
		t.Errorf("cancel: exit %d\n%s%s", code, out, errs)
	}
	s.until(t, "nothing is on air", func() bool { return onAir(s.country) == 0 })
	if code, _, errs = s.run(t, "", "alert", "show", "9.9"); code != exitRefused || !strings.Contains(errs, "404") {
		t.Errorf("an alert that is not there: exit %d\n%s", code, errs)
	}
}

func TestMetricsAndProbesTellHowItIs(t *testing.T) {
	s := startScene(t)
	if code, out, errs := s.run(t, string(event(t, "heavy-rain.json", gyeongju)), "event", "send", "-"); code != exitOK {
		t.Fatalf("send: exit %d\n%s%s", code, out, errs)
	}
	for _, want := range []string{
		`bongsu_events_total{lane="token:desk",result="admitted"} 1`,
		`bongsu_deliveries_total{action="write",link="alpha-bsc",outcome="accepted"}`,
		`bongsu_link_ready{link="bravo-smpp",plane="live"} 1`,
		`bongsu_lane_lag_records{lane="p0",partition="0"} 0`,
		`bongsu_stage_seconds_count{stage="answered"}`,
		`bongsu_link_owed{link="charlie-bsc"} 0`,
		"bongsu_build_info{", "go_goroutines", "process_resident_memory_bytes",
	} {
		s.until(t, "metrics show "+want, func() bool { return strings.Contains(s.text("/metrics"), want) })
	}
	if s.get("/healthz", nil) != http.StatusOK {
		t.Error("it is not well")
	}
	s.broker.Close()
	var r struct{ Detail readiness }
	s.until(t, "it is not ready without its broker", func() bool { return s.get("/readyz", &r) == http.StatusServiceUnavailable })
	if len(r.Detail.Lanes) != 1 || r.Detail.Ledger != "writable" {
		t.Errorf("the detail is %+v", r.Detail)
	}
}

func TestTheAPIWantsAToken(t *testing.T) {
	s := startScene(t)
	for path, want := range map[string]int{"/api/v1/alerts": http.StatusUnauthorized, "/healthz": http.StatusOK, "/metrics": http.StatusOK} {
		p, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		p.Body.Close()
		if p.StatusCode != want {
			t.Errorf("%s without a token: %d, want %d", path, p.StatusCode, want)
		}
	}
	var doc json.RawMessage
	if s.get("/api/v1/openapi.json", &doc) != http.StatusOK {
		t.Error("there is no document about the API")
	}
}
