package area

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"

	"bongsu/cbc"
)

//go:embed data/sigungu.topojson
var sigunguTopology []byte

// A topology is a quantised TopoJSON object: shapes made of arcs that
// neighbours share, each arc a start and steps on a grid of integers.
// https://github.com/topojson/topojson-specification
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]int32
	Objects   map[string]struct {
		Geometries []geometry
	}
}

type geometry struct {
	ID   cbc.Region
	Type string
	Arcs json.RawMessage
}

// polygons returns the rings of each polygon as references to arcs: i, or ^i for
// the arc backwards.
func (g *geometry) polygons() ([][][]int32, error) {
	switch g.Type {
	case "Polygon":
		var one [][]int32
		err := json.Unmarshal(g.Arcs, &one)
		return [][][]int32{one}, err
	case "MultiPolygon":
		var many [][][]int32
		err := json.Unmarshal(g.Arcs, &many)
		return many, err
	}
	return nil, fmt.Errorf("geometry is a %s", g.Type)
}

// A vertex is a place on the topology's grid.
type vertex struct{ x, y int32 }

// A box is an upright rectangle on the topology's grid, borders included.
type box struct{ minX, minY, maxX, maxY int32 }

// empty is the box that holds nothing.
var empty = box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

func (b box) join(c box) box {
	return box{min(b.minX, c.minX), min(b.minY, c.minY), max(b.maxX, c.maxX), max(b.maxY, c.maxY)}
}

// An outline is the boundary of one region.
type outline struct {
	polygons [][][]int32 // references to arcs
	box      box
}

// LoadBoundaries reads the embedded boundaries of the Korean regions: 256
// leaves, 13 cities that have 일반구, 16 시도, quantised to about 7 m. It takes
// some ten milliseconds; load once and pass it on.
func LoadBoundaries() (*Boundaries, error) {
	b, err := parseBoundaries(sigunguTopology)
	if err != nil {
		return nil, fmt.Errorf("sigungu.topojson: %w", err)
	}
	return b, nil
}

func parseBoundaries(text []byte) (*Boundaries, error) {
	var t topology
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&t); err != nil {
		return nil, err
	}
	b := &Boundaries{scale: t.Transform.Scale, origin: t.Transform.Translate, outlines: make(map[cbc.Region]*outline)}
	if b.scale[0] <= 0 || b.scale[1] <= 0 {
		return nil, fmt.Errorf("not quantised")
	}
	b.setArcs(t.Arcs)
	for _, object := range []string{"sigungu", "city", "sido"} {
		for i := range t.Objects[object].Geometries {
			g := &t.Objects[object].Geometries[i]
			if err := b.add(g, object == "sigungu"); err != nil {
				return nil, fmt.Errorf("%s %s: %w", object, g.ID, err)
			}
		}
	}
	return b, nil
}

// setArcs lays the arcs out as absolute positions, one after another.
func (b *Boundaries) setArcs(arcs [][][2]int32) {
	n := 0
	for _, arc := range arcs {
		n += len(arc)
	}
	b.points = make([]vertex, 0, n)
	b.first = make([]int32, 1, len(arcs)+1)
	b.boxes = make([]box, 0, len(arcs))
	for _, arc := range arcs {
		v, around := vertex{}, empty
		for _, step := range arc {
			v = vertex{v.x + step[0], v.y + step[1]}
			around = around.join(box{v.x, v.y, v.x, v.y})
			b.points = append(b.points, v)
		}
		b.first = append(b.first, int32(len(b.points)))
		b.boxes = append(b.boxes, around)
	}
}

// add takes one region. 세종 is a leaf and a 시도; its first outline stays.
func (b *Boundaries) add(g *geometry, leaf bool) error {
	if b.outlines[g.ID] != nil {
		return nil
	}
	o := &outline{box: empty}
	var err error
	if o.polygons, err = g.polygons(); err != nil {
		return err
	}
	for ref := range o.arcs() {
		i := forward(ref)
		if int(i) >= len(b.boxes) {
			return fmt.Errorf("no arc %d", i)
		}
		o.box = o.box.join(b.boxes[i])
	}
	b.outlines[g.ID] = o
	if leaf {
		b.leaves = append(b.leaves, g.ID)
	}
	return nil
}

// forward returns the arc that a reference means, whichever way it is walked.
func forward(ref int32) int32 {
	if ref < 0 {
		return ^ref
	}
	return ref
}
