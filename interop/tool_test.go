//go:build interop && linux

package interop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// must is whether a tool that cannot be had is a failure.
func must() bool { return os.Getenv("BONGSU_INTEROP") == "must" }

// installLimit is for one tool, from an empty machine.
const installLimit = 5 * time.Minute

// A tool is a program that a test needs, and how it comes onto this machine.
type tool struct {
	name    string
	install func() error // once for all tests
}

// newTool returns a tool whose install does nothing where it is there already.
func newTool(name string, install func(ctx context.Context) error) tool {
	return tool{name, sync.OnceValue(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), installLimit)
		defer cancel()
		unlock, err := lockCache()
		if err != nil {
			return err
		}
		defer unlock()
		return install(ctx)
	})}
}

// need skips the test, or fails it where everything must run, unless the tools
// are there.
func need(t *testing.T, tools ...tool) {
	t.Helper()
	for _, x := range tools {
		err := x.install()
		switch {
		case err == nil:
		case must():
			t.Fatalf("%s: %v", x.name, err)
		default:
			t.Skipf("%s cannot be had here: %v", x.name, oneLine(err))
		}
	}
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// cacheDir is where tools are kept from one run to the next.
func cacheDir() (string, error) {
	dir := os.Getenv("BONGSU_INTEROP_CACHE")
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(base, "bongsu-interop")
	}
	return dir, os.MkdirAll(dir, 0o755)
}

// lockCache keeps other runs from installing at the same time.
func lockCache() (unlock func(), err error) {
	dir, err := cacheDir()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { f.Close() }, nil
}

// run runs a command to its end; the error has what it printed last.
func run(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir, cmd.WaitDelay = dir, 10*time.Second
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out[max(len(out)-400, 0):])
	}
	return nil
}

// apt returns a Debian package that is there when its version begins with
// version.
func apt(name, version string) tool {
	return newTool(name, func(ctx context.Context) error { return aptInstall(ctx, name, version) })
}

func aptInstall(ctx context.Context, name, version string) error {
	if aptHas(ctx, name, version) {
		return nil
	}
	if os.Getuid() != 0 {
		return errors.New("apt-get needs root")
	}
	allow, err := forbidServices()
	if err != nil {
		return err
	}
	defer allow()
	install := []string{"apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "-qq", "--no-install-recommends", name}
	if run(ctx, "", install...) != nil {
		if err := run(ctx, "", "apt-get", "update", "-qq"); err != nil {
			return err
		}
		if err := run(ctx, "", install...); err != nil {
			return err
		}
	}
	if !aptHas(ctx, name, version) {
		return fmt.Errorf("the package has another version than %s", version)
	}
	return nil
}

func aptHas(ctx context.Context, name, version string) bool {
	out, err := exec.CommandContext(ctx, "dpkg-query", "-W", "-f", "${db:Status-Abbrev}${Version}", name).Output()
	return err == nil && strings.HasPrefix(string(out), "ii "+version)
}

// forbidServices keeps packages from starting what they bring, until allow.
func forbidServices() (allow func(), err error) {
	const path = "/usr/sbin/policy-rc.d"
	if _, err := os.Stat(path); err == nil {
		return func() {}, nil
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\nexit 101\n"), 0o755); err != nil {
		return nil, err
	}
	return func() { os.Remove(path) }, nil
}

// kept returns a tool whose files go into a directory of the cache that is
// named after it and what they are made from: fill makes them in an empty
// directory, once.
func kept(name string, fill func(ctx context.Context, dir string) error, sources ...string) (tool, func() string) {
	var dir string
	x := newTool(name, func(ctx context.Context) error {
		cache, err := cacheDir()
		if err != nil {
			return err
		}
		sum, err := digest(sources)
		if err != nil {
			return err
		}
		dir = filepath.Join(cache, name+"-"+sum)
		if _, err := os.Stat(dir); err == nil {
			return nil
		}
		fresh, err := os.MkdirTemp(cache, name+"-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(fresh)
		if err := fill(ctx, fresh); err != nil {
			return err
		}
		return os.Rename(fresh, dir)
	})
	return x, func() string { return dir }
}

// digest names the contents of files.
func digest(paths []string) (string, error) {
	h := sha256.New()
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			return "", err
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}

// npm returns the packages of a package.json in a directory of peers, and the
// NODE_PATH to find them.
func npm(peer string) (x tool, path func() string) {
	manifest := filepath.Join("peers", peer, "package.json")
	x, dir := kept(peer, func(ctx context.Context, dir string) error {
		if err := copyFile(manifest, filepath.Join(dir, "package.json")); err != nil {
			return err
		}
		return run(ctx, dir, "npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
	}, manifest)
	return x, func() string { return filepath.Join(dir(), "node_modules") }
}

// maven returns the jars of a pom.xml in a directory of peers, and where they
// are.
func maven(peer string) (x tool, dir func() string) {
	pom, err := filepath.Abs(filepath.Join("peers", peer, "pom.xml"))
	if err != nil {
		panic(err) // there is no working directory
	}
	return kept(peer, func(ctx context.Context, dir string) error {
		if _, err := exec.LookPath("mvn"); err != nil {
			if err := aptInstall(ctx, "maven", "3."); err != nil {
				return err
			}
		}
		return run(ctx, dir, "mvn", "-q", "-B", "-ntp", "-f", pom, "dependency:copy-dependencies",
			"-DincludeScope=runtime", "-DoutputDirectory="+dir)
	}, pom)
}

// pip returns the packages of a requirements.txt in a directory of peers, none
// of what they would bring besides, and the PYTHONPATH to find them.
func pip(peer string) (x tool, path func() string) {
	list, err := filepath.Abs(filepath.Join("peers", peer, "requirements.txt"))
	if err != nil {
		panic(err) // there is no working directory
	}
	return kept(peer, func(ctx context.Context, dir string) error {
		return run(ctx, dir, "python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
			"--no-deps", "--target", dir, "-r", list)
	}, list)
}

func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o644)
}
