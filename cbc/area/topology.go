package area

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"bongsu/cbc"
)

//go:embed data/sigungu.topojson
var sigunguTopology []byte

// A topology is a quantised TopoJSON object: shapes made of arcs that
// neighbours share, each arc a start and steps on a grid of integers.
// https://github.com/topojson/topojson-specification
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      arcs
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
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, err
	}
	b := &Boundaries{arcs: t.Arcs, scale: t.Transform.Scale, origin: t.Transform.Translate, outlines: make(map[cbc.Region]*outline)}
	if b.scale[0] <= 0 || b.scale[1] <= 0 {
		return nil, fmt.Errorf("not quantised")
	}
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
	for ref := range o.refs() {
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
