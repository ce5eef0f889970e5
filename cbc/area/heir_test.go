package area

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

func TestARetiredSidoIsTheSuccessorsOfItsOwnSigungu(t *testing.T) {
	r := regions(t)
	for _, c := range []struct {
		code cbc.Region
		want []cbc.Region
	}{
		{"2900000000", []cbc.Region{"1221000000", "1224000000", "1227000000", "1230000000", "1233000000"}},
		{"4200000000", []cbc.Region{"5100000000"}}, // all of it, whatever it is called now
		{"4500000000", []cbc.Region{"5200000000"}},
		{"4900000000", []cbc.Region{"5000000000"}},
		{"3600000000", []cbc.Region{"3611000000"}},
	} {
		got, note, err := r.Resolve(c.code)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", c.code, err, d)
		}
		if note.Empty() || len(note.Now) != len(got) {
			t.Errorf("%s: note %q", c.code, note)
		}
		if e := r.Excess([]cbc.Region{c.code}); len(e) > 0 {
			t.Errorf("%s has an excess: %v", c.code, e)
		}
	}
	jeonnam, _, _ := r.Resolve("4600000000")
	gwangju, _, _ := r.Resolve("2900000000")
	both := append(slices.Clone(jeonnam), gwangju...)
	slices.Sort(both)
	if d := cmp.Diff(r.Children("1200000000"), both); d != "" {
		t.Errorf("전라남도 and 광주광역시 are not 전남광주통합특별시: (-want +got)\n%s", d)
	}
}

func TestASuccessorLargerThanTheOldRegionIsNamed(t *testing.T) {
	r := regions(t)
	for _, c := range []struct {
		name  string
		codes []cbc.Region
		want  []string
	}{
		{"a merge", []cbc.Region{"2814000000"}, []string{"28125 인천광역시 제물포구 is larger than the former 28140 인천광역시 동구: it holds 28110 인천광역시 중구 too, whole or in part"}},
		{"a split that shares a successor", []cbc.Region{"2811000000"}, []string{"28125 인천광역시 제물포구 is larger than the former 28110 인천광역시 중구: it holds 28140 인천광역시 동구 too, whole or in part"}},
		{"both halves of a merge", []cbc.Region{"2811000000", "2814000000"}, nil},
		{"the successor is asked for too", []cbc.Region{"2814000000", "2812500000"}, nil},
		{"the 시도 of the successor is asked for too", []cbc.Region{"2814000000", "2800000000"}, nil},
		{"a clean split", []cbc.Region{"2826000000"}, nil},
		{"a clean recode", []cbc.Region{"2911000000"}, nil},
		{"one that joined others which were there before", []cbc.Region{"4371000000"}, []string{
			"43111 충청북도 청주시 상당구 is larger than the former 43710 충청북도 청원군: it holds what it was before too, whole or in part",
			"43113 충청북도 청주시 흥덕구 is larger than the former 43710 충청북도 청원군: it holds what it was before too, whole or in part",
		}},
		{"codes in force and codes that never were", []cbc.Region{"4713000000", "9999900000"}, nil},
	} {
		var got []string
		for _, e := range r.Excess(c.codes) {
			got = append(got, e.String())
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, d)
		}
	}
}

func TestNoRetiredCodeReachesFartherThanItsSuccessorsSay(t *testing.T) {
	r := regions(t)
	for x := range r.All() {
		if x.Active {
			continue
		}
		if x.Level == Sido && x.Code[:2] != "36" {
			for _, s := range x.Successors {
				for _, leaf := range r.Leaves(s) {
					if !slices.ContainsFunc(r.before[r.row(leaf)], func(p int32) bool { return r.rows[p].Code[:2] == x.Code[:2] }) {
						t.Errorf("%s stands for %s, where none of its 시군구 went", x.FullName, leaf)
					}
				}
			}
		}
	}
}
