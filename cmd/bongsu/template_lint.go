package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

// A lintOrder is how findings are to be shown.
type lintOrder struct {
	least string // the least severity
	all   bool   // those of shipped files too
	plain bool
}

func lintCommand(from *librarySource) *cobra.Command {
	var o lintOrder
	c := &cobra.Command{
		Use:   "lint",
		Short: "hold the library against the rules of good warnings",
		Long: `lint holds every entry, and its texts with example values, against rules L01 to L46
and prints a line for each finding: file, line and column, severity, rule, entry,
language and form, what was found, and what to do. E must be mended, W wants a
look, I is a note. Numbers such as 12+3 are the place and length in the text, in
characters.

Waivers of waivers.yaml beside the files are honoured; one that has expired is an
error. With directories over the shipped library the questions and notes about
shipped files are left out unless --all is given.

The exit code is 1 if there is an E.`,
		Example: `  bongsu template lint --library mine
  bongsu template lint --country us --severity E --json
  bongsu template lint --config bongsu.yaml`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return lint(c, from, &o) },
	}
	c.Flags().StringVar(&o.least, "severity", "I", "the least `severity` to show: E, W or I")
	c.Flags().BoolVar(&o.all, "all", false, "show what was found in shipped files too")
	c.Flags().BoolVar(&o.plain, "json", false, "print JSON")
	return c
}

// gravity is the order of severities, the gravest first.
func gravity(s templates.Severity) int {
	return slices.Index([]templates.Severity{templates.Refuse, templates.Ask, templates.Note}, s)
}

func lint(c *cobra.Command, from *librarySource, o *lintOrder) error {
	least := gravity(templates.Severity(o.least))
	if least < 0 {
		return fmt.Errorf("--severity %q is not E, W or I", o.least)
	}
	found, err := findings(from, time.Now())
	if err != nil {
		return refusedBy(c, err)
	}
	shown, hidden := []templates.Finding{}, 0
	for _, f := range found {
		path, own := from.own(f.File)
		switch {
		case len(from.dirs) > 0 && !own && !o.all && f.Severity != templates.Refuse:
			hidden++
			continue
		case gravity(f.Severity) > least:
			continue
		}
		if f.File = "library/" + f.File; own {
			f.File = path
		}
		shown = append(shown, f)
	}
	if err := printFindings(c, shown, o.plain); err != nil {
		return err
	}
	if hidden > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "%d more findings are about shipped files; --all shows them\n", hidden)
	}
	if templates.Refuses(found) {
		return &exitError{code: exitRefused}
	}
	return nil
}

func printFindings(c *cobra.Command, shown []templates.Finding, plain bool) error {
	if plain {
		return printJSON(c.OutOrStdout(), shown)
	}
	for _, f := range shown {
		if _, err := fmt.Fprintf(c.OutOrStdout(), "%v%s\n", f, enclosed(f.Hint)); err != nil {
			return err
		}
	}
	return nil
}

// enclosed returns a hint as it follows a message.
func enclosed(hint string) string {
	if hint == "" {
		return ""
	}
	return " (" + hint + ")"
}

// loading is the rule of findings that loading itself makes.
const loading = "load"

// findings returns what there is to find in a library at a time, with files as
// the library names them.
func findings(from *librarySource, now time.Time) ([]templates.Finding, error) {
	layers, err := from.layers()
	if err != nil {
		return nil, err
	}
	waivers, err := templates.LoadWaivers(layers...)
	found, err := mistaken(err)
	if err != nil {
		return nil, err
	}
	lib, err := templates.Load(layers...)
	wrong, err := mistaken(err)
	if err != nil {
		return nil, err
	}
	if found = append(found, wrong...); lib == nil {
		return found, nil
	}
	inZone := now.In(lib.Profile().Zone())
	return append(found, waivers.Apply(append(templates.Lint(lib), templates.LintExamples(lib)...), inZone)...), nil
}

// mistaken returns the mistakes of loading as findings, or any other error.
func mistaken(err error) ([]templates.Finding, error) {
	var wrong *templates.LoadError
	if !errors.As(err, &wrong) {
		return nil, err
	}
	var found []templates.Finding
	for _, m := range wrong.Mistakes {
		found = append(found, templates.Finding{Rule: loading, Severity: templates.Refuse,
			File: m.File, Line: m.Line, Column: m.Column, Message: m.Text})
	}
	return found, nil
}
