package area

import (
	"cmp"
	"slices"

	"bongsu/cbc"
)

// A TrackingArea is a set of LTE or NR cells that a network names as one.
type TrackingArea struct {
	Radio cbc.Radio
	PLMN  cbc.PLMN
	Code  uint32 // TAC, 16 bits for LTE, 24 for NR
}

// A tracking is a tracking area of a link.
type tracking struct {
	link uint32
	TrackingArea
}

// trackingOf returns the tracking area of cell i of link k; ok is false for GSM
// and UMTS, whose location areas are not it.
func (a *Atlas) trackingOf(k, i uint32) (tracking, bool) {
	c := &a.cells[i]
	return tracking{k, TrackingArea{c.Radio, c.PLMN, c.Area}}, c.Radio == cbc.LTE || c.Radio == cbc.NR
}

// measure counts the cells of every tracking area.
func (a *Atlas) measure() {
	a.areas = make(map[tracking]uint32)
	for k := range a.links {
		a.runs(uint32(k), a.all[a.first[k]:a.first[k+1]], func(t tracking, run []uint32) { a.areas[t] += uint32(len(run)) })
	}
}

// runs calls f with the cells in one tracking area after another, an area more
// than once if they are not together; cells in none are left out.
func (a *Atlas) runs(k uint32, idx []uint32, f func(tracking, []uint32)) {
	for n := 0; n < len(idx); {
		t, ok := a.trackingOf(k, idx[n])
		m := n + 1
		for m < len(idx) && a.sameArea(idx[n], idx[m]) {
			m++
		}
		if ok {
			f(t, idx[n:m])
		}
		n = m
	}
}

func (a *Atlas) sameArea(i, j uint32) bool {
	c, d := &a.cells[i], &a.cells[j]
	return c.Area == d.Area && c.Radio == d.Radio && c.PLMN == d.PLMN
}

// Whole says which tracking areas of a link the cells with these numbers, in
// order as [Atlas.Find] returns them, make up entirely, by radio, network and
// code, and returns the cells that are in none of these. It knows a tracking
// area by the cells of the link in the cells file: one that has others in the
// network would be widened by being named.
func (a *Atlas) Whole(link string, idx []uint32) (whole []TrackingArea, rest []uint32) {
	k, ok := slices.BinarySearch(a.links, link)
	if !ok {
		return nil, nil
	}
	idx, _ = cut(idx, a.first[k], a.first[k+1])
	count := make(map[tracking]uint32)
	a.runs(uint32(k), idx, func(t tracking, run []uint32) { count[t] += uint32(len(run)) })
	for t, n := range count {
		if n == a.areas[t] {
			whole = append(whole, t.TrackingArea)
		}
	}
	slices.SortFunc(whole, func(x, y TrackingArea) int {
		return cmp.Or(cmp.Compare(x.Radio, y.Radio), cmp.Compare(x.PLMN.MCC, y.PLMN.MCC), cmp.Compare(x.PLMN.MNC, y.PLMN.MNC), cmp.Compare(x.Code, y.Code))
	})
	for _, i := range idx {
		if t, ok := a.trackingOf(uint32(k), i); !ok || count[t] < a.areas[t] {
			rest = append(rest, i)
		}
	}
	return whole, rest
}
