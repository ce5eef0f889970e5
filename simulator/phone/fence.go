package phone

import (
	"encoding/binary"
	"fmt"
	"math"
)

// triggerID is the identifier on which phones are asked to look again whether
// they are inside of what messages before were for.
const triggerID = 4400

// outsideLimit bounds the messages that a phone keeps because it was elsewhere.
const outsideLimit = 32

// A Place is where a phone is, in degrees.
type Place struct{ Lat, Lon float64 }

// A shape is a polygon or, with a radius, a circle.
type shape struct {
	points []Place
	radius float64 // metres
}

// fenceOf reads warning area coordinates, ATIS-0700041: a type of 4 bits, a
// length of 10 that counts all of it, 2 bits of nothing, and what the type has.
func fenceOf(b []byte) ([]shape, error) {
	var shapes []shape
	for len(b) > 0 {
		if len(b) < 2 {
			return nil, fmt.Errorf("warning area coordinates end in half a header")
		}
		head := binary.BigEndian.Uint16(b)
		n := int(head >> 2 & 0x3FF)
		if n < 2 || n > len(b) {
			return nil, fmt.Errorf("warning area coordinates with a part of %d octets, %d are left", n, len(b))
		}
		v := reading{b: b[2:n]}
		switch head >> 12 {
		case 2:
			var s shape
			for range (n - 2) * 8 / 44 {
				s.points = append(s.points, v.place())
			}
			shapes = append(shapes, s)
		case 3:
			if n != 10 {
				return nil, fmt.Errorf("a circle of %d octets", n)
			}
			s := shape{points: []Place{v.place()}}
			s.radius = float64(v.take(20)) * 1000 / 64
			shapes = append(shapes, s)
		}
		b = b[n:]
	}
	return shapes, nil
}

// A reading takes bits off octets.
type reading struct {
	b  []byte
	at int
}

func (r *reading) take(n int) (v uint32) {
	for range n {
		v = v<<1 | uint32(r.b[r.at/8]>>(7-r.at%8)&1)
		r.at++
	}
	return v
}

func (r *reading) place() Place {
	lat := float64(r.take(22))*180/(1<<22) - 90
	return Place{lat, float64(r.take(22))*360/(1<<22) - 180}
}

// has reports whether p is inside.
func (s *shape) has(p Place) bool {
	if s.radius > 0 {
		return s.points[0].metres(p) <= s.radius
	}
	in := false
	for i, a := range s.points {
		b := s.points[(i+1)%len(s.points)]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < (b.Lon-a.Lon)*(p.Lat-a.Lat)/(b.Lat-a.Lat)+a.Lon {
			in = !in
		}
	}
	return in
}

// metres is how far it is to q, on a ball.
func (p Place) metres(q Place) float64 {
	const earth, rad = 6371000, math.Pi / 180
	dLat, dLon := (q.Lat-p.Lat)*rad, (q.Lon-p.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(min(h, 1)))
}

// A kept is a message that a phone was elsewhere for.
type kept struct {
	m      Message
	shapes []shape
}

// inside reports whether the phone is where a message with these coordinates is
// for. One that does not know where it is takes it that it may be. It is called
// with mu held.
func (p *Phone) inside(shapes []shape) bool {
	if p.at == nil || len(shapes) == 0 {
		return true
	}
	for i := range shapes {
		if shapes[i].has(*p.at) {
			return true
		}
	}
	return false
}

// keep remembers a message for a trigger to come. It is called with mu held.
func (p *Phone) keep(k kept) {
	if len(p.outside) == outsideLimit {
		p.outside = p.outside[1:]
	}
	p.outside = append(p.outside, k)
}

// triggered looks again at the messages that a trigger names: after an octet
// that means nothing a type of 4 bits, a length of 7, 5 bits of nothing, and
// for each an identifier and a serial number. It is called with mu held.
func (p *Phone) triggered(got part) []Message {
	b := got.pages[0]
	if len(b) < 3 {
		p.complain("a trigger of %d octets", len(b))
		return nil
	}
	n := int(binary.BigEndian.Uint16(b[1:]) >> 5 & 0x7F)
	if n < 2 || n+1 > len(b) {
		p.complain("a trigger of %d octets, %d are there", n, len(b)-1)
		return nil
	}
	named := map[topic]bool{}
	for b := b[3 : n+1]; len(b) >= 4; b = b[4:] {
		named[topic{id: binary.BigEndian.Uint16(b), serial: binary.BigEndian.Uint16(b[2:])}] = true
	}
	var now []Message
	var rest []kept
	for _, k := range p.outside {
		if named[topic{id: k.m.MessageID, serial: k.m.Serial}] && p.inside(k.shapes) {
			now = append(now, k.m)
		} else {
			rest = append(rest, k)
		}
	}
	p.outside = rest
	return now
}

// MoveTo says where the phone is from now on. It shows nothing by itself: a
// trigger asks it to look.
func (p *Phone) MoveTo(at Place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = &at
}
