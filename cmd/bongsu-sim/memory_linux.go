package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// resident returns how much memory the product holds, in octets; 0 if the
// system does not say.
func (p *product) resident() int64 { return p.status("VmRSS") }

// peak returns the most it has held.
func (p *product) peak() int64 { return p.status("VmHWM") }

func (p *product) status(name string) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var kilo int64
		if n, _ := fmt.Sscanf(s.Text(), name+": %d kB", &kilo); n == 1 {
			return kilo << 10
		}
	}
	return 0
}

// cpuName returns what the processor calls itself.
func cpuName() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, found := strings.Cut(s.Text(), ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
