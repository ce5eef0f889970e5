// Package fence codes warning area coordinates, with which phones find out by
// themselves whether they are where a warning is for, and the message that asks
// phones to look again, ATIS-0700041 and TS 23.041 clause 9.4.1.3.
//
// It compares no place with a shape: phones do.
package fence

import (
	"fmt"
	"math"
	"time"

	"bongsu/cbc"
)

// MaxOctets is the longest that SBc-AP and NGAP carry.
const MaxOctets = 1024

// An Item is one part of warning area coordinates: how long to wait, a polygon
// or a circle. Just one is set.
type Item struct {
	Wait   *time.Duration // whole seconds, 0 s to 255 s; 255 is not set
	Ring   []cbc.Point    // a polygon whose last point is not its first
	Circle *cbc.Circle
}

// The types of items, and how their numbers are coded.
const (
	waitType    = 1
	polygonType = 2
	circleType  = 3

	headerOctets = 2
	waitOctets   = 3
	circleOctets = 10
	pointBits    = 44
	angleBits    = 22
	radiusBits   = 20
	metres       = 1000.0 / 64 // of one unit of radius
	maxWait      = 254
	maxLength    = 1<<10 - 1
)

// A FormatError says that octets are no warning area coordinates.
type FormatError struct {
	Offset int // in octets
	Reason string
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("warning area coordinates: octet %d: %s", e.Offset, e.Reason)
}

// ItemsOf returns the items of f: the wait first if there is one, then
// polygons, then circles. A polygon with a hole cannot be said.
func ItemsOf(f *cbc.Fence) ([]Item, error) {
	var items []Item
	if f.Wait != 0 {
		if f.Wait < 0 || f.Wait > maxWait*time.Second {
			return nil, fmt.Errorf("a wait of %v is not up to %d s", f.Wait, maxWait)
		}
		items = append(items, Item{Wait: &f.Wait})
	}
	for i, p := range f.Polygons {
		if len(p) != 1 {
			return nil, fmt.Errorf("polygon %d has holes, or nothing", i)
		}
		ring := p[0]
		if n := len(ring); n > 1 && ring[0] == ring[n-1] {
			ring = ring[:n-1]
		}
		if len(ring) < 3 {
			return nil, fmt.Errorf("polygon %d has %d points", i, len(ring))
		}
		items = append(items, Item{Ring: ring})
	}
	for i := range f.Circles {
		items = append(items, Item{Circle: &f.Circles[i]})
	}
	return items, nil
}

// Append appends items. Errors: a place that is none, a circle of more than
// 16,383 km, more points than an item or the whole carries.
func Append(b []byte, items []Item) ([]byte, error) {
	start := len(b)
	for i := range items {
		var err error
		if b, err = items[i].append(b); err != nil {
			return b[:start], fmt.Errorf("item %d: %w", i, err)
		}
	}
	if n := len(b) - start; n > MaxOctets {
		return b[:start], fmt.Errorf("warning area coordinates: %d octets are over %d", n, MaxOctets)
	}
	return b, nil
}

// A bitString collects bits, the highest first.
type bitString struct {
	b    []byte
	free uint
}

func (s *bitString) put(v uint64, n uint) {
	for n > 0 {
		if s.free == 0 {
			s.b, s.free = append(s.b, 0), 8
		}
		take := min(n, s.free)
		s.free -= take
		n -= take
		s.b[len(s.b)-1] |= byte(v>>n&(1<<take-1)) << s.free
	}
}

// head begins an item of so many octets in all.
func (s *bitString) head(kind uint64, octets int) {
	s.put(kind, 4)
	s.put(uint64(octets), 10)
	s.put(0, 2)
}

func (i *Item) append(b []byte) ([]byte, error) {
	s := bitString{b: b}
	switch {
	case i.Wait != nil:
		s.head(waitType, waitOctets)
		s.put(uint64(*i.Wait/time.Second), 8)
	case i.Circle != nil:
		r := math.Round(i.Circle.Radius / metres)
		if !(r >= 0 && r < 1<<radiusBits) {
			return b, fmt.Errorf("a radius of %v m", i.Circle.Radius)
		}
		s.head(circleType, circleOctets)
		if err := s.point(i.Circle.Center); err != nil {
			return b, err
		}
		s.put(uint64(r), radiusBits)
	default:
		n := headerOctets + (len(i.Ring)*pointBits+7)/8
		if n > maxLength {
			return b, fmt.Errorf("%d points are more than a polygon has", len(i.Ring))
		}
		s.head(polygonType, n)
		for _, p := range i.Ring {
			if err := s.point(p); err != nil {
				return b, err
			}
		}
	}
	return s.b, nil
}

func (s *bitString) point(p cbc.Point) error {
	if !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) {
		return fmt.Errorf("%v, %v is no place", p.Lat, p.Lon)
	}
	s.put(angle(p.Lat, 180), angleBits)
	s.put(angle(p.Lon, 360), angleBits)
	return nil
}

// angle returns degrees from the middle of a span as a number of 22 bits.
func angle(degrees, span float64) uint64 {
	v := math.Round((degrees + span/2) / span * (1 << angleBits))
	return uint64(min(max(v, 0), 1<<angleBits-1))
}
