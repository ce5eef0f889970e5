package console

import (
	"context"
	"slices"
	"sync"
	"time"

	"bongsu/dispatcher"
)

// A memory is a ledger that forgets when the process ends. What follows from
// an event is decided by the real dispatcher.Plan and dispatcher.Decide. What
// no request leads to, such as what links owe, it cannot do.
type memory struct {
	dispatcher.Ledger // nil

	mu        sync.Mutex // guards the rest
	cases     []*dispatcher.Case
	names     map[dispatcher.Name]*dispatcher.Case
	known     map[dispatcher.EventKey]string
	codes     dispatcher.Codes
	originals map[dispatcher.AlertID]dispatcher.Record
	order     []dispatcher.AlertID
	settled   map[dispatcher.AlertID][]dispatcher.Settled
	posts     []dispatcher.Post
	audit     []string
	news      chan struct{}
	broken    error // what every method returns, if set
}

func newMemory() *memory {
	return &memory{names: map[dispatcher.Name]*dispatcher.Case{}, known: map[dispatcher.EventKey]string{},
		originals: map[dispatcher.AlertID]dispatcher.Record{}, settled: map[dispatcher.AlertID][]dispatcher.Settled{}, news: make(chan struct{})}
}

func (m *memory) Admit(_ context.Context, r dispatcher.Record, c dispatcher.Composed) (dispatcher.Admission, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return dispatcher.Admission{}, m.broken
	}
	var cs *dispatcher.Case
	for _, n := range c.Event.Names() {
		if cs = m.names[n]; cs != nil {
			break
		}
	}
	if cs == nil {
		cs = &dispatcher.Case{ID: dispatcher.CaseID(len(m.cases) + 1), Plane: c.Event.Plane}
	}
	ch := dispatcher.Plan(cs, m.known[c.Event.EventKey], r, c, &m.codes, time.Now())
	if ch.Mark != nil {
		cs.Events = append(cs.Events, *ch.Mark)
		m.known[c.Event.EventKey] = c.Event.Hash
		for _, n := range c.Event.Names() {
			m.names[n] = cs
		}
		if !slices.Contains(m.cases, cs) {
			m.cases = append(m.cases, cs)
		}
	}
	if ch.Alert != nil {
		m.originals[ch.Alert.ID] = r
		m.order = append(m.order, ch.Alert.ID)
	}
	m.keep(cs, &ch)
	return dispatcher.Admission{Result: ch.Result, Problems: ch.Problems, Case: cs.ID, Alert: ch.Alert, Links: ch.Links()}, nil
}

func (m *memory) keep(cs *dispatcher.Case, ch *dispatcher.Change) {
	replace := func(a dispatcher.Alert) {
		if i := slices.IndexFunc(cs.Alerts, func(o dispatcher.Alert) bool { return o.ID == a.ID }); i >= 0 {
			cs.Alerts[i] = a
			return
		}
		cs.Alerts = append(cs.Alerts, a)
	}
	for _, a := range ch.Ended {
		replace(a)
	}
	if ch.Alert != nil {
		replace(*ch.Alert)
	}
	m.tell(ch.Posts...)
}

// happen stores posts of which no alert knows.
func (m *memory) happen(posts ...dispatcher.Post) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tell(posts...)
}

// tell stores posts and wakes those who wait for them.
func (m *memory) tell(posts ...dispatcher.Post) {
	for _, p := range posts {
		p.ID = int64(len(m.posts) + 1)
		m.posts = append(m.posts, p)
	}
	close(m.news)
	m.news = make(chan struct{})
}

func (m *memory) Decide(_ context.Context, id dispatcher.AlertID, v dispatcher.Verdict) (dispatcher.Alert, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	cs, _ := m.find(id)
	if cs == nil {
		cs = &dispatcher.Case{}
	}
	ch, err := dispatcher.Decide(cs, id, v, &m.codes)
	if err != nil {
		return dispatcher.Alert{}, err
	}
	m.keep(cs, &ch)
	return *ch.Alert, nil
}

func (m *memory) find(id dispatcher.AlertID) (*dispatcher.Case, *dispatcher.Alert) {
	for _, cs := range m.cases {
		for i := range cs.Alerts {
			if cs.Alerts[i].ID == id {
				return cs, &cs.Alerts[i]
			}
		}
	}
	return nil, nil
}

func (m *memory) Settle(_ context.Context, d dispatcher.Delivery, s dispatcher.Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.settled[d.Alert] = append(m.settled[d.Alert], dispatcher.Settled{Link: d.Link, Message: d.Message, Action: d.Warning.Action.String(),
		Outcome: s.Outcome.String(), Cells: len(d.Warning.Area.Cells), Detail: s.Err, Owed: s.Owed, Wrote: s.Wrote, Settled: s.Settled, Attempt: s.Attempt})
	m.tell(dispatcher.Post{At: s.Settled, Kind: "delivery", What: s.Outcome.String(), Plane: d.Plane, Case: d.Case, Alert: d.Alert, Link: d.Link})
	return nil
}

func (m *memory) Alerts(_ context.Context, before dispatcher.AlertID, limit int) ([]dispatcher.Alert, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	end := len(m.order)
	if before != "" {
		end = max(slices.Index(m.order, before), 0)
	}
	var all []dispatcher.Alert
	for i := end - 1; i >= 0 && len(all) < limit; i-- {
		_, a := m.find(m.order[i])
		all = append(all, *a)
	}
	return all, m.broken
}

func (m *memory) Alert(_ context.Context, id dispatcher.AlertID) (dispatcher.Alert, []dispatcher.Settled, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, a := m.find(id)
	if a == nil {
		return dispatcher.Alert{}, nil, &dispatcher.DecisionError{Alert: id, Code: "not-found", Reason: "there is no such alert"}
	}
	return *a, slices.Clone(m.settled[id]), m.broken
}

func (m *memory) Original(_ context.Context, id dispatcher.AlertID) (dispatcher.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.originals[id], m.broken
}

func (m *memory) Posts(_ context.Context, after int64, limit int) ([]dispatcher.Post, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	after = min(after, int64(len(m.posts)))
	some := m.posts[after:]
	return slices.Clone(some[:min(limit, len(some))]), m.broken
}

func (m *memory) News() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.news
}

func (m *memory) Audit(_ context.Context, by, what string, _ any) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.audit = append(m.audit, by+": "+what)
	return m.broken
}
