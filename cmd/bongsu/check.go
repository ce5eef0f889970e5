package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"bongsu/cbc"
)

func checkCommand() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "check --config FILE",
		Short: "check a configuration with all that it names",
		Long: `check reads the configuration, the library of guidance with its waivers and the
cells file, holds the library against the rules of lint, and prints every mistake
with its file and line. It connects to nothing. The exit code is 1 if anything is
wrong.`,
		Example: "  bongsu check --config /etc/bongsu/bongsu.yaml",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return check(c, path) },
	}
	configFlag(c, &path)
	return c
}

// configFlag gives a command the flag that every user of a configuration has.
func configFlag(c *cobra.Command, path *string) {
	c.Flags().StringVarP(path, "config", "c", "", "the configuration `file`")
	if err := errors.Join(c.MarkFlagRequired("config"), c.MarkFlagFilename("config", "yaml", "yml")); err != nil {
		panic(err) // only for a flag that is not there
	}
}

func check(c *cobra.Command, path string) error {
	a, err := assembleOffline(path)
	if err != nil {
		return refusedBy(c, err)
	}
	if len(a.flaws) > 0 {
		return refusedBy(c, a.flaws.sorted())
	}
	for _, w := range a.exposed() {
		fmt.Fprintln(c.ErrOrStderr(), "warning:", w)
	}
	for _, n := range a.composer.Atlas.Notes() {
		fmt.Fprintf(c.ErrOrStderr(), "warning: %s: %s\n", a.relative(a.Cells), n)
	}
	lib := a.composer.Library
	entries := 0
	for range lib.Entries() {
		entries++
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s is right: %d links, %d cells, %d ways in; library %s with %d situations\n",
		path, len(a.Links), a.composer.Atlas.Len(), len(a.composer.Lanes)-len(planes()), lib.Version(), entries)
	return err
}

// assembleOffline assembles without observing links.
func assembleOffline(path string) (*assembly, error) {
	return assemble(path, func(string) cbc.Trace { return cbc.Trace{} })
}

// refusedBy prints mistakes one a line and ends with the exit code for them.
// Other errors are for the caller's caller to print.
func refusedBy(c *cobra.Command, err error) error {
	var all mistakes
	if !errors.As(err, &all) {
		return refused(err)
	}
	for _, m := range all {
		fmt.Fprintln(c.ErrOrStderr(), m)
	}
	return &exitError{code: exitRefused}
}
