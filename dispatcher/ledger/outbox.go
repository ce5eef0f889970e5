package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"bongsu/dispatcher"
)

// Unpublished returns posts that have not been published, oldest first, dead
// letters with their originals.
func (l *Ledger) Unpublished(ctx context.Context, limit int) ([]dispatcher.Post, error) {
	return l.posts(ctx, l.ask.unpublished, limit)
}

// Posts returns records for the outside world after id, oldest first. Their
// Detail is a json.RawMessage, as those of Unpublished.
func (l *Ledger) Posts(ctx context.Context, after int64, limit int) ([]dispatcher.Post, error) {
	return l.posts(ctx, l.ask.postsAfter, after, limit)
}

// Published notes that all posts up to id are out, and in the same breath where
// to read on in the lanes. A lower id than before changes nothing.
func (l *Ledger) Published(ctx context.Context, id int64) error {
	// A crash before this commit leaves posts that are out and not noted: they
	// go out again, with the same ids.
	err := l.write(ctx, later, func(t *turn) error {
		if err := errors.Join(t.exec(t.s.putPublished, id), t.place()); err != nil {
			return err
		}
		clear(t.unplaced)
		return nil
	})
	if err != nil {
		return fmt.Errorf("noting what is published: %w", err)
	}
	return nil
}

// News returns a channel that is closed at the next commit with posts. Take it
// before reading Unpublished, so that nothing is missed.
func (l *Ledger) News() <-chan struct{} { return l.news.next() }

func (l *Ledger) posts(ctx context.Context, s *sql.Stmt, args ...any) ([]dispatcher.Post, error) {
	var posts []dispatcher.Post
	rows, err := s.QueryContext(ctx, args...)
	err = scan(rows, err, func(r *sql.Rows) error {
		var body string
		var event sql.NullInt64
		var o original
		if err := r.Scan(append([]any{&body, &event}, o.columns()...)...); err != nil {
			return err
		}
		p, err := postOf(body)
		if err != nil {
			return err
		}
		if event.Valid {
			letter, err := o.record()
			if err != nil {
				return err
			}
			p.Letter = &letter
		}
		posts = append(posts, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading posts: %w", err)
	}
	return posts, nil
}

// postOf reads a post and leaves its detail as it is written.
func postOf(body string) (dispatcher.Post, error) {
	var p struct {
		dispatcher.Post
		Detail json.RawMessage `json:"detail"`
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return dispatcher.Post{}, fmt.Errorf("post: %w", err)
	}
	if len(p.Detail) > 0 {
		p.Post.Detail = p.Detail
	}
	return p.Post, nil
}

// A news is a channel that is closed when there is something new, and then
// another one.
type news struct {
	mu sync.Mutex // guards ch
	ch chan struct{}
}

func (n *news) next() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.ch
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.ch)
	n.ch = make(chan struct{})
}
