package area

import (
	"strings"

	"bongsu/cbc"
)

// Named returns the regions in force that are called so in a language, as
// sentences call them: by their own name, "경주시" and "Gyeongju-si", a 시도 by its
// short form, "경북", a 시 or 군 without its ending, "경주" and "Gyeongju". Retired
// names stand for their successors. Korean is "ko", every other language reads
// English names, in which capitals do not count. Several regions may share a
// name. The list is read only.
func (r *Regions) Named(name, language string) []cbc.Region {
	r.spokenOnce.Do(r.nameAll)
	if language == "ko" {
		return r.spoken[name]
	}
	return r.spoken[strings.ToLower(name)]
}

// nameAll fills in spoken.
func (r *Regions) nameAll() {
	r.spoken = make(map[string][]cbc.Region, 2*len(r.rows))
	for i := range r.rows {
		x := &r.rows[i]
		codes := x.Successors
		if x.Active {
			codes = []cbc.Region{x.Code}
		}
		for _, n := range x.called() {
			for _, c := range codes {
				r.addName(n, c)
			}
		}
	}
}

// called returns what a region is called in sentences.
func (x *Info) called() []string {
	names := []string{x.Name}
	if x.Level == Sido {
		names = append(names, x.Short)
	}
	if x.Level == Sigungu && len(x.Name) > len("가나") {
		if stem := strings.TrimSuffix(strings.TrimSuffix(x.Name, "시"), "군"); stem != x.Name {
			names = append(names, stem)
		}
	}
	if low := strings.ToLower(x.English); low != "" {
		names = append(names, low)
		if stem, _, ok := strings.Cut(low, "-"); ok && len(stem) > 4 {
			names = append(names, stem)
		}
	}
	return names
}

func (r *Regions) addName(name string, code cbc.Region) {
	for _, c := range r.spoken[name] {
		if c == code {
			return
		}
	}
	r.spoken[name] = append(r.spoken[name], code)
}
