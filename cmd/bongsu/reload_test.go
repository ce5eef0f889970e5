package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"bongsu/dispatcher/console"
	"bongsu/simulator"
	"bongsu/simulator/simtest"
	"bongsu/templates"
)

// shippedFile returns a file of the shipped library.
func shippedFile(t *testing.T, name string) string {
	t.Helper()
	f, err := templates.Shipped().Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// rainWithout is heavy_rain.yaml with other words for what to do.
func rainWith(t *testing.T, words string) string {
	t.Helper()
	const before = "지하·반지하·하천변에서 즉시 나와 높은 곳으로 가세요"
	whole := shippedFile(t, "heavy_rain.yaml")
	if !strings.Contains(whole, before) {
		t.Fatalf("heavy_rain.yaml does not say %q", before)
	}
	return strings.ReplaceAll(whole, before, words)
}

func TestANewLibraryIsTakenWholeOrNotAtAll(t *testing.T) {
	s := startScene(t)
	mine := filepath.Join(filepath.Dir(s.config), "mine")
	body := string(event(t, "heavy-rain.json", gyeongju))
	says := func(words string) bool {
		_, out, _ := s.run(t, body, "event", "check", "-")
		return strings.Contains(out, words)
	}
	const now = "지하·반지하·하천변에서 지금 나와 높은 곳으로 가세요"
	if says(now) {
		t.Fatal("it says so before")
	}
	write(t, mine, "heavy_rain.yaml", rainWith(t, now))
	if says(now) {
		t.Error("a file is used that nobody asked for")
	}
	if code, out, errs := s.run(t, "", "reload"); code != exitOK || !strings.HasPrefix(out, "in use: library ") {
		t.Fatalf("reload: exit %d\n%s%s", code, out, errs)
	}
	if !says(now) {
		t.Error("the new words are not said")
	}

	for _, bad := range []struct{ name, file, content, says string }{
		{"does not load", "heavy_rain.yaml", rainWith(t, "{colour}로 가세요"), "heavy_rain.yaml:"},
		{"lint refuses", "heavy_rain.yaml", rainWith(t, "{area}은 위험하니 높은 곳으로 가세요"), "L43"},
		{"a waiver has expired", "waivers.yaml", "waivers:\n  - {rule: L42, reason: tests, expires: \"2020-01-01\"}\n", "waivers.yaml:2:6: E L42: the waiver expired"},
		{"a tab", "heavy_rain.yaml", "hazard: heavy_rain\n\tname: x\n", "heavy_rain.yaml:2:1: "},
	} {
		before := write(t, mine, "heavy_rain.yaml", rainWith(t, now))
		path := write(t, mine, bad.file, bad.content)
		code, out, errs := s.run(t, "", "reload")
		if code != exitRefused || !strings.HasPrefix(out, "still in use: ") || !strings.Contains(errs, filepath.Base(path)+":") || !strings.Contains(errs, bad.says) {
			t.Errorf("%s: exit %d\n%s%s", bad.name, code, out, errs)
		}
		if !says(now) {
			t.Errorf("%s: the last good words are gone", bad.name)
		}
		var r console.Reading
		if got := s.ask(http.MethodPost, "/api/v1/reload", nil, &r); got != http.StatusUnprocessableEntity || len(r.Mistakes) == 0 || r.Mistakes[0].Line == 0 || r.Mistakes[0].Column == 0 {
			t.Errorf("%s: %d %+v", bad.name, got, r)
		}
		if !strings.Contains(s.log.String(), "not taken") {
			t.Errorf("%s: the log says nothing", bad.name)
		}
		if got := s.get("/readyz", nil); got != http.StatusOK {
			t.Errorf("%s: it is not ready: %d", bad.name, got)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(before) // the same file, mostly
	}
	for _, want := range []string{`bongsu_reloads_total{result="refused"} 8`, `bongsu_reloads_total{result="taken"} 1`, `bongsu_library_info{hash="`, `bongsu_reload_last_time_seconds{result="refused"}`} {
		if !strings.Contains(s.text("/metrics"), want) {
			t.Errorf("metrics do not show %s", want)
		}
	}
}

func TestCellsAreReadAgainButThoseThatABSCWasStartedWithStay(t *testing.T) {
	s := startScene(t)
	path := filepath.Join(filepath.Dir(s.config), "cells.csv")
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(old), "\n")
	without := func(link string) string {
		for i, l := range lines {
			if strings.HasPrefix(l, link+",") {
				return strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")
			}
		}
		t.Fatalf("%s has no cell", link)
		return ""
	}
	count := func() (n int) {
		var r console.Reading
		s.ask(http.MethodPost, "/api/v1/reload", nil, &r)
		return r.Cells
	}
	all := count()
	write(t, filepath.Dir(path), "cells.csv", without("alpha-smpp"))
	if got := count(); got != all-1 {
		t.Errorf("%d cells, want %d", got, all-1)
	}
	write(t, filepath.Dir(path), "cells.csv", without("alpha-bsc"))
	if code, _, errs := s.run(t, "", "reload"); code != exitRefused || !strings.Contains(errs, "link alpha-bsc has other cells") {
		t.Errorf("exit %d: %s", code, errs)
	}
	write(t, filepath.Dir(path), "cells.csv", "nonsense\n")
	if code, _, errs := s.run(t, "", "reload"); code != exitRefused || !strings.Contains(errs, "cells.csv:1: ") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestAHangupReadsAgain(t *testing.T) {
	country := simtest.Country(t, simulator.CountryConfig{})
	broker := simtest.Broker(t, simulator.Topic{Name: "p0", Partitions: 1}, simulator.Topic{Name: "status", Partitions: 1}, simulator.Topic{Name: "dead", Partitions: 1})
	config := writeScene(t, country, broker.Addr())
	c := startChild(t, config)
	c.says(t, `"msg":"ready"`)
	hangup := func() {
		t.Helper()
		if err := c.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	mine := filepath.Join(filepath.Dir(config), "mine")
	write(t, mine, "heavy_rain.yaml", rainWith(t, "지하·반지하·하천변에서 지금 나와 높은 곳으로 가세요"))
	hangup()
	c.says(t, `"library and cells were read again"`, `"by":"signal"`)
	write(t, mine, "heavy_rain.yaml", "hazard: [")
	hangup()
	c.says(t, "not taken", "heavy_rain.yaml:1:")
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	c.says(t, `"stopped"`)
	if state := c.ends(t); state.ExitCode() != exitOK {
		t.Errorf("it ended with %v", state)
	}
}
