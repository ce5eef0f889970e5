package dispatcher

import (
	"slices"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/templates"
)

// A ground compares areas by their codes and, where one is a shape or cells, by
// the cells that lie in them.
type ground struct {
	templates.Ground // by codes
	composer         *Composer
}

func (c *Composer) ground() ground { return ground{templates.ByRegion(c.Regions), c} }

// Covers implements templates.Ground.
func (g ground) Covers(outer, inner cbc.Area) bool {
	if g.Ground.Covers(outer, inner) {
		return true
	}
	if !shaped(outer) && !shaped(inner) || inner.Whole {
		return false
	}
	in, out := g.cells(inner), g.cells(outer)
	for link, cells := range in {
		for _, n := range cells {
			if _, there := slices.BinarySearch(out[link], n); !there {
				return false
			}
		}
	}
	return len(in) > 0
}

// Overlaps implements templates.Ground.
func (g ground) Overlaps(a, b cbc.Area) bool {
	if a.Whole || b.Whole || !shaped(a) && !shaped(b) {
		return g.Ground.Overlaps(a, b)
	}
	x, y := g.cells(a), g.cells(b)
	for link, cells := range x {
		for _, n := range cells {
			if _, both := slices.BinarySearch(y[link], n); both {
				return true
			}
		}
	}
	return len(x) == 0 || len(y) == 0 // nobody can tell
}

// Province implements templates.Ground.
func (g ground) Province(a cbc.Area) bool {
	if g.Ground.Province(a) || !shaped(a) {
		return g.Ground.Province(a)
	}
	for x := range g.composer.Regions.All() {
		if x.Level == area.Sido && x.Active && g.Covers(a, cbc.Area{Regions: []cbc.Region{x.Code}}) {
			return true
		}
	}
	return false
}

func shaped(a cbc.Area) bool { return len(a.Polygons)+len(a.Circles)+len(a.Cells) > 0 }

// cells returns those in an area, by link and number; none if that cannot be
// told.
func (g ground) cells(a cbc.Area) map[string][]uint32 {
	c := g.composer
	found, err := c.Atlas.Find(area.Query{Country: a.Whole, Regions: a.Regions, Polygons: a.Polygons, Circles: a.Circles, Policy: c.Select})
	if err != nil {
		return nil
	}
	for _, cell := range a.Cells {
		n, ok := c.Atlas.Index(cell)
		if !ok {
			return nil
		}
		name := c.Atlas.Site(n).Link
		if at, in := slices.BinarySearch(found[name], n); !in {
			found[name] = slices.Insert(slices.Clone(found[name]), at, n)
		}
	}
	return found
}

// shape returns where an alert goes. One that names cells alone goes to those of
// its parts.
func (a *Alert) shape() cbc.Area {
	s := cbc.Area{Whole: a.Area.Country, Regions: a.Area.Regions, Polygons: a.Area.Polygons, Circles: a.Area.Circles}
	if s.Whole || len(s.Regions)+len(s.Polygons)+len(s.Circles) > 0 {
		return s
	}
	for i := range a.Parts {
		s.Cells = append(s.Cells, a.Parts[i].Cells...)
	}
	return s
}
