package simtest

import (
	"context"
	"testing"
	"time"

	"bongsu/simulator"
)

// Broker starts a broker in memory with these topics and closes it when the
// test ends.
func Broker(t testing.TB, topics ...simulator.Topic) *simulator.Broker {
	t.Helper()
	b, err := simulator.StartBroker(simulator.BrokerConfig{Topics: topics})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// Publish writes one record and returns it as the broker at addr has it.
func Publish(t testing.TB, addr string, r simulator.Record) simulator.Record {
	t.Helper()
	p, err := simulator.NewProducer(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	r, err = p.Publish(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Records returns the first n records of a topic of the broker at addr, of
// several partitions in any order, and ends the test if there are not so many
// within that time.
func Records(t testing.TB, addr, topic string, n int, within time.Duration) []simulator.Record {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	var all []simulator.Record
	err := simulator.Tail(ctx, addr, topic, func(r simulator.Record) {
		if all = append(all, r); len(all) >= n {
			cancel()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < n {
		t.Fatalf("%s has %d records of %d after %v", topic, len(all), n, within)
	}
	return all[:n]
}
