package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func fileCommand(from *librarySource) *cobra.Command {
	return &cobra.Command{
		Use:   "file [NAME]",
		Short: "print a file of the library",
		Long: `file prints a file of the library as it is, to be copied into a directory of your
own and changed there, and without a name it lists all files.`,
		Example: "  bongsu template file\n  bongsu template file river_flood.yaml > mine/river_flood.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			layers, err := from.layers()
			if err != nil {
				return refusedBy(c, err)
			}
			if len(args) == 0 {
				return listFiles(c, layers)
			}
			return printFile(c, layers, args[0])
		},
	}
}

func listFiles(c *cobra.Command, layers []fs.FS) error {
	names := map[string]bool{}
	for _, l := range layers {
		found, err := fs.Glob(l, "*.yaml")
		if err != nil {
			return refused(err)
		}
		for _, n := range found {
			names[n] = true
		}
	}
	_, err := fmt.Fprintln(c.OutOrStdout(), strings.Join(slices.Sorted(maps.Keys(names)), "\n"))
	return err
}

// printFile prints the file of the last layer that has it.
func printFile(c *cobra.Command, layers []fs.FS, name string) error {
	if !strings.HasSuffix(name, ".yaml") {
		name += ".yaml"
	}
	for _, l := range slices.Backward(layers) {
		b, err := fs.ReadFile(l, name)
		switch {
		case err == nil:
			_, err = c.OutOrStdout().Write(b)
			return err
		case !errors.Is(err, fs.ErrNotExist):
			return refused(err)
		}
	}
	return refused(fmt.Errorf("the library has no file %q; bongsu template file lists them", name))
}
