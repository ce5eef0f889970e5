package area

import "bongsu/cbc"

// A cellTable finds the number of a cell by its name: open addressing with
// numbers, from 1, in twice as many places or more.
type cellTable struct {
	places []uint32 // number + 1, 0 where there is none
	mask   uint64
}

func newCellTable(n int) cellTable {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return cellTable{make([]uint32, size), uint64(size - 1)}
}

// hash mixes a name with the finalizer of splitmix64.
func hash(c cbc.Cell) uint64 {
	h := c.ID ^ uint64(c.Area)<<40 ^ uint64(c.Area)>>4 ^ uint64(c.Radio)<<32 ^ uint64(c.PLMN.MCC)<<52 ^ uint64(c.PLMN.MNC)<<20
	if c.PLMN.Long {
		h = ^h
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// add gives c a number unless it has one, which it returns then. at returns the
// cell of a number.
func (t *cellTable) add(c cbc.Cell, n uint32, at func(uint32) cbc.Cell) (number uint32, there bool) {
	k := hash(c) & t.mask
	for ; t.places[k] != 0; k = (k + 1) & t.mask {
		if at(t.places[k]-1) == c {
			return t.places[k] - 1, true
		}
	}
	t.places[k] = n + 1
	return n, false
}

// find returns the number of c.
func (t *cellTable) find(c cbc.Cell, at func(uint32) cbc.Cell) (uint32, bool) {
	if len(t.places) == 0 {
		return 0, false
	}
	for k := hash(c) & t.mask; t.places[k] != 0; k = (k + 1) & t.mask {
		if at(t.places[k]-1) == c {
			return t.places[k] - 1, true
		}
	}
	return 0, false
}

// renumber replaces every number i by number[i].
func (t *cellTable) renumber(number []uint32) {
	for k, p := range t.places {
		if p != 0 {
			t.places[k] = number[p-1] + 1
		}
	}
}
