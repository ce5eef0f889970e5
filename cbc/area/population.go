package area

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc"
)

//go:embed data/population.csv
var populationCSV string

// A Population says how many people are registered where. It is where they are
// registered, not where they are: foreigners are not among them, commuters are
// at home.
type Population struct {
	regions *Regions
	people  map[cbc.Region]int
	total   int
	date    time.Time
}

// A Headcount is how many people an area has.
type Headcount struct {
	People   int       `json:"people"`
	Estimate bool      `json:"estimate"` // shared out by area, as if people were spread evenly in each region
	Date     time.Time `json:"date"`     // when they were counted
}

// LoadPopulation reads the embedded count of registered residents.
func LoadPopulation(r *Regions) (*Population, error) {
	p := &Population{regions: r, people: make(map[cbc.Region]int, 6_000)}
	c := calendar{zone: time.FixedZone("KST", 9*60*60)}
	err := eachLine("population.csv", "code,level,population,date", strings.TrimSuffix(populationCSV, "\n"), func(f []string) (err error) {
		code := cbc.Region(f[0])
		x, ok := r.Lookup(code)
		if !ok || !x.Active {
			return fmt.Errorf("region %s is not in force", f[0])
		}
		if p.people[code], err = strconv.Atoi(f[2]); err != nil || p.people[code] < 0 {
			return fmt.Errorf("population %q is not a number", f[2])
		}
		if x.Level == Sido {
			p.total += p.people[code]
		}
		day, err := c.day(f[3])
		if day.After(p.date) {
			p.date = day
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Count returns how many people live in an area: those of its regions, each once,
// and of other leaves that its shapes overlap the share that lies in these, which
// makes it an estimate. Unknown codes count nobody.
func (p *Population) Count(q Query, b *Boundaries) Headcount {
	h := Headcount{Date: p.date}
	if q.Country {
		h.People = p.total
		return h
	}
	regions := p.regions.places(q.Regions)
	for _, r := range regions {
		h.People += p.people[r]
	}
	if len(q.Polygons)+len(q.Circles) == 0 {
		return h
	}
	h.Estimate = true
	more := 0.0
	for _, o := range b.Overlaps(q.Polygons, q.Circles) {
		if slices.ContainsFunc(regions, func(r cbc.Region) bool { return p.regions.Contains(r, o.Region) }) {
			continue
		}
		rest := p.people[o.Region]
		for _, r := range regions {
			if p.regions.Contains(o.Region, r) { // a 읍면동 of it, counted already
				rest -= p.people[r]
			}
		}
		more += o.Share * float64(max(rest, 0))
	}
	h.People += int(math.Round(more))
	return h
}
