package lanes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

const (
	watchEvery   = 2 * time.Second        // looks for partitions
	watchSooner  = 200 * time.Millisecond // while a topic is missing
	watchTimeout = 3 * time.Second
)

// watch starts a reader for each partition of each lane, also for those that
// are added later, and returns when all of them have ended.
func (l *Lanes) watch(ctx context.Context) {
	var readers sync.WaitGroup
	defer readers.Wait()
	for {
		again := watchEvery
		if !l.look(ctx, &readers) {
			again = watchSooner
		}
		if !pause(ctx, again) {
			return
		}
	}
}

// look asks for the lanes' partitions once. It is false if any lane has none.
func (l *Lanes) look(ctx context.Context, readers *sync.WaitGroup) bool {
	within, cancel := context.WithTimeout(ctx, watchTimeout)
	defer cancel()
	resp, err := l.client.Metadata(within, &kafka.MetadataRequest{Topics: l.topics()})
	if ctx.Err() != nil {
		return true
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("the brokers hang up; check TLS, user and password: %w", err)
	}
	whole := true
	for _, lane := range l.c.Lanes {
		var t kafka.Topic
		why := err
		if err == nil {
			t, why = topicOf(resp, lane.Topic)
		}
		l.note(lane, why)
		if why != nil {
			whole = false
			continue
		}
		for _, p := range t.Partitions {
			if r := l.add(lane, p.ID); r != nil {
				readers.Go(func() { r.run(ctx) })
			}
		}
	}
	return whole
}

// topicOf returns a topic with at least one partition.
func topicOf(resp *kafka.MetadataResponse, name string) (kafka.Topic, error) {
	i := slices.IndexFunc(resp.Topics, func(t kafka.Topic) bool { return t.Name == name })
	switch {
	case i < 0:
		return kafka.Topic{}, fmt.Errorf("topic %s is not there, or we may not read it", name)
	case resp.Topics[i].Error != nil:
		return kafka.Topic{}, fmt.Errorf("topic %s: %w", name, resp.Topics[i].Error)
	case len(resp.Topics[i].Partitions) == 0:
		return kafka.Topic{}, fmt.Errorf("topic %s has no partitions", name)
	}
	return resp.Topics[i], nil
}

// note remembers why a lane cannot be read, and logs it when that changes.
func (l *Lanes) note(lane Lane, why error) {
	l.mu.Lock()
	before, known := l.missing[lane.Topic]
	if why == nil {
		delete(l.missing, lane.Topic)
	} else {
		l.missing[lane.Topic] = why.Error()
	}
	l.mu.Unlock()
	switch {
	case why != nil && before != why.Error():
		l.c.Log.Error("lane cannot be read", zap.String("lane", lane.Name), zap.Error(why))
	case why == nil && known:
		l.c.Log.Info("lane can be read again", zap.String("lane", lane.Name), zap.String("topic", lane.Topic))
	}
}

// add returns a new reader, or nil if the partition has one.
func (l *Lanes) add(lane Lane, partition int) *reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := spot{lane.Topic, partition}
	if l.readers[at] != nil {
		return nil
	}
	log := l.c.Log.With(zap.String("lane", lane.Name), zap.String("topic", lane.Topic), zap.Int("partition", partition))
	r := &reader{lanes: l, lane: lane, partition: partition, last: -1, trouble: complaint{log: log}}
	l.readers[at] = r
	return r
}
