package lanes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/segmentio/kafka-go"
	"go.uber.org/zap"

	"bongsu/dispatcher"
)

const (
	batchPosts = 100
	// batchBytes is less than what brokers take as a batch unless told
	// otherwise, 1 MiB. One post may exceed it.
	batchBytes = 512 << 10

	publishLook = time.Second // without news
	// publishDelay lets the links be told first of what a commit brought, and
	// posts of one moment go as one batch.
	publishDelay   = 5 * time.Millisecond
	publishTimeout = 10 * time.Second
	publishLeast   = 10 * time.Millisecond
	publishMost    = time.Second
)

// publish writes the outbox's posts in their order until ctx is done. A post is
// marked as published after the brokers have it, so that a crash in between
// publishes it again, under the same id.
func (l *Lanes) publish(ctx context.Context) {
	w := l.writer()
	defer func() { _ = w.Close() }() // waits for a write that is under way, whose error has been seen
	trouble := complaint{log: l.c.Log.With(zap.String("topic", l.c.StatusTopic))}
	wait := retry{least: publishLeast, most: publishMost}
	for ctx.Err() == nil {
		news := l.c.Outbox.News() // before reading, so that none is missed
		n, err := l.publishSome(ctx, w)
		switch {
		case err != nil && ctx.Err() == nil:
			trouble.about(err)
			wait.pause(ctx)
		case n == 0:
			await(ctx, news, publishLook)
			await(ctx, nil, publishDelay)
		default:
			trouble.over()
			wait.reset()
		}
	}
}

// await returns at news, after d, or when ctx is done.
func await(ctx context.Context, news <-chan struct{}, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-news:
	case <-t.C:
	case <-ctx.Done():
	}
}

// writer retries nothing by itself: it would do so beyond its context's end.
// What is tried again is the whole batch, so that its order stays.
func (l *Lanes) writer() *kafka.Writer {
	return &kafka.Writer{
		Addr:         l.client.Addr,
		Transport:    l.pool,
		Balancer:     kafka.Murmur2Balancer{}, // as Kafka's own clients do by default
		MaxAttempts:  1,
		BatchSize:    batchPosts,
		BatchBytes:   64 << 20, // the brokers' limits count, not this one
		BatchTimeout: time.Millisecond,
		ReadTimeout:  2 * time.Second,
		WriteTimeout: 2 * time.Second,
		RequiredAcks: kafka.RequireAll,
	}
}

// publishSome publishes one batch and returns how many posts it had.
func (l *Lanes) publishSome(ctx context.Context, w *kafka.Writer) (int, error) {
	posts, err := l.c.Outbox.Unpublished(ctx, batchPosts)
	if err != nil {
		return 0, fmt.Errorf("reading the outbox: %w", err)
	}
	if len(posts) == 0 {
		return 0, nil
	}
	posts, messages := l.batch(posts)
	err = l.write(ctx, w, messages)
	if tooLarge(err) {
		posts = posts[:1]
		err = l.writeLarge(ctx, w, &posts[0], messages[0])
	}
	if err != nil {
		return 0, fmt.Errorf("publishing posts from %d on: %w", posts[0].ID, err)
	}
	// A crash here leaves the posts unpublished in the ledger: they are written
	// once more, with the same ids.
	if err := l.c.Outbox.Published(ctx, posts[len(posts)-1].ID); err != nil {
		return 0, fmt.Errorf("noting that posts are out: %w", err)
	}
	return len(posts), nil
}

// batch makes messages of as many posts as fit into one batch.
func (l *Lanes) batch(posts []dispatcher.Post) ([]dispatcher.Post, []kafka.Message) {
	var messages []kafka.Message
	size := 0
	for i := range posts {
		m := l.message(&posts[i])
		if size += len(m.Value); size > batchBytes && i > 0 {
			return posts[:i], messages
		}
		messages = append(messages, m)
	}
	return posts, messages
}

func (l *Lanes) write(ctx context.Context, w *kafka.Writer, messages []kafka.Message) error {
	within, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	err := w.WriteMessages(within, messages...)
	var each kafka.WriteErrors
	if errors.As(err, &each) {
		return errors.Join(each...)
	}
	return err
}

// writeLarge writes one post by itself, and if the brokers do not take it, a
// record in its place that says what it would have been. It must not hold up
// those behind it.
func (l *Lanes) writeLarge(ctx context.Context, w *kafka.Writer, p *dispatcher.Post, m kafka.Message) error {
	err := l.write(ctx, w, []kafka.Message{m})
	if !tooLarge(err) {
		return err
	}
	l.c.Log.Error("a post is larger than its topic takes; published without its content",
		zap.Int64("post", p.ID), zap.String("topic", m.Topic), zap.Int("octets", len(m.Value)))
	return l.write(ctx, w, []kafka.Message{l.stub(p, m)})
}

func tooLarge(err error) bool {
	var here kafka.MessageTooLargeError
	return errors.Is(err, kafka.MessageSizeTooLarge) || errors.As(err, &here)
}
