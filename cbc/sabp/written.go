package sabp

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"bongsu/cbc"
)

// writtenLimit is how many messages are remembered; the oldest goes first.
const writtenLimit = 256

// A written remembers what the RNC has confirmed, over the end of connections.
type written struct {
	mu    sync.Mutex // guards the rest
	lists map[cbc.Key]*onAir
	order []cbc.Key // oldest first
}

// An onAir is a message that should be on air.
type onAir struct {
	areas map[cbc.Cell]bool
	ends  time.Time // by itself
}

// heard learns from the report r on w.
func (w *written) heard(x *cbc.Warning, r *cbc.Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k := x.Key()
	now := w.lists[k]
	if x.Action == cbc.Stop {
		if now != nil {
			for _, a := range slices.Concat(r.Accepted, failed(r, cbc.CauseNotIdentified)) {
				delete(now.areas, a)
			}
			w.clean(k)
		}
		return
	}
	there := r.Accepted
	if x.Repeated {
		there = slices.Concat(there, failed(r, cbc.CauseAlreadyUsed))
	}
	if len(there) == 0 {
		return
	}
	if now == nil {
		now = w.add(k)
	}
	now.ends = x.Expires
	for _, a := range there {
		now.areas[a] = true
	}
	if x.Replaces {
		old := cbc.Key{MessageID: x.MessageID, Serial: x.Supersedes}
		if was := w.lists[old]; was != nil {
			for _, a := range there {
				delete(was.areas, a)
			}
			w.clean(old)
		}
	}
}

// failed returns the areas that r names with a cause.
func failed(r *cbc.Report, c cbc.Cause) []cbc.Cell {
	var list []cbc.Cell
	for _, f := range r.Failed {
		if f.Cause == c {
			list = append(list, f.Cell)
		}
	}
	return list
}

// add and clean are called with mu held.
func (w *written) add(k cbc.Key) *onAir {
	if len(w.order) == writtenLimit {
		delete(w.lists, w.order[0])
		w.order = w.order[1:]
	}
	if w.lists == nil {
		w.lists = map[cbc.Key]*onAir{}
	}
	w.lists[k] = &onAir{areas: map[cbc.Cell]bool{}}
	w.order = append(w.order, k)
	return w.lists[k]
}

func (w *written) clean(k cbc.Key) {
	if len(w.lists[k].areas) == 0 {
		delete(w.lists, k)
		w.order = slices.DeleteFunc(w.order, func(o cbc.Key) bool { return o == k })
	}
}

// list returns what should be on air now, oldest first.
func (w *written) list(now time.Time) []StatusQuery {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []StatusQuery
	for _, k := range slices.Clone(w.order) {
		o := w.lists[k]
		if !o.ends.IsZero() && !o.ends.After(now) {
			clear(o.areas)
			w.clean(k)
			continue
		}
		q := StatusQuery{MessageID: k.MessageID, Serial: k.Serial, Areas: make([]cbc.Cell, 0, len(o.areas))}
		for a := range o.areas {
			q.Areas = append(q.Areas, a)
		}
		slices.SortFunc(q.Areas, func(a, b cbc.Cell) int {
			return int(int64(a.Area)<<16|int64(a.ID)) - int(int64(b.Area)<<16|int64(b.ID))
		})
		all = append(all, q)
	}
	return all
}

// lose notes that areas do not have a message.
func (w *written) lose(k cbc.Key, areas []cbc.Cell) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if o := w.lists[k]; o != nil {
		for _, a := range areas {
			delete(o.areas, a)
		}
		w.clean(k)
	}
}

// compare asks for every message that should be on air whether it is, and
// passes on which areas have forgotten.
func (s *session) compare(ctx context.Context) error {
	forgot := map[cbc.Cell]bool{}
	for _, q := range s.link.written.list(time.Now()) {
		lost, err := s.missing(ctx, &q)
		if err != nil {
			return err
		}
		s.link.written.lose(cbc.Key{MessageID: q.MessageID, Serial: q.Serial}, lost)
		for _, a := range lost {
			forgot[a] = true
		}
	}
	if len(forgot) == 0 {
		return nil
	}
	list := make([]cbc.Cell, 0, len(forgot))
	for a := range forgot {
		list = append(list, a)
	}
	s.say(cbc.Notice{Kind: cbc.Forgot, Cells: list, Text: "not there any more after the connection was lost"})
	return nil
}

// missing returns the areas that know nothing of a message.
func (s *session) missing(ctx context.Context, q *StatusQuery) (areas []cbc.Cell, err error) {
	m, err := s.ask(ctx, keyOf(q.MessageID, q.Serial, kindStatus), q)
	if err != nil {
		return nil, err
	}
	switch m := m.(type) {
	case *StatusQueryComplete:
		return nil, nil
	case *StatusQueryFailure:
		for _, f := range m.Failed {
			if f.Cause == MessageNotIdentified {
				areas = append(areas, f.Area)
			}
		}
		return areas, nil
	case *ErrorIndication: // an RNC that cannot say; what is owed is owed
		s.say(cbc.Notice{Kind: cbc.Said, Text: "message status query: " + m.said().String()})
		return nil, nil
	}
	return nil, fmt.Errorf("message status query: answered with a %s", m.Type())
}
