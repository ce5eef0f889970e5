// Package lanes is the Kafka side of the dispatcher: events come in by lanes,
// which are topics, and posts go out to a status topic, or, if nothing could be
// made of them, to a topic of dead letters.
//
// It speaks the Kafka protocol (Apache Kafka 2.7 and later) through kafka-go,
// with Fetch requests to every partition and no consumer group: how far a lane
// was read is known to the ledger, in the same transaction as what was read.
// The group to which positions are committed is for tools that show lag, and is
// never read. The package does not look into records and decides nothing about
// them; records of aborted transactions come through like others, because
// kafka-go does not tell them apart.
package lanes

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"go.uber.org/zap"

	"bongsu/dispatcher"
)

// Positions say how far each partition was read.
type Positions interface {
	// Position returns the offset after the last record of a partition that a
	// Sink has taken, and the SHA-256 of that record's value in hex, by which
	// the log is known again; before "" is not compared. It is false if nothing
	// of the partition was taken yet.
	Position(topic string, partition int) (next int64, before string, ok bool)
}

// A Sink takes records in.
type Sink interface {
	// Take stores a record and what follows from it, also if it is refused.
	// Records of a partition come one after the other in the order of their
	// offsets. After an error nothing is stored, and the same record comes
	// again. A record may come again that was taken already.
	Take(ctx context.Context, r dispatcher.Record) error
}

// A Lane is a topic that events come in by.
type Lane struct {
	Name  string // as policy knows it: "p0"
	Topic string
}

// A Config says which topics are read and written, and where.
type Config struct {
	Brokers  []string // host:port, at least one of the cluster
	Instance string   // this process's name, in client id and group id
	TLS      *tls.Config
	SASL     *SASL

	Lanes     []Lane
	Positions Positions
	Sink      Sink

	StatusTopic     string
	DeadLetterTopic string
	Outbox          dispatcher.Outbox // nil publishes nothing

	// Notice is told what an operator must know; it must return at once. May
	// be nil.
	Notice func(Notice)
	Log    *zap.Logger
}

// A Notice is something about a lane that a person should look into.
type Notice struct {
	Kind      NoticeKind
	Topic     string
	Partition int
	Want      int64  // the offset that should have been read
	Next      int64  // the offset that is read instead
	Text      string // a sentence for people
}

// A NoticeKind says what happened.
type NoticeKind string

const (
	Gap        NoticeKind = "gap"         // records were gone before we read them
	OtherTopic NoticeKind = "other-topic" // the log is not the one we had read
)

// Lanes read and write. Make them with New.
type Lanes struct {
	c      Config
	client *kafka.Client
	dialer *dialer
	pool   *kafka.Transport

	mu      sync.Mutex // guards readers and missing
	readers map[spot]*reader
	missing map[string]string // why a topic cannot be read
}

// A spot is a partition of a topic.
type spot struct {
	topic     string
	partition int
}

// New checks a configuration. It does not connect.
func New(c Config) (*Lanes, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("lanes: %w", err)
	}
	if c.Log == nil {
		c.Log = zap.NewNop()
	}
	if c.Notice == nil {
		c.Notice = func(Notice) {}
	}
	l := &Lanes{c: c, dialer: newDialer(), readers: map[spot]*reader{}, missing: map[string]string{}}
	pool, err := l.transport()
	if err != nil {
		return nil, fmt.Errorf("lanes: %w", err)
	}
	l.pool = pool
	l.client = &kafka.Client{Addr: kafka.TCP(c.Brokers...), Transport: pool}
	return l, nil
}

func (c *Config) check() error {
	var names, topics []string
	for _, l := range c.Lanes {
		if l.Name == "" || l.Topic == "" {
			return errors.New("a lane needs a name and a topic")
		}
		if slices.Contains(names, l.Name) || slices.Contains(topics, l.Topic) {
			return fmt.Errorf("lane %s or its topic %s is there twice", l.Name, l.Topic)
		}
		names, topics = append(names, l.Name), append(topics, l.Topic)
	}
	switch {
	case len(c.Brokers) == 0:
		return errors.New("there is no broker")
	case len(c.Lanes) > 0 && (c.Positions == nil || c.Sink == nil):
		return errors.New("lanes need positions and a sink")
	case c.Outbox != nil && (c.StatusTopic == "" || c.DeadLetterTopic == ""):
		return errors.New("an outbox needs a status topic and a dead letter topic")
	case slices.Contains(topics, c.StatusTopic) || slices.Contains(topics, c.DeadLetterTopic):
		return errors.New("a lane reads a topic that is written to")
	}
	return nil
}

// Run reads and publishes until ctx is done, and returns when all that it
// started has ended. It is called once. Trouble with Kafka is waited out; it
// shows in Health and in the log.
func (l *Lanes) Run(ctx context.Context) error {
	var all sync.WaitGroup
	defer func() {
		l.dialer.close() // ends requests that still wait for a broker
		all.Wait()
		l.pool.CloseIdleConnections()
	}()
	if len(l.c.Lanes) > 0 {
		all.Go(func() { l.watch(ctx) })
	}
	if l.c.Outbox != nil {
		all.Go(func() { l.publish(ctx) })
	}
	if len(l.c.Lanes) > 0 && l.c.Instance != "" {
		all.Go(func() { l.commit(ctx) })
	}
	<-ctx.Done()
	return nil
}

// topics returns all topics that are read or written, each once.
func (l *Lanes) topics() []string {
	var all []string
	for _, lane := range l.c.Lanes {
		all = append(all, lane.Topic)
	}
	if l.c.Outbox != nil {
		all = append(all, l.c.StatusTopic, l.c.DeadLetterTopic)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pause waits, and is false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
