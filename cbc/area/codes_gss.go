package area

import "errors"

// NewGSS returns the codes of the UK's Government Statistical Service: a letter
// for the country, two digits for the kind of area, six for the area
// ("W06000015").
func NewGSS(g *Gazetteer) CodeSystem { return gss{g} }

type gss struct{ table *Gazetteer }

func (gss) Name() string { return "GSS" }

func (s gss) Places(code string) ([]Place, error) {
	if len(code) != 9 || code[0] < 'A' || code[0] > 'Z' || !allDigits(code[1:]) {
		return nil, &CodeError{s.Name(), code, errors.New("want a capital letter and eight digits")}
	}
	return s.table.one(s.Name(), code)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
