package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

// A libraryFlag is the directories that a command lays over the shipped
// library.
type libraryFlag []string

func (f *libraryFlag) flags(c *cobra.Command) {
	c.PersistentFlags().StringArrayVar((*[]string)(f), "library", nil, "a `directory` over the shipped library; may be repeated")
}

// load loads the library.
func (f libraryFlag) load(c *cobra.Command) (*templates.Library, error) {
	layers := make([]fs.FS, 0, 1+len(f))
	layers = append(layers, templates.Shipped())
	for _, dir := range f {
		layers = append(layers, os.DirFS(dir))
	}
	lib, err := templates.Load(layers...)
	var wrong *templates.LoadError
	switch {
	case err == nil:
		return lib, nil
	case !errors.As(err, &wrong):
		return nil, refused(err)
	}
	var all mistakes
	for _, m := range wrong.Mistakes {
		all = append(all, mistake{m.File, m.Line, m.Text})
	}
	return nil, refusedBy(c, all)
}

func templateCommand() *cobra.Command {
	var dirs libraryFlag
	c := &cobra.Command{Use: "template", Short: "look at the library of guidance", Args: cobra.NoArgs, RunE: help}
	dirs.flags(c)
	c.AddCommand(listTemplatesCommand(&dirs), renderCommand(&dirs))
	return c
}

func listTemplatesCommand(dirs *libraryFlag) *cobra.Command {
	var plain bool
	c := &cobra.Command{
		Use: "list [HAZARD]", Short: "list what the library can say", Args: cobra.MaximumNArgs(1),
		Example: "  bongsu template list\n  bongsu template list earthquake",
		RunE: func(c *cobra.Command, args []string) error {
			lib, err := dirs.load(c)
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
