package area

import (
	"fmt"
	"math"
	"slices"

	"bongsu/cbc"
)

// A Limit is what a link takes of polygons, and by how much what it is sent may
// be larger than what was asked for.
type Limit struct {
	Points   int     // most corners of a polygon, the closing one not counted, 4 or more; 0 for any number, and holes
	Polygons int     // most polygons that one may become; 0 for one
	Metres   float64 // how far it may reach beyond
	Share    float64 // how much larger it may be, as a share of its area: 0.15
}

// A Fit is a polygon as a link can carry it: together its polygons cover the one
// asked for.
type Fit struct {
	Polygons []cbc.Polygon
	Metres   float64 // they reach beyond it at most so far
	Share    float64 // they are larger by so much at most, as a share of its area
}

// Exact reports whether nothing is larger than was asked for.
func (f *Fit) Exact() bool { return f.Metres == 0 && f.Share == 0 }

// An OvershootError says that a polygon cannot be brought within a limit.
type OvershootError struct {
	Limit    Limit
	Best     Fit // the nearest to it
	Polygons int // that it would have
}

func (e *OvershootError) Error() string {
	return fmt.Sprintf("in %d polygons of %d corners it would reach up to %.0f m beyond and be up to %.1f %% larger; %.0f m and %.1f %% are allowed",
		e.Polygons, e.Limit.Points, e.Best.Metres, e.Best.Share*100, e.Limit.Metres, e.Limit.Share*100)
}

// Fit returns poly as a link of this limit can carry it. It is simplified to the
// corners allowed, see [Simplify]; where that reaches too far or adds too much,
// the worst part is cut in half, as often as the number of polygons allows. Both
// overshoots are upper bounds: where parts overlap, the overlap counts as added.
// Errors: as of [CheckPolygon]; an *OvershootError.
func (l Limit) Fit(poly cbc.Polygon) (Fit, error) {
	if err := CheckPolygon(poly); err != nil {
		return Fit{}, err
	}
	if l.Points == 0 || len(poly) == 1 && len(poly[0])-1 <= l.Points {
		return Fit{Polygons: []cbc.Polygon{poly}}, nil
	}
	if l.Points < 4 {
		return Fit{}, fmt.Errorf("a polygon of %d corners: at least four are needed", l.Points)
	}
	f := fitting{limit: l, whole: poly, area: squareMetres(poly)}
	if err := f.add([]cbc.Polygon{poly}); err != nil {
		return Fit{}, err
	}
	for {
		worst, metres, share := f.worst()
		if worst < 0 {
			return f.fit(), nil
		}
		if len(f.parts) >= max(l.Polygons, 1) {
			return Fit{}, &OvershootError{l, Fit{Metres: metres, Share: share}, len(f.parts)}
		}
		if err := f.split(worst); err != nil {
			return Fit{}, err
		}
	}
}

// A fitting is a polygon being cut and simplified.
type fitting struct {
	limit Limit
	whole cbc.Polygon
	area  float64 // of the whole, square metres
	parts []part
}

// A part is one piece of it and what covers that.
type part struct {
	piece, cover cbc.Polygon
	metres       float64
	excess       float64 // square metres
}

func (f *fitting) add(pieces []cbc.Polygon) error {
	for _, p := range pieces {
		cover, metres, err := simplify(p, f.whole, f.limit.Points)
		if err != nil {
			return err
		}
		f.parts = append(f.parts, part{p, cover, metres, squareMetres(cover) - squareMetres(p)})
	}
	return nil
}

// worst returns the part to split next, or −1 if all is within the limit, and
// the overshoots of the whole.
func (f *fitting) worst() (i int, metres, share float64) {
	far, large := 0, 0
	for k, p := range f.parts {
		if p.metres > f.parts[far].metres {
			far = k
		}
		if p.excess > f.parts[large].excess {
			large = k
		}
		share += p.excess / f.area
	}
	metres = f.parts[far].metres
	switch {
	case metres > f.limit.Metres:
		return far, metres, share
	case share > f.limit.Share:
		return large, metres, share
	}
	return -1, metres, share
}

// split cuts a part in two, across its longer side.
func (f *fitting) split(i int) error {
	p := f.parts[i].piece
	near, far, ok := cutAt(p, middle(p))
	if !ok || len(near) == 0 || len(far) == 0 {
		return errUncut
	}
	f.parts = append(f.parts[:i], f.parts[i+1:]...)
	return f.add(slices.Concat(near, far))
}

// middle returns the line across the longer side of a polygon that goes through
// the inward corner nearest to the middle, since it is inward corners that a
// cover cannot follow; through the middle if none is between a fifth and four
// fifths of the way.
func middle(poly cbc.Polygon) line {
	r := bounds(edges(poly))
	l := line{at: (r.low.Lat + r.high.Lat) / 2}
	low, high := r.low.Lat, r.high.Lat
	if (r.high.Lon-r.low.Lon)*math.Cos(l.at*math.Pi/180) > high-low {
		l = line{at: (r.low.Lon + r.high.Lon) / 2, lon: true}
		low, high = r.low.Lon, r.high.Lon
	}
	centre, off := l.at, 0.3*(high-low)
	ring := Wound(poly[0], false)
	n := len(ring) - 1
	for k := range n {
		at := ring[k].Lat
		if l.lon {
			at = ring[k].Lon
		}
		d := math.Abs(at - centre)
		if d < off && turn(pflat(ring[(k+n-1)%n]), pflat(ring[k]), pflat(ring[k+1])) < 0 {
			l.at, off = at, d
		}
	}
	return l
}

func (f *fitting) fit() Fit {
	var x Fit
	for _, p := range f.parts {
		x.Polygons = append(x.Polygons, p.cover)
		x.Share += p.excess / f.area
	}
	_, x.Metres, _ = f.worst()
	return x
}
