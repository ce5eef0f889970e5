package simulator

import (
	"math"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
)

// An smscPlace is one area of a broadcast: the identifier as it was sent, and
// the sites it means.
type smscPlace struct {
	wire   []byte
	sites  []int
	status smpp.Status // OK if it is on air there
}

// locate finds the sites of an area identifier.
func (s *SMSC) locate(wire []byte) smscPlace {
	p := smscPlace{wire: wire, status: smpp.InvalidAreaFormat}
	if len(wire) < 2 {
		return p
	}
	in, ok := s.area(wire[0], wire[1:])
	if !ok {
		return p
	}
	for i, site := range s.c.Sites {
		if in(site) {
			p.sites = append(p.sites, i)
		}
	}
	switch {
	case len(p.sites) > 0:
		p.status = smpp.OK
	case wire[0] == 0:
		p.status = smpp.InvalidAlias
	default: // nobody would hear it
		p.status = smpp.BroadcastFailed
	}
	return p
}

// area returns what an identifier means, and false for a form that the centre
// cannot read.
func (s *SMSC) area(format byte, b []byte) (in func(Site) bool, ok bool) {
	switch format {
	case 0:
		alias := string(b)
		if s.c.WholeAreaAlias != "" && alias == s.c.WholeAreaAlias {
			return func(Site) bool { return true }, true
		}
		return func(site Site) bool { return s.c.Within(site, alias) }, true
	case 1:
		return smscArc(b)
	case 2:
		return smscPolygon(b)
	}
	return nil, false
}

// smscArc reads an ellipsoid arc, TS 23.032 clause 7.3.7, that goes all the
// way round.
func smscArc(b []byte) (func(Site) bool, bool) {
	if len(b) != 13 || b[0]>>4 != 10 || b[11] != 179 {
		return nil, false
	}
	center := smscPoint(b[1:7])
	inner := 5 * float64(int(b[7])<<8|int(b[8]))
	outer := inner + 10*(math.Pow(1.1, float64(b[9]&127))-1)
	return func(s Site) bool {
		d := distance(center, s.At)
		return inner <= d && d <= outer
	}, true
}

// smscPolygon reads a polygon, TS 23.032 clause 7.3.4.
func smscPolygon(b []byte) (func(Site) bool, bool) {
	if len(b) == 0 || b[0]>>4 != 5 {
		return nil, false
	}
	n := int(b[0] & 15)
	if n < 3 || len(b) != 1+6*n {
		return nil, false
	}
	ring := make([]cbc.Point, n)
	for i := range ring {
		ring[i] = smscPoint(b[1+6*i : 7+6*i])
	}
	return func(s Site) bool { return inside(s.At, cbc.Polygon{ring}) }, true
}

// smscPoint reads the six octets of a point, TS 23.032 clause 6.1: sign and
// magnitude of the latitude, two's complement of the longitude. The middle of
// the step is taken.
func smscPoint(b []byte) cbc.Point {
	lat := float64(int(b[0]&0x7F)<<16|int(b[1])<<8|int(b[2])) + 0.5
	if b[0]&0x80 != 0 {
		lat = -lat
	}
	lon := int(b[3])<<16 | int(b[4])<<8 | int(b[5])
	if lon >= 1<<23 {
		lon -= 1 << 24
	}
	return cbc.Point{Lat: lat * 90 / (1 << 23), Lon: (float64(lon) + 0.5) * 360 / (1 << 24)}
}

// WithinRegion reports whether a site lies in the region whose 법정동코드 the
// alias is: that of the site, or a 시도 or 시군구 above it. A city whose code
// ends in 0 holds the 일반구 that share its first four digits: 41110 수원시 is
// above 41111 장안구.
func WithinRegion(s Site, alias string) bool {
	if string(s.Region) == alias {
		return true
	}
	if len(alias) != 10 || len(s.Region) != 10 {
		return false
	}
	head := strings.TrimRight(alias, "0")
	switch {
	case head == "":
		return false
	case len(head) <= 2:
		head = alias[:2]
	case len(head) <= 4:
		head = alias[:4]
	case len(head) == 5:
	default: // below a 시군구, where no site is known to be
		return false
	}
	return strings.HasPrefix(string(s.Region), head)
}
