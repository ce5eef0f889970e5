//go:build interop && linux

package interop

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// inside says to a test binary that it runs in a network namespace of its own.
const inside = "BONGSU_INTEROP_INSIDE"

// isolated runs the calling test once more as a process in a new network
// namespace, where loopback is up and every port is free, and reports whether
// this is that process. The test returns at once if it is not.
func isolated(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inside) != "" {
		if err := raiseLoopback(); err != nil {
			t.Fatalf("loopback: %v", err)
		}
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$", "-test.v", "-test.timeout", "5m")
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	switch {
	case cmd.ProcessState == nil && must():
		t.Fatalf("no network namespace: %v", err)
	case cmd.ProcessState == nil:
		t.Skipf("no network namespace can be made here: %v", err)
	case err != nil:
		t.Errorf("in a network namespace: %v\n%s", err, out.String())
	case strings.Contains(out.String(), "--- SKIP"):
		t.Skip(out.String())
	default:
		t.Log(out.String())
	}
	return false
}

// raiseLoopback brings lo up with multicast, which virtual radios need.
func raiseLoopback() error {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(s)
	var q struct { // struct ifreq of netdevice(7)
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}
	copy(q.name[:], "lo")
	q.flags = syscall.IFF_UP | syscall.IFF_RUNNING | syscall.IFF_MULTICAST | syscall.IFF_LOOPBACK
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(s), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&q))); e != 0 {
		return e
	}
	return nil
}
