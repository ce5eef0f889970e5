package area

import (
	"cmp"
	"slices"

	"bongsu/cbc"
)

// A rank is where a site comes in the order of numbers: by link, region and
// name.
type rank struct {
	link   uint32
	site   uint32
	hi, lo uint64 // region and name, packed
}

func (x rank) compare(y rank) int {
	return cmp.Or(cmp.Compare(x.link, y.link), cmp.Compare(x.hi, y.hi), cmp.Compare(x.lo, y.lo))
}

// rankOf packs a region's row and a cell's name: 15, 3, 10, 10 and 1 bits, and
// below them 24 and 36.
func rankOf(link uint32, site int, row int32, c cbc.Cell) rank {
	hi := uint64(row+1)<<24 | uint64(c.Radio)<<21 | uint64(c.PLMN.MCC)<<11 | uint64(c.PLMN.MNC)<<1
	if c.PLMN.Long {
		hi |= 1
	}
	return rank{link, uint32(site), hi, uint64(c.Area)<<36 | c.ID}
}

// number gives the sites their numbers, and the index these in place of the
// order in which the sites came.
func (a *Atlas) number(sites []Site, rows []int32) {
	for i := range sites {
		if len(a.links) == 0 || a.links[len(a.links)-1] != sites[i].Link {
			a.links = append(a.links, sites[i].Link)
		}
	}
	slices.Sort(a.links)
	a.links = slices.Compact(a.links)
	order := make([]rank, len(sites))
	last, link := "", 0
	for i := range sites {
		if s := &sites[i]; i == 0 || s.Link != last {
			last = s.Link
			link, _ = slices.BinarySearch(a.links, last)
		}
		order[i] = rankOf(uint32(link), i, rows[i], sites[i].Cell)
	}
	slices.SortFunc(order, rank.compare)
	a.cells, a.home = make([]cbc.Cell, len(sites)), make([]int32, len(sites))
	a.all, a.slot = make([]uint32, len(sites)), make([]uint32, len(sites))
	a.first = make([]uint32, len(a.links)+1)
	number := make([]uint32, len(sites))
	for n, x := range order {
		number[x.site] = uint32(n)
		a.all[n] = uint32(n)
		a.cells[n], a.home[n] = sites[x.site].Cell, rows[x.site]
		a.first[x.link+1] = uint32(n + 1)
	}
	for k, site := range a.index.ids {
		a.index.ids[k] = number[site]
		a.slot[number[site]] = uint32(k)
	}
	a.byCell.renumber(number)
}

// list notes the spans of every region, and the sizes of tracking areas.
func (a *Atlas) list() {
	lists := make([][]span, len(a.regions.rows))
	up := make(map[int32][]int32)
	for k := range a.links {
		for i := a.first[k]; i < a.first[k+1]; {
			home, from := a.home[i], i
			for i < a.first[k+1] && a.home[i] == home {
				i++
			}
			if _, ok := up[home]; !ok {
				up[home] = a.upward(home)
			}
			for _, row := range up[home] {
				lists[row] = lengthen(lists[row], span{uint32(k), from, i})
			}
		}
	}
	a.start = make([]uint32, 1, len(lists)+1)
	for _, l := range lists {
		a.spans = append(a.spans, l...)
		a.start = append(a.start, uint32(len(a.spans)))
	}
	a.measure()
}

// lengthen adds x to spans in order, to the last one if it goes on from there.
func lengthen(list []span, x span) []span {
	if n := len(list); n > 0 && list[n-1].link == x.link && list[n-1].to >= x.from {
		list[n-1].to = max(list[n-1].to, x.to)
		return list
	}
	return append(list, x)
}
