package area

import (
	"slices"

	"bongsu/cbc"
)

// Children returns the regions in force directly below code, by code: of a 시도
// its 시군구 (of 세종 its 읍면동), of a city with 일반구 these, else 읍면동. A
// retired or unknown code has none.
func (r *Regions) Children(code cbc.Region) []cbc.Region {
	i := r.row(code)
	if i == none {
		return nil
	}
	return r.codes(r.children(i))
}

// Leaves returns the smallest regions with a boundary that make up code: of a
// 시도 all its 시군구 and 일반구, of a city with 일반구 these, of any other 시군구
// itself; the country has 256. A 읍면동 is its own leaf, though it has no
// boundary; a retired code has the leaves of its successors, an unknown one
// none.
func (r *Regions) Leaves(code cbc.Region) []cbc.Region {
	i := r.row(code)
	if i == none {
		return nil
	}
	var leaves []int32
	for _, j := range r.current(i) {
		leaves = r.appendLeaves(leaves, j)
	}
	slices.Sort(leaves)
	return r.codes(slices.Compact(leaves))
}

// Contains reports whether inner is outer or below it. A retired outer is all
// its successors together; all successors of a retired inner must be inside.
// Nothing contains an unknown code or is contained in one.
func (r *Regions) Contains(outer, inner cbc.Region) bool {
	o, i := r.row(outer), r.row(inner)
	if o == none || i == none {
		return false
	}
	outers := r.current(o)
	for _, in := range r.current(i) {
		if !slices.ContainsFunc(outers, func(out int32) bool { return r.within(in, out) }) {
			return false
		}
	}
	return true
}

func (r *Regions) children(i int32) []int32 { return r.kids[r.firstKid[i]:r.firstKid[i+1]] }

func (r *Regions) codes(rows []int32) []cbc.Region {
	codes := make([]cbc.Region, len(rows))
	for k, i := range rows {
		codes[k] = r.rows[i].Code
	}
	return codes
}

func (r *Regions) appendLeaves(leaves []int32, i int32) []int32 {
	if r.leaf(i) {
		return append(leaves, i)
	}
	for _, k := range r.children(i) {
		leaves = r.appendLeaves(leaves, k)
	}
	return leaves
}

// leaf reports whether row i has no children but 읍면동.
func (r *Regions) leaf(i int32) bool {
	kids := r.children(i)
	return len(kids) == 0 || r.rows[kids[0]].Level == Eupmyeondong
}

// within reports whether row i is row outer or below it.
func (r *Regions) within(i, outer int32) bool {
	for ; i != none; i = r.parent[i] {
		if i == outer {
			return true
		}
	}
	return false
}

// root returns the 시도 above row i, or i.
func (r *Regions) root(i int32) int32 {
	for r.parent[i] != none {
		i = r.parent[i]
	}
	return i
}
