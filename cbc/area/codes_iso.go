package area

import (
	"errors"
	"strings"
)

// NewISO3166 returns the codes of ISO 3166-2 for the subdivisions of countries:
// two letters, a hyphen, one to three letters or digits ("KR-11", "TH-14").
// Those of Korea are not the first two digits of the 법정동코드: KR-50 is 세종, KR-49
// 제주.
func NewISO3166(g *Gazetteer) CodeSystem { return iso3166{g} }

type iso3166 struct{ table *Gazetteer }

func (iso3166) Name() string { return "ISO3166-2" }

func (s iso3166) Places(code string) ([]Place, error) {
	upper := strings.ToUpper(code)
	country, part, ok := strings.Cut(upper, "-")
	if !ok || len(country) != 2 || len(part) < 1 || len(part) > 3 || strings.Trim(country, letterSet) != "" || strings.Trim(part, letterSet+digitSet) != "" {
		return nil, &CodeError{s.Name(), code, errors.New("want two letters, a hyphen and one to three letters or digits")}
	}
	return s.table.one(s.Name(), upper)
}

const (
	letterSet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digitSet  = "0123456789"
)
