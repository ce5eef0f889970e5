package cbc

// An Area is where a warning goes, in the terms its link takes: some links
// take cells, others shapes or region codes. The parts add up; whatever lies
// in any of them is inside. An empty area is nowhere, never everywhere.
type Area struct {
	Whole    bool      // everything the link reaches; only for country-wide alerts
	Regions  []Region  // codes of a code system that both sides know
	Polygons []Polygon // within the link's limit of points
	Circles  []Circle
	Cells    []Cell
}

// Empty reports whether a is nowhere.
func (a *Area) Empty() bool {
	return !a.Whole && len(a.Regions)+len(a.Polygons)+len(a.Circles)+len(a.Cells) == 0
}

// A Region is an administrative area by its code, in Korea the ten digits of
// the 법정동코드.
type Region string

// A Point is a place, WGS 84, in degrees: latitude −90 to 90, north positive;
// longitude −180 to 180, east positive.
type Point struct{ Lat, Lon float64 }

// A Polygon is an outer ring and its holes. A ring has at least four points,
// the last equal to the first; which way round it goes does not matter.
type Polygon [][]Point

// A Circle is all within Radius metres of Center.
type Circle struct {
	Center Point
	Radius float64 // metres, above 0
}
