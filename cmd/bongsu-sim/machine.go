package main

import (
	"fmt"
	"runtime"
)

// machineFacts say where figures were seen.
type machineFacts struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Kernel string `json:"kernel"`
	Go     string `json:"go"`
	Disk   string `json:"disk"` // where the ledger was
}

// String returns one line.
func (m machineFacts) String() string {
	return fmt.Sprintf("%s, %d cores, %s, %s, ledger on %s", m.CPU, m.Cores, m.Kernel, m.Go, m.Disk)
}

// machine returns the facts, with those of the disk under dir.
func machine(dir string) machineFacts {
	m := machineFacts{CPU: cpuName(), Cores: runtime.NumCPU(), Kernel: kernelName(), Go: runtime.Version(), Disk: "a disk"}
	if inMemory(dir) {
		m.Disk = "MEMORY: commits cost nothing here"
	}
	return m
}
