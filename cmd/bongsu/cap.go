package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"bongsu/cbc/cap"
)

func capCommand() *cobra.Command {
	c := &cobra.Command{Use: "cap", Short: "look at CAP messages", Args: cobra.NoArgs, RunE: help}
	c.AddCommand(&cobra.Command{
		Use:   "check FILE…",
		Short: "check CAP 1.2 messages",
		Long: `check prints one line for each file, with tabs between its fields: the path as
given, "valid" or "invalid", and the rules that are broken, with commas between
them. The exit code is 1 if any file is invalid.`,
		Example: "  bongsu cap check warnings/*.xml",
		Args:    cobra.MinimumNArgs(1),
		RunE:    checkCAP,
	})
	return c
}

// help is what a command does that only has others under it.
func help(c *cobra.Command, _ []string) error {
	if err := c.Help(); err != nil {
		return err
	}
	return &exitError{code: exitUsage}
}

func checkCAP(c *cobra.Command, paths []string) error {
	invalid := false
	for _, path := range paths {
		problems, err := capProblems(path)
		if err != nil {
			return refused(err)
		}
		invalid = invalid || len(problems) > 0
		fmt.Fprintln(c.OutOrStdout(), cap.Line(path, problems))
	}
	if invalid {
		return &exitError{code: exitRefused}
	}
	return nil
}

// capProblems returns what is wrong with the message in a file.
func capProblems(path string) ([]cap.Problem, error) {
	f, err := os.Open(path) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, cap.MaxOctets+1)) // one more, to be refused for it
	if err != nil {
		return nil, err
	}
	_, err = cap.Parse(b)
	var wrong *cap.InvalidError
	if errors.As(err, &wrong) {
		return wrong.Problems, nil
	}
	return nil, err
}
