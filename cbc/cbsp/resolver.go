package cbsp

import "bongsu/cbc"

// A resolver turns what a BSC says of cells, in whatever way it names them,
// into cells, out of those that it can be speaking of.
type resolver struct {
	known []cbc.Cell
	index map[Discriminator]map[ID][]cbc.Cell // filled when needed
}

func newResolver(known []cbc.Cell) resolver { return resolver{known: known} }

// cells returns the known cells that id stands for. A CGI names its cell
// whether it is known or not.
func (r *resolver) cells(d Discriminator, id ID) []cbc.Cell {
	if d == CGI {
		return []cbc.Cell{id.Cell()}
	}
	if d == All {
		return r.known
	}
	if r.index[d] == nil {
		r.build(d)
	}
	return r.index[d][id]
}

func (r *resolver) build(d Discriminator) {
	m := make(map[ID][]cbc.Cell, len(r.known))
	for _, c := range r.known {
		id := IDOf(c, d)
		m[id] = append(m[id], c)
	}
	if r.index == nil {
		r.index = map[Discriminator]map[ID][]cbc.Cell{}
	}
	r.index[d] = m
}

// list returns the cells of a list, never nil.
func (r *resolver) list(l *CellList) []cbc.Cell {
	if l.Discriminator == All {
		return append([]cbc.Cell{}, r.known...)
	}
	cells := make([]cbc.Cell, 0, len(l.IDs))
	for _, id := range l.IDs {
		if l.Discriminator == CGI {
			cells = append(cells, id.Cell())
			continue
		}
		cells = append(cells, r.cells(l.Discriminator, id)...)
	}
	return cells
}
