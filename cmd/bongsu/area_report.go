package main

import (
	"fmt"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// An areaReport is what `area resolve` says.
type areaReport struct {
	Country  bool            `json:"country,omitempty"`
	Regions  []regionShown   `json:"regions,omitempty"`
	Overlaps []overlapShown  `json:"overlaps,omitempty"` // regions that shapes overlap
	Polygons int             `json:"polygons,omitempty"`
	Circles  int             `json:"circles,omitempty"`
	Land     float64         `json:"regions_km2"`         // of the regions named
	Shapes   float64         `json:"shapes_km2"`          // of the shapes, each by itself
	People   *area.Headcount `json:"residents,omitempty"` // not where no region is
	Policy   string          `json:"policy,omitempty"`
	Links    []linkCells     `json:"links,omitempty"`
	Notes    []string        `json:"notes,omitempty"`
	Refused  string          `json:"refused,omitempty"` // why a part of it reaches nobody

	*asked `json:"-"`
	found  map[string][]uint32
}

// A regionShown is a region in force.
type regionShown struct {
	Code     cbc.Region `json:"code"`
	Name     string     `json:"name"`
	English  string     `json:"english"`
	Level    string     `json:"level"`
	KM2      float64    `json:"km2"`
	Boundary bool       `json:"boundary"`
	People   int        `json:"residents"`
}

type overlapShown struct {
	Code  cbc.Region `json:"code"`
	Name  string     `json:"name"`
	KM2   float64    `json:"km2"`
	Share float64    `json:"share"` // of the region
}

// A linkCells is what of a link is in an area.
type linkCells struct {
	Link  string   `json:"link"`
	Cells int      `json:"cells"`
	Of    int      `json:"of"`
	Whole []string `json:"tracking_areas,omitempty"` // entirely in it
	Rest  int      `json:"other_cells"`              // in none of these
}

// report works out what an area is.
func (w *geography) report(q *asked) *areaReport {
	r := &areaReport{asked: q, Country: q.Country, Polygons: len(q.Polygons), Circles: len(q.Circles), Notes: q.notes}
	for _, x := range w.regions.Excess(q.codes) {
		r.Notes = append(r.Notes, x.String())
	}
	seen := map[cbc.Region]bool{}
	for _, code := range q.Query.Regions {
		if seen[code] {
			continue
		}
		seen[code] = true
		x := w.describe(code)
		r.Regions = append(r.Regions, x)
		if !slices.ContainsFunc(q.Query.Regions, func(o cbc.Region) bool { return o != code && w.regions.Contains(o, code) }) {
			r.Land += x.KM2
		}
		if !x.Boundary {
			r.Notes = append(r.Notes, fmt.Sprintf("%s: no boundary; its cells are those that the cells file assigns to it", x.Name))
		}
	}
	for _, o := range w.boundaries.Overlaps(q.Polygons, q.Circles) {
		x, _ := w.regions.Lookup(o.Region)
		r.Overlaps = append(r.Overlaps, overlapShown{o.Region, x.FullName, o.SquareKilometres, o.Share})
	}
	for _, p := range q.Polygons {
		r.Shapes += area.SquareKilometres(p)
	}
	for _, c := range q.Circles {
		r.Shapes += area.CircleSquareKilometres(c)
	}
	if q.Country || len(r.Regions)+len(r.Overlaps) > 0 {
		n := w.people.Count(q.Query, w.boundaries)
		r.People = &n
	}
	r.links()
	return r
}

// describe returns what is known of a region in force.
func (w *geography) describe(code cbc.Region) regionShown {
	x, _ := w.regions.Lookup(code)
	s := regionShown{Code: code, Name: x.FullName, English: w.regions.PlaceName([]cbc.Region{code}, false, "en"), Level: x.Level.String(),
		People: w.people.Count(area.Query{Regions: []cbc.Region{code}}, w.boundaries).People}
	polygons, ok := w.boundaries.Polygons(code)
	s.Boundary = ok
	for _, p := range polygons {
		s.KM2 += area.SquareKilometres(p)
	}
	return s
}

// links finds the cells.
func (r *areaReport) links() {
	if r.atlas == nil {
		return
	}
	r.Policy = r.Query.Policy.String()
	found, err := r.atlas.Find(r.Query)
	if err != nil {
		r.Refused = err.Error()
	}
	r.found = found
	for _, link := range r.atlas.Links() {
		s := linkCells{Link: link, Cells: len(found[link]), Of: r.atlas.Size(link)}
		whole, rest := r.atlas.Whole(link, found[link])
		for _, t := range whole {
			s.Whole = append(s.Whole, fmt.Sprintf("%s:%s:%d", t.Radio, t.PLMN, t.Code))
		}
		s.Rest = len(rest)
		r.Links = append(r.Links, s)
	}
}

// A regionStory is what `area show` says.
type regionStory struct {
	Code       cbc.Region    `json:"code"`
	Name       string        `json:"name"`
	Short      string        `json:"short"`
	English    string        `json:"english"`
	Level      string        `json:"level"`
	Active     bool          `json:"in_force"`
	From       string        `json:"valid_from,omitempty"`
	To         string        `json:"valid_to,omitempty"` // first day no longer in force
	Parent     *regionShown  `json:"parent,omitempty"`
	Children   []regionShown `json:"children,omitempty"`
	Successors []regionShown `json:"successors,omitempty"`
	Notes      []string      `json:"notes,omitempty"`
	KM2        float64       `json:"km2"`
	Boundary   bool          `json:"boundary"`
	People     int           `json:"residents"`
	Counted    string        `json:"counted"`
}

// story returns what is known of a region, in force or retired.
func (w *geography) story(name string) (*regionStory, error) {
	x, ok := w.regions.Lookup(cbc.Region(name))
	if !ok {
		var err error
		if x, err = w.regions.ParseName(name); err != nil {
			return nil, err
		}
	}
	english := x.English
	if english == "" {
		english = area.Romanise(x.FullName)
	}
	now := w.people.Count(area.Query{Regions: []cbc.Region{x.Code}}, w.boundaries)
	s := &regionStory{Code: x.Code, Name: x.FullName, Short: x.Short, English: english,
		Level: x.Level.String(), Active: x.Active, From: day(x.ValidFrom), To: day(x.ValidTo), People: now.People, Counted: day(now.Date)}
	if p, ok := w.regions.Lookup(x.Parent); ok && p.Active {
		parent := w.describe(p.Code)
		s.Parent = &parent
	}
	for _, k := range w.regions.Children(x.Code) {
		s.Children = append(s.Children, w.describe(k))
	}
	for _, k := range x.Successors {
		s.Successors = append(s.Successors, w.describe(k))
	}
	for _, e := range w.regions.Excess([]cbc.Region{x.Code}) {
		s.Notes = append(s.Notes, e.String())
	}
	if x.Active {
		d := w.describe(x.Code)
		s.KM2, s.Boundary = d.KM2, d.Boundary
	}
	return s, nil
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
