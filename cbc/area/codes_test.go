package area

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func systems(t *testing.T) []CodeSystem {
	t.Helper()
	all, err := LoadCodeSystems(regions(t))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCodesOfOtherSystemsNamePlaces(t *testing.T) {
	all := systems(t)
	losAngeles, honolulu := cbc.Point{Lat: 34.05, Lon: -118.24}, cbc.Point{Lat: 21.4, Lon: -157.95}
	for _, c := range []struct {
		system, code string
		names        []string
		regions      []cbc.Region
		in           []cbc.Point
	}{
		{"SAME", "006037", []string{"Los Angeles"}, nil, []cbc.Point{losAngeles}},
		{"ugc", "CAC037", []string{"Los Angeles"}, nil, []cbc.Point{losAngeles}},
		{"UGC", "CAC037-HIC003-191545-", []string{"Los Angeles", "Honolulu"}, nil, []cbc.Point{losAngeles, honolulu}},
		{"UGC", "CAC071-073", []string{"San Bernardino", "San Diego"}, nil, []cbc.Point{{Lat: 34.1, Lon: -117.29}, {Lat: 32.72, Lon: -117.1}}},
		{"GSS", "W06000015", []string{"Cardiff"}, nil, []cbc.Point{{Lat: 51.48, Lon: -3.18}}},
		{"ISO3166-2", "KR-50", []string{"Sejong"}, []cbc.Region{"3611000000"}, nil}, // 50 is 제주 in the 법정동코드
		{"ISO3166-2", "kr-49", []string{"Jeju-teukbyeoljachido"}, []cbc.Region{"5000000000"}, nil},
		{"KR", "2911000000", []string{"광주광역시 동구"}, []cbc.Region{"1221000000"}, nil},
	} {
		places, err := FindCodeSystem(all, c.system).Places(c.code)
		if err != nil {
			t.Errorf("%s %s: %v", c.system, c.code, err)
			continue
		}
		var names []string
		var found []cbc.Region
		for i, p := range places {
			names, found = append(names, p.Name), append(found, p.Regions...)
			if c.in != nil && !inAny(c.in[i], p.Polygons) {
				t.Errorf("%s %s: %v is not in it", c.system, c.code, c.in[i])
			}
		}
		if d := cmp.Diff(c.names, names) + cmp.Diff(c.regions, found); d != "" {
			t.Errorf("%s %s: (-want +got)\n%s", c.system, c.code, d)
		}
	}
}

func TestCodesThatNameNoWholePlaceAreRefused(t *testing.T) {
	all := systems(t)
	for _, c := range []struct{ system, code, want string }{
		{"SAME", "106037", `SAME "106037": part 1 of county 06037 has no boundary`},
		{"SAME", "006000", `SAME "006000": not in the table`}, // all of California is not its seven counties here
		{"SAME", "06037", "want six digits"},
		{"UGC", "CAC000", "all of a state"},
		{"UGC", "CAZ041", `UGC "CAZ041": not in the table`},
		{"UGC", "ZZC001", "not in the table"},
		{"UGC", "CAC037>039", `UGC "CAC038": not in the table`},
		{"UGC", "CAC039>037", "want codes such as"},
		{"UGC", "037", "want codes such as"},
		{"UGC", "", "want codes such as"},
		{"UGC", strings.Repeat("CAC001>999-", 3), "more than 1000 codes"},
		{"GSS", "w06000015", "want a capital letter"},
		{"GSS", "S12000033", "not in the table"},
		{"ISO3166-2", "KR11", "want two letters"},
		{"ISO3166-2", "TH-14", "not in the table"},
		{"KR", "9999999999", "not in the table"},
	} {
		var code *CodeError
		places, err := FindCodeSystem(all, c.system).Places(c.code)
		if !errors.As(err, &code) || !strings.Contains(err.Error(), c.want) || places != nil {
			t.Errorf("%s %s: %v, %v; want %q", c.system, c.code, places, err, c.want)
		}
	}
	if s := FindCodeSystem(all, "EMMA_ID"); s != nil {
		t.Errorf("a system that nobody made: %v", s.Name())
	}
}

func TestEveryISOCodeOfKoreaIsARegionInTheTable(t *testing.T) {
	iso, err := readRegionGazetteer("iso3166-2.csv", isoCSV)
	if err != nil || len(iso.places) != 17 {
		t.Fatal(len(iso.places), err)
	}
	leaves := map[cbc.Region]bool{}
	r := regions(t)
	for code := range iso.places {
		places, err := NewISO3166(iso).Places(code)
		if err != nil {
			t.Error(err)
		}
		for _, x := range places[0].Regions {
			for _, leaf := range r.Leaves(x) {
				leaves[leaf] = true
			}
		}
	}
	if len(leaves) != 256 {
		t.Errorf("together they have %d leaves", len(leaves))
	}
}
