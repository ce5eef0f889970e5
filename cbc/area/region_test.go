package area

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
)

func TestTheTableHoldsTheRegionsOfJuly2026(t *testing.T) {
	r := regions(t)
	active, retired := map[Level]int{}, map[Level]int{}
	leaves := map[cbc.Region]bool{}
	for x := range r.All() {
		if len(x.Code) != 10 || x.FullName == "" || x.Name == "" || x.Short == "" {
			t.Errorf("%+v has no proper code or name", x)
		}
		if !x.Active {
			retired[x.Level]++
			continue
		}
		active[x.Level]++
		if (x.English == "") != (x.Level == Eupmyeondong) {
			t.Errorf("English name of %s is %q", x.FullName, x.English)
		}
		if !x.ValidTo.IsZero() || len(x.Successors) > 0 || x.ValidFrom.IsZero() && x.Name != "여울동" {
			t.Errorf("%s is in force from %v to %v, successors %v", x.FullName, x.ValidFrom, x.ValidTo, x.Successors)
		}
		if x.Level == Sido {
			for _, l := range r.Leaves(x.Code) {
				leaves[l] = true
			}
		}
	}
	// data/README.md; the retired 시도 include the alias of 세종.
	for l, want := range map[Level]int{Sido: 16, Sigungu: 229, Gu: 39, Eupmyeondong: 5067} {
		if active[l] != want {
			t.Errorf("%d %s in force, want %d", active[l], l, want)
		}
	}
	if n := retired[Sido] + retired[Sigungu] + retired[Gu]; n != 88+1 {
		t.Errorf("%d retired 시도, 시군구 and 구, want 88 and an alias", n)
	}
	if len(leaves) != 256 {
		t.Errorf("%d leaves, want 256", len(leaves))
	}
}

func TestSigunguOfEachSido(t *testing.T) {
	r := regions(t)
	for prefix, want := range map[string]int{
		"11": 25, "12": 27, "26": 16, "27": 9, "28": 11, "30": 5, "31": 5, "41": 31,
		"43": 11, "44": 15, "47": 22, "48": 18, "50": 2, "51": 18, "52": 14,
	} {
		if n := len(r.Children(cbc.Region(prefix + "00000000"))); n != want {
			t.Errorf("%s has %d 시군구, want %d", prefix, n, want)
		}
	}
}

func TestHierarchy(t *testing.T) {
	r := regions(t)
	suwon := []cbc.Region{"4111100000", "4111300000", "4111500000", "4111700000"}
	for code, want := range map[cbc.Region][]cbc.Region{
		"4111000000": suwon,          // a city with 일반구
		"4111100000": {"4111100000"}, // one of these
		"4713000000": {"4713000000"}, // a city without
		"3611000000": {"3611000000"}, // 세종 is both levels
		"3600000000": {"3611000000"},
		"4713010100": {"4713010100"},               // 읍면동
		"2811000000": {"2812500000", "2815500000"}, // split
		"9999999999": {},
	} {
		if got := r.Leaves(code); !slices.Equal(got, want) {
			t.Errorf("leaves of %s are %v, want %v", code, got, want)
		}
	}
	if got := r.Children("4111000000"); !slices.Equal(got, suwon) {
		t.Errorf("children of 수원 are %v", got)
	}
	if got := r.Children("2911000000"); len(got) > 0 {
		t.Errorf("a retired region has children %v", got)
	}
	if got := r.Children("3611000000"); len(got) == 0 {
		t.Error("세종 has no 읍면동")
	}
	for _, c := range []struct {
		outer, inner cbc.Region
		want         bool
	}{
		{"4100000000", "4111100000", true},
		{"4111000000", "4111113000", true},
		{"4111000000", "4111000000", true},
		{"4111100000", "4111000000", false},
		{"4700000000", "4111000000", false},
		{"1200000000", "2911000000", true},
		{"2911000000", "1221000000", true},
		{"2811000000", "2815500000", true},
		{"2815500000", "2811000000", false}, // only a part of it
		{"3600000000", "3611010100", true},
		{"9999999999", "9999999999", false},
	} {
		if got := r.Contains(c.outer, c.inner); got != c.want {
			t.Errorf("%s contains %s: %v", c.outer, c.inner, got)
		}
	}
}

func TestRetiredCodesResolveToThoseInForce(t *testing.T) {
	r := regions(t)
	for _, c := range []struct {
		code cbc.Region
		want []cbc.Region
		note string
	}{
		{"4713000000", []cbc.Region{"4713000000"}, ""},
		{"2911000000", []cbc.Region{"1221000000"}, "29110 광주광역시 동구 is now 12210 전남광주통합특별시 동구 (2026-07-01)"},
		{"2900000000", []cbc.Region{"1221000000", "1224000000", "1227000000", "1230000000", "1233000000"}, "29000 광주광역시 is now 12210 전남광주통합특별시 동구 and 12240 전남광주통합특별시 서구 and 12270 전남광주통합특별시 남구 and 12300 전남광주통합특별시 북구 and 1 more (2026-07-01)"},
		{"4200000000", []cbc.Region{"5100000000"}, "42000 강원도 is now 51000 강원특별자치도 (2023-06-11)"},
		{"2826000000", []cbc.Region{"2827500000", "2829000000"}, "28260 인천광역시 서구 is now 28275 인천광역시 서해구 and 28290 인천광역시 검단구 (2026-07-01)"},
		{"3600000000", []cbc.Region{"3611000000"}, "36000 세종특별자치시 is now 36110 세종특별자치시"},
		{"4772037000", []cbc.Region{"2772037000"}, "4772037000 경상북도 군위군 고로면 is now 2772037000 대구광역시 군위군 삼국유사면 (2021-01-01)"},
		{"4159011800", []cbc.Region{"4159510300", "4159710100"}, "4159011800 경기도 화성시 능동 is now 4159510300 경기도 화성시 병점구 능동 and 4159710100 경기도 화성시 동탄구 능동 (2026-02-01)"},
	} {
		got, note, err := r.Resolve(c.code)
		if err != nil || !slices.Equal(got, c.want) || note.String() != c.note || note.Empty() != (c.note == "") {
			t.Errorf("%s is %v, %q, %v; want %v, %q", c.code, got, note, err, c.want, c.note)
		}
	}
	for _, code := range []cbc.Region{"", "47130", "4713", "9999999999", "47130000000", "경주시"} {
		var unknown *UnknownRegionError
		if _, _, err := r.Resolve(code); !errors.As(err, &unknown) || unknown.Code != code {
			t.Errorf("%q: %v", code, err)
		}
	}
	for x := range r.All() {
		now, note, err := r.Resolve(x.Code)
		if err != nil || len(now) == 0 || note.Empty() != x.Active {
			t.Errorf("%s: %v, %v, %v", x.Code, now, note, err)
		}
	}
}

func TestLookupKnowsTimes(t *testing.T) {
	r := regions(t)
	x, ok := r.Lookup("2811000000")
	if day := x.ValidTo.Format(time.RFC3339); !ok || x.Active || day != "2026-07-01T00:00:00+09:00" {
		t.Errorf("인천 중구: %+v, %s", x, day)
	}
	if _, ok := r.Lookup("1"); ok {
		t.Error("code 1 was found")
	}
}

func TestNamesAreFoundInFullOnly(t *testing.T) {
	r := regions(t)
	for name, want := range map[string]cbc.Region{
		"경상북도 경주시":       "4713000000",
		"경기도 수원시 장안구":    "4111100000",
		"세종특별자치시":        "3611000000",
		"광주광역시 동구":       "2911000000", // retired
		"경기도 부천시 원미구":    "4119200000", // the new one of two
		"경상남도 창원시":       "4812000000",
		"전남광주통합특별시":      "1200000000",
		"경기도 화성시 동탄구 능동": "4159710100",
		"경기도 화성시 능동":     "4159011800",
		"중구":             "",
		"":               "",
		"경상북도  경주시":      "",
		"대구광역시 군위군 삼국유사면 화북리": "",
	} {
		if x, ok := r.ByName(name); x.Code != want || ok != (want != "") {
			t.Errorf("%q is %s, %v; want %q", name, x.Code, ok, want)
		}
	}
}

func TestPlaceNames(t *testing.T) {
	r := regions(t)
	list := func(codes ...cbc.Region) []cbc.Region { return codes }
	for _, c := range []struct {
		codes   []cbc.Region
		country bool
		ko, en  string
	}{
		{nil, true, "전국", "nationwide"},
		{list("4713000000"), true, "전국", "nationwide"},
		{nil, false, "", ""},
		{list("4713000000"), false, "경북 경주시", "Gyeongju-si"},
		{list("4713000000", "4711000000", "4717000000", "3114000000"), false, "경북 경주시 외 3곳", "Gyeongju-si and 3 more"},
		{list("4713000000", "4713000000"), false, "경북 경주시", "Gyeongju-si"},
		{list("4713010100", "4713000000"), false, "경북 경주시", "Gyeongju-si"},
		{list("1100000000"), false, "서울", "Seoul"},
		{list("3600000000"), false, "세종", "Sejong"},
		{list("4111100000"), false, "경기 수원시 장안구", "Jangan-gu"},
		{list("2614000000"), false, "부산 서구", "Busan Seo-gu"},
		{list("4713010100"), false, "경북 경주시 동부동", "Gyeongju-si Dongbu-dong"},
		{list("2911000000"), false, "전남광주 동구", "Jeonnam-Gwangju Dong-gu"},
		{list("2811000000"), false, "인천 제물포구 외 1곳", "Jemulpo-gu and 1 more"},
		{list("9999999999"), false, "9999999999", "9999999999"},
	} {
		if got := r.PlaceName(c.codes, c.country, "ko"); got != c.ko {
			t.Errorf("%v is %q, want %q", c.codes, got, c.ko)
		}
		if got := r.PlaceName(c.codes, c.country, "en"); got != c.en {
			t.Errorf("%v is %q, want %q", c.codes, got, c.en)
		}
	}
	if got := r.PlaceName(nil, true, "ko-KR"); got != "전국" {
		t.Errorf("in ko-KR the country is %q", got)
	}
	if got := r.PlaceName(nil, true, "kok"); got != "nationwide" {
		t.Errorf("in Konkani the country is %q", got)
	}
}

func TestWrongTablesAreRefused(t *testing.T) {
	row := func(s ...string) string { return regionsHeader + "\n" + strings.Join(s, "\n") + "\n" }
	const seoul = "1100000000,sido,서울특별시,서울특별시,서울,Seoul,,active,1988-04-23,,"
	if _, err := parseRegions(row(seoul), changesHeader+"\n"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, regions, changes, want string }{
		{"header", seoul, changesHeader, "regions.csv:1:"},
		{"changes header", row(seoul), "", "code-changes.csv:1:"},
		{"fields", row(seoul, "1"), changesHeader, "regions.csv:3: not 11 fields"},
		{"level", row(strings.Replace(seoul, "sido", "gun", 1)), changesHeader, "regions.csv:2: level"},
		{"day", row(strings.Replace(seoul, "04-23", "04-31", 1)), changesHeader, "regions.csv:2:"},
		{"twice", row(seoul, seoul), changesHeader, "twice"},
		{"orphan", row(strings.Replace(seoul, ",,active", ",12,active", 1)), changesHeader, "parent 12"},
		{"no successor", row(strings.Replace(seoul, "active", "retired", 1)), changesHeader, "without a successor"},
		{"unknown successor", row(seoul), changesHeader + "\n12,13,,alias,sido,a,b\n", "successor 13"},
	} {
		if _, err := parseRegions(c.regions, c.changes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
