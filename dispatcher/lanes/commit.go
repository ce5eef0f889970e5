package lanes

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

const (
	commitEvery   = 5 * time.Second
	commitAnyhow  = time.Hour // brokers forget commits after a week
	commitTimeout = 5 * time.Second
)

// commit tells Kafka how far we are, for tools that show lag. Nobody reads it
// back, so that a commit that fails is only tried again later.
func (l *Lanes) commit(ctx context.Context) {
	trouble := complaint{log: l.c.Log.With(zap.String("group", l.group()))}
	var said map[spot]int64
	var at time.Time
	for pause(ctx, commitEvery) {
		now := l.positions()
		if len(now) == 0 || maps.Equal(now, said) && time.Since(at) < commitAnyhow {
			continue
		}
		if err := l.commitOnce(ctx, now); err == nil {
			trouble.over()
			said, at = now, time.Now()
		} else if ctx.Err() == nil {
			trouble.about(err)
		}
	}
}

func (l *Lanes) group() string { return "bongsu." + l.c.Instance }

// positions returns the offset read next of each partition that is being read.
func (l *Lanes) positions() map[spot]int64 {
	all := map[spot]int64{}
	for _, h := range l.Health() {
		if h.Partition >= 0 && !h.LastFetch.IsZero() {
			all[spot{h.Topic, h.Partition}] = h.Position
		}
	}
	return all
}

// commitOnce commits without being a member of the group: generation −1.
func (l *Lanes) commitOnce(ctx context.Context, all map[spot]int64) error {
	within, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	req := kafka.OffsetCommitRequest{GroupID: l.group(), GenerationID: -1, Topics: map[string][]kafka.OffsetCommit{}}
	for s, next := range all {
		req.Topics[s.topic] = append(req.Topics[s.topic], kafka.OffsetCommit{Partition: s.partition, Offset: next})
	}
	resp, err := l.client.OffsetCommit(within, &req)
	if err != nil {
		return fmt.Errorf("committing positions: %w", err)
	}
	for topic, ps := range resp.Topics {
		for _, p := range ps {
			if p.Error != nil {
				return fmt.Errorf("committing the position of %s/%d: %w", topic, p.Partition, p.Error)
			}
		}
	}
	return nil
}
