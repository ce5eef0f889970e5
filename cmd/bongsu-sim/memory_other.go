//go:build unix && !linux

package main

// resident returns 0: nothing here says it without another program.
func (p *product) resident() int64 { return 0 }
