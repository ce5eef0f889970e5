//go:build unix && !linux

package main

import "runtime"

// resident returns 0: nothing here says it without another program.
func (p *product) resident() int64 { return 0 }

// peak returns 0 as well.
func (p *product) peak() int64 { return 0 }

// cpuName returns the architecture only.
func cpuName() string { return runtime.GOARCH }
