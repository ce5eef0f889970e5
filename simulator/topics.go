package simulator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// CreateTopics makes topics, one replica each, on a broker that may just be
// starting: it tries again until ctx is done. A topic that is there already is
// left as it is.
func CreateTopics(ctx context.Context, addr string, topics []Topic) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(addr), kgo.ClientID("bongsu-sim-topics"))
	if err != nil {
		return fmt.Errorf("topics at %s: %w", addr, err)
	}
	defer client.Close()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		err := createTopics(ctx, client, topics)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("topics at %s: %w: %w", addr, ctx.Err(), err)
		}
	}
}

func createTopics(ctx context.Context, client *kgo.Client, topics []Topic) error {
	q := kmsg.NewPtrCreateTopicsRequest()
	for _, t := range topics {
		x := kmsg.NewCreateTopicsRequestTopic()
		x.Topic, x.NumPartitions, x.ReplicationFactor = t.Name, int32(t.Partitions), 1
		q.Topics = append(q.Topics, x)
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	a, err := q.RequestWith(ctx, client)
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range a.Topics {
		if err := kerr.ErrorForCode(t.ErrorCode); err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
			errs = append(errs, fmt.Errorf("%s: %w", t.Topic, err))
		}
	}
	return errors.Join(errs...)
}
