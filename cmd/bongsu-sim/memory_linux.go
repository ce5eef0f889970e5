package main

import (
	"bufio"
	"fmt"
	"os"
)

// resident returns how much memory the product holds, in octets; 0 if the
// system does not say.
func (p *product) resident() int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var kilo int64
		if n, _ := fmt.Sscanf(s.Text(), "VmRSS: %d kB", &kilo); n == 1 {
			return kilo << 10
		}
	}
	return 0
}
