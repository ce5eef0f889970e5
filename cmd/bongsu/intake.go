package main

import (
	"context"
	"encoding/hex"

	"go.uber.org/zap"

	"bongsu/dispatcher"
	"bongsu/dispatcher/lanes"
	"bongsu/dispatcher/ledger"
)

// newLanes makes the Kafka side.
func (i *instance) newLanes() (*lanes.Lanes, error) {
	k := i.Kafka
	c := lanes.Config{
		Brokers: k.Brokers, Instance: i.Instance, TLS: i.kafka,
		Positions: positions{i.ledger}, Sink: sink{i.dispatcher},
		StatusTopic: k.Status, DeadLetterTopic: k.DeadLetter, Outbox: i.ledger,
		Notice: i.laneNotice, Log: i.log,
	}
	if k.SASL != nil {
		c.SASL = &lanes.SASL{Mechanism: k.SASL.Mechanism, User: k.SASL.User, Password: i.kafkaPass}
	}
	for n := range k.Lanes {
		c.Lanes = append(c.Lanes, lanes.Lane{Name: k.Lanes[n].name(), Topic: k.Lanes[n].Topic})
	}
	return lanes.New(c)
}

// laneNotice makes an alarm of what a lane has to say.
func (i *instance) laneNotice(n lanes.Notice) {
	i.meters.noticed(n)
	i.log.Error("lane", zap.String("notice", string(n.Kind)), zap.String("topic", n.Topic), zap.Int("partition", n.Partition),
		zap.Int64("want", n.Want), zap.Int64("next", n.Next), zap.String("text", n.Text))
}

// laneHealth returns how the lanes are, nothing without Kafka.
func (i *instance) laneHealth() []lanes.LaneHealth {
	if i.lanes == nil {
		return nil
	}
	return i.lanes.Health()
}

// positions are the ledger's, as lanes ask for them.
type positions struct{ *ledger.Ledger }

// Position implements lanes.Positions.
func (p positions) Position(topic string, partition int) (next int64, before string, ok bool) {
	next, sum, ok := p.Ledger.Position(topic, partition)
	if !ok || sum == [32]byte{} {
		return next, "", ok
	}
	return next, hex.EncodeToString(sum[:]), ok
}

// A sink is the dispatcher, as lanes know it.
type sink struct{ *dispatcher.Dispatcher }

// Take implements lanes.Sink.
func (s sink) Take(ctx context.Context, r dispatcher.Record) error {
	_, err := s.Dispatcher.Take(ctx, r)
	return err
}
