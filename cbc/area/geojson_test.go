package area

import (
	"strings"
	"testing"
)

func TestGeoJSONShapesAreRead(t *testing.T) {
	const square = `[[[126,37],[127,37],[127,38],[126,38],[126,37]]]`
	for name, c := range map[string]struct {
		text               string
		features, polygons int
	}{
		"polygon":      {`{"type":"Polygon","coordinates":` + square + `}`, 1, 1},
		"altitude":     {`{"type":"Polygon","coordinates":[[[126,37,5],[127,37,5],[127,38,5],[126,37,5]]]}`, 1, 1},
		"multipolygon": {`{"type":"MultiPolygon","coordinates":[` + square + `,[[[128,37],[129,37],[129,38],[128,37]]]]}`, 1, 2},
		"collection":   {`{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":` + square + `},{"type":"Polygon","coordinates":` + square + `}]}`, 1, 2},
		"feature":      {`{"type":"Feature","properties":{"name":"x"},"geometry":{"type":"Polygon","coordinates":` + square + `}}`, 1, 1},
		"features":     {`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null},{"type":"Feature","geometry":{"type":"Polygon","coordinates":` + square + `}}]}`, 2, 1},
		"cut":          {`{"type":"Polygon","coordinates":[[[179,50],[-179,50],[-179,52],[179,52],[179,50]]]}`, 1, 2},
	} {
		features, err := ReadGeoJSON(strings.NewReader(c.text), EventLimits)
		n := 0
		for _, f := range features {
			n += len(f.Polygons)
		}
		if err != nil || len(features) != c.features || n != c.polygons {
			t.Errorf("%s: %d features, %d polygons, %v", name, len(features), n, err)
		}
	}
}

func TestWrongGeoJSONIsRefusedWithThePlace(t *testing.T) {
	deep := strings.Repeat(`{"type":"Feature","geometry":`, 20_000) + "null" + strings.Repeat("}", 20_000)
	for _, c := range []struct{ text, want string }{
		{`{"type":"Point","coordinates":[126,37]}`, `a "Point" is no polygon`},
		{`{"type":"Polygon","coordinates":[[[126,37],[127,37],[126,37]]]}`, "ring 0: 3 points"},
		{`{"type":"Polygon","coordinates":[[[126,37],[127],[127,38],[126,37]]]}`, "ring 0, point 1: 1 numbers"},
		{`{"type":"Polygon","coordinates":[[[37,126],[37,127],[38,127],[37,126]]]}`, "ring 0, point 0: latitude 126 is not between −90 and 90; were latitude and longitude exchanged?"},
		{`{"type":"Polygon","coordinates":[[[1e999,37]]]}`, "polygon: json"},
		{`{"type":"Polygon","coordinates":"here"}`, "polygon: json"},
		{`{"type":"Polygon"}`, "polygon: "},
		{`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[2,2],[2,0],[0,2],[0,0]]]]}}]}`, "features[0]: polygon 0: ring 0, point 0: the edge from it, 0,0 to 2,2, crosses or touches"},
		{`{"type":"FeatureCollection","features":[{"type":"Polygon"}]}`, `features[0]: a "Polygon" in the place of a Feature`},
		{`{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection"}]}`, "a collection in a collection"},
		{deep, "GeoJSON: "},
		{"", "GeoJSON: "},
		{strings.Repeat(" ", int(EventLimits.Octets)+1), "more than 4194304 octets"},
	} {
		if _, err := ReadGeoJSON(strings.NewReader(c.text), EventLimits); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.120s: %v, want %q", c.text, err, c.want)
		}
	}
	many := `{"type":"MultiPolygon","coordinates":[` + strings.TrimSuffix(strings.Repeat(`[[[126,37],[127,37],[127,38],[126,37]]],`, 1_001), ",") + `]}`
	if _, err := ReadGeoJSON(strings.NewReader(many), EventLimits); err == nil || !strings.Contains(err.Error(), "polygon 1000: more than 1000 polygons") {
		t.Error(err)
	}
}

func FuzzReadGeoJSON(f *testing.F) {
	f.Add(`{"type":"Polygon","coordinates":[[[126,37],[127,37],[127,38],[126,38],[126,37]]]}`)
	f.Add(`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[179,50],[-179,50],[-179,52],[179,52],[179,50]]]]}}`)
	f.Add(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		features, err := ReadGeoJSON(strings.NewReader(text), EventLimits)
		if err != nil {
			return
		}
		for _, x := range features {
			for _, p := range x.Polygons {
				if err := CheckPolygon(p); err != nil {
					t.Errorf("%s became %v: %v", text, p, err)
				}
			}
		}
	})
}
