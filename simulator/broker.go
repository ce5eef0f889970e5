package simulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// BrokerBanner is what a program that starts a Broker must say about it.
const BrokerBanner = "development broker: single node, no replication"

// A Topic is a topic that a broker has from its start.
type Topic struct {
	Name       string `yaml:"name"`
	Partitions int    `yaml:"partitions"` // 1 to 1,024
}

// A BrokerConfig describes a development broker.
type BrokerConfig struct {
	Port   int // on 127.0.0.1; 0 picks a free one
	Topics []Topic
	// DataDir keeps the records across starts; empty keeps them in memory.
	// Every batch is flushed to the disk before it is acknowledged if Sync.
	DataDir string
	Sync    bool
	// KeepBytes bounds what each partition keeps, octets; 0 is 8 MiB. The
	// oldest megabytes go first, within a few seconds.
	KeepBytes int64
}

// A Broker is a Kafka broker for development and tests, on loopback only. It
// is franz-go's kfake behind a guard, without which one packet ends the
// process; let it have a process of its own all the same.
type Broker struct {
	cluster *kfake.Cluster
	guard   *guard
}

const (
	brokerKeepBytes  = 8 << 20
	brokerMaxRecord  = 5 << 20 // a batch with a record of 4 MiB
	brokerSegment    = 1 << 20
	brokerSweepEvery = 2 * time.Second
	brokerKeepTime   = 7 * 24 * time.Hour
	brokerStartLimit = 10 * time.Second
)

// StartBroker starts a broker and creates its topics; those that DataDir has
// already stay as they are.
func StartBroker(c BrokerConfig) (*Broker, error) {
	if c.KeepBytes == 0 {
		c.KeepBytes = brokerKeepBytes
	}
	b := &Broker{guard: newGuard()}
	options := []kfake.Opt{
		kfake.NumBrokers(1),
		kfake.Ports(c.Port),
		kfake.ListenFn(b.guard.listen),
		kfake.ClusterID("bongsu-development"),
		kfake.BrokerConfigs(map[string]string{
			"message.max.bytes":      strconv.Itoa(brokerMaxRecord),
			"log.retention.bytes":    strconv.FormatInt(c.KeepBytes, 10), // of topics that others create
			"log.segment.bytes":      strconv.Itoa(brokerSegment),
			"log.cleaner.backoff.ms": strconv.FormatInt(brokerSweepEvery.Milliseconds(), 10),
		}),
	}
	if c.DataDir != "" {
		options = append(options, kfake.DataDir(c.DataDir))
		if c.Sync {
			options = append(options, kfake.SyncWrites())
		}
	}
	var err error
	if b.cluster, err = kfake.NewCluster(options...); err != nil {
		return nil, fmt.Errorf("development broker: %w", err)
	}
	if err := b.create(c); err != nil {
		b.Close()
		return nil, fmt.Errorf("development broker: %w", err)
	}
	return b, nil
}

// Addr returns host and port.
func (b *Broker) Addr() string { return b.guard.addr }

// Close stops the broker and waits until its connections are gone.
func (b *Broker) Close() {
	b.guard.shut()
	b.cluster.Close()
	b.guard.wait()
}

// create makes the topics over the wire: only topics that state their own
// retention are ever swept.
func (b *Broker) create(c BrokerConfig) error {
	if len(c.Topics) == 0 {
		return nil
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(b.Addr()))
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), brokerStartLimit)
	defer cancel()
	request := kmsg.NewPtrCreateTopicsRequest()
	for _, t := range c.Topics {
		if t.Partitions < 1 || t.Partitions > 1024 {
			return fmt.Errorf("topic %s: %d partitions are not 1 to 1,024", t.Name, t.Partitions)
		}
		request.Topics = append(request.Topics, topicRequest(t, c.KeepBytes))
	}
	answer, err := request.RequestWith(ctx, client)
	if err != nil {
		return fmt.Errorf("create topics: %w", err)
	}
	for _, t := range answer.Topics {
		if err := kerr.ErrorForCode(t.ErrorCode); err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
			return fmt.Errorf("create topic %s: %w", *kmsg.StringPtr(t.Topic), err)
		}
	}
	return nil
}

func topicRequest(t Topic, keep int64) kmsg.CreateTopicsRequestTopic {
	r := kmsg.NewCreateTopicsRequestTopic()
	r.Topic, r.NumPartitions, r.ReplicationFactor = t.Name, int32(t.Partitions), 1
	for name, n := range map[string]int64{
		"retention.bytes": keep,
		"retention.ms":    brokerKeepTime.Milliseconds(),
		"segment.bytes":   min(brokerSegment, keep),
	} {
		c := kmsg.NewCreateTopicsRequestTopicConfig()
		c.Name, c.Value = name, kmsg.StringPtr(strconv.FormatInt(n, 10))
		r.Configs = append(r.Configs, c)
	}
	return r
}

// listen is what kfake listens with, on an address that takes no time to find.
func (g *guard) listen(network, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	g.Listener, g.addr = l, l.Addr().String()
	return g, nil
}
