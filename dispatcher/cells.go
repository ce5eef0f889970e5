package dispatcher

import "bongsu/cbc"

// minus returns the cells of l that are not in o, in l's order.
func (l CellList) minus(o []cbc.Cell) CellList {
	if len(o) == 0 || len(l) == 0 {
		return l
	}
	out := make(map[cbc.Cell]bool, len(o))
	for _, c := range o {
		out[c] = true
	}
	var rest CellList
	for _, c := range l {
		if !out[c] {
			rest = append(rest, c)
		}
	}
	return rest
}

// plus returns the cells of l and then those of o that l lacks.
func (l CellList) plus(o CellList) CellList {
	return append(l[:len(l):len(l)], o.minus(l)...)
}

// within returns the cells of l that are in o.
func (l CellList) within(o []cbc.Cell) CellList {
	return l.minus(l.minus(o))
}
