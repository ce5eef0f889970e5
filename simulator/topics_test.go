package simulator_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bongsu/simulator"
)

func TestTopicsAreMadeOnceAndTakeRecords(t *testing.T) {
	b, err := simulator.StartBroker(simulator.BrokerConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	topics := []simulator.Topic{{Name: "new.p0", Partitions: 1}, {Name: "new.p1", Partitions: 3}}
	for range 2 {
		if err := simulator.CreateTopics(t.Context(), b.Addr(), topics); err != nil {
			t.Fatal(err)
		}
	}
	p, err := simulator.NewProducer(b.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, topic := range topics {
		if _, err := p.Publish(t.Context(), simulator.Record{Topic: topic.Name, Value: []byte("x")}); err != nil {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := simulator.CreateTopics(ctx, "127.0.0.1:1", topics); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("where nobody listens: %v", err)
	}
}
