package simulator

import (
	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

// perform carries a request out and returns the answer.
func (b *BSC) perform(m cbsp.Message, text string) cbsp.Message {
	switch m := m.(type) {
	case *cbsp.WriteReplace:
		return b.writeReplace(m, text)
	case *cbsp.Kill:
		return b.kill(m)
	case *cbsp.Reset:
		return b.reset(m)
	case *cbsp.StatusQuery:
		return b.status(m)
	case *cbsp.LoadQuery:
		return b.loaded(m)
	case *cbsp.SetDRX:
		return b.scheduled(m)
	}
	return &cbsp.KeepAliveComplete{}
}

func (b *BSC) writeReplace(m *cbsp.WriteReplace, text string) cbsp.Message {
	set, bad, counts := b.write(m, text)
	done := cbsp.Done{Completed: counts, Channel: m.Channel}
	if set.size() > 0 {
		done.Cells = b.cells.list(set)
	}
	if len(bad) > 0 {
		return &cbsp.WriteReplaceFailure{MessageID: m.MessageID, Serial: m.Serial, Old: m.Old, Replaces: m.Replaces, Failed: bad, Done: done}
	}
	return &cbsp.WriteReplaceComplete{MessageID: m.MessageID, Serial: m.Serial, Old: m.Old, Replaces: m.Replaces, Done: done}
}

func (b *BSC) kill(m *cbsp.Kill) cbsp.Message {
	emergency := m.Channel == cbsp.NoChannel
	set, bad, counts := b.tell(bscKey{cbc.Key{MessageID: m.MessageID, Serial: m.Serial}, emergency}, &m.Cells, true)
	done := cbsp.Done{Channel: m.Channel}
	switch {
	case set.size() == 0:
	case emergency:
		done.Cells = b.cells.list(set)
	default:
		done.Completed = counts
	}
	if len(bad) > 0 {
		return &cbsp.KillFailure{MessageID: m.MessageID, Serial: m.Serial, Failed: bad, Done: done}
	}
	return &cbsp.KillComplete{MessageID: m.MessageID, Serial: m.Serial, Done: done}
}

// reset clears what it can. The answer to a reset of all cells says all, any
// other names the cells.
func (b *BSC) reset(m *cbsp.Reset) cbsp.Message {
	set, bad := b.cells.find(&m.Cells)
	b.clear(set)
	switch {
	case len(bad) > 0 && set.size() > 0:
		return &cbsp.ResetFailure{Failed: bad, Cells: b.cells.list(set)}
	case len(bad) > 0:
		return &cbsp.ResetFailure{Failed: bad}
	case m.Cells.Discriminator == cbsp.All:
		return &cbsp.ResetComplete{Cells: cbsp.AllCells()}
	}
	return &cbsp.ResetComplete{Cells: *b.cells.list(set)}
}

func (b *BSC) status(m *cbsp.StatusQuery) cbsp.Message {
	_, bad, counts := b.tell(bscKey{cbc.Key{MessageID: m.MessageID, Serial: m.Serial}, false}, &m.Cells, false)
	if len(bad) > 0 || counts == nil {
		return &cbsp.StatusQueryFailure{MessageID: m.MessageID, Serial: m.Serial, Failed: bad, Completed: counts, Channel: m.Channel}
	}
	return &cbsp.StatusQueryComplete{MessageID: m.MessageID, Serial: m.Serial, Completed: *counts, Channel: m.Channel}
}

// refuse answers a request for one cause without carrying it out.
func (b *BSC) refuse(m cbsp.Message, c cbsp.Cause) cbsp.Message {
	failures := func(l *cbsp.CellList) []cbsp.Failure {
		set, bad := b.cells.find(l)
		return append(bad, b.cells.failures(set, c)...)
	}
	switch m := m.(type) {
	case *cbsp.WriteReplace:
		return &cbsp.WriteReplaceFailure{MessageID: m.MessageID, Serial: m.Serial, Old: m.Old, Replaces: m.Replaces,
			Failed: failures(&m.Cells), Done: cbsp.Done{Channel: m.Channel}}
	case *cbsp.Kill:
		return &cbsp.KillFailure{MessageID: m.MessageID, Serial: m.Serial, Failed: failures(&m.Cells), Done: cbsp.Done{Channel: m.Channel}}
	case *cbsp.Reset:
		return &cbsp.ResetFailure{Failed: failures(&m.Cells)}
	case *cbsp.StatusQuery:
		return &cbsp.StatusQueryFailure{MessageID: m.MessageID, Serial: m.Serial, Failed: failures(&m.Cells), Channel: m.Channel}
	case *cbsp.LoadQuery:
		return &cbsp.LoadQueryFailure{Failed: failures(&m.Cells), Channel: m.Channel}
	case *cbsp.SetDRX:
		return &cbsp.SetDRXFailure{Failed: failures(&m.Cells), Channel: m.Channel}
	}
	return &cbsp.ErrorIndication{Cause: c}
}
