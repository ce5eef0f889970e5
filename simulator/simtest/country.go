package simtest

import (
	"testing"

	"bongsu/cbc"
	"bongsu/simulator"
)

// The leaves of a small country.
const (
	Jongno   cbc.Region = "1111000000" // 서울특별시 종로구
	Gyeongju cbc.Region = "4713000000" // 경상북도 경주시
	Gurye    cbc.Region = "1273000000" // 전남광주통합특별시 구례군
)

// Country starts a country and closes it when the test ends. Without leaves it
// is a small one: Jongno, Gyeongju and Gurye with one cell of each of the six
// links in each, and a phone in each on alpha-smpp, alpha-bsc and bravo-smpp.
func Country(t testing.TB, c simulator.CountryConfig) *simulator.Country {
	t.Helper()
	if c.Leaves == nil {
		c.Leaves = []cbc.Region{Jongno, Gyeongju, Gurye}
		if c.CellsPerLink == 0 {
			c.CellsPerLink = 1
		}
	}
	country, err := simulator.StartCountry(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := country.Close(); err != nil {
			t.Error(err)
		}
	})
	return country
}
