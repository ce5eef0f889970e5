package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// What was asked for: an area from the command line.
type asked struct {
	*geography
	area.Query
	codes []cbc.Region // of regions, as they were named
	notes []string
}

var (
	codeForm   = regexp.MustCompile(`^[0-9]{10}$`)
	systemForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*):(.+)$`)
	shapeForm  = regexp.MustCompile(`^[-+0-9.NaIinfe]+,\S+\s`)
)

// add takes one argument.
func (q *asked) add(c *cobra.Command, arg string) error {
	arg = strings.TrimSpace(arg)
	switch m := systemForm.FindStringSubmatch(arg); {
	case arg == "":
		return fmt.Errorf("an area without a name")
	case arg == "country":
		q.Country = true
		return nil
	case arg == "-" || arg[0] == '@':
		return q.addFile(c, strings.TrimPrefix(arg, "@"))
	case codeForm.MatchString(arg):
		return q.addRegions([]cbc.Region{cbc.Region(arg)})
	case m != nil:
		return q.addCode(m[1], m[2])
	case shapeForm.MatchString(arg):
		return q.addShape(arg)
	}
	n, err := q.regions.ParseNames(arg)
	if err != nil {
		return err
	}
	q.Country = q.Country || n.Country
	return q.addRegions(n.Regions)
}

// addRegions takes codes in force or retired.
func (q *asked) addRegions(codes []cbc.Region) error {
	for _, code := range codes {
		now, note, err := q.regions.Resolve(code)
		if err != nil {
			return err
		}
		if !note.Empty() {
			q.notes = append(q.notes, note.String())
		}
		q.codes = append(q.codes, code)
		q.Regions = append(q.Regions, now...)
	}
	return nil
}

// empty reports whether nothing was asked for.
func (q *asked) empty() bool {
	return !q.Country && len(q.Query.Regions)+len(q.Polygons)+len(q.Circles) == 0
}

// addTable takes a table, "GSS=districts.geojson", in place of the sample that is
// shipped of a system.
func (w *geography) addTable(arg string) error {
	name, path, _ := strings.Cut(arg, "=")
	f, err := os.Open(path) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return fmt.Errorf("--table: %w", err)
	}
	defer f.Close()
	property := map[string]string{"SAME": "fips", "UGC": "code", "GSS": "code"}[strings.ToUpper(name)]
	if property == "" {
		return fmt.Errorf("--table %s: want SAME, UGC or GSS, and a file", arg)
	}
	g, err := area.ReadGazetteer(f, property, "name")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var s area.CodeSystem
	switch strings.ToUpper(name) {
	case "SAME":
		s = area.NewSAME(g)
	case "GSS":
		s = area.NewGSS(g)
	default:
		if s, err = area.NewUGC(g, g); err != nil {
			return err
		}
	}
	w.systems = slices.Insert(w.systems, 0, s) // the first of a name counts
	return nil
}

// addCode takes a code of another system.
func (q *asked) addCode(name, code string) error {
	s := area.FindCodeSystem(q.systems, name)
	if s == nil {
		return fmt.Errorf("there is no code system %q", name)
	}
	places, err := s.Places(code)
	if err != nil {
		return err
	}
	for _, p := range places {
		q.notes = append(q.notes, fmt.Sprintf("%s %s is %s", s.Name(), p.Code, p.Name))
		if err := q.addRegions(p.Regions); err != nil {
			return err
		}
		q.Polygons = append(q.Polygons, p.Polygons...)
	}
	return nil
}

// maxCircle is the widest circle that an event may have, metres of radius.
const maxCircle = 1_000_000

// addShape takes a circle or a polygon.
func (q *asked) addShape(text string) error {
	if len(strings.Fields(text)) == 2 {
		c, err := area.ParseCircle(text)
		if err == nil && c.Radius > maxCircle {
			return fmt.Errorf("circle: radius %.0f km is more than the %d km that an event may have", c.Radius/1000, maxCircle/1000)
		}
		q.Circles = append(q.Circles, c)
		return err
	}
	poly, err := area.ParsePolygon(text)
	if err != nil {
		return fmt.Errorf("polygon: %w", err)
	}
	parts, err := area.CutAtAntimeridian(poly)
	if len(parts) > 1 {
		q.notes = append(q.notes, fmt.Sprintf("the polygon goes over the antimeridian and was cut into %d", len(parts)))
	}
	q.Polygons = append(q.Polygons, parts...)
	return err
}

// addFile takes GeoJSON, or shapes one a line.
func (q *asked) addFile(c *cobra.Command, path string) error {
	in := c.InOrStdin()
	if path != "-" {
		f, err := os.Open(path) //nolint:gosec // whoever runs the command names the file
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, area.EventLimits.Octets+1))
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	if bytes.HasPrefix(bytes.TrimLeft(b, " \t\r\n\ufeff"), []byte("{")) {
		features, err := area.ReadGeoJSON(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))), area.EventLimits)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for _, f := range features {
			q.Polygons = append(q.Polygons, f.Polygons...)
		}
		return nil
	}
	for n, line := range strings.Split(string(b), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := q.addShape(line); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n+1, err)
		}
	}
	return nil
}
