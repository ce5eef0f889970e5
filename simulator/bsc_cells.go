package simulator

import (
	"fmt"
	"iter"
	"math/bits"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

// A cellSet is a set of places in BSCConfig.Cells.
type cellSet []uint64

func newCellSet(n int) cellSet { return make(cellSet, (n+63)/64) }

func (s cellSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }
func (s cellSet) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s cellSet) remove(i int)   { s[i/64] &^= 1 << (i % 64) }

func (s cellSet) addAll(o cellSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s cellSet) removeAll(o cellSet) {
	for i := range s {
		s[i] &^= o[i]
	}
}

func (s cellSet) size() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// all yields the members in order.
func (s cellSet) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(i*64 + bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}

// A bscCells finds the cells that a list means.
type bscCells struct {
	cells []cbc.Cell
	mute  cellSet
	index map[cbsp.Discriminator]map[cbsp.ID][]int
}

func newBSCCells(cells, mute []cbc.Cell) (bscCells, error) {
	x := bscCells{cells: cells, mute: newCellSet(len(cells)), index: map[cbsp.Discriminator]map[cbsp.ID][]int{}}
	for _, d := range []cbsp.Discriminator{cbsp.CGI, cbsp.LACCI, cbsp.CI, cbsp.LAI, cbsp.LAC} {
		m := make(map[cbsp.ID][]int)
		for i, c := range cells {
			id := cbsp.IDOf(c, d)
			m[id] = append(m[id], i)
		}
		x.index[d] = m
	}
	for i, c := range cells {
		if c.Radio != cbc.GSM || c.Area > 0xFFFF || c.ID > 0xFFFF {
			return x, fmt.Errorf("%s is not a GSM cell", c)
		}
		if at := x.index[cbsp.CGI][cbsp.IDOf(c, cbsp.CGI)]; at[0] != i {
			return x, fmt.Errorf("%s is there twice", c)
		}
	}
	for _, c := range mute {
		at := x.index[cbsp.CGI][cbsp.IDOf(c, cbsp.CGI)]
		if len(at) == 0 {
			return x, fmt.Errorf("mute cell %s is none of the cells", c)
		}
		x.mute.add(at[0])
	}
	return x, nil
}

// find returns the cells that a list means, and a failure for every entry that
// means none.
func (x *bscCells) find(l *cbsp.CellList) (cellSet, []cbsp.Failure) {
	set := newCellSet(len(x.cells))
	if l.Discriminator == cbsp.All {
		for i := range x.cells {
			set.add(i)
		}
		return set, nil
	}
	var bad []cbsp.Failure
	index := x.index[l.Discriminator]
	for _, id := range l.IDs {
		at := index[id]
		if len(at) == 0 {
			bad = append(bad, cbsp.Failure{Discriminator: l.Discriminator, ID: id, Cause: unknownCell(l.Discriminator)})
		}
		for _, i := range at {
			set.add(i)
		}
	}
	return set, bad
}

// unknownCell is what osmo-bsc says of a cell or area that it does not have.
func unknownCell(d cbsp.Discriminator) cbsp.Cause {
	if d == cbsp.LAC || d == cbsp.LAI {
		return cbsp.ParameterNotRecognised
	}
	return cbsp.CellNotValid
}

// id names cell i by CGI.
func (x *bscCells) id(i int) cbsp.ID { return cbsp.IDOf(x.cells[i], cbsp.CGI) }

// list names a set by CGI.
func (x *bscCells) list(s cellSet) *cbsp.CellList {
	l := &cbsp.CellList{Discriminator: cbsp.CGI, IDs: make([]cbsp.ID, 0, s.size())}
	for i := range s.all() {
		l.IDs = append(l.IDs, x.id(i))
	}
	return l
}

// of returns the cells of a set, sharing memory when they are all there are.
func (x *bscCells) of(s cellSet) []cbc.Cell {
	n := s.size()
	if n == len(x.cells) {
		return x.cells
	}
	cells := make([]cbc.Cell, 0, n)
	for i := range s.all() {
		cells = append(cells, x.cells[i])
	}
	return cells
}

// failures refuses every cell of a set for one cause.
func (x *bscCells) failures(s cellSet, c cbsp.Cause) []cbsp.Failure {
	l := make([]cbsp.Failure, 0, s.size())
	for i := range s.all() {
		l = append(l, cbsp.Failure{Discriminator: cbsp.CGI, ID: x.id(i), Cause: c})
	}
	return l
}
