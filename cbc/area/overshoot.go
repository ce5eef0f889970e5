package area

import (
	"container/heap"
	"math"

	"bongsu/cbc"
)

// overshoot returns how far cover reaches beyond poly at most, in metres, not
// less than it does. It looks for the point of cover farthest from poly by
// halving squares, those that may hold it first.
func overshoot(cover, poly cbc.Polygon) float64 {
	r := bounds(edges(cover))
	s := sheetOver(cover)
	s.x = degree * math.Cos(lowest(r)*math.Pi/180) // no square is larger than it seems
	size := s.to(r.high).minus(s.to(r.low))
	q := quest{sheet: s, cover: cover, poly: poly, coverEdges: edges(cover), polyEdges: edges(poly)}
	q.push(flat{}, max(size.x, size.y)/2)
	for _, p := range cover[0] {
		q.best = max(q.best, q.beyond(p))
	}
	enough := max(Margin, max(size.x, size.y)/500)
	for tries := 0; len(q.tiles) > 0; tries++ {
		top := q.tiles[0]
		if top.reach <= q.best+enough || tries == maxTiles {
			return max(top.reach, q.best)
		}
		heap.Pop(&q.tiles)
		h := top.half / 2
		for _, d := range [...]flat{{-h, -h}, {-h, h}, {h, -h}, {h, h}} {
			q.push(top.middle.plus(d, 1), h)
		}
	}
	return q.best
}

// maxTiles bounds the search; ending early makes the answer larger, never too
// small.
const maxTiles = 10_000

// A quest is a search for the farthest point.
type quest struct {
	sheet
	cover, poly           cbc.Polygon
	coverEdges, polyEdges []edge
	tiles                 tiles
	best                  float64 // the farthest point found is this far
}

// push looks at a square and keeps it if it may hold a farther point.
func (q *quest) push(middle flat, half float64) {
	p, corner := q.from(middle), half*math.Sqrt2
	if InPolygon(p, q.cover) {
		d := q.beyond(p)
		q.best = max(q.best, d)
		q.keep(tile{middle, half, d + corner})
		return
	}
	if nearest(p, q.coverEdges) <= corner {
		q.keep(tile{middle, half, q.beyond(p) + corner})
	}
}

func (q *quest) keep(s tile) {
	if s.reach > q.best {
		heap.Push(&q.tiles, s)
	}
}

// lowest returns the latitude in r that is nearest to the equator.
func lowest(r rectangle) float64 { return max(r.low.Lat, min(r.high.Lat, 0)) }

// beyond returns the metres from p to the polygon, 0 inside it.
func (q *quest) beyond(p cbc.Point) float64 {
	if InPolygon(p, q.poly) {
		return 0
	}
	return nearest(p, q.polyEdges)
}

// nearest returns the metres from p to the nearest of edges.
func nearest(p cbc.Point, list []edge) float64 {
	l := planeAt(p)
	d := math.Inf(1)
	for i := range list {
		d = min(d, l.distance(&list[i]))
	}
	return d
}

// A tile is a square part of the sheet still to be looked at.
type tile struct {
	middle flat
	half   float64 // of a side
	reach  float64 // nothing in it is farther than this
}

// tiles is a heap, the one that may hold the farthest point first.
type tiles []tile

func (h tiles) Len() int           { return len(h) }
func (h tiles) Less(i, j int) bool { return h[i].reach > h[j].reach }
func (h tiles) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *tiles) Push(x any)        { *h = append(*h, x.(tile)) }
func (h *tiles) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
