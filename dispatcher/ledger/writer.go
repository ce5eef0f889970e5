package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	groupAdmissions = 8                    // most events and decisions in one transaction
	groupRequests   = 64                   // most requests of any kind
	groupTime       = 2 * time.Millisecond // a transaction takes nothing more in after this
	patience        = 8                    // groups that may pass over what happened on links
)

// A moment is a point in the life of a transaction at which tests look in.
type moment string

const (
	beforeCommit moment = "written, not committed"
	afterCommit  moment = "committed, not in memory"
	afterApply   moment = "committed and in memory"
)

// A writer does what is asked, one group after another, each group in one
// transaction. Only its goroutine touches it.
type writer struct {
	l    *Ledger
	conn *sql.Conn
	s    statements
	memory

	// unsure is set when a commit went wrong: what is on disk must be read
	// again before anything else is decided.
	unsure bool
	passed int // groups in a row that left requests of rank later waiting
}

func newWriter(ctx context.Context, l *Ledger) (*writer, error) {
	conn, err := l.writing.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{l: l, conn: conn}
	if err := w.s.prepare(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := w.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("reading what is open: %w", err), conn.Close())
	}
	return w, nil
}

// run works until the ledger is closed and nothing waits any more.
func (w *writer) run() {
	defer close(w.l.ended)
	defer func() { _ = w.conn.Close() }() // its statements go with it
	for {
		r, k := w.l.queue.next(w.l.stop)
		if r == nil {
			return
		}
		w.group(r, k)
	}
}

// group does r, and what else waits by then, in one transaction. It never
// waits for more: a lone request is committed at once.
func (w *writer) group(r *request, k rank) {
	t := newTurn(w)
	begun, admissions, last := time.Now(), 0, later
	if w.passed++; w.passed > patience {
		w.overlooked(t)
	}
	for r != nil {
		w.try(t, r)
		switch k {
		case urgent:
			last = normal // nothing of lower rank delays it
			admissions++
		case normal:
			admissions++
		case later:
			w.passed = 0
		}
		if t.broken != nil || admissions == groupAdmissions || t.tried >= groupRequests || time.Since(begun) > w.l.group {
			break
		}
		r, k = w.l.queue.poll(last)
	}
	w.finish(t)
}

// overlooked does a few requests of the lowest rank, which others have passed
// over for long.
func (w *writer) overlooked(t *turn) {
	w.passed = 0
	for range groupAdmissions {
		r := w.l.queue.late()
		if r == nil {
			return
		}
		w.try(t, r)
	}
}

// try does one request within t. One that goes wrong is undone and answered at
// once; the others of its group do not notice.
func (w *writer) try(t *turn, r *request) {
	t.tried++
	if r.abandoned() {
		r.done <- context.Canceled
		return
	}
	if w.unsure {
		if err := w.load(); err != nil {
			r.done <- fmt.Errorf("reading the ledger again after a commit went wrong: %w", err)
			return
		}
		w.unsure = false
	}
	before := t.mark()
	if err := r.do(t); err != nil {
		t.undo(before)
		r.done <- err
		return
	}
	t.keep()
	t.kept = append(t.kept, r)
}

// finish commits t and answers its requests.
func (w *writer) finish(t *turn) {
	err := t.broken
	if t.begun && err == nil {
		t.reach(beforeCommit)
		// A crash up to here leaves nothing: the records will be read again,
		// the attempts count as unsettled, and no link has been told anything
		// that follows from this group.
		err = t.commit()
	}
	if err != nil {
		w.recover(t, err)
		return
	}
	t.reach(afterCommit)
	// A crash from here on leaves everything: a start reads it into memory as
	// apply does now, and the links are told the difference. Whoever asked has
	// no answer and asks again: a record is a duplicate by its position or its
	// key, a decision is refused as made already, an outcome is found stored.
	w.l.view.apply(t.effects)
	t.reach(afterApply)
	if t.posted {
		w.l.news.tell()
	}
	for _, r := range t.kept {
		r.done <- nil
	}
}

// recover deals with a transaction that did not succeed. Memory may be ahead
// of the disk now, or, where the disk took what it denied, behind; so it is
// read again. Requests that had company are tried once more, each alone.
func (w *writer) recover(t *turn, err error) {
	t.abort()
	w.unsure = true
	if len(t.kept) == 1 {
		t.kept[0].done <- fmt.Errorf("committing: %w", err)
		return
	}
	for _, r := range t.kept {
		alone := newTurn(w)
		w.try(alone, r)
		w.finish(alone)
	}
}

func (t *turn) reach(m moment) {
	if t.l.hook != nil {
		t.l.hook(t, m)
	}
}
