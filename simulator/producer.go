package simulator

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A Record is a record on a topic.
type Record struct {
	Topic     string
	Partition int   // set by the broker
	Offset    int64 // set by the broker
	// At is, of a record read, the time its producer gave it (to the
	// millisecond) and, of one published, when publishing began.
	At      time.Time
	Key     []byte // nil spreads over the partitions
	Value   []byte
	Headers map[string]string // of several with one name, the last
}

// A Producer publishes records one by one, each acknowledged by all replicas.
// It uses another Kafka client than the product and is safe for concurrent
// use.
type Producer struct{ client *kgo.Client }

// publishLimit is how long a record may wait for its acknowledgement.
const publishLimit = 30 * time.Second

// NewProducer returns a producer for the broker at addr, which need not be up
// yet.
func NewProducer(addr string) (*Producer, error) {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(addr),
		kgo.ClientID("bongsu-sim"),
		kgo.RequiredAcks(kgo.AllISRAcks()),
		kgo.ProducerLinger(0),
		kgo.ProducerBatchMaxBytes(brokerMaxRecord),
		kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.RecordDeliveryTimeout(publishLimit),
		kgo.UnknownTopicRetries(2),
	)
	if err != nil {
		return nil, fmt.Errorf("producer for %s: %w", addr, err)
	}
	return &Producer{client}, nil
}

// Publish writes r and returns it as the broker has it.
func (p *Producer) Publish(ctx context.Context, r Record) (Record, error) {
	out := &kgo.Record{Topic: r.Topic, Key: r.Key, Value: r.Value}
	for name, value := range r.Headers {
		out.Headers = append(out.Headers, kgo.RecordHeader{Key: name, Value: []byte(value)})
	}
	r.At = time.Now()
	out.Timestamp = r.At
	done, err := p.client.ProduceSync(ctx, out).First()
	if err != nil {
		return Record{}, fmt.Errorf("publish on %s: %w", r.Topic, err)
	}
	r.Partition, r.Offset = int(done.Partition), done.Offset
	return r, nil
}

// Close lets go of the broker. Records not acknowledged yet are given up.
func (p *Producer) Close() { p.client.Close() }

// Tail calls see for every record of a topic, from the oldest on, each
// partition in order, until ctx is done, and then returns nil. A broker or
// topic that is not there yet is waited for; any other end is an error.
func Tail(ctx context.Context, addr, topic string, see func(Record)) error {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(addr),
		kgo.ClientID("bongsu-sim-tail"),
		kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchMaxWait(time.Second),
	)
	if err != nil {
		return fmt.Errorf("tail %s at %s: %w", topic, addr, err)
	}
	defer client.Close()
	for {
		fetches := client.PollFetches(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("tail %s at %s: %w", topic, addr, err)
		}
		fetches.EachRecord(func(r *kgo.Record) { see(recordOf(r)) })
	}
}

func recordOf(r *kgo.Record) Record {
	headers := map[string]string{}
	for _, h := range r.Headers {
		headers[h.Key] = string(h.Value)
	}
	return Record{
		Topic: r.Topic, Partition: int(r.Partition), Offset: r.Offset, At: r.Timestamp,
		Key: r.Key, Value: r.Value, Headers: headers,
	}
}
