package area

import (
	"slices"

	"bongsu/cbc"
)

// inherit replaces the successors of a retired region whose own parts were
// retired with it by the successors of these parts: 광주광역시 was not all of
// 전남광주통합특별시, which came after it, but its five 구. Where they are all of a
// region in force, that stands for them.
func (r *Regions) inherit() {
	for i := range r.rows {
		if x := &r.rows[i]; !x.Active && x.Level < Eupmyeondong {
			if heirs := r.heirs(int32(i)); len(heirs) > 0 {
				x.Successors = r.codes(heirs)
			}
		}
	}
}

// heirs returns the rows that stand for the parts of a retired row, by code, or
// none if it had no parts of its own with a boundary.
func (r *Regions) heirs(i int32) []int32 {
	var heirs []int32
	for _, k := range r.parts(i) {
		heirs = append(heirs, r.current(k)...)
	}
	slices.Sort(heirs)
	return r.collapse(slices.Compact(heirs))
}

// parts returns the retired rows, 읍면동 aside, that were in retired row i when
// its time ended.
func (r *Regions) parts(i int32) []int32 {
	var parts []int32
	for k := range r.rows {
		x := &r.rows[k]
		if r.parent[k] == i && !x.Active && x.Level < Eupmyeondong && !x.ValidTo.Before(r.rows[i].ValidTo) {
			parts = append(parts, int32(k))
		}
	}
	return parts
}

// collapse replaces all children of a region by the region.
func (r *Regions) collapse(rows []int32) []int32 {
	for _, i := range rows {
		p := r.parent[i]
		if p == none {
			continue
		}
		if kids := r.children(p); !slices.ContainsFunc(kids, func(k int32) bool { return !slices.Contains(rows, k) }) {
			rest := slices.DeleteFunc(slices.Clone(rows), func(x int32) bool { return r.parent[x] == p })
			rest = append(rest, p)
			slices.Sort(rest)
			return r.collapse(rest)
		}
	}
	return rows
}

// An Excess is a region in force that is more than the retired ones it stands
// for.
type Excess struct {
	Now    Info   // in force, larger
	Of     Info   // retired, asked for
	Beyond []Info // not asked for, and gone into Now too; Now itself if it was there before
}

// Excess returns where the regions that stand for codes are larger than what was
// asked for, so that a person must decide: 인천 동구, asked for alone, is now part
// of 제물포구, which holds half of the former 중구 too. What is asked for besides
// is no excess. It knows what the code table knows: villages that went another
// way than the bulk of their region are not in it. Unknown codes are left out.
func (r *Regions) Excess(codes []cbc.Region) []Excess {
	asked := r.asked(codes)
	var list []Excess
	for _, i := range asked {
		if r.rows[i].Active {
			continue
		}
		for _, s := range r.current(i) {
			if beyond := r.besides(i, s, asked); len(beyond) > 0 {
				list = append(list, Excess{Now: r.rows[s], Of: r.rows[i], Beyond: beyond})
			}
		}
	}
	return list
}

// asked returns the rows of codes, those with parts replaced by these.
func (r *Regions) asked(codes []cbc.Region) []int32 {
	var rows []int32
	for _, c := range codes {
		i := r.row(c)
		if i == none {
			continue
		}
		if parts := r.partsOf(i); len(parts) > 0 {
			rows = append(rows, parts...)
			continue
		}
		rows = append(rows, i)
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// partsOf returns the parts of a row that is retired, else none.
func (r *Regions) partsOf(i int32) []int32 {
	if r.rows[i].Active || r.rows[i].Level >= Eupmyeondong {
		return nil
	}
	return r.parts(i)
}

// besides returns what went into s, which stands for retired row i, apart from
// what was asked for.
func (r *Regions) besides(i, s int32, asked []int32) []Info {
	if slices.ContainsFunc(asked, func(a int32) bool { return r.rows[a].Active && r.within(s, a) }) {
		return nil
	}
	end := r.rows[i].ValidTo
	var list []Info
	for _, p := range r.before[s] {
		x := &r.rows[p]
		if p != i && x.ValidFrom.Before(end) && !x.ValidTo.Before(end) && !slices.Contains(asked, p) {
			list = append(list, *x)
		}
	}
	if now := &r.rows[s]; !end.IsZero() && !now.ValidFrom.IsZero() && now.ValidFrom.Before(end) {
		list = append(list, *now)
	}
	return list
}

// remember notes for each row in force the retired ones that it stands for.
func (r *Regions) remember() {
	r.before = make(map[int32][]int32)
	for i := range r.rows {
		x := &r.rows[i]
		if x.Active || x.Level < Eupmyeondong && len(r.parts(int32(i))) > 0 {
			continue // its parts are remembered
		}
		for _, s := range r.current(int32(i)) {
			r.before[s] = append(r.before[s], int32(i))
		}
	}
}

// String returns "28125 인천광역시 제물포구 is larger than 28140 인천광역시 동구: it
// also holds the former 28110 인천광역시 중구, in part or whole".
func (e Excess) String() string {
	s := digits(e.Now.Code) + " " + e.Now.FullName + " is larger than the former " + digits(e.Of.Code) + " " + e.Of.FullName + ": it holds "
	for i, b := range e.Beyond {
		if i > 0 {
			s += " and "
		}
		if b.Code == e.Now.Code {
			s += "what it was before"
			continue
		}
		s += digits(b.Code) + " " + b.FullName
	}
	return s + " too, whole or in part"
}
