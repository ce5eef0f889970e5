//go:build unix && !linux

package main

import "syscall"

// apart puts a child in a process group of its own.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
