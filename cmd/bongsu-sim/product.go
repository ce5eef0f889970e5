package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A product is a running `bongsu serve`.
type product struct {
	*child
	address string        // of its HTTP server
	ecbe    string        // of its listener for clients of Osmocom's centre, "" without
	took    time.Duration // from start until it said that it was ready
}

// readyLimit is how long the product and its links may take to be ready.
const readyLimit = 30 * time.Second

// productPath returns the program beside this one.
func productPath() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(self), "bongsu")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("bongsu must lie beside bongsu-sim: %w", err)
	}
	return path, nil
}

// readyLine is what the product logs when it is ready.
type readyLine struct {
	Message string `json:"msg"`
	HTTP    string `json:"http"`
	ECBE    string `json:"ecbe"`
}

// startProduct starts `bongsu serve` in a directory with its configuration and
// returns when it says that it is ready. Its log goes to bongsu.log there.
func startProduct(ctx context.Context, dir string, args ...string) (*product, error) {
	path, err := productPath()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(dir, "bongsu.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // a file of our own
	if err != nil {
		return nil, err
	}
	ready := make(chan readyLine, 1)
	see := &lines{see: func(line []byte) {
		var l readyLine
		if json.Unmarshal(line, &l) == nil && l.Message == "ready" {
			select {
			case ready <- l:
			default:
			}
		}
	}}
	args = append([]string{"serve", "--config", filepath.Join(dir, "bongsu.yaml")}, args...)
	cmd := exec.Command(path, args...) //nolint:gosec,noctx // the program beside this one; it is ended by stop
	cmd.Dir, cmd.Stderr = dir, io.MultiWriter(log, see)
	began := time.Now()
	c, err := startChild(cmd, log)
	if err != nil {
		return nil, err
	}
	p := &product{child: c}
	t := time.NewTimer(readyLimit)
	defer t.Stop()
	select {
	case l := <-ready:
		p.address, p.ecbe, p.took = l.HTTP, l.ECBE, time.Since(began)
		return p, nil
	case <-p.ended:
		err = errors.New("it ended at once")
	case <-t.C:
		err = fmt.Errorf("not ready within %v", readyLimit)
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.kill()
	return nil, fmt.Errorf("bongsu serve: %w\n%s", err, tail(log.Name(), 10))
}

// tail returns the last lines of a file.
func tail(path string, n int) string {
	b, err := os.ReadFile(path) //nolint:gosec // a file of our own
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(all[max(len(all)-n, 0):], "\n")
}

// A linkReadiness is what /readyz says of a link.
type linkReadiness struct {
	Name  string `json:"name"`
	Ready bool   `json:"ready"`
	Why   string `json:"why"`
}

// waitReady returns when the product reads its lanes and all links are ready.
func (p *product) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		why := p.ready(ctx)
		if why == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-p.ended:
			return fmt.Errorf("bongsu serve ended: %w", p.err)
		case <-ctx.Done():
			return fmt.Errorf("bongsu serve is not ready: %w: %w", ctx.Err(), why)
		}
	}
}

// ready returns nil if the product is ready, else why not.
func (p *product) ready(ctx context.Context) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/readyz", nil)
	if err != nil {
		return err
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	var r struct {
		Links []linkReadiness `json:"links"`
		Lanes []struct {
			Lane string `json:"lane"`
			Err  string `json:"err"`
		} `json:"lanes"`
	}
	if err := json.NewDecoder(a.Body).Decode(&r); err != nil {
		return fmt.Errorf("/readyz: %w", err)
	}
	for _, l := range r.Lanes {
		if l.Err != "" {
			return fmt.Errorf("lane %s: %s", l.Lane, l.Err)
		}
	}
	for _, l := range r.Links {
		if !l.Ready {
			return fmt.Errorf("link %s: %s", l.Name, l.Why)
		}
	}
	if a.StatusCode != http.StatusOK {
		return fmt.Errorf("/readyz: %s", a.Status)
	}
	return nil
}

// askLimit is how long another command of the product may take.
const askLimit = 2 * time.Minute

// askProduct runs another command of the product and returns what it prints.
func askProduct(ctx context.Context, stdin string, args ...string) (string, error) {
	path, err := productPath()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...) //nolint:gosec // the program beside this one
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", fmt.Errorf("bongsu %s: %w: %s", strings.Join(args, " "), err, exit.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}
