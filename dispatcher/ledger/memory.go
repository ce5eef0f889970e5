package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"bongsu/dispatcher"
)

// A memory is what the writer knows without asking the disk. Within a
// transaction it is ahead of what everyone sees.
type memory struct {
	cases     map[dispatcher.CaseID]*incident // those that are not over
	homes     map[dispatcher.AlertID]dispatcher.CaseID
	positions map[lane]position
	unplaced  map[lane]bool // lanes whose row says less than positions
	names     names
	codes     dispatcher.Codes
	ids       ids
}

// ids are the numbers last given.
type ids struct{ event, cas, post, delivery, audit int64 }

// put takes an incident into memory, or out of it if it is over.
func (m *memory) put(c *incident) {
	if c.over() {
		m.forget(c)
		return
	}
	m.cases[c.ID] = c
	for i := range c.Alerts {
		m.homes[c.Alerts[i].ID] = c.ID
	}
}

func (m *memory) forget(c *incident) {
	delete(m.cases, c.ID)
	for i := range c.Alerts {
		delete(m.homes, c.Alerts[i].ID)
	}
}

// load reads all that is open from the disk into the writer's memory and into
// the view. A start and the time after a commit that went wrong both come
// here.
func (w *writer) load() error {
	w.memory = memory{cases: map[dispatcher.CaseID]*incident{}, homes: map[dispatcher.AlertID]dispatcher.CaseID{},
		positions: map[lane]position{}, unplaced: map[lane]bool{}, names: newNames()}
	if err := one(w.s.lastIDs).Scan(&w.ids.event, &w.ids.cas, &w.ids.post, &w.ids.delivery, &w.ids.audit); err != nil {
		return err
	}
	if err := errors.Join(w.loadCodes(), w.loadPositions(), w.loadNames(), w.loadCases()); err != nil {
		return err
	}
	airs, err := airsIn(w.s.airsAll.QueryContext(context.Background()))
	if err != nil {
		return err
	}
	v := w.l.view
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.alerts)
	clear(v.links)
	clear(v.airs)
	clear(v.ended)
	clear(v.resting)
	for k, p := range w.positions {
		v.positions[k] = p
	}
	for _, a := range w.open() {
		v.put(a)
		v.suspect(a, airs)
	}
	return nil
}

// open returns the alerts that are not closed, in the order in which they were
// made.
func (m *memory) open() []*dispatcher.Alert {
	found := map[int64]*dispatcher.Alert{}
	for _, c := range m.cases {
		for i := range c.Alerts {
			if !c.rows[i].closed {
				found[c.rows[i].event] = &c.Alerts[i]
			}
		}
	}
	alerts := make([]*dispatcher.Alert, 0, len(found))
	for _, event := range slices.Sorted(maps.Keys(found)) {
		alerts = append(alerts, found[event])
	}
	return alerts
}

// suspect notes what is known of an alert's messages after a start.
func (v *view) suspect(a *dispatcher.Alert, airs map[dispatcher.AirKey]air) {
	if a.OwedAt.IsZero() {
		return
	}
	for _, p := range a.Parts {
		for m := range a.Messages {
			if m >= len(p.Texts) || p.Texts[m] == "" {
				continue
			}
			k := dispatcher.AirKey{Link: p.Link, Alert: a.ID, Message: m}
			known, tried := airs[k]
			v.airs[k] = doubt(a, known, tried)
		}
	}
	v.review(v.alerts[a.ID])
}

func (w *writer) loadCases() error {
	var open []dispatcher.CaseID
	err := each(w.s.openCases, func(r *sql.Rows) error {
		var id dispatcher.CaseID
		err := r.Scan(&id)
		open = append(open, id)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range open {
		c, err := w.read(id)
		if err != nil {
			return err
		}
		w.put(c)
	}
	return nil
}

// fetch returns a case, from memory or from the disk.
func (w *writer) fetch(id dispatcher.CaseID) (*incident, error) {
	if c := w.cases[id]; c != nil {
		return c, nil
	}
	return w.read(id)
}

// home returns the case of an alert, or nil if there is no such alert.
func (w *writer) home(a dispatcher.AlertID) (*incident, error) {
	if id, ok := w.homes[a]; ok {
		return w.cases[id], nil
	}
	var id dispatcher.CaseID
	switch err := one(w.s.caseByAlert, a).Scan(&id); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return w.fetch(id)
}

// read reads a case from the disk.
func (w *writer) read(id dispatcher.CaseID) (*incident, error) {
	c := &incident{Case: dispatcher.Case{ID: id}}
	var body string
	if err := one(w.s.caseByID, id).Scan(&c.Plane, &body); err != nil {
		return nil, fmt.Errorf("case %d: %w", id, err)
	}
	events, err := c.read(body)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		var closed bool
		var life, draft string
		if err := one(w.s.alertByEvent, e).Scan(new(int64), &closed, &life, &draft); err != nil {
			return nil, fmt.Errorf("alert of event %d: %w", e, err)
		}
		a, err := alertOf(draft, life, id)
		if err != nil {
			return nil, err
		}
		c.Alerts, c.rows = append(c.Alerts, a), append(c.rows, row{e, closed})
	}
	return c, nil
}

// codesKept is how long after its expiry an alert still counts for which serial
// numbers and references may be used: longer than either of them rests.
const codesKept = 8 * 24 * time.Hour

// loadCodes notes the serial numbers and references that alerts were given, in
// the order in which they were given.
func (w *writer) loadCodes() error {
	var owed []life
	since := w.l.now().Add(-codesKept).UnixNano()
	rows, err := w.s.livesSince.QueryContext(context.Background(), since)
	err = scan(rows, err, func(r *sql.Rows) error {
		var body string
		if err := r.Scan(&body); err != nil {
			return err
		}
		var a life
		if err := json.Unmarshal([]byte(body), &a); err != nil {
			return fmt.Errorf("life of an alert: %w", err)
		}
		if !a.OwedAt.IsZero() {
			owed = append(owed, a)
		}
		return nil
	})
	slices.SortStableFunc(owed, func(a, b life) int { return a.OwedAt.Compare(b.OwedAt) })
	for i := range owed {
		for _, m := range owed[i].Messages {
			if m.Reference == 0 {
				continue // under an identifier of which we never choose a serial number
			}
			w.codes.Note(dispatcher.Use{MessageID: m.MessageID, Serial: m.Serial, Reference: m.Reference, At: owed[i].OwedAt, Until: owed[i].Expires})
		}
	}
	return err
}

// loadPositions reads the positions, and where the events were that came after
// they were noted.
func (w *writer) loadPositions() error {
	err := each(w.s.positionsAll, func(r *sql.Rows) error {
		var k lane
		var p position
		var before []byte
		if err := r.Scan(&k.topic, &k.partition, &p.next, &before); err != nil {
			return err
		}
		copy(p.before[:], before)
		w.positions[k] = p
		return nil
	})
	if err != nil {
		return err
	}
	return each(w.s.eventsUnplaced, func(r *sql.Rows) error {
		var k lane
		var offset int64
		var value sql.RawBytes
		if err := r.Scan(&k.topic, &k.partition, &offset, &value); err != nil {
			return err
		}
		w.positions[k], w.unplaced[k] = position{offset + 1, sha256.Sum256(value)}, true
		return nil
	})
}

func (w *writer) loadNames() error {
	return each(w.s.namesAll, func(r *sql.Rows) error {
		var n dispatcher.Name
		err := r.Scan(&n.Plane, &n.Source, &n.ID)
		w.names.add(n)
		return err
	})
}

// airsIn reads rows of airs.
func airsIn(rows *sql.Rows, err error) (map[dispatcher.AirKey]air, error) {
	airs := map[dispatcher.AirKey]air{}
	err = scan(rows, err, func(r *sql.Rows) error {
		var k dispatcher.AirKey
		var body string
		if err := r.Scan(&k.Alert, &k.Link, &k.Message, &body); err != nil {
			return err
		}
		a, err := airOf(body)
		if err != nil {
			return fmt.Errorf("air of alert %s on %s: %w", k.Alert, k.Link, err)
		}
		airs[k] = a
		return nil
	})
	return airs, err
}

// each calls f for each row of a statement without arguments.
func each(s *sql.Stmt, f func(*sql.Rows) error) error {
	rows, err := s.QueryContext(context.Background())
	return scan(rows, err, f)
}

func scan(rows *sql.Rows, err error, f func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what it has to say is in rows.Err
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
