package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"bongsu/cbc/area"
)

func areaCommand() *cobra.Command {
	c := &cobra.Command{Use: "area", Short: "look at areas: regions, shapes and the cells in them", Args: cobra.NoArgs, RunE: help}
	c.AddCommand(resolveAreaCommand(), areaCellsCommand(), showAreaCommand())
	return c
}

// areaForms is how areas are written on the command line.
const areaForms = `An AREA is one of
  4713000000               a code of a region, in force or retired
  "경북 경주시, 포항시 북구"   names of regions
  SAME:006037              a code of another system: SAME, UGC, GSS, ISO3166-2
  "35.85,129.22 10"        a circle: latitude, longitude and kilometres
  "35.8,129.2 35.9,129.2 35.9,129.3 35.8,129.2"
                           a polygon: the last point is the first
  @FILE or -               GeoJSON, or polygons and circles as above, one a line
  country                  everywhere
Several are taken together. Write -- before the first if one begins with a minus.`

// An areaOrder is what the area commands are told.
type areaOrder struct {
	config, cells string // where cells are from; neither for none
	policy        string
	link          string
	form          string
	tables        []string // of code systems, over those shipped
}

func (o *areaOrder) flags(c *cobra.Command, forms string) {
	f := c.Flags()
	f.StringVarP(&o.config, "config", "c", "", "the configuration `file` whose cells count")
	f.StringVar(&o.cells, "cells", "", "a cells `file`, instead of a configuration")
	f.StringVar(&o.policy, "policy", "", "which cells are in: inside, touch, majority; that of the configuration unless said")
	f.StringArrayVar(&o.tables, "table", nil, "read a `SYSTEM=FILE`: GeoJSON with the codes of SAME (property fips), UGC or GSS (property code)")
	f.StringVar(&o.form, "as", "table", "print as "+forms)
	c.MarkFlagsMutuallyExclusive("config", "cells")
}

func resolveAreaCommand() *cobra.Command {
	var o areaOrder
	c := &cobra.Command{
		Use:   "resolve AREA...",
		Short: "say what an area is: regions, size, residents, cells of each link",
		Long: `resolve says which regions an area stands for and overlaps, how large it is, how many
people are registered there and, with the cells of a configuration or file, how many
cells of each link are in it and which tracking areas of LTE and NR entirely.
Retired codes are resolved and said; where what stands for them is larger, that is
said too. As GeoJSON and SVG it is a map.

` + areaForms + `

The exit code is 1 if the area is not one, or a part of it reaches nobody.`,
		Example: `  bongsu area resolve 2911000000 "경북 경주시"
  bongsu area resolve --cells cells.csv "35.85,129.22 10"
  bongsu area resolve --as svg @polygon.geojson > map.svg`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			w, q, err := o.read(c, args)
			if err != nil {
				return err
			}
			r := w.report(q)
			return r.print(c, o.form)
		},
	}
	o.flags(c, "table, json, geojson or svg")
	return c
}

func areaCellsCommand() *cobra.Command {
	var o areaOrder
	c := &cobra.Command{
		Use:   "cells AREA...",
		Short: "list the cells in an area",
		Long: `cells lists the cells of every link that are in an area, with the place and region
of each, by the cells of a configuration or of a file.

` + areaForms,
		Example: `  bongsu area cells --config bongsu.yaml 4713000000
  bongsu area cells --cells cells.csv --policy touch --link alpha-bsc --as json "35.85,129.22 10"`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if o.config == "" && o.cells == "" {
				return fmt.Errorf("want --config or --cells: where the cells are from")
			}
			w, q, err := o.read(c, args)
			if err != nil {
				return err
			}
			return w.listCells(c, q, &o)
		},
	}
	o.flags(c, "table, json or geojson")
	c.Flags().StringVar(&o.link, "link", "", "only the cells of this `link`")
	return c
}

func showAreaCommand() *cobra.Command {
	var form string
	c := &cobra.Command{
		Use:   "show CODE|NAME",
		Short: "say what the code table says of a region",
		Long: `show prints one region: its names, since and until when it is in force, what stands
for it if it is retired, what is above and below it, its size and its residents.`,
		Example: "  bongsu area show 4711000000\n  bongsu area show --as json \"인천광역시 동구\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf(form, "table", "json"); err != nil {
				return err
			}
			w, err := openGeography()
			if err != nil {
				return err
			}
			return w.show(c, args[0], form)
		},
	}
	c.Flags().StringVar(&form, "as", "table", "print as table or json")
	return c
}

func oneOf(form string, known ...string) error {
	for _, k := range known {
		if form == k {
			return nil
		}
	}
	return fmt.Errorf("--as %q: want %s", form, strings.Join(known, ", "))
}

// A geography is all tables that areas are worked out with.
type geography struct {
	regions    *area.Regions
	boundaries *area.Boundaries
	people     *area.Population
	systems    []area.CodeSystem
	atlas      *area.Atlas // nil without cells
	policy     area.Policy
}

func openGeography() (*geography, error) {
	var w geography
	var err error
	if w.regions, err = area.LoadRegions(); err != nil {
		return nil, err
	}
	if w.boundaries, err = area.LoadBoundaries(); err != nil {
		return nil, err
	}
	if w.people, err = area.LoadPopulation(w.regions); err != nil {
		return nil, err
	}
	w.systems, err = area.LoadCodeSystems(w.regions)
	return &w, err
}

// read opens the tables and cells and reads the area.
func (o *areaOrder) read(c *cobra.Command, args []string) (*geography, *asked, error) {
	if err := oneOf(o.form, "table", "json", "geojson", "svg"); err != nil {
		return nil, nil, err
	}
	w, err := openGeography()
	if err != nil {
		return nil, nil, err
	}
	if err := o.open(w); err != nil {
		return nil, nil, refusedBy(c, err)
	}
	if o.policy != "" {
		if w.policy, err = area.ParsePolicy(o.policy); err != nil {
			return nil, nil, fmt.Errorf("--policy: %w", err)
		}
	}
	for _, t := range o.tables {
		if err := w.addTable(t); err != nil {
			return nil, nil, refused(err)
		}
	}
	q := &asked{geography: w}
	for _, a := range args {
		if err := q.add(c, a); err != nil {
			return nil, nil, refused(err)
		}
	}
	if q.empty() {
		return nil, nil, refused(errors.New("the area is empty: it is nowhere"))
	}
	q.Policy = w.policy
	return w, q, nil
}

// open makes the atlas of the cells that the order names, if any.
func (o *areaOrder) open(w *geography) error {
	switch {
	case o.config != "":
		a, err := assembleOffline(o.config)
		if err != nil {
			return err
		}
		w.atlas, w.policy = a.composer.Atlas, a.composer.Select
	case o.cells != "":
		f, err := os.Open(o.cells)
		if err != nil {
			return err
		}
		defer f.Close()
		sites, err := area.ReadCells(f, o.cells)
		if err != nil {
			return err
		}
		if w.atlas, err = area.NewAtlas(sites, w.regions, w.boundaries); err != nil {
			return fmt.Errorf("%s: %w", o.cells, err)
		}
	}
	return nil
}
