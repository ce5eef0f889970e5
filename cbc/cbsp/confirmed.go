package cbsp

import (
	"slices"
	"sync"

	"bongsu/cbc"
)

// confirmedLimit is for how many messages the cells are remembered.
const confirmedLimit = 256

// A told names a message on air. A primary notification may have the identifier
// and the serial number of its text.
type told struct {
	cbc.Key
	emergency bool
}

func nameOf(w *cbc.Warning) told { return told{w.Key(), w.ETWS != nil} }

// A confirmed remembers in which cells the BSC said that it broadcasts a
// message written to all cells, and how it named them. The stop then names the
// same cells in the same way: a BSC may refuse a stop for all cells if one of
// them never had the message. Without a memory the stop names all cells.
type confirmed struct {
	mu    sync.Mutex // guards the rest
	lists map[told]CellList
	order []told // oldest first
}

// heard learns from the answer m to w. Known are all cells of the BSC.
func (c *confirmed) heard(w *cbc.Warning, m Message, known []cbc.Cell) {
	k := nameOf(w)
	if w.Action == cbc.Stop {
		c.forget(k)
		return
	}
	var d *Done
	switch m := m.(type) {
	case *WriteReplaceComplete:
		d = &m.Done
	case *WriteReplaceFailure:
		d = &m.Done
	default:
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	old, before := c.lists[k]
	switch {
	case d.Cells == nil || d.Cells.Discriminator == All:
		c.drop(k)
	case !before && w.Area.Whole:
		c.add(k, *d.Cells)
	case !before:
	case old.Discriminator == d.Cells.Discriminator:
		c.lists[k] = union(old, d.Cells)
	case !covers(&old, d.Cells, known):
		c.drop(k)
	}
}

// covers reports whether all cells of l are among those of old, which names
// them in another way.
func covers(old, l *CellList, known []cbc.Cell) bool {
	r := newResolver(known)
	in := map[cbc.Cell]bool{}
	for _, c := range r.list(old) {
		in[c] = true
	}
	cells := r.list(l)
	return len(cells) > 0 && !slices.ContainsFunc(cells, func(c cbc.Cell) bool { return !in[c] })
}

// union returns the list of all that either names. The old one is not changed:
// it may be on its way in a stop.
func union(old CellList, more *CellList) CellList {
	ids := slices.Clone(old.IDs)
	seen := make(map[ID]bool, len(ids))
	for _, id := range ids {
		seen[id] = true
	}
	for _, id := range more.IDs {
		if !seen[id] {
			ids = append(ids, id)
		}
	}
	return CellList{old.Discriminator, ids}
}

// lost forgets a message whose last answer did not come: it may be anywhere.
func (c *confirmed) lost(w *cbc.Warning) { c.forget(nameOf(w)) }

func (c *confirmed) forget(k told) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(k)
}

// clear forgets everything, after a reset.
func (c *confirmed) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lists, c.order = nil, nil
}

// add and drop are called with mu held.
func (c *confirmed) add(k told, l CellList) {
	if len(c.order) == confirmedLimit {
		c.drop(c.order[0])
	}
	if c.lists == nil {
		c.lists = map[told]CellList{}
	}
	c.lists[k] = l
	c.order = append(c.order, k)
}

func (c *confirmed) drop(k told) {
	if _, ok := c.lists[k]; !ok {
		return
	}
	delete(c.lists, k)
	c.order = slices.DeleteFunc(c.order, func(o told) bool { return o == k })
}

// or returns the cells in which k is known to be on air, as the BSC named them
// and as cells, or else the list given with all cells.
func (c *confirmed) or(k told, list CellList, all []cbc.Cell) (CellList, []cbc.Cell) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.lists[k]
	if !ok || len(l.IDs) == 0 {
		return list, all
	}
	r := newResolver(all)
	return l, r.list(&l)
}
