package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// programs builds both programs, once for all tests, and returns where they
// are.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "bongsu-programs-")
	if err != nil {
		return "", err
	}
	args := append([]string{"build", "-o", dir + string(filepath.Separator)}, buildFlags()...)
	out, err := exec.Command("go", append(args, "bongsu/cmd/bongsu", "bongsu/cmd/bongsu-sim")...).CombinedOutput()
	if err != nil {
		return dir, errors.New(string(out))
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// built is where programs has put them, for TestMain.
var built string

// simulate runs bongsu-sim as a program and returns what it printed.
func simulate(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	dir, err := programs()
	if built = dir; err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "bongsu-sim"), args...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &said, 10*time.Second
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), said.String(), cmd.ProcessState.ExitCode()
}

func TestAWrongCommandLineIsToldAndExits2(t *testing.T) {
	for _, args := range [][]string{
		{"demo", "--twice"}, {"demo", "again"}, {"run"}, {"no-such"},
		{"chaos", "--kills", "0"}, {"chaos", "--kills", "201"}, {"bench", "--events", "0"},
		{"broker", "--listen", "0.0.0.0:0"}, {"broker", "--listen", "127.0.0.1"}, {"broker", "--listen", "127.0.0.1:x"},
		{"broker", "--topics", ":3"}, {"broker", "--topics", "a:0"}, {"broker", "--topics", "a:x"},
	} {
		var out, said bytes.Buffer
		if code := run(args, streams{strings.NewReader(""), &out, &said}); code != exitUsage {
			t.Errorf("%q exits %d, having said %q", args, code, said.String())
		}
		if !strings.Contains(said.String(), "try --help") {
			t.Errorf("%q says %q", args, said.String())
		}
	}
}

func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	for _, c := range rootCommand().Commands() {
		if c.Name() == "help" || c.Name() == "completion" {
			continue
		}
		if c.Short == "" || c.Long == "" || c.Example == "" {
			t.Errorf("%s lacks words", c.Name())
		}
	}
}
