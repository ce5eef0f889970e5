package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

func templateCommand() *cobra.Command {
	var from librarySource
	c := &cobra.Command{Use: "template", Short: "look at the library of guidance", Args: cobra.NoArgs, RunE: help}
	from.flags(c)
	c.AddCommand(listTemplatesCommand(&from), renderCommand(&from), lintCommand(&from), scoreCommand(), fileCommand(&from))
	return c
}

func listTemplatesCommand(from *librarySource) *cobra.Command {
	var plain bool
	c := &cobra.Command{
		Use: "list [HAZARD]", Short: "list what the library can say", Args: cobra.MaximumNArgs(1),
		Example: "  bongsu template list\n  bongsu template list earthquake",
		RunE: func(c *cobra.Command, args []string) error {
			lib, err := from.load(c)
			if err != nil {
				return err
			}
			return listTemplates(c, lib, strings.Join(args, ""), plain)
		},
	}
	c.Flags().BoolVar(&plain, "json", false, "print JSON")
	return c
}

// A templateShown is an entry in the list.
type templateShown struct {
	Name     string          `json:"name"`
	Class    templates.Class `json:"class"`
	Severity string          `json:"severity"`
	Required []string        `json:"required,omitempty"`
	Optional []string        `json:"optional,omitempty"`
	Review   string          `json:"review"`
}

func listTemplates(c *cobra.Command, lib *templates.Library, hazard string, plain bool) error {
	if _, ok := lib.Hazard(hazard); hazard != "" && !ok {
		return refused(fmt.Errorf("the library has no hazard %q", hazard))
	}
	all := []templateShown{}
	for e := range lib.Entries() {
		if hazard == "" || e.Hazard.ID == hazard {
			all = append(all, templateShown{e.Name(), e.Class, e.Severity, e.Required, e.Optional, e.Review})
		}
	}
	if plain {
		return printJSON(c.OutOrStdout(), all)
	}
	t := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "TEMPLATE\tCLASS\tSEVERITY\tREVIEW\tPARAMETERS")
	for _, x := range all {
		params := slices.Clone(x.Required)
		for _, o := range x.Optional {
			params = append(params, "["+o+"]")
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", x.Name, x.Class, x.Severity, x.Review, strings.Join(params, " "))
	}
	return t.Flush()
}
