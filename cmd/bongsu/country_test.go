package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/simulator"
	"bongsu/simulator/simtest"
)

const secretOfTests = "a secret of tests"

// patience is how long tests wait for what should happen at once.
const patience = 20 * time.Second

// A scene is a small country, a broker, and an instance that serves them.
type scene struct {
	country *simulator.Country
	broker  *simulator.Broker
	config  string // path
	url     string
	stop    func() error // stops the instance and returns how it ended
	log     *lockedBuffer
	token   string // path of its secret
}

// startScene starts all of it, and waits until every link is ready.
func startScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{country: simtest.Country(t, simulator.CountryConfig{}), log: &lockedBuffer{}}
	s.broker = simtest.Broker(t, simulator.Topic{Name: "p0", Partitions: 1}, simulator.Topic{Name: "status", Partitions: 1}, simulator.Topic{Name: "dead", Partitions: 1})
	s.config = writeScene(t, s.country, s.broker.Addr())
	s.token = write(t, filepath.Dir(s.config), "token", secretOfTests+"\n")
	s.serve(t)
	s.until(t, "every link is ready", func() bool {
		var r struct{ Detail readiness }
		return s.get("/readyz", &r) == http.StatusOK && allReady(r.Detail)
	})
	return s
}

func allReady(r readiness) bool {
	for _, l := range r.Links {
		if !l.Ready {
			return false
		}
	}
	return len(r.Links) > 0
}

// serve starts the instance in this process.
func (s *scene) serve(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	root := rootCommand()
	root.SetErr(s.log)
	ended := make(chan error, 1)
	trace := filepath.Join(filepath.Dir(s.config), "trace.jsonl")
	go func() { ended <- serve(ctx, root, s.config, trace) }()
	var err error
	stopped := false
	s.stop = func() error {
		if cancel(); !stopped {
			err, stopped = <-ended, true
		}
		return err
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("serve ended with %v", err)
		}
		if t.Failed() {
			t.Log(s.log)
		}
	})
	s.until(t, "it says where it listens", func() bool {
		s.url = listening(s.log.String())
		return s.url != ""
	})
}

// listening finds the address in the line of the log that says "ready".
func listening(log string) string {
	for line := range strings.Lines(log) {
		var said struct{ Msg, HTTP string }
		if json.Unmarshal([]byte(line), &said) == nil && said.Msg == "ready" {
			return "http://" + said.HTTP
		}
	}
	return ""
}

// run executes a command line against the instance.
func (s *scene) run(t *testing.T, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(append(args, "--server", s.url, "--token-file", s.token), streams{strings.NewReader(stdin), &o, &e})
	return code, o.String(), e.String()
}

// writeScene writes a configuration for a country and returns its path.
func writeScene(t *testing.T, c *simulator.Country, broker string) string {
	t.Helper()
	dir := t.TempDir()
	var cells bytes.Buffer
	if err := c.WriteCells(&cells); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "cells.csv", cells.String())
	if err := os.Mkdir(filepath.Join(dir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(secretOfTests))
	var y strings.Builder
	fmt.Fprintf(&y, "instance: test\ndata: data\nhttp: {listen: \"127.0.0.1:0\"}\nlibrary: {directories: [mine], allow_draft: [\"*\"]}\ncells: cells.csv\n")
	fmt.Fprintf(&y, "kafka:\n  brokers: [%q]\n  status_topic: status\n  dead_letter_topic: dead\n", broker)
	fmt.Fprintf(&y, "  lanes:\n    - {topic: p0, plane: live, classes: [critical, urgent, info], max_age: 10m}\n")
	fmt.Fprintf(&y, "policy: {default: 0}\nlog: {level: debug}\n")
	fmt.Fprintf(&y, "tokens:\n  - {name: desk, sha256: %s, plane: live, may: [events, read, decide, reload]}\nlinks:\n", hex.EncodeToString(sum[:]))
	for _, l := range c.Links {
		fmt.Fprintf(&y, "  - {name: %s, carrier: %s, plane: live, ", l.Name, l.Carrier)
		if l.SMPP() {
			write(t, dir, l.Name+".secret", l.Password+"\n")
			fmt.Fprintf(&y, "kind: smpp, bearer: kr-157, languages: [ko, en], smpp: {address: %q, system_id: %q, password_file: %s.secret, whole_area_alias: %q}}\n",
				l.Addr, l.SystemID, l.Name, l.WholeAreaAlias)
			continue
		}
		fmt.Fprintf(&y, "kind: cbsp, bearer: kr-90, languages: [ko, en], cbsp: {address: %q}}\n", l.Addr)
	}
	return write(t, dir, "bongsu.yaml", y.String())
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// get asks the instance and reads the JSON that it answers.
func (s *scene) get(path string, v any) int { return s.ask(http.MethodGet, path, nil, v) }

func (s *scene) ask(method, path string, body []byte, v any) int {
	q, err := http.NewRequest(method, s.url+path, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	q.Header.Set("Authorization", "Bearer "+secretOfTests)
	q.Header.Set("Content-Type", "application/json")
	p, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0
	}
	defer p.Body.Close()
	b, err := io.ReadAll(p.Body)
	if err != nil {
		return 0
	}
	if v != nil && json.Unmarshal(b, v) != nil {
		return 0
	}
	return p.StatusCode
}

// until waits for something to become true.
func (s *scene) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("within %v not: %s\n%s", patience, what, s.log)
		}
	}
}

// event returns an event of the documentation as if it were sent now.
func event(t *testing.T, name string, change func(map[string]any)) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../docs/events", name))
	if err != nil {
		t.Fatal(err)
	}
	var e map[string]any
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	e["sent"], e["expires"] = now.Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339)
	if e["onset"] != nil {
		e["onset"] = now.Format(time.RFC3339)
	}
	if change != nil {
		change(e)
	}
	if b, err = json.Marshal(e); err != nil {
		t.Fatal(err)
	}
	return b
}

// text asks the instance and returns the answer as it is.
func (s *scene) text(path string) string {
	p, err := http.Get(s.url + path)
	if err != nil {
		return ""
	}
	defer p.Body.Close()
	b, err := io.ReadAll(p.Body)
	if err != nil {
		return ""
	}
	return string(b)
}
