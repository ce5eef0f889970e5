package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAKilledDemonstrationLeavesNoChildren(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	c, out := begin(t, "demo", "--keep", dir)
	out.wait(t, "Ctrl-C")
	children := childrenOf(t, c.cmd.Process.Pid)
	if len(children) != 2 {
		t.Fatalf("there are %d children", len(children))
	}
	c.kill()
	for _, pid := range children {
		ended(t, pid)
	}
}

// childrenOf returns the processes whose parent is pid.
func childrenOf(t *testing.T, pid int) []int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var all []int
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // it has just ended
		}
		var child, parent int
		var state string
		_, rest, _ := strings.Cut(string(b), ") ")
		fmt.Sscanf(string(b), "%d", &child)
		if fmt.Sscanf(rest, "%s %d", &state, &parent); parent == pid && state != "Z" {
			all = append(all, child)
		}
	}
	return all
}

// ended returns when a process is gone.
func ended(t *testing.T, pid int) {
	t.Helper()
	tick, limit := time.NewTicker(10*time.Millisecond), time.After(10*time.Second)
	defer tick.Stop()
	for {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if _, rest, _ := strings.Cut(string(b), ") "); err != nil || strings.HasPrefix(rest, "Z") {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("process %d goes on", pid)
		}
	}
}
