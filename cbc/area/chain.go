package area

import "math"

// A chain is a ring of corners, counterclockwise, that loses one with every
// step. A step at corner b, between a and c, with d after c, is one of two:
// an inward corner is left out; a side b–c between two outward corners is left
// out by drawing a–b and d–c on until they meet. Both add a triangle outside.
type chain struct {
	original   []flat
	at         []flat
	prev, next []int32
	step       []step // of each corner; a cost of +Inf where there is none
	gone       []bool
	left       int
	blocked    int  // steps found to cross something, not tried since
	moved      bool // since the last retry
}

type step struct {
	cost float64 // metres that the new part reaches outward, about
	meet flat    // where b goes if c is left out
	side bool    // c is left out, not b
}

func newChain(ring []flat) *chain {
	n := len(ring)
	r := &chain{original: ring, at: append([]flat(nil), ring...), left: n}
	r.prev, r.next = make([]int32, n), make([]int32, n)
	r.step, r.gone = make([]step, n), make([]bool, n)
	for i := range r.at {
		r.prev[i], r.next[i] = int32((i+n-1)%n), int32((i+1)%n)
	}
	r.weighAll()
	return r
}

func (r *chain) weighAll() {
	for i := range r.at {
		if !r.gone[i] {
			r.weigh(int32(i))
		}
	}
}

// straight reports whether b is on the way from a to c, but for a tenth of a
// millimetre. To leave it out may cut off that much, far less than Margin.
func straight(a, b, c flat) bool {
	u, v := b.minus(a), c.minus(b)
	return u.x*v.x+u.y*v.y > 0 && off(b, a, c) < 1e-4
}

// few is the number of corners from which on costs are measured against the
// original ring; before that, against the corner or side that goes.
const few = 100

// bay returns the cost of leaving out an inward corner b.
func (r *chain) bay(a, b, c flat) float64 {
	if r.left > few {
		return off(b, a, c)
	}
	far := 0.0
	for _, t := range [...]float64{0.25, 0.5, 0.75} {
		far = max(far, r.beyond(a.plus(c.minus(a), t)))
	}
	return far
}

// cape returns the cost of a new corner in place of the side b–c.
func (r *chain) cape(b, tip, c flat) float64 {
	if r.left > few {
		return off(tip, b, c)
	}
	return r.beyond(tip)
}

// beyond returns the metres from p, outside, to the original ring.
func (r *chain) beyond(p flat) float64 {
	far := math.Inf(1)
	for i, q := range r.original {
		far = min(far, off(p, q, r.original[(i+1)%len(r.original)]))
	}
	return far
}

// off returns how far p is from the line a–b.
func off(p, a, b flat) float64 {
	d := b.minus(a)
	t := 0.0
	if n := d.x*d.x + d.y*d.y; n > 0 {
		q := p.minus(a)
		t = min(max((q.x*d.x+q.y*d.y)/n, 0), 1)
	}
	q := a.plus(d, t)
	return math.Hypot(p.x-q.x, p.y-q.y)
}

// weigh works out the step at corner i.
func (r *chain) weigh(i int32) {
	a, b, c := r.at[r.prev[i]], r.at[i], r.at[r.next[i]]
	d := r.at[r.next[r.next[i]]]
	r.step[i] = step{cost: math.Inf(1)}
	if turn(a, b, c) <= 0 || straight(a, b, c) {
		r.step[i] = step{cost: r.bay(a, b, c)}
		return
	}
	u, v := b.minus(a), d.minus(c)
	if turn(b, c, d) <= 0 || u.cross(v) <= 1e-9*math.Hypot(u.x, u.y)*math.Hypot(v.x, v.y) {
		return
	}
	meet := b.plus(u, c.minus(b).cross(v)/u.cross(v))
	r.step[i] = step{cost: r.cape(b, meet, c), meet: meet, side: true}
}

// cheapest returns the corner of the cheapest step that crosses nothing, or
// none.
func (r *chain) cheapest() int32 {
	for {
		best := int32(none)
		for i := range r.step {
			if !r.gone[i] && !math.IsInf(r.step[i].cost, 1) && (best == none || r.step[i].cost < r.step[best].cost) {
				best = int32(i)
			}
		}
		if best == none || r.free(best) {
			return best
		}
		r.step[best].cost = math.Inf(1)
		r.blocked++
	}
}

// free reports whether the triangle that a step adds has no other part of the
// ring in it.
func (r *chain) free(i int32) bool {
	n := r.next[i]
	b, c, tip := r.at[i], r.at[n], r.step[i].meet
	from, to := i, n // the ring's own ends of the triangle
	if !r.step[i].side {
		from = r.prev[i]
		tip, b = b, r.at[from]
	}
	for k := r.next[to]; k != from; k = r.next[k] {
		if inTriangle(r.at[k], b, tip, c) {
			return false
		}
		// Only new lines can be crossed by a side with both ends outside.
		if q := r.next[k]; q != from && r.step[i].side && (meets(b, tip, r.at[k], r.at[q]) || meets(tip, c, r.at[k], r.at[q])) {
			return false
		}
	}
	return true
}

// apply takes the step at corner i and weighs those around it again.
func (r *chain) apply(i int32) {
	out := i
	if r.step[i].side {
		r.at[i] = r.step[i].meet
		out = r.next[i]
	}
	p, n := r.prev[out], r.next[out]
	r.next[p], r.prev[n] = n, p
	r.gone[out] = true
	r.left--
	r.moved = true
	if r.left == few {
		r.weighAll()
		return
	}
	for _, k := range [...]int32{r.prev[r.prev[p]], r.prev[p], p, n} {
		r.weigh(k)
	}
}

// retry gives blocked steps another chance, once there has been a change.
func (r *chain) retry() bool {
	if !r.moved || r.blocked == 0 {
		return false
	}
	r.moved, r.blocked = false, 0
	r.weighAll()
	return true
}

// points returns the corners left.
func (r *chain) points() []flat {
	list := make([]flat, 0, r.left)
	for i, p := range r.at {
		if !r.gone[i] {
			list = append(list, p)
		}
	}
	return list
}
