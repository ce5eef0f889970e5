// Package ledger is what must not be forgotten: which records were read, what
// followed from them, what people decided, and what is or may be on air on
// every link. It implements dispatcher.Ledger, dispatcher.Reader and
// dispatcher.Outbox over SQLite, written ahead and synced at every commit.
//
// One goroutine writes. It keeps what is open in memory in step with the disk,
// so that what a link owes is told without asking the disk. What follows from
// an event is decided by dispatcher.Plan, never by SQL.
//
// The package does not share a file between processes: a second one is
// refused.
package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"go.uber.org/zap"

	"bongsu/dispatcher"
)

// A Config says where a ledger is and how it is kept.
type Config struct {
	Path     string           // of the database; its directory must exist
	Instance string           // our name, shown to a second process that wants the same file
	Now      func() time.Time // nil for time.Now
	Log      *zap.Logger      // nil for none; told of checkpoints that did not succeed
	// Checkpoint is how often what was written ahead is moved into the
	// database, 0 for 2 s.
	Checkpoint time.Duration

	// For tests:
	group time.Duration       // how long a transaction takes requests in, 0 for 2 ms
	pages int                 // in the log before the writer begins it anew, 0 for 16,384
	hook  func(*turn, moment) // looks in at moments of a transaction
}

// A Ledger remembers. All methods may be called from several goroutines at
// once. A method whose context ends returns its error, but what was asked may
// be on disk all the same, or still come to be; asking again does no harm.
type Ledger struct {
	now     func() time.Time
	log     *zap.Logger
	guard   *guard
	writing *sql.DB // one connection, the writer's
	moving  *sql.DB // one connection, for checkpoints
	reading *sql.DB
	ask     questions // on reading
	queue   *queue
	view    *view
	news    news

	stop  chan struct{} // closed by Close
	ended chan struct{} // closed when the writer has gone
	all   sync.WaitGroup
	once  sync.Once
	err   error // of Close

	group time.Duration
	pages int
	hook  func(*turn, moment) // nil but in tests
}

var (
	_ dispatcher.Ledger = (*Ledger)(nil)
	_ dispatcher.Reader = (*Ledger)(nil)
	_ dispatcher.Outbox = (*Ledger)(nil)
)

// ErrClosed is what methods return after Close.
var ErrClosed = errors.New("the ledger is closed")

// Open opens the database, making it if there is none, brings its tables up to
// date, loads what is open and starts the writer. A file that another process,
// or another Ledger of this one, has open is refused with an *InUseError.
func Open(ctx context.Context, c Config) (l *Ledger, err error) {
	path, err := filepath.Abs(c.Path)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	l = &Ledger{now: c.Now, log: c.Log, queue: newQueue(), view: newView(), news: news{ch: make(chan struct{})},
		stop: make(chan struct{}), ended: make(chan struct{}),
		group: cmp.Or(c.group, groupTime), pages: cmp.Or(c.pages, logLimit), hook: c.hook}
	if l.now == nil {
		l.now = time.Now
	}
	if l.log == nil {
		l.log = zap.NewNop()
	}
	if l.guard, err = take(path, c.Instance); err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	w, err := l.begin(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("opening the ledger %s: %w", path, errors.Join(err, l.release()))
	}
	l.all.Go(func() { w.run() })
	l.all.Go(func() { l.checkpoints(cmp.Or(c.Checkpoint, 2*time.Second)) })
	return l, nil
}

// begin opens the connections and loads what is open.
func (l *Ledger) begin(ctx context.Context, path string) (*writer, error) {
	var err error
	if l.writing, err = connect(path, false); err != nil {
		return nil, err
	}
	if err := migrate(ctx, l.writing); err != nil {
		return nil, err
	}
	if l.moving, err = connect(path, false); err != nil {
		return nil, err
	}
	if l.reading, err = connect(path, true); err != nil {
		return nil, err
	}
	if err := l.ask.prepare(ctx, l.reading); err != nil {
		return nil, err
	}
	return newWriter(ctx, l)
}

// release gives back what begin and take took.
func (l *Ledger) release() error {
	var errs []error
	for _, db := range []*sql.DB{l.reading, l.moving, l.writing} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, l.guard.release())...)
}

// Close answers what has been asked, moves everything into the database, and
// returns when all goroutines have ended. A second Close waits and returns
// the same.
func (l *Ledger) Close() error {
	l.once.Do(func() {
		close(l.stop)
		l.all.Wait()
		_, err := l.writing.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
		l.err = errors.Join(err, l.release())
	})
	return l.err
}

// write has the writer do something, in its turn, and waits until it is on
// disk.
func (l *Ledger) write(ctx context.Context, r rank, do func(*turn) error) error {
	q := &request{gone: ctx.Done(), do: do, done: make(chan error, 1)}
	select {
	case <-l.stop:
		return ErrClosed
	default:
	}
	select {
	case l.queue.waiting[r] <- q:
	case <-ctx.Done():
		return ctx.Err()
	case <-l.stop:
		return ErrClosed
	}
	select {
	case err := <-q.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("waiting for the ledger, which may write it all the same: %w", ctx.Err())
	case <-l.ended:
	}
	select { // answered in the writer's last moments, or never
	case err := <-q.done:
		return err
	default:
		return ErrClosed
	}
}
