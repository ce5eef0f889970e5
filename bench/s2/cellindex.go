package main

import (
	"time"

	"github.com/golang/geo/s2"

	"bongsu/cbc"
)

// A cellIndex is the same places in the other library.
type cellIndex struct {
	index  s2.CellIndex
	points []s2.Point
	took   time.Duration // to build
}

func newCellIndex(points []cbc.Point) *cellIndex {
	x := &cellIndex{points: make([]s2.Point, len(points))}
	for i, p := range points {
		x.points[i] = s2.PointFromLatLng(s2.LatLngFromDegrees(p.Lat, p.Lon))
	}
	begin := now()
	for i, p := range x.points {
		x.index.Add(s2.CellFromPoint(p).ID(), int32(i))
	}
	x.index.Build()
	x.took = now() - begin
	return x
}

// find covers the polygon with at most 32 cells and tests the places in these,
// those of a cell that lies inside as a whole not at all.
func (x *cellIndex) find(s shape) int {
	ring := s.polygon[0]
	corners := make([]s2.Point, 0, len(ring)-1)
	for _, p := range ring[:len(ring)-1] {
		corners = append(corners, s2.PointFromLatLng(s2.LatLngFromDegrees(p.Lat, p.Lon)))
	}
	loop := s2.LoopFromPoints(corners)
	loop.Normalize()
	coverer := &s2.RegionCoverer{MaxLevel: 30, MaxCells: 32}
	var found []int32
	ranges := s2.NewCellIndexNonEmptyRangeIterator(&x.index)
	contents := s2.NewCellIndexContentsIterator(&x.index)
	for _, id := range coverer.Covering(loop) {
		whole := loop.ContainsCell(s2.CellFromCellID(id))
		for ranges.Seek(id.RangeMin()); !ranges.Done() && ranges.StartID() <= id.RangeMax(); ranges.Next() {
			for contents.StartUnion(ranges); !contents.Done(); contents.Next() {
				if k := contents.Label(); whole || loop.ContainsPoint(x.points[k]) {
					found = append(found, k)
				}
			}
		}
	}
	return len(found)
}
