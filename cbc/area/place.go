package area

import (
	"fmt"
	"strings"

	"bongsu/cbc"
)

// PlaceName returns what a warning calls the place that codes make up, in
// Korean if language is "ko" or begins with "ko-", else in English: "경북
// 경주시", "경북 경주시 외 3곳", "전국"; "Gyeongju-si", "Gyeongju-si and 3 more",
// "nationwide". The first code gives the name. Codes inside another are not
// counted, retired ones stand for their successors, and an unknown one is called
// by its digits. An English name that several regions have follows that of the
// region above, "Busan Seo-gu"; a 읍면동 has its name romanised behind that of the region
// above, "Gyeongju-si Angang-eup". Without codes the name is empty, and country outdoes codes.
func (r *Regions) PlaceName(codes []cbc.Region, country bool, language string) string {
	korean := language == "ko" || strings.HasPrefix(language, "ko-")
	switch {
	case country && korean:
		return "전국"
	case country:
		return "nationwide"
	}
	places := r.places(codes)
	if len(places) == 0 {
		return ""
	}
	name, more := places[0], len(places)-1
	switch {
	case korean && more > 0:
		return fmt.Sprintf("%s 외 %d곳", r.korean(name), more)
	case korean:
		return r.korean(name)
	case more > 0:
		return fmt.Sprintf("%s and %d more", r.english(name), more)
	}
	return r.english(name)
}

// places returns codes in their order, current, each once, without those inside
// another.
func (r *Regions) places(codes []cbc.Region) []cbc.Region {
	given := make(map[cbc.Region]bool, len(codes))
	var list []cbc.Region
	for _, c := range codes {
		now, _, err := r.Resolve(c)
		if err != nil {
			now = []cbc.Region{c}
		}
		for _, n := range now {
			if !given[n] {
				given[n], list = true, append(list, n)
			}
		}
	}
	outer := list[:0]
	for _, c := range list {
		if !r.below(c, given) {
			outer = append(outer, c)
		}
	}
	return outer
}

// below reports whether a region above code is given.
func (r *Regions) below(code cbc.Region, given map[cbc.Region]bool) bool {
	i := r.row(code)
	if i == none {
		return false
	}
	for p := r.parent[i]; p != none; p = r.parent[p] {
		if given[r.rows[p].Code] {
			return true
		}
	}
	return false
}

// korean returns the full name with the 시도 in its short form.
func (r *Regions) korean(code cbc.Region) string {
	i := r.row(code)
	if i == none {
		return string(code)
	}
	top := &r.rows[r.root(i)]
	return top.Short + strings.TrimPrefix(r.rows[i].FullName, top.FullName)
}

func (r *Regions) english(code cbc.Region) string {
	i := r.row(code)
	if i == none {
		return string(code)
	}
	x := &r.rows[i]
	switch {
	case x.Level == Eupmyeondong:
		return r.english(x.Parent) + " " + Romanise(x.Name)
	case r.shared(x):
		return r.english(x.Parent) + " " + x.English // no comma: a list of places has those
	}
	return x.English
}

// shared reports whether another region in force, 읍면동 aside, has x's English
// name.
func (r *Regions) shared(x *Info) bool {
	others := r.namesake[x.English]
	if x.Active {
		others--
	}
	return others > 0
}
