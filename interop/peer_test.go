//go:build interop && linux

package interop

import (
	"bufio"
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// soon is how long a peer may take for anything but its start.
const soon = 20 * time.Second

// A peer is a program of somebody else, running. What it prints is kept line
// by line; it ends with the test, and all that it has started with it.
type peer struct {
	t     *testing.T
	cmd   *exec.Cmd
	ended chan struct{} // closed when it is gone and all it printed is read

	mu    sync.Mutex // guards the rest
	lines []string
	seen  int           // lines that wait has gone past
	news  chan struct{} // closed at the next line
}

// start starts a peer; it has a process group of its own.
func start(t *testing.T, cmd *exec.Cmd) *peer {
	t.Helper()
	p := &peer{t: t, cmd: cmd, ended: make(chan struct{}), news: make(chan struct{})}
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = w, w, 5*time.Second
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.Setpgid = true
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	var reading sync.WaitGroup
	reading.Go(func() { p.read(r) })
	go func() {
		cmd.Wait()
		w.Close()
		reading.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s printed:\n%s", cmd.Path, strings.Join(p.printed(), "\n"))
		}
	})
	return p
}

func (p *peer) read(r io.Reader) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		p.mu.Lock()
		p.lines = append(p.lines, in.Text())
		close(p.news)
		p.news = make(chan struct{})
		p.mu.Unlock()
	}
	io.Copy(io.Discard, r)
}

// printed returns all lines so far.
func (p *peer) printed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lines[:len(p.lines):len(p.lines)]
}

// next returns the first line, after the last that was returned, for which
// match is true.
func (p *peer) next(what string, match func(line string) bool) string {
	p.t.Helper()
	limit := time.NewTimer(soon)
	defer limit.Stop()
	for {
		p.mu.Lock()
		news := p.news
		for p.seen < len(p.lines) {
			line := p.lines[p.seen]
			p.seen++
			if match(line) {
				p.mu.Unlock()
				return line
			}
		}
		p.mu.Unlock()
		select {
		case <-news:
			continue
		default:
		}
		select {
		case <-news:
		case <-p.ended:
			p.t.Fatalf("%s ended without %s", p.cmd.Path, what)
		case <-limit.C:
			p.t.Fatalf("%s has not printed %s within %v", p.cmd.Path, what, soon)
		}
	}
}

// after returns what follows prefix in the next line that begins with it.
func (p *peer) after(prefix string) string {
	p.t.Helper()
	line := p.next(prefix, func(line string) bool { return strings.HasPrefix(line, prefix) })
	return strings.TrimSpace(line[len(prefix):])
}

// object reads into v the next line that is a JSON object whose name is name
// under key.
func (p *peer) object(key, name string, v any) {
	p.t.Helper()
	line := p.next(name, func(line string) bool {
		var o map[string]any
		return json.Unmarshal([]byte(line), &o) == nil && o[key] == name
	})
	if err := json.Unmarshal([]byte(line), v); err != nil {
		p.t.Fatalf("%s: %v", line, err)
	}
}

// wait waits until the peer has ended by itself and returns its exit code.
func (p *peer) wait() int {
	p.t.Helper()
	return p.waitFor(soon)
}

// waitFor is wait for a peer that needs longer.
func (p *peer) waitFor(limit time.Duration) int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(limit):
		p.t.Fatalf("%s has not ended within %v", p.cmd.Path, limit)
	}
	return p.cmd.ProcessState.ExitCode()
}

// poll waits until done, and not for ever, nor when the peer has ended.
func (p *peer) poll(limit time.Duration, what string, done func() bool) {
	p.t.Helper()
	over := time.After(limit)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-p.ended:
			p.t.Fatalf("%s has ended; %s was awaited", p.cmd.Path, what)
		case <-over:
			p.t.Fatalf("%s: %v is not enough for %s", p.cmd.Path, limit, what)
		}
	}
}

// kill ends the peer and its children at once and waits until it is gone.
func (p *peer) kill() {
	select {
	case <-p.ended:
	default:
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.ended
	}
}
