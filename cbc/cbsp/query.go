package cbsp

import (
	"context"
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
)

// Status asks in which cells a message is broadcast, and how often it has been:
// those are the accepted cells and the counts of the report. It names every cell
// of the BSC if no cells are given. Errors are those of Broadcast, as for all
// questions here.
func (l *Link) Status(ctx context.Context, k cbc.Key, cells []cbc.Cell) (cbc.Report, error) {
	asked, list, err := l.asked(cells)
	if err != nil {
		return cbc.Report{}, err
	}
	a, err := l.ask(ctx, key{k, TypeStatusQuery}, &StatusQuery{k.MessageID, k.Serial, list, Basic})
	if err != nil {
		return cbc.Report{}, err
	}
	return report(a, &part{asked: asked}), nil
}

// A CellLoad is how busy the broadcast channel of a cell is, in percent of its
// capacity, by the two figures of clause 8.2.12.
type CellLoad struct {
	Cell         cbc.Cell
	First, Other uint8
}

// Load asks how busy the broadcast channels of some cells are, or of all if none
// is given. Cells that cannot tell are the failed ones of the report. There are
// BSCs that never answer this.
func (l *Link) Load(ctx context.Context, cells []cbc.Cell) ([]CellLoad, cbc.Report, error) {
	asked, list, err := l.asked(cells)
	if err != nil {
		return nil, cbc.Report{}, err
	}
	a, err := l.ask(ctx, key{of: TypeLoadQuery}, &LoadQuery{list, Basic})
	if err != nil {
		return nil, cbc.Report{}, err
	}
	var told *LoadList
	switch m := a.m.(type) {
	case *LoadQueryComplete:
		told = &m.Loads
	case *LoadQueryFailure:
		told = m.Loads
	}
	var loads []CellLoad
	r := newResolver(asked)
	if told != nil {
		for _, x := range told.Loads {
			for _, c := range r.cells(told.Discriminator, x.ID) {
				loads = append(loads, CellLoad{c, x.First, x.Other})
			}
		}
	}
	return loads, report(a, &part{asked: asked}), nil
}

// A Schedule is how cells announce what they broadcast, clause 8.1.3.13.
type Schedule struct {
	Period   uint8  // messages of one schedule, 0 for none
	Reserved *uint8 // slots kept free in each, nil to leave them as they are
	Channel  Channel
}

// SetDRX sets the schedule of some cells, or of all if none is given.
func (l *Link) SetDRX(ctx context.Context, s Schedule, cells []cbc.Cell) (cbc.Report, error) {
	asked, list, err := l.asked(cells)
	if err != nil {
		return cbc.Report{}, err
	}
	a, err := l.ask(ctx, key{of: TypeSetDRX}, &SetDRX{list, s.Period, s.Reserved, s.Channel})
	if err != nil {
		return cbc.Report{}, err
	}
	return report(a, &part{asked: asked}), nil
}

// asked returns the cells that a question is about, all of the BSC if none is
// given, and the list that names them.
func (l *Link) asked(cells []cbc.Cell) ([]cbc.Cell, CellList, error) {
	if len(cells) == 0 {
		return l.c.Cells, AllCells(), nil
	}
	list, err := CGIs(cells)
	if err != nil {
		return nil, list, &cbc.NotSentError{Err: err, Permanent: true}
	}
	return cells, list, nil
}

// ask sends a question and waits for its answer.
func (l *Link) ask(ctx context.Context, k key, m Message) (answer, error) {
	s := l.up.Load()
	if s == nil {
		return answer{}, &cbc.NotSentError{Err: fmt.Errorf("no connection to %s", l.peer())}
	}
	b, err := m.AppendBinary(nil)
	if err != nil {
		return answer{}, &cbc.NotSentError{Err: err, Permanent: true}
	}
	r, free, err := s.submit(ctx, nil, &letter{key: k, rank: exchange.Regular, ends: []int{len(b)}, b: b}, 0)
	if err != nil {
		return answer{}, &cbc.NotSentError{Err: err}
	}
	defer free()
	a, err := s.await(ctx, r)
	if err != nil {
		return a, &cbc.LostError{Err: err}
	}
	return a, nil
}

// Probe asks the BSC whether it is there and returns when it has answered. It
// fails if there is no connection, or the connection ends, or ctx does.
func (l *Link) Probe(ctx context.Context) error {
	s := l.up.Load()
	if s == nil {
		return fmt.Errorf("no connection to %s", l.peer())
	}
	there := make(chan struct{})
	select {
	case s.probes <- there:
	case <-s.done:
		return s.cause()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case <-there:
		return nil
	case <-s.done:
		return s.cause()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
