package lanes

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/segmentio/kafka-go/protocol"

	"bongsu/dispatcher"
)

// each calls f with every record of an answer, those of control batches too,
// since positions move over them. kafka-go's own stream leaves those out.
func each(records protocol.RecordReader, f func(rec *protocol.Record, control bool) error) error {
	stream, ok := records.(*protocol.RecordStream)
	if !ok {
		return eachOf(records, false, f)
	}
	for _, batch := range stream.Records {
		_, control := batch.(*protocol.ControlBatch)
		if err := eachOf(batch, control, f); err != nil {
			return err
		}
	}
	return nil
}

func eachOf(batch protocol.RecordReader, control bool, f func(rec *protocol.Record, control bool) error) error {
	for {
		rec, err := batch.ReadRecord()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		err = f(rec, control)
		closeBytes(rec.Key)
		closeBytes(rec.Value)
		if err != nil {
			return err
		}
	}
}

func closeBytes(b protocol.Bytes) {
	if b != nil {
		b.Close() // gives memory back and cannot fail
	}
}

// record copies a record. Of headers with the same name the first counts.
func (r *reader) record(rec *protocol.Record) (dispatcher.Record, error) {
	key, err := protocol.ReadAll(rec.Key)
	if err != nil {
		return dispatcher.Record{}, err
	}
	value, err := protocol.ReadAll(rec.Value)
	if err != nil {
		return dispatcher.Record{}, err
	}
	x := dispatcher.Record{
		Position: &dispatcher.Position{Topic: r.lane.Topic, Partition: r.partition, Offset: rec.Offset},
		Key:      key,
		Value:    value,
		Lane:     r.lane.Name,
		By:       "kafka:" + r.lane.Topic,
		Written:  rec.Time,
		Received: time.Now(),
	}
	if len(rec.Headers) > 0 {
		x.Headers = make(map[string]string, len(rec.Headers))
	}
	for _, h := range rec.Headers {
		if _, known := x.Headers[h.Key]; !known {
			x.Headers[h.Key] = string(h.Value)
		}
	}
	return x, nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
