package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bongsu/dispatcher"
)

// A verdict is what would become of an event.
type verdict struct {
	Problems []dispatcher.Problem `json:"problems,omitempty"`
	Draft    *dispatcher.Alert    `json:"draft,omitempty"`
}

// print writes it and returns the exit code as an error.
func (v *verdict) print(c *cobra.Command, plain bool) error {
	w := c.OutOrStdout()
	var err error
	switch {
	case plain:
		err = printJSON(w, v)
	case len(v.Problems) > 0:
		printProblems(w, v.Problems)
	case v.Draft != nil:
		err = printDraft(w, v.Draft)
	}
	if err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		return &exitError{code: exitRefused}
	}
	return nil
}

// printDraft shows what would go out, for people.
func printDraft(w io.Writer, a *dispatcher.Alert) error {
	if a.Kind == dispatcher.KindCancel {
		_, err := fmt.Fprintf(w, "cancel of %s from %s: ends what the case told the public, and says nothing\n", a.Event.Ref, a.Event.Source)
		return err
	}
	fmt.Fprintf(w, "%s  %s %s/%s from %s\n", a.Event.Plane, a.Class, a.Hazard, a.Situation, a.Sender)
	fmt.Fprintf(w, "place     %s\n", placeName(a))
	if n := a.Area.Residents; n != nil {
		fmt.Fprintf(w, "residents %s\n", residentsOf(n))
	}
	fmt.Fprintf(w, "expires   %s\n", a.Expires.Format(time.RFC3339))
	fmt.Fprintf(w, "approvals %d%s\n", a.Needs, prefixed(": ", a.Why))
	for _, n := range a.Notes {
		fmt.Fprintf(w, "note      %s\n", n)
	}
	for i := range a.Parts {
		if err := printPart(w, a, &a.Parts[i]); err != nil {
			return err
		}
	}
	return nil
}

func printPart(w io.Writer, a *dispatcher.Alert, p *dispatcher.Part) error {
	if p.Link == p.Bearer { // a pretended link
		fmt.Fprintf(w, "\n%s\n", p.Bearer)
	} else {
		fmt.Fprintf(w, "\n%s (%s): %d cells\n", p.Link, p.Bearer, p.Count)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, m := range a.Messages {
		if i < len(p.Texts) && p.Texts[i] != "" {
			fmt.Fprintf(t, "  %s\t%d\t%s\n", m.Language, m.MessageID, oneLine(p.Texts[i]))
		}
	}
	return t.Flush()
}

// placeName returns the public name of the place in the first language.
func placeName(a *dispatcher.Alert) string {
	for _, m := range a.Messages {
		if n := a.Area.Name[m.Language]; n != "" {
			return n
		}
	}
	for _, n := range a.Area.Name {
		return n
	}
	return ""
}

// prefixed returns s with what goes before it, or nothing if s is empty.
func prefixed(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

// oneLine shows line feeds as such.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "⏎") }
