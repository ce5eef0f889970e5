package dispatcher

import (
	"fmt"
	"slices"
	"strings"

	"bongsu/cbc"
)

// A Jurisdiction binds sources to a place: they may alert only there. The first
// that fits a source counts; a source that none fits is not bound.
type Jurisdiction struct {
	Sources []string // empty fits all
	Country bool     // everywhere, the whole country at once too
	Regions []cbc.Region
	Wait    bool // what goes beyond waits for a person; otherwise it is refused
}

// Beyond a region's border shapes may go by this much of it before they count as
// going into it: borders are drawn, and stored, only so exactly.
const (
	borderShare = 0.01
	borderKm2   = 1
)

// jurisdiction returns that of a source, or nil.
func (c *Composer) jurisdiction(source string) *Jurisdiction {
	for i := range c.Jurisdictions {
		if fits(c.Jurisdictions[i].Sources, source) {
			return &c.Jurisdictions[i]
		}
	}
	return nil
}

// guard refuses an event, or has it wait, whose area goes beyond the
// jurisdiction of its source.
func (d *draft) guard() {
	j := d.jurisdiction(d.event.Source)
	if j == nil || j.Country {
		return
	}
	beyond := d.beyond(j)
	if len(beyond) == 0 {
		return
	}
	const named = 5
	if more := len(beyond) - named; more > 0 {
		beyond = append(beyond[:named:named], fmt.Sprintf("%d more", more))
	}
	said := fmt.Sprintf("%s may alert in %s only, and this goes beyond: %s", d.event.Source, strings.Join(d.names(j.Regions), ", "), strings.Join(beyond, ", "))
	if !j.Wait {
		d.refuse("beyond-jurisdiction", "area", "%s", said)
		return
	}
	d.note("%s", said)
	d.wait(said)
}

// beyond names what of the area is outside a jurisdiction.
func (d *draft) beyond(j *Jurisdiction) []string {
	a := &d.alert.Area
	if a.Country {
		return []string{"the whole country"}
	}
	within := func(code cbc.Region) bool {
		return slices.ContainsFunc(j.Regions, func(r cbc.Region) bool { return d.Regions.Contains(r, code) })
	}
	var out []cbc.Region
	for _, code := range a.Regions {
		if !within(code) {
			out = append(out, code)
		}
	}
	if len(a.Polygons)+len(a.Circles) == 0 {
		return append(d.names(out), d.cellsBeyond(within)...)
	}
	overlaps := d.Atlas.Boundaries().Overlaps(a.Polygons, a.Circles)
	for _, o := range overlaps {
		if !within(o.Region) && (o.Share > borderShare || o.SquareKilometres > borderKm2) && !slices.Contains(out, o.Region) {
			out = append(out, o.Region)
		}
	}
	list := append(d.names(out), d.cellsBeyond(within)...)
	if len(overlaps) == 0 {
		list = append(list, "a place in no region")
	}
	return list
}

// coast is how far, in metres, a cell in no region may be from one and still
// count as in it: on a bridge, in a harbour, on new land.
const coast = 2_000

// cellsBeyond names the cells that the event itself names and that stand
// elsewhere.
func (d *draft) cellsBeyond(within func(cbc.Region) bool) []string {
	var list []string
	for _, c := range d.event.Area.Cells {
		n, ok := d.Atlas.Index(c)
		if !ok {
			continue // refused for that
		}
		s := d.Atlas.Site(n)
		if s.Region == "" {
			s.Region, _, _ = d.Atlas.Boundaries().Nearest(s.At, coast)
		}
		if !within(s.Region) {
			list = append(list, "cell "+c.String())
		}
	}
	return list
}

// names returns what people call regions.
func (d *draft) names(codes []cbc.Region) []string {
	list := make([]string, len(codes))
	for i, code := range codes {
		x, ok := d.Regions.Lookup(code)
		if list[i] = x.FullName; !ok {
			list[i] = string(code)
		}
	}
	return list
}
