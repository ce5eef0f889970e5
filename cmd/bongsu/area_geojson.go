package main

import (
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// attribution must stay with the boundaries wherever they are shown.
const attribution = "행정구역 경계: 통계청 SGIS 2018, 공공누리 제1유형, 가공 (boundaries: Statistics Korea SGIS 2018, KOGL type 1, modified)"

// A collection is a GeoJSON FeatureCollection (RFC 7946).
type collection struct {
	Type        string    `json:"type"`
	Attribution string    `json:"attribution"`
	Features    []feature `json:"features"`
}

type feature struct {
	Type       string    `json:"type"`
	Properties any       `json:"properties"`
	Geometry   *geometry `json:"geometry"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// geojson draws regions, shapes and the cells that were found.
func (r *areaReport) geojson() collection {
	g := collection{Type: "FeatureCollection", Attribution: attribution, Features: []feature{}}
	for _, x := range r.Regions {
		f := feature{Type: "Feature", Properties: x}
		if polygons, ok := r.boundaries.Polygons(x.Code); ok {
			f.Geometry = multi(polygons)
		}
		g.Features = append(g.Features, f)
	}
	for i, p := range r.Query.Polygons {
		g.Features = append(g.Features, feature{"Feature", map[string]any{"name": fmt.Sprintf("polygon %d", i+1), "km2": area.SquareKilometres(p)}, multi([]cbc.Polygon{p})})
	}
	for i, c := range r.Query.Circles {
		g.Features = append(g.Features, feature{"Feature", map[string]any{"name": fmt.Sprintf("circle %d", i+1), "radius_m": c.Radius}, multi([]cbc.Polygon{area.Outline(c)})})
	}
	for _, x := range r.cells("") {
		g.Features = append(g.Features, x.feature())
	}
	return g
}

func (x cellShown) feature() feature {
	return feature{"Feature", x, &geometry{"Point", [2]float64{x.Lon, x.Lat}}}
}

// multi returns polygons with their outer rings counterclockwise, as the
// standard wants them.
func multi(polygons []cbc.Polygon) *geometry {
	all := make([][][][2]float64, len(polygons))
	for i, p := range polygons {
		for k, ring := range p {
			ring = area.Wound(ring, k > 0)
			line := make([][2]float64, len(ring))
			for n, at := range ring {
				line[n] = [2]float64{at.Lon, at.Lat}
			}
			all[i] = append(all[i], line)
		}
	}
	return &geometry{"MultiPolygon", all}
}
