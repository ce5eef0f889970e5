package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bongsu/simulator"
	"bongsu/simulator/simtest"
)

// A child is an instance in a process of its own.
type child struct {
	cmd   *exec.Cmd
	log   *lockedBuffer
	lines chan string
}

// startChild starts `bongsu serve`.
func startChild(t *testing.T, config string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	c := &child{cmd: exec.CommandContext(ctx, self), log: &lockedBuffer{}, lines: make(chan string, 1000)}
	c.cmd.Args = []string{"bongsu", "serve", "--config", config}
	r, w := io.Pipe()
	c.cmd.Stderr = io.MultiWriter(c.log, w)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		cancel()
		_ = c.cmd.Wait() // for tests that have not
		w.Close()
		if t.Failed() {
			t.Log(c.log)
		}
	})
	return c
}

// says waits for a line of the log with all of some words in it.
func (c *child) says(t *testing.T, words ...string) {
	t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		select {
		case line := <-c.lines:
			all := true
			for _, w := range words {
				all = all && strings.Contains(line, w)
			}
			if all {
				return
			}
		case <-late.C:
			t.Fatalf("within %v it did not say %q", patience, words)
		}
	}
}

// ends waits for the process to end.
func (c *child) ends(t *testing.T) *os.ProcessState {
	t.Helper()
	var exit *exec.ExitError
	if err := c.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.cmd.ProcessState
}

// heldScene is a child that has one write on its way to a BSC which takes its
// time to answer.
func heldScene(t *testing.T, takes time.Duration) (*child, *simulator.Country) {
	t.Helper()
	country := simtest.Country(t, simulator.CountryConfig{})
	broker := simtest.Broker(t, simulator.Topic{Name: "p0", Partitions: 1}, simulator.Topic{Name: "status", Partitions: 1}, simulator.Topic{Name: "dead", Partitions: 1})
	bsc := country.Link("alpha-bsc")
	if err := bsc.Rules().Add(simulator.Rule{On: "write-replace", Do: simulator.Delay, Delay: takes}); err != nil {
		t.Fatal(err)
	}
	c := startChild(t, writeScene(t, country, broker.Addr()))
	for range country.Links {
		c.says(t, `"notice":"ready"`)
	}
	simtest.Publish(t, broker.Addr(), simulator.Record{Topic: "p0", Value: event(t, "heavy-rain.json", gyeongju)})
	simtest.Note(t, bsc.Journal(), patience, func(e simulator.Entry) bool { return e.What == "write-replace" })
	return c, country
}

func TestTheFirstSignalLetsAttemptsEnd(t *testing.T) {
	c, country := heldScene(t, time.Second)
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	c.says(t, `"stopping"`)
	c.says(t, `"delivery"`, `"link":"alpha-bsc"`, `"outcome":"accepted"`)
	c.says(t, `"stopped"`)
	if s := c.ends(t); s.ExitCode() != exitOK {
		t.Errorf("it ended with %v", s)
	}
	if n := onAir(country); n == 0 {
		t.Error("nothing is on air; a stop must leave alerts where they are")
	}
}

func TestTheSecondSignalEndsItAtOnce(t *testing.T) {
	c, _ := heldScene(t, time.Minute)
	if err := c.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	c.says(t, `"stopping"`)
	if err := c.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if s := c.ends(t); s.Exited() {
		t.Errorf("it ended by itself: %v", s)
	}
}

func TestOneLedgerServesOneInstance(t *testing.T) {
	s := startScene(t)
	c := startChild(t, s.config)
	if state := c.ends(t); state.ExitCode() != exitRefused {
		t.Errorf("a second instance ended with %v", state)
	}
	if said := c.log.String(); !strings.Contains(said, "is in use by instance") {
		t.Errorf("a second instance said %q", said)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(s.config), "data", "ledger.db")); err != nil {
		t.Error(err)
	}
}
