//go:build interop && linux

package interop

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

// roadLimit is for anything on the way from Kafka to phones, with a broker that
// comes back meanwhile.
const roadLimit = 2 * time.Minute

// events is how many are published: some before the broker is killed, some while
// it is away, the rest when it is back.
const events, before, away = 24, 8, 16

// startBongsu builds the product and starts it between Kafka and a country.
func startBongsu(t *testing.T, country *simulator.Country) *peer {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "bongsu")
	ctx, cancel := context.WithTimeout(t.Context(), installLimit)
	defer cancel()
	if err := run(ctx, "", "go", "build", "-o", program, "bongsu/cmd/bongsu"); err != nil {
		t.Fatal(err)
	}
	c := struct {
		Data, Broker, Cells, Secret string
		Links                       []*simulator.CountryLink
	}{filepath.Join(dir, "data"), kafkaAddress, filepath.Join(dir, "cells.csv"), filepath.Join(dir, "secret"), country.Links}
	var cells strings.Builder
	if err := country.WriteCells(&cells); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{c.Cells: cells.String(), c.Secret: country.Links[0].Password + "\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, exec.Command(program, "serve", "--config", fillConfig(t, "kafka/bongsu.yaml.tmpl", c)))
	var ready struct {
		HTTP string `json:"http"`
	}
	p.object("msg", "ready", &ready)
	p.poll(roadLimit, "readiness", func() bool {
		a, err := http.Get("http://" + ready.HTTP + "/readyz")
		if err != nil {
			return false
		}
		a.Body.Close()
		return a.StatusCode == http.StatusOK
	})
	return p
}

// rainOf is the n-th event, told from others by the millimetres of rain.
func rainOf(t *testing.T, n int) simulator.Record {
	t.Helper()
	now := time.Now().UTC()
	b, err := json.Marshal(map[string]any{
		"schema": 1, "id": fmt.Sprintf("kma-%d", n), "source": map[string]any{"id": "kma", "system": "kma-wrn", "ref": fmt.Sprintf("rain-%d", n), "rev": 1},
		"status": "actual", "msg_type": "alert", "hazard": "heavy_rain", "class": "urgent", "severity": "extreme", "urgency": "immediate", "certainty": "observed",
		"sent": now.Format(time.RFC3339), "expires": now.Add(time.Hour).Format(time.RFC3339),
		"area": map[string]any{"geocodes": []string{string(simtest.Gyeongju)}}, "params": map[string]any{"rain_1h": 72 + n},
	})
	if err != nil {
		t.Fatal(err)
	}
	return simulator.Record{Topic: "bongsu.p1", Key: fmt.Appendf(nil, "k%d", n), Value: b, Headers: map[string]string{"content-type": "application/vnd.bongsu.event+json"}}
}

// A status is a record of the status topic.
type status struct {
	ID    int64  `json:"id"`
	Kind  string `json:"kind"`
	What  string `json:"what"`
	Link  string `json:"link"`
	Alert string `json:"alert"`
	Event struct {
		Ref string `json:"ref"`
	} `json:"event"`
}

// statuses are those that have come, each once.
type statuses struct {
	mu  sync.Mutex // guards all
	all map[int64]status
}

func (s *statuses) add(r simulator.Record) {
	var x status
	if json.Unmarshal(r.Value, &x) == nil {
		s.mu.Lock()
		s.all[x.ID] = x
		s.mu.Unlock()
	}
}

// count returns how often each event was admitted, by its reference, and how
// many deliveries were accepted.
func (s *statuses) count() (admitted map[string]int, accepted int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	admitted = map[string]int{}
	for _, x := range s.all {
		switch {
		case x.Kind == "event" && x.What == "admitted":
			admitted[x.Event.Ref]++
		case x.Kind == "delivery" && x.What == cbc.Accepted.String():
			accepted++
		}
	}
	return admitted, accepted
}

// The whole road with a real Kafka, which is killed and comes back: every event
// whose record was acknowledged is heard once by every phone in its place, and
// said once on the status topic.
func TestNothingIsLostWhenKafkaIsKilled(t *testing.T) {
	need(t, javac, kafkaJars)
	if !isolated(t) {
		return
	}
	kafka := startKafka(t, []simulator.Topic{{Name: "bongsu.p1", Partitions: 2}, {Name: "bongsu.status", Partitions: 1}, {Name: "bongsu.dead-letters", Partitions: 1}})
	country := simtest.Country(t, simulator.CountryConfig{})
	bongsu := startBongsu(t, country)
	producer, err := simulator.NewProducer(kafkaAddress)
	if err != nil {
		t.Fatal(err)
	}
	defer producer.Close()

	publish := func(from, to int) {
		for n := from; n < to; n++ {
			ctx, cancel := context.WithTimeout(t.Context(), roadLimit)
			if _, err := producer.Publish(ctx, rainOf(t, n)); err != nil {
				t.Errorf("event %d: %v", n, err)
			}
			cancel()
		}
	}
	publish(0, before)
	kafka.kill()
	var meanwhile sync.WaitGroup
	meanwhile.Go(func() { publish(before, away) }) // it waits for the broker
	began := time.Now()
	kafka.begin()
	meanwhile.Wait()
	t.Logf("records are taken again %v after the kill", time.Since(began).Round(time.Millisecond))
	publish(away, events)

	seen := &statuses{all: map[int64]status{}}
	tailing, stop := context.WithCancel(t.Context())
	var tail sync.WaitGroup
	tail.Go(func() {
		if err := simulator.Tail(tailing, kafkaAddress, "bongsu.status", seen.add); err != nil {
			t.Error(err)
		}
	})
	defer tail.Wait()
	defer stop()
	heard := func() (n int) {
		for _, p := range country.Phones() {
			n += len(p.Heard())
		}
		return n
	}
	links, phones := country.Links, insiders(country)
	want := 0
	for _, p := range phones {
		want += events * len(p.Languages())
	}
	bongsu.poll(roadLimit, "that everything has come", func() bool {
		admitted, accepted := seen.count()
		return len(admitted) == events && accepted >= events*len(links)*2 && heard() >= want
	})
	admitted, accepted := seen.count()
	for n := range events {
		if got := admitted[fmt.Sprintf("rain-%d", n)]; got != 1 {
			t.Errorf("event %d is admitted %d times", n, got)
		}
	}
	if n := heard(); n != want || accepted != events*len(links)*2 {
		t.Errorf("%d messages heard, want %d; %d deliveries accepted, want %d", n, want, accepted, events*len(links)*2)
	}
	for _, p := range country.Phones() {
		if got, inside := len(p.Heard()), slices.Contains(phones, p); inside != (got > 0) {
			t.Errorf("%s heard %d messages, inside is %v", p.Name(), got, inside)
		}
	}
	if err := bongsu.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := bongsu.wait(); code != 0 {
		t.Errorf("bongsu exits %d", code)
	}
}

func insiders(c *simulator.Country) []*phone.Phone {
	return c.Inside(simulator.Shape{Regions: []cbc.Region{simtest.Gyeongju}})
}
