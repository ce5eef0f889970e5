package ledger

import (
	"cmp"
	"context"
	"database/sql"

	"bongsu/dispatcher"
)

// A turn is one transaction and what it changes in memory. Requests read their
// surroundings through it, so that a later one of a group sees what an earlier
// one did; everyone else sees that after the commit.
//
// A request writes rows first and changes memory last, so that one that goes
// wrong leaves memory alone.
type turn struct {
	*writer
	begun   bool  // a transaction is open
	saved   bool  // the current request has a savepoint in it
	dirty   bool  // the current request has written
	failed  error // of the current request; nothing more is written for it
	broken  error // of the transaction
	tried   int
	posted  bool
	kept    []*request
	effects []func(*view)
	airs    map[dispatcher.AirKey]air // changed in this turn
}

// A state is what a request that goes wrong is taken back to.
type state struct {
	ids     ids
	posted  bool
	effects int
}

func newTurn(w *writer) *turn {
	return &turn{writer: w, airs: map[dispatcher.AirKey]air{}}
}

func (t *turn) mark() state {
	t.saved, t.dirty, t.failed = false, false, nil
	return state{t.ids, t.posted, len(t.effects)}
}

// exec runs a statement that writes. The first of a turn opens the
// transaction; the first of a further request sets a savepoint. After one that
// does not succeed the request writes nothing more: SQLite may have ended the
// transaction, and what followed would stand alone.
func (t *turn) exec(s *sql.Stmt, args ...any) error {
	if err := cmp.Or(t.broken, t.failed); err != nil {
		return err
	}
	if !t.dirty {
		if err := t.open(); err != nil {
			return err
		}
		t.dirty = true
	}
	_, t.failed = s.ExecContext(context.Background(), args...)
	return t.failed
}

func (t *turn) open() error {
	if t.begun {
		t.saved = true
		return run(t.s.save)
	}
	if err := run(t.s.begin); err != nil {
		return err
	}
	t.begun = true
	return nil
}

// keep ends a request that went well.
func (t *turn) keep() {
	if t.saved && t.broken == nil {
		t.broken = run(t.s.release)
	}
}

// undo takes back what a request wrote. If even that does not succeed, the
// whole transaction is given up.
func (t *turn) undo(b state) {
	t.ids, t.posted, t.effects = b.ids, b.posted, t.effects[:b.effects]
	switch {
	case !t.dirty || t.broken != nil:
	case t.saved:
		if t.broken = run(t.s.undo); t.broken == nil {
			t.broken = run(t.s.release)
		}
	default:
		t.begun = false
		t.broken = run(t.s.rollback)
	}
}

func (t *turn) commit() error { return run(t.s.commit) }

// abort ends the transaction if it is still open. SQLite ends it by itself
// after some errors, and then says that there is none.
func (t *turn) abort() {
	if t.begun {
		_ = run(t.s.rollback)
		t.begun = false
	}
}

// then notes a change of what everyone sees, for after the commit.
func (t *turn) then(f func(*view)) { t.effects = append(t.effects, f) }

// air returns what is known of a message on a link, as of this request.
func (t *turn) air(k dispatcher.AirKey) (air, bool) {
	if a, ok := t.airs[k]; ok {
		return a, true
	}
	a, ok := t.l.view.airs[k] // only this goroutine writes it
	return a, ok
}

// presence is air as dispatcher.Closed asks for it.
func (t *turn) presence(k dispatcher.AirKey) (dispatcher.Air, bool) {
	a, ok := t.air(k)
	return a.Air, ok
}

// one asks for one row. The writer's statements are not given up half way.
func one(s *sql.Stmt, args ...any) *sql.Row { return s.QueryRowContext(context.Background(), args...) }

func run(s *sql.Stmt) error {
	_, err := s.ExecContext(context.Background())
	return err
}
