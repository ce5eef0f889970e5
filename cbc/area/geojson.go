package area

import (
	"encoding/json"
	"fmt"
	"io"

	"bongsu/cbc"
)

// A Feature is a shape with what is said of it.
type Feature struct {
	Properties map[string]any
	Polygons   []cbc.Polygon
}

// Limits bound what a reader of shapes takes.
type Limits struct {
	Octets   int64
	Polygons int
	Points   int // of all polygons together
}

// EventLimits are those of one alert's area.
var EventLimits = Limits{Octets: 4 << 20, Polygons: 1_000, Points: 50_000}

// TableLimits are those of a table of boundaries.
var TableLimits = Limits{Octets: 256 << 20, Polygons: 1_000_000, Points: 20_000_000}

// ReadGeoJSON reads the polygons of a GeoJSON document (RFC 7946): a Polygon,
// MultiPolygon or GeometryCollection of them, a Feature or a FeatureCollection;
// of any of the first three it makes one feature. Altitudes are left out. Each polygon is
// checked as [CheckPolygon] does, and one whose ring goes over the antimeridian
// is cut there. Errors name feature, polygon, ring and point.
func ReadGeoJSON(r io.Reader, l Limits) ([]Feature, error) {
	text, err := io.ReadAll(io.LimitReader(r, l.Octets+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > l.Octets {
		return nil, fmt.Errorf("more than %d octets", l.Octets)
	}
	var g geojson
	if err := json.Unmarshal(text, &g); err != nil {
		return nil, fmt.Errorf("GeoJSON: %w", err)
	}
	f := featureReader{limits: l}
	if err := f.object(&g); err != nil {
		return nil, err
	}
	return f.features, nil
}

// A geojson is any GeoJSON object.
type geojson struct {
	Type        string
	Features    []geojson
	Geometry    *geojson
	Geometries  []geojson
	Properties  map[string]any
	Coordinates json.RawMessage
}

// A featureReader gathers features.
type featureReader struct {
	limits           Limits
	features         []Feature
	polygons, points int
}

func (f *featureReader) object(g *geojson) error {
	switch g.Type {
	case "FeatureCollection":
		for i := range g.Features {
			if err := f.feature(&g.Features[i]); err != nil {
				return fmt.Errorf("features[%d]: %w", i, err)
			}
		}
		return nil
	case "Feature":
		return f.feature(g)
	}
	f.features = append(f.features, Feature{})
	return f.geometry(g)
}

func (f *featureReader) feature(g *geojson) error {
	if g.Type != "Feature" {
		return fmt.Errorf("a %q in the place of a Feature", g.Type)
	}
	f.features = append(f.features, Feature{Properties: g.Properties})
	if g.Geometry == nil {
		return nil
	}
	return f.geometry(g.Geometry)
}

// position is longitude, latitude and perhaps altitude.
type position []float64

func (f *featureReader) geometry(g *geojson) error {
	switch g.Type {
	case "Polygon":
		var one [][]position
		if err := json.Unmarshal(g.Coordinates, &one); err != nil {
			return fmt.Errorf("polygon: %w", err)
		}
		return f.polygon(one)
	case "MultiPolygon":
		var many [][][]position
		if err := json.Unmarshal(g.Coordinates, &many); err != nil {
			return fmt.Errorf("multipolygon: %w", err)
		}
		for i := range many {
			if err := f.polygon(many[i]); err != nil {
				return fmt.Errorf("polygon %d: %w", i, err)
			}
		}
		return nil
	case "GeometryCollection":
		for i := range g.Geometries {
			if g.Geometries[i].Type == g.Type {
				return fmt.Errorf("geometries[%d]: a collection in a collection", i)
			}
			if err := f.geometry(&g.Geometries[i]); err != nil {
				return fmt.Errorf("geometries[%d]: %w", i, err)
			}
		}
		return nil
	}
	return fmt.Errorf("a %q is no polygon", g.Type)
}

func (f *featureReader) polygon(rings [][]position) error {
	for _, ring := range rings {
		f.points += len(ring)
	}
	if f.polygons++; f.polygons > f.limits.Polygons || f.points > f.limits.Points {
		return fmt.Errorf("more than %d polygons or %d points in all", f.limits.Polygons, f.limits.Points)
	}
	poly := make(cbc.Polygon, len(rings))
	for i, ring := range rings {
		poly[i] = make([]cbc.Point, len(ring))
		for k, p := range ring {
			if len(p) < 2 {
				return &ShapeError{i, k, fmt.Errorf("%d numbers; a position has longitude and latitude", len(p))}
			}
			poly[i][k] = cbc.Point{Lat: p[1], Lon: p[0]}
		}
	}
	parts, err := CutAtAntimeridian(poly)
	if err != nil {
		return err
	}
	last := &f.features[len(f.features)-1]
	last.Polygons = append(last.Polygons, parts...)
	return nil
}
