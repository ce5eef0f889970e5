package cbsp

import (
	"fmt"
	"reflect"
	"time"

	"bongsu/cbc"
)

// handshake brings a new connection to the point where the BSC takes warnings:
// its restart, of which there may be one for each kind of message or none, one
// reset of all cells, and its answer.
func (s *session) handshake(heard func(cbc.Notice)) error {
	if err := s.restarted(heard); err != nil {
		return err
	}
	s.send(&Reset{AllCells()})
	refused, err := s.reset(heard)
	if err != nil {
		return err
	}
	s.link.confirmed.clear()
	if refused == nil {
		heard(cbc.Notice{Kind: cbc.Forgot})
	} else {
		s.kept(refused, heard)
	}
	s.ready = true
	s.link.up.Store(s) // before the notice: what is owed may come in it
	heard(cbc.Notice{Kind: cbc.Ready, Text: s.conn.RemoteAddr().String()})
	return nil
}

// restarted waits for the first restart, but not long.
func (s *session) restarted(heard func(cbc.Notice)) error {
	t := time.NewTimer(s.link.c.RestartWait)
	defer t.Stop()
	for {
		select {
		case e := <-s.events:
			if r, ok := e.m.(*Restart); ok {
				s.again(r)
				return nil
			}
			s.heed(e, heard)
		case <-t.C:
			return nil
		case <-s.done:
			return s.cause()
		}
	}
}

// reset waits for the answer to the reset. Cells that refused it are in what it
// returns, which is nil if all did as they were told.
func (s *session) reset(heard func(cbc.Notice)) (refused *ResetFailure, err error) {
	t := time.NewTimer(s.link.c.ResetTimeout)
	defer t.Stop()
	for {
		select {
		case e := <-s.events:
			switch m := e.m.(type) {
			case *ResetComplete:
				return nil, nil
			case *ResetFailure:
				return m, nil
			case *Restart: // the reset covers it
				s.again(m)
			case *ErrorIndication:
				return nil, fmt.Errorf("reset: %s", m.Cause)
			default:
				s.heed(e, heard)
			}
		case <-t.C:
			return nil, fmt.Errorf("reset: no answer within %v", s.link.c.ResetTimeout)
		case <-s.done:
			return nil, s.cause()
		}
	}
}

// kept passes on that some cells refused the reset. They may go on with what
// they were told, a text that was cancelled among it, and it takes a stop to
// end that; so the others are named that have forgotten. That a restart said
// before that data was lost counts for nothing: there are BSCs that say so of
// all cells on every new connection.
func (s *session) kept(m *ResetFailure, heard func(cbc.Notice)) {
	known, fell := s.link.c.Cells, s.fallen(m.Failed)
	refused := make(map[cbc.Cell]bool, len(fell))
	for _, c := range fell {
		refused[c] = true
	}
	var forgot []cbc.Cell
	for _, c := range known {
		if !refused[c] {
			forgot = append(forgot, c)
		}
	}
	if len(known) == 0 {
		heard(cbc.Notice{Kind: cbc.Said, Text: "reset refused by some cells; those that forgot cannot be told apart without a list of cells"})
	} else if len(fell) == 0 {
		heard(cbc.Notice{Kind: cbc.Said, Text: "reset refused by cells that are not known here"})
	}
	if len(forgot) > 0 || len(known) == 0 { // an empty notice means all cells
		heard(cbc.Notice{Kind: cbc.Forgot, Cells: forgot})
	}
	if len(fell) > 0 {
		heard(cbc.Notice{Kind: cbc.Fell, Cells: fell, Text: "not reset"})
	}
}

// heed passes on what the BSC says without being asked.
func (s *session) heed(e event, heard func(cbc.Notice)) {
	switch m := e.m.(type) {
	case nil:
		heard(cbc.Notice{Kind: cbc.Said, Text: "message that cannot be read", Err: e.err})
	case *Restart:
		if !s.again(m) {
			s.back(m, heard)
		}
	case *CellsFailed:
		if s.failures.second(m.Emergency, m.Failed) || len(m.Failed) == 0 {
			return
		}
		if cells := s.fallen(m.Failed); len(cells) > 0 {
			heard(cbc.Notice{Kind: cbc.Fell, Cells: cells, Text: m.Failed[0].Cause.String()})
		}
	case *ErrorIndication:
		heard(cbc.Notice{Kind: cbc.Said, Text: "error indication: " + m.Cause.String()})
	default:
		heard(cbc.Notice{Kind: cbc.Said, Text: m.Type().String() + ", which was not asked for"})
	}
}

// again notes a restart and reports whether it is the second of a pair, which
// says nothing that the first did not.
func (s *session) again(m *Restart) bool {
	return s.restarts.second(m.Emergency, Restart{Cells: m.Cells, DataLost: m.DataLost})
}

// back passes on that cells can broadcast again. Those of which a failure was
// passed on before are said to have forgotten even if they have not: they have
// missed what was written since, and a write that they know does no harm.
func (s *session) back(m *Restart, heard func(cbc.Notice)) {
	if m.Cells.Discriminator == All {
		if m.DataLost || len(s.fell) > 0 {
			heard(cbc.Notice{Kind: cbc.Forgot, Text: "restart"})
		}
		clear(s.fell)
		return
	}
	r := newResolver(s.link.c.Cells)
	cells := r.list(&m.Cells)
	forgot := m.DataLost
	for _, c := range cells {
		forgot = forgot || s.fell[c]
		delete(s.fell, c)
	}
	switch {
	case len(cells) == 0: // an empty notice would mean all cells
		heard(cbc.Notice{Kind: cbc.Said, Text: "restart of cells that are not known here"})
	case forgot:
		heard(cbc.Notice{Kind: cbc.Forgot, Cells: cells, Text: "restart"})
	}
}

// fallen notes and returns the cells of a failure list.
func (s *session) fallen(list []Failure) []cbc.Cell {
	r := newResolver(s.link.c.Cells)
	cells := make([]cbc.Cell, 0, len(list))
	for i := range list {
		cells = append(cells, r.cells(list[i].Discriminator, list[i].ID)...)
	}
	for _, c := range cells {
		s.fell[c] = true
	}
	return cells
}

// pairWithin is how far apart the two messages of a pair may be.
const pairWithin = 5 * time.Second

// A pairs joins what a BSC says twice, once of CBS and once of emergency
// messages.
type pairs struct {
	open      bool
	emergency bool
	about     any
	at        time.Time
}

// second notes a message and reports whether it is the second of a pair.
func (p *pairs) second(emergency bool, about any) bool {
	if p.open && p.emergency != emergency && time.Since(p.at) < pairWithin && reflect.DeepEqual(p.about, about) {
		p.open = false
		return true
	}
	*p = pairs{true, emergency, about, time.Now()}
	return false
}
