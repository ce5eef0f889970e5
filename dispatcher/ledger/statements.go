package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// statements are those of the writer's connection, prepared once.
type statements struct {
	begin, commit, rollback, save, undo, release *sql.Stmt

	addEvent, addAlert, setAlert, reviseAlert, closeAlert, putCase, putName *sql.Stmt
	addPost, addAudit, putPosition, putPlaced, putPublished                 *sql.Stmt
	putAir, dropAirs, addDelivery, repeatDelivery                           *sql.Stmt

	caseByName, namesAll, caseByAlert, caseByID, alertByEvent, openCases *sql.Stmt
	airsAll, airsOf, livesSince, positionsAll, eventsUnplaced, lastIDs   *sql.Stmt
}

// questions are what is asked after every commit. They go with their database.
type questions struct{ unpublished, postsAfter *sql.Stmt }

func (q *questions) prepare(ctx context.Context, db *sql.DB) (err error) {
	const posts = `SELECT p.body, p.event, ` + originalColumns + ` FROM posts p LEFT JOIN events e ON e.id = p.event `
	if q.unpublished, err = db.PrepareContext(ctx, posts+`WHERE p.id > (SELECT published FROM outbox) ORDER BY p.id LIMIT ?`); err != nil {
		return err
	}
	q.postsAfter, err = db.PrepareContext(ctx, posts+`WHERE p.id > ? ORDER BY p.id LIMIT ?`)
	return err
}

// prepare prepares them on a connection, which closes them when it closes.
func (s *statements) prepare(ctx context.Context, c *sql.Conn) error {
	for _, p := range []struct {
		s   **sql.Stmt
		sql string
	}{
		{&s.begin, "BEGIN IMMEDIATE"},
		{&s.commit, "COMMIT"},
		{&s.rollback, "ROLLBACK"},
		{&s.save, "SAVEPOINT request"},
		{&s.undo, "ROLLBACK TO request"},
		{&s.release, "RELEASE request"},

		{&s.addEvent, `INSERT INTO events (id, plane, source, ref, rev, hash, result, problems, lane, brought_by,
			topic, partition, record_offset, written, received, record_key, headers, value, draft)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`},
		{&s.addAlert, `INSERT INTO alerts (event, id, case_id, plane, class, state, expires, closed, life)
			VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`},
		{&s.setAlert, `UPDATE alerts SET case_id = ?, state = ?, closed = ?, life = ? WHERE event = ?`},
		{&s.reviseAlert, `UPDATE alerts SET draft = ?, class = ?, expires = ? WHERE event = ?`},
		{&s.closeAlert, `UPDATE alerts SET closed = ? WHERE event = ?`},
		{&s.putCase, `INSERT INTO cases (id, plane, closed, joined, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET closed = excluded.closed, joined = excluded.joined, body = excluded.body`},
		{&s.putName, `INSERT INTO names (plane, source, id, case_id) VALUES (?, ?, ?, ?)
			ON CONFLICT (plane, source, id) DO UPDATE SET case_id = excluded.case_id`},
		{&s.addPost, `INSERT INTO posts (id, event, body) VALUES (?, ?, ?)`},
		{&s.addAudit, `INSERT INTO audit (id, at, by, what, detail) VALUES (?, ?, ?, ?, ?)`},
		{&s.putPosition, `INSERT INTO positions (topic, partition, next_offset, before, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (topic, partition) DO UPDATE
			SET next_offset = excluded.next_offset, before = excluded.before, at = excluded.at`},
		{&s.putPlaced, `UPDATE outbox SET placed = ?`},
		{&s.putPublished, `UPDATE outbox SET published = max(published, ?)`},
		{&s.putAir, `INSERT INTO airs (alert, link, message, body) VALUES (?, ?, ?, ?)
			ON CONFLICT (alert, link, message) DO UPDATE SET body = excluded.body`},
		{&s.dropAirs, `DELETE FROM airs WHERE alert = ?`},
		{&s.addDelivery, `INSERT INTO deliveries (id, alert, link, message, action, outcome, cells, failed, detail,
			owed, wrote, settled, attempt, again, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`},
		{&s.repeatDelivery, `UPDATE deliveries SET again = again + 1, detail = ?, settled = ?, attempt = ? WHERE id = ?`},

		{&s.caseByName, `SELECT case_id FROM names WHERE plane = ? AND source = ? AND id = ?`},
		{&s.namesAll, `SELECT plane, source, id FROM names`},
		{&s.caseByAlert, `SELECT case_id FROM alerts WHERE id = ?`},
		{&s.caseByID, `SELECT plane, body FROM cases WHERE id = ?`},
		{&s.alertByEvent, `SELECT a.case_id, a.closed, a.life, coalesce(a.draft, e.draft) FROM alerts a JOIN events e ON e.id = a.event WHERE a.event = ?`},
		{&s.openCases, `SELECT id FROM cases WHERE closed = 0 ORDER BY id`},
		{&s.airsAll, `SELECT a.id, r.link, r.message, r.body FROM airs r JOIN alerts a ON a.event = r.alert`},
		{&s.airsOf, `SELECT a.id, r.link, r.message, r.body FROM airs r JOIN alerts a ON a.event = r.alert WHERE r.alert = ?`},
		{&s.livesSince, `SELECT life FROM alerts WHERE expires >= ? ORDER BY event`},
		{&s.positionsAll, `SELECT topic, partition, next_offset, before FROM positions`},
		{&s.eventsUnplaced, `SELECT topic, partition, record_offset, value FROM events
			WHERE id > (SELECT placed FROM outbox) AND topic IS NOT NULL ORDER BY id`},
		{&s.lastIDs, `SELECT
			(SELECT coalesce(max(id), 0) FROM events), (SELECT coalesce(max(id), 0) FROM cases),
			(SELECT coalesce(max(id), 0) FROM posts),
			(SELECT coalesce(max(id), 0) FROM deliveries), (SELECT coalesce(max(id), 0) FROM audit)`},
	} {
		var err error
		if *p.s, err = c.PrepareContext(ctx, p.sql); err != nil { //nolint:sqlclosecheck // the connection closes them
			return fmt.Errorf("preparing %q: %w", p.sql, err)
		}
	}
	return nil
}
