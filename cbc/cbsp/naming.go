package cbsp

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"

	"bongsu/cbc"
)

// A naming is how cells are named to the BSC: nearly always one list by CGI.
type naming struct {
	cells []cbc.Cell // what is named; holding it keeps its memory from becoming another list
	parts []part
}

// A part is the cells of one message.
type part struct {
	list  CellList
	asked []cbc.Cell // those that the list stands for, as far as they are known
	wire  []byte     // the element, header included; it has been read again and compared
}

// octets is how much memory the lists of n take on the wire.
func (n *naming) octets() int {
	sum := 0
	for i := range n.parts {
		sum += len(n.parts[i].wire)
	}
	return sum
}

// newPart encodes list and reads it again.
func newPart(list CellList, asked []cbc.Cell) (part, error) {
	b, err := (&Reset{list}).AppendBinary(nil) // the shortest message that has the element
	if err != nil {
		return part{}, err
	}
	var again Reset
	if err := again.UnmarshalBinary(b); err != nil {
		return part{}, fmt.Errorf("the cell list that was encoded cannot be read: %w", err)
	}
	if again.Cells.Discriminator != list.Discriminator || !slices.Equal(again.Cells.IDs, list.IDs) {
		return part{}, errors.New("the cell list that was encoded is another")
	}
	return part{list, asked, b[headerLen:]}, nil
}

// The bounds of what a link remembers of lists.
const (
	namingLists  = 8
	namingOctets = 1 << 19
)

// namings remember how lists of cells were named. The cells of an area are one
// list for all warnings to it, and never changed; so a list of five thousand is
// encoded and compared once and not for every warning.
type namings struct {
	mu     sync.Mutex // guards the rest
	recent []*naming  // used last comes last
}

// of returns how cells are named. Known are all cells of the BSC.
func (x *namings) of(cells, known []cbc.Cell) (*naming, error) {
	if n := x.find(cells); n != nil {
		return n, nil
	}
	parts, err := name(cells, known)
	if err != nil {
		return nil, err
	}
	n := &naming{cells, parts}
	x.keep(n)
	return n, nil
}

// find returns the naming of this very list, not of an equal one.
func (x *namings) find(cells []cbc.Cell) *naming {
	if len(cells) == 0 {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for i, n := range slices.Backward(x.recent) {
		if len(n.cells) == len(cells) && &n.cells[0] == &cells[0] {
			x.recent = append(slices.Delete(x.recent, i, i+1), n)
			return n
		}
	}
	return nil
}

func (x *namings) keep(n *naming) {
	if n.octets() > namingOctets {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.recent = append(x.recent, n)
	for len(x.recent) > namingLists || x.octets() > namingOctets {
		x.recent = slices.Delete(x.recent, 0, 1)
	}
}

// octets is called with mu held.
func (x *namings) octets() int {
	sum := 0
	for _, n := range x.recent {
		sum += n.octets()
	}
	return sum
}

// name names cells by CGI, or, where one list cannot hold them, location areas
// that are meant as a whole by LAI and the others by CGI in as many lists as it
// takes.
func name(cells, known []cbc.Cell) ([]part, error) {
	if len(cells) == 0 {
		return nil, errors.New("no cells")
	}
	if len(cells) <= MaxCGIs {
		return byCGI(cells)
	}
	whole, rest := wholeAreas(cells, known)
	parts, err := byLAI(whole, known)
	if err != nil {
		return nil, err
	}
	more, err := byCGI(rest)
	return append(parts, more...), err
}

func byCGI(cells []cbc.Cell) (parts []part, err error) {
	for chunk := range slices.Chunk(cells, MaxCGIs) {
		list, err := CGIs(chunk)
		if err != nil {
			return nil, err
		}
		p, err := newPart(list, chunk)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// maxLAIs is the most location areas that a list holds.
const maxLAIs = (1<<16 - 1 - 1) / 5

// byLAI names all known cells of some location areas.
func byLAI(areas []ID, known []cbc.Cell) (parts []part, err error) {
	r := newResolver(known)
	for chunk := range slices.Chunk(areas, maxLAIs) {
		list := CellList{LAI, chunk}
		p, err := newPart(list, r.list(&list))
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// wholeAreas returns the location areas all of whose known cells are among
// cells, and the cells of no such area.
func wholeAreas(cells, known []cbc.Cell) (areas []ID, rest []cbc.Cell) {
	asked := make(map[cbc.Cell]bool, len(cells))
	for _, c := range cells {
		asked[c] = true
	}
	whole := map[ID]bool{}
	for _, c := range known {
		id := IDOf(c, LAI)
		before, seen := whole[id]
		whole[id] = asked[c] && (before || !seen)
	}
	taken := map[ID]bool{}
	for _, c := range cells {
		id := IDOf(c, LAI)
		switch {
		case !isGSM(c) || !whole[id]:
			rest = append(rest, c)
		case !taken[id]:
			taken[id] = true
			areas = append(areas, id)
		}
	}
	return areas, rest
}

// listed appends the element as it was encoded before, or encodes l.
func (e *encoder) listed(l *CellList, wire []byte) {
	if wire == nil {
		e.cells(l)
		return
	}
	e.b = append(e.b, wire...)
}

// listed reads the cell list, or, if the element must be the one in wire,
// compares it with that.
func (d *decoder) listed(wire []byte) CellList {
	if wire == nil {
		return d.cells()
	}
	d.need(ieCellList)
	if s := d.at[ieCellList]; d.err == nil && !bytes.Equal(d.b[s.off-3:s.off+s.n], wire) {
		d.fail(ieCellList, int(s.off), ValueInvalid, "not the list that is meant")
	}
	return CellList{}
}
