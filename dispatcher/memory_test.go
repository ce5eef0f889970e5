package dispatcher

import (
	"context"
	"sync"
	"time"

	"bongsu/cbc"
)

// A memory is a ledger that forgets when the process ends. An event's case is
// the one of its source reference.
type memory struct {
	mu      sync.Mutex // guards the rest
	cases   map[string]*Case
	order   []*Case
	codes   Codes
	known   map[EventKey]string
	airs    map[AirKey]Air
	settled []Settlement
	reopens int
	// stored, if set, is called when an outcome is stored but Settle has not
	// returned yet.
	stored func()
}

func newMemory() *memory {
	return &memory{cases: map[string]*Case{}, known: map[EventKey]string{}, airs: map[AirKey]Air{}}
}

func (m *memory) Admit(_ context.Context, r Record, c Composed) (Admission, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	cs := m.cases[c.Event.Ref]
	if cs == nil {
		cs = &Case{ID: CaseID(len(m.cases) + 1)}
		m.cases[c.Event.Ref] = cs
		m.order = append(m.order, cs)
	}
	ch := Plan(cs, m.known[c.Event.EventKey], r, c, &m.codes, time.Now())
	keep(cs, ch)
	if ch.Mark != nil {
		m.known[c.Event.EventKey] = c.Event.Hash
	}
	return Admission{Result: ch.Result, Problems: ch.Problems, Case: cs.ID, Alert: ch.Alert, Links: ch.Links()}, nil
}

func (m *memory) Decide(_ context.Context, id AlertID, v Verdict) (Alert, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, cs := range m.order {
		ch, err := Decide(cs, id, v, &m.codes)
		if err == nil {
			keep(cs, ch)
			return *ch.Alert, nil
		}
	}
	return Alert{}, &DecisionError{Alert: id, Code: "not-found"}
}

func (m *memory) Revise(_ context.Context, id AlertID, draft Alert, why string) (Alert, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, cs := range m.order {
		ch, err := Revise(cs, id, draft, why, time.Now())
		if err == nil {
			keep(cs, ch)
			return *ch.Alert, nil
		}
	}
	return Alert{}, &DecisionError{Alert: id, Code: "not-found"}
}

func (m *memory) Reopen(_ context.Context, link string, cells []cbc.Cell) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reopens++
	for k, a := range m.airs {
		if k.Link == link {
			m.airs[k], _ = a.Forgotten(cells, nil)
		}
	}
	return nil
}

func (m *memory) Owed(_ context.Context, link string, now time.Time) ([]Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var alerts []*Alert
	for _, cs := range m.order {
		for _, a := range cs.Alerts {
			alerts = append(alerts, &a)
		}
	}
	return Difference(link, alerts, func(k AirKey) (Air, bool) { a, ok := m.airs[k]; return a, ok }, now), nil
}

func (m *memory) Settle(_ context.Context, d Delivery, s Settlement) error {
	m.mu.Lock()
	k := AirKey{d.Link, d.Alert, d.Message}
	m.airs[k] = m.airs[k].Settled(&d, &s)
	m.settled = append(m.settled, s)
	m.mu.Unlock()
	if m.stored != nil {
		m.stored()
	}
	return nil
}

func (m *memory) Expire(context.Context, time.Time) ([]string, error) { return nil, nil }

func (m *memory) outcomes() []cbc.Outcome {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []cbc.Outcome
	for _, s := range m.settled {
		all = append(all, s.Outcome)
	}
	return all
}
