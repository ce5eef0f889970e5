package lanes

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"
)

// A retry is a pause that doubles from least to most.
type retry struct {
	least, most time.Duration
	next        time.Duration
}

func (r *retry) reset() { r.next = 0 }

// pause waits, and is false if ctx ended first.
func (r *retry) pause(ctx context.Context) bool {
	if r.next == 0 {
		r.next = r.least
	}
	d := r.next
	r.next = min(2*r.next, r.most)
	return pause(ctx, d)
}

// complainEvery is how often trouble that goes on is logged.
const complainEvery = 10 * time.Second

// A complaint logs trouble when it begins, while it lasts, and when it is over.
type complaint struct {
	log   *zap.Logger
	mu    sync.Mutex // guards since, said
	since time.Time
	said  time.Time
}

func (c *complaint) about(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if c.since.IsZero() {
		c.since = now
	}
	if now.Sub(c.said) >= complainEvery {
		c.said = now
		c.log.Warn("kafka is in trouble", zap.Error(err), zap.Duration("for", now.Sub(c.since)))
	}
}

func (c *complaint) over() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.since.IsZero() {
		c.log.Info("kafka is well again", zap.Duration("after", time.Since(c.since)))
		c.since, c.said = time.Time{}, time.Time{}
	}
}

func (c *complaint) alarm(n Notice) {
	c.log.Error(n.Text, zap.String("kind", string(n.Kind)), zap.Int64("want", n.Want), zap.Int64("next", n.Next))
}
