package ledger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// Admit stores what was read and what follows from it. The record taken last in
// its lane, handed over once more, is a duplicate and changes nothing. A record
// further back is of another log, since the lanes read on from the position
// while the log is the one they know; it counts, and the position follows it.
// Nothing that r and
// c hold may be changed afterwards.
func (l *Ledger) Admit(ctx context.Context, r dispatcher.Record, c dispatcher.Composed) (dispatcher.Admission, error) {
	in, err := receive(r, c)
	if err != nil {
		return dispatcher.Admission{}, fmt.Errorf("admitting %s: %w", c.Event.EventKey, err)
	}
	var out dispatcher.Admission
	err = l.write(ctx, haste(&c.Event, c.Draft), func(t *turn) (err error) {
		out, err = t.admit(in)
		return err
	})
	if err != nil {
		return dispatcher.Admission{}, fmt.Errorf("admitting %s: %w", c.Event.EventKey, err)
	}
	return out, nil
}

// haste returns the rank of an event.
func haste(e *dispatcher.Event, draft *dispatcher.Alert) rank {
	if e.Kind == dispatcher.KindCancel || draft != nil && draft.Class == templates.Critical {
		return urgent
	}
	return normal
}

// An intake is a record as it will be stored: all that can be made ready
// before its turn comes.
type intake struct {
	record   dispatcher.Record
	composed dispatcher.Composed
	sum      [32]byte // SHA-256 of the record's value
	draft    any      // JSON of the draft, or nil
	headers  any      // JSON, or nil
	problems any      // JSON, or nil
}

func receive(r dispatcher.Record, c dispatcher.Composed) (*intake, error) {
	in := &intake{record: r, composed: c, sum: sha256.Sum256(r.Value)}
	in.composed.Event.Hash = cmp.Or(c.Event.Hash, hex.EncodeToString(in.sum[:]))
	var errs [3]error
	if c.Draft != nil {
		in.draft, errs[0] = draftOf(c.Draft)
	}
	if len(r.Headers) > 0 {
		in.headers, errs[1] = text(r.Headers)
	}
	if len(c.Problems) > 0 {
		in.problems, errs[2] = text(c.Problems)
	}
	return in, errors.Join(errs[:]...)
}

// readable reports whether the event could be read well enough to know it
// again.
func (in *intake) readable() bool {
	return in.composed.Event.Source != "" && in.composed.Event.Ref != ""
}

func (t *turn) admit(in *intake) (dispatcher.Admission, error) {
	if t.took(in) {
		return dispatcher.Admission{Result: dispatcher.Duplicate}, nil
	}
	k, err := t.kin(in)
	if err != nil {
		return dispatcher.Admission{}, err
	}
	c := dispatcher.Plan(&k.whole.Case, k.known, in.record, in.composed, &t.codes, t.l.now())
	event, err := t.addEvent(in, &c)
	if err != nil {
		return dispatcher.Admission{}, err
	}
	next := k.whole
	if c.Mark != nil {
		if next, err = t.grow(k, in, &c, event); err != nil {
			return dispatcher.Admission{}, err
		}
	}
	if err := errors.Join(t.follow(next, &c, event), t.advance(in, event), t.auditEvent(in, &c)); err != nil {
		return dispatcher.Admission{}, err
	}
	if c.Mark != nil {
		for _, o := range k.joined {
			t.forget(o)
		}
		t.put(next)
	}
	t.moved(in, event)
	if foreseen := in.composed.Foreseen; foreseen != nil && c.Alert != nil && c.Alert.State == dispatcher.Owed {
		foreseen(*c.Alert)
	}
	return dispatcher.Admission{Result: c.Result, Problems: c.Problems, Case: next.ID, Alert: copyOf(c.Alert), Links: c.Links()}, nil
}

// took reports whether in is the record that was taken last in its lane.
func (t *turn) took(in *intake) bool {
	p := in.record.Position
	if p == nil {
		return false
	}
	at, read := t.positions[lane{p.Topic, p.Partition}]
	return read && p.Offset == at.next-1 && in.sum == at.before
}

func copyOf(a *dispatcher.Alert) *dispatcher.Alert {
	if a == nil {
		return nil
	}
	b := *a
	return &b
}

// A kin is what an event belongs to.
type kin struct {
	whole  *incident         // its case, with those that it joins; ID 0 if it has none yet
	joined []*incident       // cases that whole takes in
	names  []dispatcher.Name // that do not lead to whole yet
	known  string            // hash of the stored event of the same key, or ""
}

// kin finds an event's case. Of several the oldest takes in the others. A
// refused event does not count as known: a corrected one takes its place.
func (t *turn) kin(in *intake) (kin, error) {
	e := &in.composed.Event
	k := kin{whole: &incident{Case: dispatcher.Case{Plane: e.Plane}}}
	if !in.readable() {
		return k, nil
	}
	var found []*incident
	leads := map[dispatcher.Name]dispatcher.CaseID{}
	for _, n := range e.Names() {
		id, err := t.lookup(n)
		if err != nil {
			return k, err
		}
		leads[n] = id
		if id == 0 || slices.ContainsFunc(found, func(c *incident) bool { return c.ID == id }) {
			continue
		}
		c, err := t.fetch(id)
		if err != nil {
			return k, err
		}
		if hash := c.hash(e.EventKey); hash != "" {
			return kin{whole: c, known: hash}, nil
		}
		found = append(found, c)
	}
	if len(found) > 0 {
		slices.SortFunc(found, func(a, b *incident) int { return cmp.Compare(a.ID, b.ID) })
		k.joined = found[1:]
		k.whole = found[0].join(k.joined)
	} else if in.composed.Draft != nil {
		k.whole.ID = dispatcher.CaseID(t.ids.cas + 1)
	}
	for n, id := range leads {
		if id != k.whole.ID || len(found) == 0 {
			k.names = append(k.names, n)
		}
	}
	for _, o := range k.joined {
		k.names = append(k.names, o.names()...)
	}
	return k, nil
}

// lookup returns the case that is called by a name, or 0.
func (t *turn) lookup(n dispatcher.Name) (id dispatcher.CaseID, err error) {
	if !t.names.maybe(n) {
		return 0, nil
	}
	err = one(t.s.caseByName, n.Plane, n.Source, n.ID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// addEvent stores what came in. A duplicate is there already.
func (t *turn) addEvent(in *intake, c *dispatcher.Change) (int64, error) {
	if c.Result == dispatcher.Duplicate {
		return 0, nil
	}
	t.ids.event++
	e, r := &in.composed.Event, &in.record
	var plane, source, ref, rev, topic, partition, offset, draft any
	if in.readable() {
		plane, source, ref, rev = string(e.Plane), e.Source, e.Ref, int64(e.Rev)
	}
	if p := r.Position; p != nil {
		topic, partition, offset = p.Topic, int64(p.Partition), p.Offset
	}
	if c.Alert != nil {
		draft = in.draft
	}
	problems := in.problems
	if len(c.Problems) > 0 {
		var err error
		if problems, err = text(c.Problems); err != nil {
			return 0, err
		}
	}
	return t.ids.event, t.exec(t.s.addEvent, t.ids.event, plane, source, ref, rev, e.Hash, string(c.Result), problems,
		r.Lane, r.By, topic, partition, offset, nanos(r.Written), r.Received.UnixNano(), r.Key, in.headers, r.Value, draft)
}

// grow stores the case with the event, and the alert if there is one, in it.
func (t *turn) grow(k kin, in *intake, c *dispatcher.Change, event int64) (*incident, error) {
	next := k.whole.clone()
	next.Events, next.hashes = append(next.Events, *c.Mark), append(next.hashes, in.composed.Event.Hash)
	if c.Alert != nil {
		next.Alerts, next.rows = append(next.Alerts, *c.Alert), append(next.rows, row{event: event})
	}
	t.ids.cas = max(t.ids.cas, int64(next.ID))
	for _, n := range k.names {
		t.names.add(n)
		if err := t.exec(t.s.putName, string(n.Plane), n.Source, n.ID, int64(next.ID)); err != nil {
			return nil, err
		}
	}
	for _, o := range k.joined {
		body, err := o.body()
		if err != nil {
			return nil, err
		}
		if err := t.exec(t.s.putCase, int64(o.ID), string(o.Plane), true, int64(next.ID), body); err != nil {
			return nil, err
		}
		for i := range o.Alerts {
			if err := t.setAlert(next, o.Alerts[i].ID); err != nil {
				return nil, err
			}
		}
	}
	return next, t.setCase(next)
}

// advance stores where to read on after what left no row.
func (t *turn) advance(in *intake, event int64) error {
	p := in.record.Position
	if p == nil || event != 0 {
		return nil
	}
	return errors.Join(t.place(), t.putPosition(lane{p.Topic, p.Partition}, position{p.Offset + 1, in.sum}))
}

// place stores the positions that only events tell of.
func (t *turn) place() error {
	if len(t.unplaced) == 0 {
		return nil
	}
	for k := range t.unplaced {
		if err := t.putPosition(k, t.positions[k]); err != nil {
			return err
		}
	}
	return t.exec(t.s.putPlaced, t.ids.event)
}

func (t *turn) putPosition(k lane, p position) error {
	return t.exec(t.s.putPosition, k.topic, int64(k.partition), p.next, p.before[:], t.l.now().UnixNano())
}

// moved notes in memory where to read on.
func (t *turn) moved(in *intake, event int64) {
	p := in.record.Position
	if p == nil {
		return
	}
	k, at := lane{p.Topic, p.Partition}, position{p.Offset + 1, in.sum}
	if t.positions[k] = at; event != 0 {
		t.unplaced[k] = true
	} else {
		clear(t.unplaced)
	}
	t.then(func(v *view) { v.positions[k] = at })
}

// auditEvent notes who brought an event that came over the HTTP API or the
// console.
func (t *turn) auditEvent(in *intake, c *dispatcher.Change) error {
	if in.record.Position != nil {
		return nil
	}
	return t.addAudit(in.record.By, "event", map[string]any{"event": in.composed.Event.EventKey, "result": c.Result})
}

// Position returns the offset to read next in a partition of a topic and the
// SHA-256 of the value of the record before it; false if none of it was ever
// read.
func (l *Ledger) Position(topic string, partition int) (next int64, before [32]byte, ok bool) {
	l.view.mu.RLock()
	defer l.view.mu.RUnlock()
	p, ok := l.view.positions[lane{topic, partition}]
	return p.next, p.before, ok
}
