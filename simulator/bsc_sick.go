package simulator

import (
	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

// performBut carries a request out in all cells but the sick ones, which refuse
// it for one cause.
func (b *BSC) performBut(sick []cbc.Cell, c cbsp.Cause, m cbsp.Message, text string) cbsp.Message {
	list := cellsOf(m)
	if list == nil || len(sick) == 0 {
		return b.refuse(m, c)
	}
	out, _ := b.cells.find(&cbsp.CellList{Discriminator: cbsp.CGI, IDs: idsOf(sick)})
	well, bad := b.cells.find(list)
	for i := range out.all() {
		if well.has(i) {
			bad = append(bad, cbsp.Failure{Discriminator: cbsp.CGI, ID: b.cells.id(i), Cause: c})
		}
	}
	well.removeAll(out)
	if well.size() == 0 {
		return b.refuse(m, c)
	}
	*list = *b.cells.list(well)
	return failing(b.perform(m, text), bad)
}

func idsOf(cells []cbc.Cell) []cbsp.ID {
	ids := make([]cbsp.ID, len(cells))
	for i, c := range cells {
		ids[i] = cbsp.IDOf(c, cbsp.CGI)
	}
	return ids
}

// cellsOf returns the list of a request that some cells may refuse.
func cellsOf(m cbsp.Message) *cbsp.CellList {
	switch m := m.(type) {
	case *cbsp.WriteReplace:
		return &m.Cells
	case *cbsp.Kill:
		return &m.Cells
	}
	return nil
}

// failing adds failures to the answer m.
func failing(m cbsp.Message, bad []cbsp.Failure) cbsp.Message {
	switch m := m.(type) {
	case *cbsp.WriteReplaceComplete:
		if len(bad) > 0 {
			return &cbsp.WriteReplaceFailure{MessageID: m.MessageID, Serial: m.Serial, Old: m.Old, Replaces: m.Replaces, Failed: bad, Done: m.Done}
		}
	case *cbsp.WriteReplaceFailure:
		m.Failed = append(m.Failed, bad...)
	case *cbsp.KillComplete:
		if len(bad) > 0 {
			return &cbsp.KillFailure{MessageID: m.MessageID, Serial: m.Serial, Failed: bad, Done: m.Done}
		}
	case *cbsp.KillFailure:
		m.Failed = append(m.Failed, bad...)
	}
	return m
}
