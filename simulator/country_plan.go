package simulator

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bongsu/cbc"
	"bongsu/simulator/phone"
)

// A planner puts sites and phones into a country.
type planner struct {
	*Country
	dice     *rand.Rand
	outlines [][]cbc.Polygon // of the leaves
}

// Numbers of the first area and of the first base station.
const (
	firstArea    = 1001
	firstStation = 2001
)

func (p *planner) plan() error {
	for i, leaf := range p.config.Leaves {
		outline, found := p.boundaries.Polygons(leaf)
		if !found {
			return fmt.Errorf("country: region %s has no boundary", leaf)
		}
		p.outlines = append(p.outlines, outline)
		for range p.config.CellsPerLink {
			for _, l := range p.Links {
				p.raise(l, i, p.drop(outline))
			}
		}
		link := p.Links[i%len(p.Links)] // one phone in each leaf, on each link in turn
		p.camp(link, link.Sites[len(link.Sites)-1])
	}
	for _, crowd := range p.config.Crowds {
		if err := p.gather(crowd); err != nil {
			return err
		}
	}
	return nil
}

// raise gives a link another cell in a leaf.
func (p *planner) raise(l *CountryLink, leaf int, at cbc.Point) {
	station := uint64(firstStation + len(l.Sites))
	cell := cbc.Cell{Radio: l.Radio, PLMN: l.PLMN, Area: uint32(firstArea + leaf), ID: station}
	if l.Radio == cbc.LTE {
		cell.ID = station<<8 | 1 // base station in 20 bits, its cell in 8
	}
	l.Sites = append(l.Sites, Site{Cell: cell, At: at, Region: p.config.Leaves[leaf]})
}

// drop returns a place in an outline, in its larger parts more often.
func (p *planner) drop(outline []cbc.Polygon) cbc.Point {
	total := 0.0
	for _, polygon := range outline {
		total += size(polygon)
	}
	part := 0
	for lot := p.dice.Float64()*total - size(outline[0]); lot > 0 && part < len(outline)-1; lot -= size(outline[part]) {
		part++
	}
	low, high := bounds(outline[part])
	for {
		at := rounded(cbc.Point{
			Lat: low.Lat + p.dice.Float64()*(high.Lat-low.Lat),
			Lon: low.Lon + p.dice.Float64()*(high.Lon-low.Lon),
		})
		if inside(at, outline[part]) {
			return at
		}
	}
}

// rounded returns p to six decimals, about a decimetre, as cells files have it.
func rounded(p cbc.Point) cbc.Point {
	return cbc.Point{Lat: math.Round(p.Lat*1e6) / 1e6, Lon: math.Round(p.Lon*1e6) / 1e6}
}

// gather adds a crowd's cells, each in whatever leaf it stands, and its phones.
func (p *planner) gather(crowd Crowd) error {
	before := len(p.Links[0].Sites)
	for range crowd.Cells {
		for _, l := range p.Links {
			at, leaf, err := p.near(crowd)
			if err != nil {
				return err
			}
			p.raise(l, leaf, at)
		}
	}
	if crowd.Phones > 0 && crowd.Cells == 0 {
		return fmt.Errorf("country: %d phones at %v have no cells", crowd.Phones, crowd.At)
	}
	for n := range crowd.Phones {
		l := p.Links[n%len(p.Links)]
		p.camp(l, l.Sites[before+n/len(p.Links)%crowd.Cells])
	}
	return nil
}

// near returns a place within a crowd and the leaf it lies in.
func (p *planner) near(crowd Crowd) (cbc.Point, int, error) {
	const tries = 1000 // a crowd may stand on the shore
	for range tries {
		angle, away := p.dice.Float64()*2*math.Pi, crowd.Radius*math.Sqrt(p.dice.Float64())
		at := rounded(offset(crowd.At, away*math.Cos(angle), away*math.Sin(angle)))
		for leaf, outline := range p.outlines {
			if within(at, outline, nil) {
				return at, leaf, nil
			}
		}
	}
	return cbc.Point{}, 0, fmt.Errorf("country: no land of its leaves within %.0f m of %v", crowd.Radius, crowd.At)
}

func (p *planner) camp(l *CountryLink, s Site) {
	n := len(p.phones) + 1
	languages := []string{"ko"}
	if n%10 == n/10%2 { // one in ten, on either kind of link in turn
		languages = append(languages, "en")
	}
	made := phone.New(phone.Config{
		Name:      fmt.Sprintf("phone-%04d", n),
		Carrier:   l.Carrier,
		Area:      fmt.Sprint(s.Cell.Area),
		Cell:      s.Cell.String(),
		Languages: languages,
		OnHeard:   p.config.OnHeard,
	})
	p.phones = append(p.phones, made)
	p.camps[made] = s
	p.Air.Camp(made, s.Cell)
}
