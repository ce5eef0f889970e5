package area

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"bongsu/cbc"
)

// A CodeSystem calls places by codes.
type CodeSystem interface {
	// Name is what the system is called as the valueName of a CAP geocode.
	Name() string
	// Places returns what a code stands for; a list has several. It never
	// returns more than was asked for: the error is a *CodeError for a code that
	// is not one, is not in the table, or means a part that has no boundary.
	Places(code string) ([]Place, error)
}

// A Place is what a code stands for: regions of the Korean table or shapes.
type Place struct {
	Code     string
	Name     string
	Regions  []cbc.Region
	Polygons []cbc.Polygon
}

// A CodeError says what is wrong with a code of a system.
type CodeError struct {
	System, Code string
	Err          error
}

func (e *CodeError) Error() string {
	return fmt.Sprintf("%s %q: %v", e.System, e.Code, e.Err)
}

// Unwrap returns what is wrong.
func (e *CodeError) Unwrap() error { return e.Err }

var errNotInTable = errors.New("not in the table")

// A Gazetteer is a table of places by code.
type Gazetteer struct {
	places map[string]Place
}

// ReadGazetteer reads a GeoJSON file in which property code holds the code of
// each feature and name its name. Two features of one code are one place.
func ReadGazetteer(r io.Reader, code, name string) (*Gazetteer, error) {
	features, err := ReadGeoJSON(r, TableLimits)
	if err != nil {
		return nil, err
	}
	g := &Gazetteer{make(map[string]Place, len(features))}
	for i, f := range features {
		c, ok := f.Properties[code].(string)
		if !ok || c == "" {
			return nil, fmt.Errorf("features[%d]: no text in property %s", i, code)
		}
		p := g.places[c]
		p.Code, p.Polygons = c, append(p.Polygons, f.Polygons...)
		p.Name, _ = f.Properties[name].(string)
		g.places[c] = p
	}
	return g, nil
}

// readRegionGazetteer reads CSV with the columns code, name and regions, codes
// of the Korean table with | between them.
func readRegionGazetteer(file, text string) (*Gazetteer, error) {
	g := &Gazetteer{make(map[string]Place)}
	err := eachLine(file, "code,name,regions", text, func(f []string) error {
		p := Place{Code: f[0], Name: f[1]}
		for code := range strings.SplitSeq(f[2], "|") {
			if !isCode(cbc.Region(code)) || code == "" {
				return fmt.Errorf("region %q is not ten digits", code)
			}
			p.Regions = append(p.Regions, cbc.Region(code))
		}
		g.places[p.Code] = p
		return nil
	})
	return g, err
}

// one returns the place of a code, said as the system writes it.
func (g *Gazetteer) one(system, code string) ([]Place, error) {
	p, ok := g.places[code]
	if !ok {
		return nil, &CodeError{system, code, errNotInTable}
	}
	return []Place{p}, nil
}

// Name is that of the 법정동코드.
func (*Regions) Name() string { return "KR" }

// Places returns the regions in force that a 법정동코드 stands for.
func (r *Regions) Places(code string) ([]Place, error) {
	now, _, err := r.Resolve(cbc.Region(code))
	if err != nil {
		return nil, &CodeError{r.Name(), code, errNotInTable}
	}
	x, _ := r.Lookup(cbc.Region(code))
	return []Place{{Code: code, Name: x.FullName, Regions: now}}, nil
}

//go:embed data/codes/iso3166-2.csv
var isoCSV string

//go:embed data/codes/us-states.csv
var statesCSV string

//go:embed data/codes/us-counties.geojson
var countiesSample string

//go:embed data/codes/uk-districts.geojson
var districtsSample string

// LoadCodeSystems returns the code systems with the tables that are shipped: the
// Korean one and ISO 3166-2 of Korea whole, SAME and UGC with a few counties,
// GSS with a few districts. For work abroad make them with tables of their own.
func LoadCodeSystems(r *Regions) ([]CodeSystem, error) {
	iso, err := readRegionGazetteer("iso3166-2.csv", isoCSV)
	if err != nil {
		return nil, err
	}
	counties, err := ReadGazetteer(strings.NewReader(countiesSample), "fips", "name")
	if err != nil {
		return nil, fmt.Errorf("us-counties.geojson: %w", err)
	}
	districts, err := ReadGazetteer(strings.NewReader(districtsSample), "code", "name")
	if err != nil {
		return nil, fmt.Errorf("uk-districts.geojson: %w", err)
	}
	ugc, err := NewUGC(counties, &Gazetteer{})
	if err != nil {
		return nil, err
	}
	return []CodeSystem{r, NewISO3166(iso), NewSAME(counties), ugc, NewGSS(districts)}, nil
}

// FindCodeSystem returns the system of a name, whatever its case, or nil.
func FindCodeSystem(systems []CodeSystem, name string) CodeSystem {
	i := slices.IndexFunc(systems, func(s CodeSystem) bool { return strings.EqualFold(s.Name(), name) })
	if i < 0 {
		return nil
	}
	return systems[i]
}
