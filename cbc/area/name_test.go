package area

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func TestNamesOfFeedsAreRead(t *testing.T) {
	r := regions(t)
	for _, c := range []struct {
		text string
		want Naming
	}{
		{"충청남도 전체", Naming{Regions: []cbc.Region{"4400000000"}}},
		{"충청남도 전체 ", Naming{Regions: []cbc.Region{"4400000000"}}},
		{"경상북도 경주시 ,경상북도 포항시 북구 ", Naming{Regions: []cbc.Region{"4713000000", "4711300000"}}},
		{" 경기도  수원시\u00a0장안구,,경기도 수원시 장안구", Naming{Regions: []cbc.Region{"4111100000"}}},
		{"경북 경주시", Naming{Regions: []cbc.Region{"4713000000"}}},
		{"경북", Naming{Regions: []cbc.Region{"4700000000"}}},
		{"서울 중구,부산 중구", Naming{Regions: []cbc.Region{"1114000000", "2611000000"}}},
		{"강원 춘천시", Naming{Regions: []cbc.Region{"5111000000"}}}, // in force before retired
		{"강원도 춘천시", Naming{Regions: []cbc.Region{"4211000000"}}},
		{"광주 동구", Naming{Regions: []cbc.Region{"2911000000"}}}, // retired; Resolve says what it is now
		{"경주시", Naming{Regions: []cbc.Region{"4713000000"}}},
		{"포항시 북구", Naming{Regions: []cbc.Region{"4711300000"}}},
		{"경상북도 경주시 안강읍", Naming{Regions: []cbc.Region{"4713025300"}}},
		{"세종특별자치시", Naming{Regions: []cbc.Region{"3611000000"}}},
		{"전국", Naming{Country: true}},
		{"", Naming{}},
		{" , ", Naming{}},
	} {
		got, err := r.ParseNames(c.text)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%q: %v (-want +got)\n%s", c.text, err, d)
		}
	}
}

func TestNamesThatAreNotOneRegionAreRefused(t *testing.T) {
	r := regions(t)
	for text, want := range map[string]string{
		"중구":            `region "중구" could be 서울특별시 중구, 부산광역시 중구, 대구광역시 중구, 대전광역시 중구, 1 more`,
		"고성군":           `region "고성군" could be 경상남도 고성군, 강원특별자치도 고성군`,
		"평양시":           `region "평양시" is not in the code table`,
		"전체":            `region "전체" is not in the code table`,
		"주시":            `region "주시" is not in the code table`,
		"경상북도 경주시 일부":   `region "경상북도 경주시 일부" is not in the code table`,
		"경주시,중앙시,\x00,": "region \"중앙시\" is not in the code table\nregion \"\\x00\" is not in the code table",
	} {
		_, err := r.ParseNames(text)
		var name *NameError
		if !errors.As(err, &name) || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := r.ParseNames(strings.Repeat("경주시,", MaxNames)); err == nil {
		t.Error("a list without end is read")
	}
}

func TestEveryFullNameIsReadAsItself(t *testing.T) {
	r := regions(t)
	for x := range r.All() {
		if got, err := r.ParseName(x.FullName + " 전체 "); err != nil || got.FullName != x.FullName || x.Active && got.Code != x.Code {
			t.Errorf("%s is %s %s, %v", x.FullName, got.Code, got.FullName, err)
		}
	}
}

func FuzzParseNames(f *testing.F) {
	for _, s := range []string{"충청남도 전체", "경북 경주시 , 서울 중구", "전국,,", "중구", "\xff 전체", "가나다라"} {
		f.Add(s)
	}
	r, err := korea()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := r.ParseNames(text)
		if err != nil {
			return
		}
		for _, code := range n.Regions {
			x, ok := r.Lookup(code)
			if !ok {
				t.Fatalf("%q names %s, which is not in the table", text, code)
			}
			if !strings.Contains(text, x.Name) && !strings.Contains(text, x.Short) && !strings.Contains(x.FullName, " ") {
				t.Errorf("%q was taken for %s", text, x.FullName)
			}
			if again, err := r.ParseName(x.FullName); err != nil || again.FullName != x.FullName {
				t.Errorf("%s is read as %s, %v", x.FullName, again.FullName, err)
			}
		}
	})
}
