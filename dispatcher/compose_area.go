package dispatcher

import (
	"fmt"
	"slices"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// place resolves the area and finds the cells in it.
func (d *draft) place() map[string][]uint32 {
	e := d.event
	if e.Area.Empty() {
		d.refuse("no-area", "area", "it says no place; everywhere is area.country")
		return nil
	}
	d.regions()
	a := &d.alert.Area
	a.Country, a.Polygons, a.Circles = e.Area.Country, e.Area.Polygons, e.Area.Circles
	for i, p := range a.Polygons {
		if err := area.CheckPolygon(p); err != nil {
			d.refuse("bad-polygon", fmt.Sprintf("area.polygons[%d]", i), "%v", err)
		}
	}
	for i, c := range a.Circles {
		if err := area.CheckCircle(c); err != nil {
			d.refuse("bad-circle", fmt.Sprintf("area.circles[%d]", i), "%v", err)
		}
	}
	if len(d.problems) > 0 {
		return nil
	}
	if e.Area.Country && len(a.Regions)+len(a.Polygons)+len(a.Circles)+len(e.Area.Cells) > 0 {
		d.note("the area is the whole country; the places named besides add nothing")
	}
	found, err := d.Atlas.Find(area.Query{Country: a.Country, Regions: a.Regions, Polygons: a.Polygons, Circles: a.Circles, Policy: d.Select})
	if err != nil {
		d.refuse("no-boundary", "area", "%v", err)
		return nil
	}
	d.unassigned()
	d.cells(found)
	d.guard()
	return found
}

// residents counts the people in the area, for those who must approve. What is
// owed at once does not wait for it.
func (d *draft) residents() {
	a := &d.alert.Area
	if d.People == nil || d.alert.Needs == 0 {
		return
	}
	n := d.People.Count(area.Query{Country: a.Country, Regions: a.Regions, Polygons: a.Polygons, Circles: a.Circles}, d.Atlas.Boundaries())
	a.Residents = &n
}

// unassigned notes the links that get nothing for a 읍면동. It has no boundary, so
// that only cells that the carrier assigns to it are known to be in it.
func (d *draft) unassigned() {
	for _, code := range d.alert.Area.Regions {
		x, _ := d.Regions.Lookup(code)
		if x.Level != area.Eupmyeondong {
			continue
		}
		links, err := d.Atlas.Unassigned(code)
		if err != nil {
			continue // Find has said so
		}
		for _, name := range links {
			if l := d.link(name); l != nil && l.Plane == d.event.Plane {
				d.note("%s: no boundary, and no cell of %s is assigned to it; %s is not told it", x.FullName, name, name)
			}
		}
	}
}

// regions takes the codes in force that stand for those of the event. A retired
// one is noted; where what stands for it is larger, a person decides.
func (d *draft) regions() {
	a, codes := &d.alert.Area, d.event.Area.Regions
	retired := false
	for i, code := range codes {
		now, note, err := d.Regions.Resolve(code)
		if err != nil {
			d.refuse("unknown-region", fmt.Sprintf("area.geocodes[%d]", i), "%v", err)
			continue
		}
		if !note.Empty() {
			retired = true
			d.note("%s", note)
		}
		for _, n := range now {
			if !slices.Contains(a.Regions, n) {
				a.Regions = append(a.Regions, n)
			}
		}
	}
	if !retired {
		return
	}
	for _, x := range d.Regions.Excess(codes) {
		d.note("%s", x)
		d.wait(x.String())
	}
}

// cells adds those that the event names itself. Links that are told in shapes
// cannot be told them.
func (d *draft) cells(found map[string][]uint32) {
	for i, c := range d.event.Area.Cells {
		path := fmt.Sprintf("area.cells[%d]", i)
		n, ok := d.Atlas.Index(c)
		if !ok {
			d.refuse("unknown-cell", path, "no link has cell %s", c)
			continue
		}
		name := d.Atlas.Site(n).Link
		l := d.link(name)
		if l == nil || !l.TakesCells {
			d.refuse("cell-of-shapes", path, "link %s, which has cell %s, is told areas, not cells", name, c)
			continue
		}
		if at, in := slices.BinarySearch(found[name], n); !in {
			found[name] = slices.Insert(slices.Clone(found[name]), at, n)
		}
	}
}

// A drawing is the area as a link can carry it.
type drawing struct {
	shapes *cbc.Area
	over   *Overshoot // nil if it is no larger than what was asked for
}

// shapes returns the area within what the link can carry, never smaller than
// what was asked for.
func (d *draft) shapes(l *Link) drawing {
	if s, ok := d.drawn[l.Shapes]; ok {
		return s
	}
	a := d.alert.Area
	s := drawing{shapes: &cbc.Area{Regions: a.Regions, Circles: a.Circles}}
	for i, p := range a.Polygons {
		fit, err := l.Shapes.Fit(p)
		if err != nil {
			d.refuse("polygon-too-fine", fmt.Sprintf("area.polygons[%d]", i), "%s takes polygons of %d points: %v", l.Name, l.Shapes.Points, err)
			continue
		}
		if !fit.Exact() {
			d.note("%s gets polygon %d as %d of at most %d points, up to %.0f m and %.1f %% larger", l.Name, i+1, len(fit.Polygons), l.Shapes.Points, fit.Metres, fit.Share*100)
			s.over = s.over.widest(fit)
		}
		s.shapes.Polygons = append(s.shapes.Polygons, fit.Polygons...)
	}
	if d.drawn == nil {
		d.drawn = map[area.Limit]drawing{}
	}
	d.drawn[l.Shapes] = s
	return s
}

// widest returns the larger of an overshoot, which may be nil, and that of fit.
func (o *Overshoot) widest(fit area.Fit) *Overshoot {
	x := Overshoot{fit.Metres, fit.Share}
	if o != nil {
		x.Metres, x.Share = max(x.Metres, o.Metres), max(x.Share, o.Share)
	}
	return &x
}
