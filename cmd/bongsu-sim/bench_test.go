package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestATraceIsReadByEvent(t *testing.T) {
	at := func(ms int) time.Time { return time.Date(2026, 6, 12, 8, 31, 0, ms*1e6, time.UTC) }
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	text := `{"stage":"fetched","at":"2026-06-12T08:31:00.002Z","event":"e"}
{"stage":"composed","at":"2026-06-12T08:31:00.003Z","event":"e"}
{"stage":"committed","at":"2026-06-12T08:31:00.005Z","event":"e"}
{"stage":"first_byte","at":"2026-06-12T08:31:00.009Z","event":"e","link":"a","action":"write"}
{"stage":"first_byte","at":"2026-06-12T08:31:00.006Z","event":"e","link":"a","action":"write"}
{"stage":"answered","at":"2026-06-12T08:31:00.011Z","event":"e","link":"a","action":"write"}
{"stage":"first_byte","at":"2026-06-12T08:31:00.008Z","event":"e","link":"b","action":"write"}
{"stage":"answered","at":"2026-06-12T08:31:00.018Z","event":"e","link":"b","action":"write"}
{"stage":"first_byte","at":"2026-06-12T08:31:00.030Z","event":"e","link":"b","action":"stop"}
{"stage":"fetched","at":"2026-06-12T08:31:00.040Z"}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	trace, err := readTrace(path)
	if err != nil {
		t.Fatal(err)
	}
	r := &road{published: []publishing{{"e", at(1)}}}
	if err := r.read(trace); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"fetched", r.Fetched.P50, 1}, {"composed", r.Composed.P50, 1}, {"committed", r.Committed.P50, 2}, {"first", r.First.P50, 1},
		{"every", r.Every.P50, 3}, {"answered", r.Answered.P50, 10}, {"to first", r.ToFirst.P50, 5}, {"whole", r.Whole.P50, 7},
	} {
		if c.got != c.want {
			t.Errorf("%s is %v ms, want %v", c.name, c.got, c.want)
		}
	}
	r = &road{published: []publishing{{"another", at(1)}}}
	if err := r.read(trace); err == nil || !strings.Contains(err.Error(), "another") {
		t.Errorf("an event that is not in the trace: %v", err)
	}
}

func TestATraceThatIsNoneIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	if err := os.WriteFile(path, []byte("{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readTrace(path); err == nil {
		t.Error("half a line was read")
	}
}

func TestARatioPassesUpToItsMark(t *testing.T) {
	for _, c := range []struct {
		x, by float64
		want  string
	}{{2, 1, "PASS"}, {2.1, 1, "FAIL"}, {0.5, 1, "PASS"}, {1, 0, "FAIL"}} {
		if got := verdict(c.x, c.by, 2); !strings.Contains(got, c.want) {
			t.Errorf("%v by %v is %s, want %s", c.x, c.by, got, c.want)
		}
	}
}

func TestSpreadsHaveTheirPercentiles(t *testing.T) {
	var values []float64
	for n := range 100 {
		values = append(values, float64(99-n))
	}
	if got, want := spreadOf(values), (spread{49, 89, 98, 99}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got := spreadOf(nil); got != (spread{}) {
		t.Errorf("nothing spreads to %v", got)
	}
	if got, want := middle([]spread{{1, 2, 3, 4}, {5, 6, 7, 8}, {3, 9, 1, 40}}), (spread{3, 6, 3, 40}); got != want {
		t.Errorf("the middle is %v, want %v", got, want)
	}
}
