package simulator

import (
	"fmt"
	"math/rand/v2"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/simulator/phone"
)

// A CountryConfig says how large a pretended country is. The zero value is all
// of Korea: 6,240 cells of six links and 320 phones.
type CountryConfig struct {
	Seed uint64 // one seed, one country
	// Leaves are the 시군구 and 일반구 that have cells; nil is all 256.
	Leaves []cbc.Region
	// CellsPerLink is how many cells each link has in each leaf, 1 to 200; 0
	// is 4.
	CellsPerLink int
	// Crowds are places where cells and phones are denser; nil is
	// DefaultCrowds in a whole country and none otherwise.
	Crowds []Crowd
	// OnHeard is called for each message that a phone shows, see phone.Config.
	OnHeard func(*phone.Phone, phone.Message)

	// Listen gives links their address, host and port, by name; others listen
	// on a free port of 127.0.0.1.
	Listen map[string]string
	// SystemID and Password are what SMPP centres ask for; "bongsu" and
	// "country" if empty. A password has at most eight characters.
	SystemID, Password string
}

// A Crowd is a place with more cells and phones than elsewhere.
type Crowd struct {
	At     cbc.Point
	Radius float64 // metres
	Cells  int     // more of each link
	Phones int     // more, each on another of these cells as far as they go
}

// DefaultCrowds are 경주, where the earth shakes in the demonstration, and the
// valley of the 섬진강 at 구례, where it floods.
func DefaultCrowds() []Crowd {
	return []Crowd{
		{At: cbc.Point{Lat: 35.8562, Lon: 129.2247}, Radius: 6000, Cells: 8, Phones: 32},
		{At: cbc.Point{Lat: 35.2025, Lon: 127.4629}, Radius: 6000, Cells: 8, Phones: 32},
	}
}

// WholeCountry is the alias under which the SMPP centres of a country know all
// of their network.
const WholeCountry = "KR"

// A CountryLink is one way into a country's radio network.
type CountryLink struct {
	Name    string // "alpha-smpp"
	Carrier string // "alpha"
	Radio   cbc.Radio
	PLMN    cbc.PLMN
	Sites   []Site
	// For SMPP links: who may bind, and the alias of all the link reaches.
	SystemID, Password, WholeAreaAlias string

	Addr string // where its node listens; empty before StartCountry
	SMSC *SMSC  // the node of an SMPP link, once started
	BSC  *BSC   // the node of any other
}

// SMPP reports whether the link leads to an SMPP centre; otherwise to a BSC
// that speaks CBSP.
func (l *CountryLink) SMPP() bool { return l.Radio == cbc.LTE }

// A Country is cells, the phones that camp on them and, once started, the
// nodes that put messages on air there. It has three carriers, each with an
// SMPP centre for its LTE cells and a BSC for its GSM cells. Its layout never
// changes.
type Country struct {
	Air   *Air
	Links []*CountryLink

	config     CountryConfig
	boundaries *area.Boundaries
	phones     []*phone.Phone
	camps      map[*phone.Phone]Site
}

// carriers are no real ones; their network codes are.
var carriers = []struct {
	name string
	mnc  uint16
}{{"alpha", 5}, {"bravo", 8}, {"charlie", 6}}

// NewCountry lays out a country whose nodes are not started: its phones hear
// what is put on its Air.
func NewCountry(c CountryConfig) (*Country, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	regions, err := area.LoadRegions()
	if err != nil {
		return nil, err
	}
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		return nil, err
	}
	if c.Leaves == nil {
		c.Leaves = leavesOf(regions)
	}
	country := &Country{
		Air:        NewAir(),
		Links:      links(c),
		config:     c,
		boundaries: boundaries,
		camps:      map[*phone.Phone]Site{},
	}
	p := planner{Country: country, dice: rand.New(rand.NewPCG(c.Seed, 0))}
	if err := p.plan(); err != nil {
		return nil, err
	}
	return country, nil
}

func (c *CountryConfig) complete() error {
	if c.CellsPerLink == 0 {
		c.CellsPerLink = 4
	}
	if c.CellsPerLink < 1 || c.CellsPerLink > 200 {
		return fmt.Errorf("country: %d cells a link and leaf are not 1 to 200", c.CellsPerLink)
	}
	if c.Crowds == nil && c.Leaves == nil {
		c.Crowds = DefaultCrowds()
	}
	if c.SystemID == "" {
		c.SystemID = "bongsu"
	}
	if c.Password == "" {
		c.Password = "country"
	}
	return nil
}

func leavesOf(regions *area.Regions) []cbc.Region {
	var leaves []cbc.Region
	for r := range regions.All() {
		if r.Level == area.Sido && r.Active {
			leaves = append(leaves, regions.Leaves(r.Code)...)
		}
	}
	return leaves
}

func links(c CountryConfig) []*CountryLink {
	var all []*CountryLink
	for _, r := range carriers {
		plmn := cbc.PLMN{MCC: 450, MNC: r.mnc}
		all = append(all,
			&CountryLink{Name: r.name + "-smpp", Carrier: r.name, Radio: cbc.LTE, PLMN: plmn,
				SystemID: c.SystemID, Password: c.Password, WholeAreaAlias: WholeCountry},
			&CountryLink{Name: r.name + "-bsc", Carrier: r.name, Radio: cbc.GSM, PLMN: plmn})
	}
	return all
}

// Link returns the link of this name, or nil.
func (c *Country) Link(name string) *CountryLink {
	for _, l := range c.Links {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// Phones returns all phones, in the order of their names.
func (c *Country) Phones() []*phone.Phone { return c.phones }

// Camp returns the site on whose cell a phone of this country camps.
func (c *Country) Camp(p *phone.Phone) Site { return c.camps[p] }

// Inside returns the phones whose site lies in shape, found by looking at each
// with geometry of the simulator's own. A region without a boundary, such as a
// 읍면동 or a retired code, has no phones.
func (c *Country) Inside(shape Shape) []*phone.Phone {
	polygons := c.polygons(shape)
	var in []*phone.Phone
	for _, p := range c.phones {
		if shape.Country || within(c.camps[p].At, polygons, shape.Circles) {
			in = append(in, p)
		}
	}
	return in
}

func within(p cbc.Point, polygons []cbc.Polygon, circles []cbc.Circle) bool {
	for _, polygon := range polygons {
		if inside(p, polygon) {
			return true
		}
	}
	for _, circle := range circles {
		if distance(p, circle.Center) <= circle.Radius {
			return true
		}
	}
	return false
}

// Reached returns the cells of a link whose sites lie in shape, found as by
// Inside.
func (c *Country) Reached(l *CountryLink, shape Shape) []cbc.Cell {
	polygons := c.polygons(shape)
	var cells []cbc.Cell
	for _, s := range l.Sites {
		if shape.Country || within(s.At, polygons, shape.Circles) {
			cells = append(cells, s.Cell)
		}
	}
	return cells
}

// polygons returns the polygons of shape, those of its regions included.
func (c *Country) polygons(shape Shape) []cbc.Polygon {
	polygons := append([]cbc.Polygon(nil), shape.Polygons...)
	for _, r := range shape.Regions {
		outline, _ := c.boundaries.Polygons(r)
		polygons = append(polygons, outline...)
	}
	return polygons
}
