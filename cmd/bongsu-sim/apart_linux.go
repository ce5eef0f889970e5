package main

import "syscall"

// apart puts a child in a process group of its own, and has the system kill it
// when the thread that started it is gone.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
