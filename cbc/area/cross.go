package area

import (
	"errors"
	"fmt"
	"math"

	"bongsu/cbc"
)

// maxTests bounds the pairs of edges that are compared, about half a second.
const maxTests = 50_000_000

// A side is an edge of a ring as it is drawn.
type side struct {
	ring, point int // where it begins
	a, b        cbc.Point
}

// checkCrossings refuses, with a *ShapeError that names the place, rings that
// cross or touch themselves or cross one another, and holes that are not in the
// outer ring or in another hole. Rings may touch one another.
func checkCrossings(poly cbc.Polygon) error {
	sides := sidesOf(poly)
	if len(sides) == 0 {
		return &ShapeError{0, -1, errors.New("all points are the same")}
	}
	if err := newCrossing(sides, poly).check(); err != nil {
		return err
	}
	for i, hole := range poly {
		if i > 0 && !sits(hole, poly[0]) {
			return &ShapeError{i, -1, errors.New("the hole is not inside the outer ring")}
		}
		for k, other := range poly[:i] {
			if k > 0 && (sits(hole, other) || sits(other, hole)) {
				return &ShapeError{i, -1, fmt.Errorf("the hole and that of ring %d are one in the other", k)}
			}
		}
	}
	return nil
}

// sidesOf returns the edges of poly but those of no length.
func sidesOf(poly cbc.Polygon) []side {
	var list []side
	for i, ring := range poly {
		for k := 1; k < len(ring); k++ {
			if ring[k-1] != ring[k] {
				list = append(list, side{i, k - 1, ring[k-1], ring[k]})
			}
		}
	}
	return list
}

// sits reports whether the first point of ring that is not on the border of
// outer is inside it; the rings do not cross.
func sits(ring, outer []cbc.Point) bool {
	for _, p := range ring {
		on := false
		for k := 1; k < len(outer) && !on; k++ {
			on = onLine(pflat(p), pflat(outer[k-1]), pflat(outer[k]))
		}
		if !on {
			return InPolygon(p, cbc.Polygon{outer})
		}
	}
	return true
}

func onLine(p, a, b flat) bool {
	return turn(a, b, p) == 0 && p.x >= min(a.x, b.x) && p.x <= max(a.x, b.x) && p.y >= min(a.y, b.y) && p.y <= max(a.y, b.y)
}

// A crossing looks for sides that have a point in common. It compares those in
// the same bucket of a fence.
type crossing struct {
	*fence
	sides []side
	last  []int32 // of each ring, its last side
	tests int
}

func newCrossing(sides []side, poly cbc.Polygon) *crossing {
	list := make([]edge, len(sides))
	last := make([]int32, len(poly))
	for i, s := range sides {
		list[i] = between(s.a, s.b)
		last[s.ring] = int32(i)
	}
	r := bounds(list)
	size := max(r.high.Lat-r.low.Lat, r.high.Lon-r.low.Lon)
	f := newFence(list, r, size/math.Sqrt(float64(len(list))))
	return &crossing{fence: f, sides: sides, last: last}
}

func (c *crossing) check() error {
	for _, head := range c.head {
		for k := head; k != none; k = c.chain[k].next {
			for m := c.chain[k].next; m != none; m = c.chain[m].next {
				if c.tests++; c.tests > maxTests {
					return &ShapeError{-1, -1, errors.New("polygon: too intricate to check whether it crosses itself")}
				}
				// Hops of a bucket come latest edge first.
				if err := c.compare(c.chain[m].edge, c.chain[k].edge); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// compare refuses sides i before k that have a point in common which they must
// not have.
func (c *crossing) compare(i, k int32) error {
	s, t := &c.sides[i], &c.sides[k]
	a, b, p, q := pflat(s.a), pflat(s.b), pflat(t.a), pflat(t.b)
	if !meets(a, b, p, q) {
		return nil
	}
	if s.ring != t.ring {
		if turn(a, b, p)*turn(a, b, q) < 0 && turn(p, q, a)*turn(p, q, b) < 0 {
			return c.fault(s, t, "crosses")
		}
		if overlap(a, b, p, q) {
			return c.fault(s, t, "runs along")
		}
		return nil
	}
	first := i == 0 || c.sides[i-1].ring != s.ring
	switch {
	case k == i+1 && folded(a, b, q), first && k == c.last[s.ring] && folded(p, q, b):
		return c.fault(s, t, "folds back on")
	case k == i+1, first && k == c.last[s.ring]:
		return nil // neighbours
	}
	return c.fault(s, t, "crosses or touches")
}

// folded reports whether the way from a by b to c turns right back.
func folded(a, b, c flat) bool {
	u, v := b.minus(a), c.minus(b)
	return u.cross(v) == 0 && u.x*v.x+u.y*v.y < 0
}

// overlap reports whether two lines, which meet, have more than a point in
// common.
func overlap(a, b, p, q flat) bool {
	u := b.minus(a)
	if u.cross(q.minus(p)) != 0 || turn(a, b, p) != 0 {
		return false
	}
	along := func(x flat) float64 { d := x.minus(a); return d.x*u.x + d.y*u.y }
	low, high := min(along(p), along(q)), max(along(p), along(q))
	return max(low, 0) < min(high, along(b))
}

func (c *crossing) fault(s, t *side, what string) error {
	return &ShapeError{s.ring, s.point, fmt.Errorf("the edge from it, %s to %s, %s that from ring %d, point %d, %s to %s",
		place(s.a), place(s.b), what, t.ring, t.point, place(t.a), place(t.b))}
}

// place writes a point for people, latitude first.
func place(p cbc.Point) string { return fmt.Sprintf("%.6g,%.7g", p.Lat, p.Lon) }
