// Command bongsu-sim is the pretended world around bongsu: a broker, the
// carriers' nodes and the phones of a country. `demo` shows the whole road,
// from an event on Kafka to phones, and judges it; `bench` and `chaos` measure
// and torment it; `broker` and `run` pretend for others, and `judge` says what
// the SMPP clients of others do wrong.
//
// It starts bongsu as a program beside itself and never looks inside. Nothing
// here is fit for real alerts.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the build.
var version = "unknown"

func main() { os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})) }

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Exit codes.
const (
	exitOK    = 0
	exitWrong = 1 // what was shown, checked or read is wrong
	exitUsage = 2 // the command line is wrong
)

// run executes a command line and returns its exit code.
func run(args []string, s streams) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	ctx, stop := untilSignal(context.Background())
	defer stop()
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var said *exitError
	if !errors.As(err, &said) {
		said = &exitError{exitUsage, err}
	}
	if said.err != nil {
		fmt.Fprintln(s.err, "bongsu-sim:", said.err)
	}
	if said.code == exitUsage {
		fmt.Fprintln(s.err, "bongsu-sim: try --help")
	}
	return said.code
}

// untilSignal returns a context that ends when we are told to stop, or nobody
// reads what we print any more: there are children to end and directories to
// remove. The second signal ends us at once.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGPIPE)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// An exitError ends the program with a code. Without an error all has been
// said already.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// wrong says that what was shown, checked or read is wrong.
func wrong(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitWrong, err}
}

func rootCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "bongsu-sim",
		Short: "the pretended world around bongsu",
		Long: `bongsu-sim pretends: a broker, carriers with their centres and base station
controllers, and phones. It shows, measures and torments bongsu, which must lie
beside it as a program.

Exit codes: 0 done, 1 something is wrong, 2 wrong command line.`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	c.AddCommand(demoCommand(), runCommand(), judgeCommand(), brokerCommand(), benchCommand(), chaosCommand())
	return c
}
