package area

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bongsu/cbc"
)

// inAny reports whether p is in one of polygons.
func inAny(p cbc.Point, polygons []cbc.Polygon) bool {
	for _, poly := range polygons {
		if InPolygon(p, poly) {
			return true
		}
	}
	return false
}

func TestAPolygonOverTheAntimeridianIsCut(t *testing.T) {
	for name, c := range map[string]struct {
		poly        cbc.Polygon
		parts       int
		in, outside []cbc.Point
	}{
		"a box": {cbc.Polygon{ring(50, 179, 50, -179, 52, -179, 52, 179, 50, 179)}, 2,
			[]cbc.Point{{Lat: 51, Lon: 179.5}, {Lat: 51, Lon: -179.5}}, []cbc.Point{{Lat: 51, Lon: 178}, {Lat: 51, Lon: -178}, {Lat: 51, Lon: 0}, {Lat: 53, Lon: 179.9}}},
		"the other way round": {cbc.Polygon{ring(50, -179, 50, 179, 52, 179, 52, -179, 50, -179)}, 2,
			[]cbc.Point{{Lat: 51, Lon: 179.5}, {Lat: 51, Lon: -179.5}}, []cbc.Point{{Lat: 51, Lon: 0}}},
		"a hole on the line": {cbc.Polygon{ring(50, 179, 50, -179, 52, -179, 52, 179, 50, 179), ring(50.5, 179.5, 51.5, 179.5, 51.5, -179.5, 50.5, -179.5, 50.5, 179.5)}, 2,
			[]cbc.Point{{Lat: 51, Lon: 179.25}, {Lat: 51, Lon: -179.25}}, []cbc.Point{{Lat: 51, Lon: 179.75}, {Lat: 51, Lon: -179.75}}},
		"a hole beyond the line": {cbc.Polygon{ring(50, 179, 50, -179, 52, -179, 52, 179, 50, 179), ring(50.5, -179.75, 51.5, -179.75, 51.5, -179.5, 50.5, -179.5, 50.5, -179.75)}, 2,
			[]cbc.Point{{Lat: 51, Lon: 179.25}, {Lat: 51, Lon: -179.25}}, []cbc.Point{{Lat: 51, Lon: -179.6}}},
		"two fingers over it": {cbc.Polygon{ring(0, 178, 0, -179, 1, -179, 1, 179, 2, 179, 2, -179, 3, -179, 3, 178, 0, 178)}, 3,
			[]cbc.Point{{Lat: 0.5, Lon: -179.5}, {Lat: 2.5, Lon: -179.5}, {Lat: 1.5, Lon: 178.5}}, []cbc.Point{{Lat: 1.5, Lon: -179.5}, {Lat: 1.5, Lon: 179.5}}},
		"only up to it": {cbc.Polygon{ring(50, 179, 50, 180, 52, 180, 52, 179, 50, 179)}, 1, []cbc.Point{{Lat: 51, Lon: 179.5}}, []cbc.Point{{Lat: 51, Lon: -179.5}}},
	} {
		parts, err := CutAtAntimeridian(c.poly)
		if err != nil || len(parts) != c.parts {
			t.Errorf("%s: %d parts, %v: %v", name, len(parts), parts, err)
			continue
		}
		for _, p := range c.in {
			if !inAny(p, parts) {
				t.Errorf("%s: %v is cut off", name, p)
			}
		}
		for _, p := range c.outside {
			if inAny(p, parts) {
				t.Errorf("%s: %v is taken in", name, p)
			}
		}
	}
	for name, c := range map[string]struct{ poly, want string }{
		"round the pole":   {"80,0 80,90 80,180 80,-90 80,0", "goes round a pole"},
		"crossing itself":  {"50,179 52,-179 52,179 50,-179 50,179", "crosses or touches"},
		"latitude":         {"91,179 52,-179 52,179 91,179", "latitude 91"},
		"only three":       {"50,179 52,-179 50,179", "3 points"},
		"nothing":          {"", "0 points"},
		"no number":        {"50,x 52,-179 52,179 50,x", `point 0: longitude "x" is not a number`},
		"NaN":              {"50,NaN 52,-179 52,179 50,NaN", "longitude NaN"},
		"no comma":         {"50 179 52 -179", `point 0: "50" is not latitude,longitude`},
		"an altitude too":  {"50,179,3 52,-179 52,179 50,179,3", `longitude "179,3"`},
		"exchanged coords": {"127,37 127,38 128,38 127,37", "exchanged?"},
	} {
		poly, err := ParsePolygon(c.poly)
		if err == nil {
			_, err = CutAtAntimeridian(poly)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestTheTwoSidesOfACutAreTheWhole(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 8))
	for i := range 400 {
		c := cities[i%len(cities)]
		poly := star(rnd, c, 3+rnd.IntN(60), 20, i%3 == 0)
		l := line{at: c.Lat + 0.1*rnd.NormFloat64(), lon: i%2 == 0}
		if l.lon {
			l.at = c.Lon + 0.1*rnd.NormFloat64()
		}
		if i%5 == 0 { // through a corner
			l.at = map[bool]float64{true: poly[0][1].Lon, false: poly[0][1].Lat}[l.lon]
		}
		near, far, ok := cutAt(poly, l)
		if !ok {
			t.Fatalf("cut %d of %v failed", i, poly)
		}
		sum := 0.0
		for _, p := range append(near, far...) {
			if err := CheckPolygon(p); err != nil {
				t.Fatalf("cut %d: %v", i, err)
			}
			sum += squareMetres(p)
		}
		if whole := squareMetres(poly); math.Abs(sum-whole) > 1e-6*whole {
			t.Fatalf("cut %d: the parts have %.0f m², the whole %.0f", i, sum, whole)
		}
		for range 60 {
			p := cbc.Point{Lat: c.Lat + 0.2*(rnd.Float64()-0.5), Lon: c.Lon + 0.2*(rnd.Float64()-0.5)}
			if in := InPolygon(p, poly); in != (inAny(p, near) || inAny(p, far)) || in && inAny(p, far) != l.beyond(p) {
				t.Fatalf("cut %d: %v is in the whole: %v, near %v, far %v", i, p, in, inAny(p, near), inAny(p, far))
			}
		}
	}
}

func FuzzParsePolygon(f *testing.F) {
	f.Add("38.47,-120.14 38.34,-119.95 38.52,-119.74 38.62,-119.89 38.47,-120.14") // the example of CAP 1.2, appendix A
	f.Add("50,179 50,-179 52,-179 52,179 50,179")
	f.Add("NaN,0 1e300,2 0x1p-2,3 NaN,0")
	f.Add("0,0 0,2 1,1 2,2 2,0 1,1 0,0")
	f.Fuzz(func(t *testing.T, text string) {
		poly, err := ParsePolygon(text)
		if err != nil {
			return
		}
		parts, err := CutAtAntimeridian(poly)
		if err != nil {
			return
		}
		for _, p := range parts {
			if err := CheckPolygon(p); err != nil {
				t.Errorf("%q became %v: %v", text, p, err)
			}
			if a := squareMetres(p); !(a >= 0) {
				t.Errorf("%q has %v m²", text, a)
			}
		}
	})
}
