package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"bongsu/dispatcher"
)

// Alerts returns alerts, those made last first, at most limit of them; before
// "" starts with the newest, else after that one.
func (l *Ledger) Alerts(ctx context.Context, before dispatcher.AlertID, limit int) ([]dispatcher.Alert, error) {
	const query = `SELECT a.case_id, a.life, coalesce(a.draft, e.draft) FROM alerts a JOIN events e ON e.id = a.event
		WHERE ? = '' OR a.event < (SELECT event FROM alerts WHERE id = ?) ORDER BY a.event DESC LIMIT ?`
	var all []dispatcher.Alert
	rows, err := l.reading.QueryContext(ctx, query, before, before, limit)
	err = scan(rows, err, func(r *sql.Rows) error {
		var c dispatcher.CaseID
		var life, draft string
		if err := r.Scan(&c, &life, &draft); err != nil {
			return err
		}
		a, err := alertOf(draft, life, c)
		all = append(all, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading alerts: %w", err)
	}
	return all, nil
}

// Alert returns one with its attempts in the order in which they were stored,
// or a *DecisionError not-found.
func (l *Ledger) Alert(ctx context.Context, id dispatcher.AlertID) (dispatcher.Alert, []dispatcher.Settled, error) {
	var c dispatcher.CaseID
	var event int64
	var life, draft string
	err := l.reading.QueryRowContext(ctx, `SELECT a.case_id, a.event, a.life, coalesce(a.draft, e.draft)
		FROM alerts a JOIN events e ON e.id = a.event WHERE a.id = ?`, id).Scan(&c, &event, &life, &draft)
	if err != nil {
		return dispatcher.Alert{}, nil, fmt.Errorf("reading alert %s: %w", id, missing(err, id))
	}
	a, err := alertOf(draft, life, c)
	if err != nil {
		return dispatcher.Alert{}, nil, err
	}
	settled, err := l.settled(ctx, event)
	if err != nil {
		return dispatcher.Alert{}, nil, fmt.Errorf("reading the deliveries of alert %s: %w", id, err)
	}
	return a, settled, nil
}

// missing turns "no rows" into what callers branch on.
func missing(err error, id dispatcher.AlertID) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &dispatcher.DecisionError{Alert: id, Code: "not-found", Reason: "there is no such alert"}
	}
	return err
}

func (l *Ledger) settled(ctx context.Context, event int64) ([]dispatcher.Settled, error) {
	var all []dispatcher.Settled
	rows, err := l.reading.QueryContext(ctx, `SELECT link, message, action, outcome, cells, failed, detail, owed, wrote, settled, attempt
		FROM deliveries WHERE alert = ? ORDER BY id`, event)
	err = scan(rows, err, func(r *sql.Rows) error {
		var s dispatcher.Settled
		var owed, settled int64
		var wrote sql.NullInt64
		if err := r.Scan(&s.Link, &s.Message, &s.Action, &s.Outcome, &s.Cells, &s.Failed, &s.Detail, &owed, &wrote, &settled, &s.Attempt); err != nil {
			return err
		}
		s.Owed, s.Settled = timeOf(owed), timeOf(settled)
		if wrote.Valid {
			s.Wrote = timeOf(wrote.Int64)
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// Original returns the record that an alert came from, byte for byte, or a
// *DecisionError not-found.
func (l *Ledger) Original(ctx context.Context, id dispatcher.AlertID) (dispatcher.Record, error) {
	var o original
	err := l.reading.QueryRowContext(ctx, `SELECT `+originalColumns+`
		FROM alerts a JOIN events e ON e.id = a.event WHERE a.id = ?`, id).Scan(o.columns()...)
	if err != nil {
		return dispatcher.Record{}, fmt.Errorf("reading the record of alert %s: %w", id, missing(err, id))
	}
	return o.record()
}

// originalColumns are those of events that an original is scanned from.
const originalColumns = `e.topic, e.partition, e.record_offset, e.lane, e.brought_by, e.written, e.received, e.record_key, e.headers, e.value`

// An original is a record as its row holds it.
type original struct {
	topic, lane, by, headers sql.NullString
	partition, offset        sql.NullInt64
	written, received        sql.NullInt64
	key, value               []byte
}

func (o *original) columns() []any {
	return []any{&o.topic, &o.partition, &o.offset, &o.lane, &o.by, &o.written, &o.received, &o.key, &o.headers, &o.value}
}

func (o *original) record() (dispatcher.Record, error) {
	r := dispatcher.Record{Key: o.key, Value: o.value, Lane: o.lane.String, By: o.by.String, Received: timeOf(o.received.Int64)}
	if o.topic.Valid {
		r.Position = &dispatcher.Position{Topic: o.topic.String, Partition: int(o.partition.Int64), Offset: o.offset.Int64}
	}
	if o.written.Valid {
		r.Written = timeOf(o.written.Int64)
	}
	if o.headers.Valid {
		if err := json.Unmarshal([]byte(o.headers.String), &r.Headers); err != nil {
			return r, fmt.Errorf("headers of a record: %w", err)
		}
	}
	return r, nil
}
