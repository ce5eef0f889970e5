package area

import (
	"errors"
	"fmt"
)

// NewSAME returns the location codes of Specific Area Message Encoding (47 CFR
// 11.31(c)): a digit for the part of a county, 0 for all of it, then its FIPS
// code, two digits of the state and three of the county ("006037"). The table
// has FIPS codes. A part has no boundary and is refused, never the county in its
// place; a whole state (county 000) only if it is in the table itself.
func NewSAME(g *Gazetteer) CodeSystem { return same{g} }

type same struct{ table *Gazetteer }

func (same) Name() string { return "SAME" }

func (s same) Places(code string) ([]Place, error) {
	if len(code) != 6 || !allDigits(code) {
		return nil, &CodeError{s.Name(), code, errors.New("want six digits")}
	}
	if code[0] != '0' {
		return nil, &CodeError{s.Name(), code, fmt.Errorf("part %c of county %s has no boundary", code[0], code[1:])}
	}
	places, err := s.table.one(s.Name(), code[1:])
	if err != nil {
		return nil, &CodeError{s.Name(), code, errNotInTable}
	}
	places[0].Code = code
	return places, nil
}
