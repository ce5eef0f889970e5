package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// print writes the report in one of its forms.
func (r *areaReport) print(c *cobra.Command, form string) error {
	var err error
	switch out := c.OutOrStdout(); form {
	case "json":
		err = printJSON(out, r)
	case "geojson":
		err = printJSON(out, r.geojson())
	case "svg":
		err = r.svg(out)
	default:
		err = r.table(out)
	}
	if err == nil && r.Refused != "" {
		return refused(fmt.Errorf("%s", r.Refused))
	}
	return err
}

func (r *areaReport) table(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if r.Country {
		fmt.Fprintln(t, "the whole country")
	}
	for _, x := range r.Regions {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d residents\n", x.Code, x.Name, x.English, size(x.KM2, x.Boundary), x.People)
	}
	for _, o := range r.Overlaps {
		fmt.Fprintf(t, "%s\t%s\t%.1f %% of it\t%.2f km²\t\n", o.Code, o.Name, o.Share*100, o.KM2)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if n := r.Polygons + r.Circles; n > 0 {
		fmt.Fprintf(out, "%d polygons and %d circles: %.2f km²\n", r.Polygons, r.Circles, r.Shapes)
		if len(r.Overlaps) == 0 {
			fmt.Fprintln(out, "they overlap no region")
		}
	}
	fmt.Fprintln(out, r.residents())
	for _, l := range r.Links {
		fmt.Fprintf(out, "%s: %d of %d cells %s", l.Link, l.Cells, l.Of, r.Policy)
		if len(l.Whole) > 0 {
			fmt.Fprintf(out, "; all of %s, and %d cells more", strings.Join(l.Whole, " "), l.Rest)
		}
		fmt.Fprintln(out)
	}
	for _, n := range r.Notes {
		fmt.Fprintln(out, "note:", n)
	}
	return nil
}

// residents says how many people are registered in the area.
func (r *areaReport) residents() string {
	if r.People == nil {
		return "residents: not known where no region is"
	}
	n, on, _ := strings.Cut(residentsOf(r.People), " on ")
	return n + " residents on " + on
}

// residentsOf says how many people are registered, and when they were counted:
// "about 57928 on 2026-03-31".
func residentsOf(n *area.Headcount) string {
	about := ""
	if n.Estimate {
		about = "about "
	}
	return fmt.Sprintf("%s%d on %s", about, n.People, n.Date.Format(time.DateOnly))
}

func size(km2 float64, boundary bool) string {
	if !boundary {
		return "no boundary"
	}
	return fmt.Sprintf("%.2f km²", km2)
}

// A cellShown is a cell in a list.
type cellShown struct {
	Link   string     `json:"link"`
	Cell   string     `json:"cell"`
	Lat    float64    `json:"lat"`
	Lon    float64    `json:"lon"`
	Radius float64    `json:"radius_m"`
	Region cbc.Region `json:"region,omitempty"`
}

// listCells prints the cells in an area.
func (w *geography) listCells(c *cobra.Command, q *asked, o *areaOrder) error {
	r := w.report(q)
	all := r.cells(o.link)
	out := c.OutOrStdout()
	var err error
	switch o.form {
	case "json":
		err = printJSON(out, all)
	case "geojson":
		g := collection{Type: "FeatureCollection", Attribution: attribution}
		for _, x := range all {
			g.Features = append(g.Features, x.feature())
		}
		err = printJSON(out, g)
	case "svg":
		return fmt.Errorf("--as svg: a map is what `bongsu area resolve` draws")
	default:
		t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "LINK\tCELL\tLAT\tLON\tRADIUS\tREGION")
		for _, x := range all {
			fmt.Fprintf(t, "%s\t%s\t%.5f\t%.5f\t%.0f m\t%s\n", x.Link, x.Cell, x.Lat, x.Lon, x.Radius, x.Region)
		}
		err = t.Flush()
	}
	if err == nil && r.Refused != "" {
		return refused(fmt.Errorf("%s", r.Refused))
	}
	return err
}

// cells returns the cells that were found, of one link or all.
func (r *areaReport) cells(link string) []cellShown {
	list := []cellShown{}
	if r.atlas == nil {
		return list
	}
	for _, l := range r.atlas.Links() {
		if link != "" && l != link {
			continue
		}
		for _, i := range r.found[l] {
			s := r.atlas.Site(i)
			list = append(list, cellShown{l, s.Cell.String(), s.At.Lat, s.At.Lon, s.Radius, s.Region})
		}
	}
	return list
}

// show prints one region.
func (w *geography) show(c *cobra.Command, name, form string) error {
	s, err := w.story(name)
	if err != nil {
		return refused(err)
	}
	if form == "json" {
		return printJSON(c.OutOrStdout(), s)
	}
	t := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", s.Code, s.Name, s.English, s.Level)
	switch {
	case s.Active && s.From != "":
		fmt.Fprintf(t, "in force\tsince %s\n", s.From)
	case s.To != "":
		fmt.Fprintf(t, "retired\t%s\n", strings.TrimSpace(s.From+" to "+s.To))
	}
	if s.Active {
		fmt.Fprintf(t, "size\t%s\n", size(s.KM2, s.Boundary))
	}
	fmt.Fprintf(t, "residents\t%d on %s", s.People, s.Counted)
	if !s.Active {
		fmt.Fprint(t, ", of what it is now")
	}
	fmt.Fprintln(t)
	if s.Parent != nil {
		fmt.Fprintf(t, "in\t%s %s\n", s.Parent.Code, s.Parent.Name)
	}
	for _, x := range s.Successors {
		fmt.Fprintf(t, "now\t%s %s\n", x.Code, x.Name)
	}
	for _, n := range s.Notes {
		fmt.Fprintf(t, "note\t%s\n", n)
	}
	for _, x := range s.Children {
		fmt.Fprintf(t, "holds\t%s %s\t%s\n", x.Code, x.Name, x.English)
	}
	return t.Flush()
}
