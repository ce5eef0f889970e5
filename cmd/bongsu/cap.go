package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc/cap"
)

func capCommand() *cobra.Command {
	c := &cobra.Command{Use: "cap", Short: "look at CAP messages", Args: cobra.NoArgs, RunE: help}
	c.AddCommand(capCheckCommand(), capRulesCommand(), capVerifyCommand())
	return c
}

// help is what a command does that only has others under it.
func help(c *cobra.Command, _ []string) error {
	if err := c.Help(); err != nil {
		return err
	}
	return &exitError{code: exitUsage}
}

func capCheckCommand() *cobra.Command {
	var o capCheck
	c := &cobra.Command{
		Use:   "check FILE…",
		Short: "check CAP 1.2 messages",
		Long: `check prints one line for each file, with tabs between its fields: the path as
given, "valid" or "invalid", and the rules that are broken, with commas between
them. --json prints one object a file instead, with each problem and note: its
rule, XPath, line, sentence in English and Korean, and the value found. The exit
code is 1 if any file is invalid. "bongsu cap rules" lists the rules.`,
		Example: "  bongsu cap check warnings/*.xml\n  bongsu cap check --json --profile cap-cp thunderstorm.xml",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(c *cobra.Command, paths []string) error { return o.run(c.OutOrStdout(), paths) },
	}
	c.Flags().BoolVar(&o.json, "json", false, "print problems and notes with their places, one object a line")
	c.Flags().StringVar(&o.profile, "profile", "", "also keep to a profile: "+strings.Join(cap.Profiles(), ", "))
	c.Flags().StringSliceVar(&o.accept, "accept", nil, "deviations to take: "+strings.Join(deviationNames(), ", "))
	return c
}

func deviationNames() []string {
	var names []string
	for _, d := range cap.Deviations() {
		names = append(names, string(d))
	}
	return names
}

// A capCheck is one run of cap check.
type capCheck struct {
	json    bool
	profile string
	accept  []string
}

func (o *capCheck) policy() (cap.Policy, error) {
	p := cap.Policy{}
	for _, name := range o.accept {
		d, err := cap.ParseDeviation(name)
		if err != nil {
			return p, err
		}
		p.Accept = append(p.Accept, d)
	}
	if o.profile == "" {
		return p, nil
	}
	var err error
	p.Profile, err = cap.FindProfile(o.profile)
	return p, err
}

func (o *capCheck) run(out io.Writer, paths []string) error {
	p, err := o.policy()
	if err != nil {
		return refused(err)
	}
	invalid := false
	for _, path := range paths {
		found, err := checkedFile(p, path)
		if err != nil {
			return refused(err)
		}
		invalid = invalid || !found.Valid
		if !o.json {
			fmt.Fprintln(out, cap.Line(path, found.Problems))
			continue
		}
		if err := json.NewEncoder(out).Encode(found); err != nil {
			return err
		}
	}
	if invalid {
		return &exitError{code: exitRefused}
	}
	return nil
}

// checkedCAP is what a check found of one file.
type checkedCAP struct {
	File       string        `json:"file"`
	Valid      bool          `json:"valid"`
	Version    string        `json:"version"` // of CAP, by the namespace; empty if it is none
	Sender     string        `json:"sender,omitempty"`
	Identifier string        `json:"identifier,omitempty"`
	Sent       string        `json:"sent,omitempty"`
	Problems   []cap.Problem `json:"problems"`
	Notes      []cap.Problem `json:"notes"`
}

// readCAPFile reads a file, and no more of it than it takes to be refused.
func readCAPFile(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, cap.MaxOctets+1))
}

// checkedFile checks the message in a file.
func checkedFile(p cap.Policy, path string) (*checkedCAP, error) {
	b, err := readCAPFile(path)
	if err != nil {
		return nil, err
	}
	a, err := p.Parse(b)
	var wrong *cap.InvalidError
	switch {
	case errors.As(err, &wrong):
		return &checkedCAP{
			File: path, Version: wrong.Version, Sender: wrong.Sender, Identifier: wrong.Identifier,
			Problems: wrong.Problems, Notes: emptyList(wrong.Notes),
		}, nil
	case err != nil:
		return nil, err
	}
	return &checkedCAP{
		File: path, Valid: true, Version: "1.2", Sender: a.Sender, Identifier: a.Identifier, Sent: a.Sent.Format(time.RFC3339),
		Problems: []cap.Problem{}, Notes: emptyList(a.Notes),
	}, nil
}

// emptyList returns a list that JSON shows as a list even if nothing is in it.
func emptyList[T any](list []T) []T { return append([]T{}, list...) }

func capRulesCommand() *cobra.Command {
	var profile string
	c := &cobra.Command{
		Use:   "rules",
		Short: "list the rules that CAP messages are checked by",
		Long: `rules prints one line for each rule, with tabs between its fields: id, what
follows (invalid, note, or meaning for what is not checked), and the rule in
English and in Korean.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return printRules(c.OutOrStdout(), profile) },
	}
	c.Flags().StringVar(&profile, "profile", "", "those of a profile instead: "+strings.Join(cap.Profiles(), ", "))
	return c
}

func printRules(out io.Writer, profile string) error {
	if profile == "" {
		for _, r := range cap.Rules() {
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.English, r.Korean)
		}
		return nil
	}
	p, err := cap.FindProfile(profile)
	if err != nil {
		return refused(err)
	}
	for _, r := range p.Rules {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.English, r.Korean)
	}
	return nil
}
