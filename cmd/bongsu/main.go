// Command bongsu is the dispatcher: `bongsu serve` takes events in and has
// them on phones; the other commands check, send, show and decide.
//
// It only wires: what an event means is decided in package dispatcher, what
// goes over the wire in the packages under cbc. Configuration is YAML; see
// docs/bongsu.yaml.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

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
	exitOK          = 0
	exitRefused     = 1 // what was asked for is wrong, or was refused
	exitUsage       = 2 // the command line is wrong
	exitUnreachable = 3 // the instance cannot be reached
)

// run executes a command line and returns its exit code.
func run(args []string, s streams) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.ExecuteContext(context.Background())
	if err == nil {
		return exitOK
	}
	var said *exitError
	if !errors.As(err, &said) {
		said = &exitError{exitUsage, err}
	}
	if said.err != nil {
		fmt.Fprintln(s.err, "bongsu:", said.err)
	}
	if said.code == exitUsage {
		fmt.Fprintln(s.err, "bongsu: try --help")
	}
	return said.code
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

// refused says that what was asked for is wrong.
func refused(err error) error { return &exitError{exitRefused, err} }

// build returns the version and the commit it was built from.
func build() (number, commit string) {
	number, commit = version, "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return number, commit
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			commit = s.Value
		}
	}
	return number, commit
}

func rootCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "bongsu",
		Short: "a dispatcher of emergency alerts to mobile phones",
		Long: `bongsu takes disaster events in, decides what people must do, and has it on
every phone in the place concerned over the carriers' cell broadcast.

Exit codes: 0 done, 1 refused or invalid, 2 wrong command line, 3 the instance
cannot be reached.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	c.AddGroup(&cobra.Group{ID: "run", Title: "Running:"}, &cobra.Group{ID: "work", Title: "Working with an instance:"},
		&cobra.Group{ID: "look", Title: "Looking, without an instance:"})
	for _, g := range []struct {
		id       string
		commands []*cobra.Command
	}{
		{"run", []*cobra.Command{serveCommand(), checkCommand(), accountCommand(), tokenCommand()}},
		{"work", []*cobra.Command{eventCommand(), alertCommand(), linkCommand(), reloadCommand()}},
		{"look", []*cobra.Command{templateCommand(), routeCommand(), decodeCommand(), areaCommand(), capCommand(), versionCommand()}},
	} {
		for _, x := range g.commands {
			x.GroupID = g.id
			c.AddCommand(x)
		}
	}
	c.AddCommand(benchCommand())
	return c
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "say which version this is", Example: "  bongsu version", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			number, commit := build()
			_, err := fmt.Fprintf(c.OutOrStdout(), "bongsu %s (commit %s)\n", number, commit)
			return err
		},
	}
}
