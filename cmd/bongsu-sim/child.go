package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// A child is a program that this one has started. It ends when it is told to,
// and where the system can do that, with this program whatever ends that.
type child struct {
	name  string
	cmd   *exec.Cmd
	ended chan struct{} // closed when it is gone
	err   error         // why it went; to be read after ended
	also  []io.Closer   // closed when it is gone
}

// stopLimit is how long a child may take to end before it is killed.
const stopLimit = 15 * time.Second

// startChild starts cmd, in a process group of its own so that a Ctrl-C meant
// for us does not reach it. When the child is gone, or has not started, also are
// closed.
func startChild(cmd *exec.Cmd, also ...io.Closer) (*child, error) {
	c := &child{name: filepath.Base(cmd.Path), cmd: cmd, ended: make(chan struct{}), also: also}
	cmd.SysProcAttr = apart()
	started := make(chan error, 1)
	go c.live(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", c.name, err)
	}
	return c, nil
}

// live starts the child and waits for it, on one thread: Linux counts the
// thread as the parent that a child dies with.
func (c *child) live(started chan<- error) {
	defer close(c.ended)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := c.cmd.Start()
	started <- err
	if err == nil {
		c.err = c.cmd.Wait()
	}
	for _, x := range c.also {
		x.Close()
	}
}

// stop asks the child to end and waits until it is gone. It is an error if it
// had to be killed, or did not end well.
func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop %s: %w", c.name, err)
	}
	t := time.NewTimer(stopLimit)
	defer t.Stop()
	select {
	case <-c.ended:
	case <-t.C:
		c.kill()
		return fmt.Errorf("%s did not end within %v and was killed", c.name, stopLimit)
	}
	if c.err != nil {
		return fmt.Errorf("%s ended badly: %w", c.name, c.err)
	}
	return nil
}

// kill ends the child at once and waits until it is gone.
func (c *child) kill() {
	c.cmd.Process.Kill() //nolint:errcheck // fails only if it is gone already
	<-c.ended
}

// lines is a writer that hands over whole lines, without their end. A line of
// more than maxLine octets comes in pieces. It is safe for concurrent use.
type lines struct {
	see func(line []byte)

	mu   sync.Mutex // guards rest
	rest []byte
}

const maxLine = 1 << 20

// Write takes p and never fails.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		line, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole && len(line) <= maxLine {
			return len(p), nil
		}
		l.see(line)
		l.rest = rest
	}
}
