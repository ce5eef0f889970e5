package simulator

import "bongsu/cbc"

// A Site is a cell and where it stands.
type Site struct {
	Cell   cbc.Cell
	At     cbc.Point
	Region cbc.Region // the 시군구, or 일반구, it stands in
}
