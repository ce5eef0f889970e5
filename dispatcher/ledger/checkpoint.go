package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"go.uber.org/zap"
)

const (
	// logLimit is how many pages of 4 KiB may stand in the log before the
	// writer is made to begin it anew; 64 MiB.
	logLimit = 16384
	// checkpointLimit is how long one checkpoint may take.
	checkpointLimit = 30 * time.Second
)

// checkpoints moves what was written ahead into the database, apart from the
// commits, until the ledger is closed. The log is then written from its start
// again; its file stays as long as it was, so that a commit overwrites blocks
// instead of asking the file system for new ones.
func (l *Ledger) checkpoints(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-tick.C:
		}
		if err := l.checkpoint(); err != nil && !errors.Is(err, ErrClosed) {
			l.log.Warn("moving the log into the database", zap.Error(err))
		}
	}
}

// checkpoint moves what it can without waiting for anyone. A crash in it
// leaves the log as it was, which still holds everything.
func (l *Ledger) checkpoint() error {
	ctx, cancel := context.WithTimeout(context.Background(), checkpointLimit)
	defer cancel()
	log, err := moved(l.moving.QueryRowContext(ctx, move))
	if err != nil || log < l.pages {
		return err
	}
	// Commits come so fast that the log never stands still. The writer has
	// little left to move now, and nobody commits meanwhile.
	return l.write(ctx, later, func(t *turn) error {
		if t.begun {
			return nil // the next time
		}
		_, err := moved(t.conn.QueryRowContext(ctx, move))
		return err
	})
}

// move is a checkpoint that waits for nobody.
const move = "PRAGMA wal_checkpoint(PASSIVE)"

// moved reads a checkpoint's answer: the pages in the log.
func moved(r *sql.Row) (log int, err error) {
	var busy, moved int
	err = r.Scan(&busy, &log, &moved)
	return log, err
}
