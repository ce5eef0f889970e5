package area_test

import (
	"slices"
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

func TestRegionsAreFoundByWhatSentencesCallThem(t *testing.T) {
	r, err := area.LoadRegions()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name, language string
		code           cbc.Region
		found          bool
	}{
		{"경주시", "ko", "4713000000", true},
		{"경주", "ko", "4713000000", true},
		{"경북", "ko", "4700000000", true},
		{"경상북도", "ko", "4700000000", true},
		{"Gyeongju-si", "en", "4713000000", true},
		{"GYEONGJU", "ja", "4713000000", true},
		{"남구", "ko", "3114000000", true},
		{"남구", "ko", "2629000000", true},
		{"새별오름", "ko", "", false},
		{"경주시", "en", "4713000000", true},
	} {
		codes := r.Named(x.name, x.language)
		if got := slices.Contains(codes, x.code); got != x.found {
			t.Errorf("%s in %s: %v", x.name, x.language, codes)
		}
	}
	if codes := r.Named("강원도", "ko"); len(codes) != 1 || codes[0] == "4200000000" {
		t.Errorf("a retired name stands for %v", codes)
	}
}
