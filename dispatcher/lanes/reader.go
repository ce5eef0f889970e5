package lanes

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"bongsu/dispatcher"
)

const (
	fetchWait  = 500 * time.Millisecond // the broker answers empty after it
	fetchGrace = time.Second            // what the answer may take beyond that
	fetchBytes = 8 << 20                // of an answer; one batch may exceed it

	retryLeast = 20 * time.Millisecond
	retryMost  = 200 * time.Millisecond
	takeMost   = time.Second // between attempts to store a record
)

// A reader reads one partition in the order of its offsets.
type reader struct {
	lanes     *Lanes
	lane      Lane
	partition int
	trouble   complaint

	// want is the offset to read next; last that of the record taken last, −1
	// if none, and hash its SHA-256. Only run's goroutine uses them.
	want, last int64
	hash       string

	mu    sync.Mutex // guards state
	state LaneHealth
}

// run reads until ctx is done. Whenever reading begins, at the start and after
// an error, the log is looked at first, so that another log under the same name
// is not taken for the one we know.
func (r *reader) run(ctx context.Context) {
	r.load()
	wait := retry{least: retryLeast, most: retryMost}
	known := false
	for ctx.Err() == nil {
		err := error(nil)
		if !known {
			err = r.recognise(ctx)
		}
		if err == nil {
			known = true
			err = r.fetch(ctx)
		}
		if err == nil {
			r.trouble.over()
			wait.reset()
			continue
		}
		known = false
		if ctx.Err() != nil {
			return
		}
		r.failed(err)
		wait.pause(ctx)
	}
}

// load takes the position from the ledger.
func (r *reader) load() {
	if next, before, ok := r.lanes.c.Positions.Position(r.lane.Topic, r.partition); ok {
		r.want, r.last, r.hash = next, next-1, before
	}
}

// fetch reads once, from want on, and hands on what came.
func (r *reader) fetch(ctx context.Context) error {
	resp, err := r.request(ctx, r.want)
	if err != nil {
		return err
	}
	r.fetched(resp.HighWatermark)
	from := r.want
	if err := each(resp.Records, func(rec *protocol.Record, control bool) error { return r.pass(ctx, rec, control) }); err != nil {
		return err
	}
	if r.want == from && resp.HighWatermark > from {
		return fmt.Errorf("reading %s: there should be records from offset %d on, and none came", r, from)
	}
	return nil
}

// request asks the partition's leader for records. It may answer with records
// before offset, from the middle of whose batch it starts.
func (r *reader) request(ctx context.Context, offset int64) (*kafka.FetchResponse, error) {
	within, cancel := context.WithTimeout(ctx, fetchWait+fetchGrace)
	defer cancel()
	resp, err := r.lanes.client.Fetch(within, &kafka.FetchRequest{
		Topic: r.lane.Topic, Partition: r.partition, Offset: offset,
		MinBytes: 1, MaxBytes: fetchBytes, MaxWait: fetchWait,
	})
	if err == nil {
		err = resp.Error
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s from offset %d: %w", r, offset, err)
	}
	return resp, nil
}

// pass hands a record on and moves want behind it.
func (r *reader) pass(ctx context.Context, rec *protocol.Record, control bool) error {
	if rec.Offset < r.want {
		return nil
	}
	if !control {
		x, err := r.record(rec)
		if err != nil {
			return fmt.Errorf("reading %s at offset %d: %w", r, rec.Offset, err)
		}
		if rec.Offset > r.want && r.last >= 0 {
			r.notice(Gap, rec.Offset, "offsets are left out in the log; is the topic compacted?")
		}
		if !r.take(ctx, x) {
			return ctx.Err()
		}
		r.last, r.hash = rec.Offset, digest(x.Value)
	}
	r.want = rec.Offset + 1
	r.moved()
	return nil
}

// take hands a record to the sink until it is stored; it is false if ctx ends
// first.
func (r *reader) take(ctx context.Context, x dispatcher.Record) bool {
	wait := retry{least: retryLeast, most: takeMost}
	for {
		err := r.lanes.c.Sink.Take(ctx, x)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		r.failed(fmt.Errorf("storing the record at offset %d of %s: %w", x.Position.Offset, r, err))
		if !wait.pause(ctx) {
			return false
		}
	}
}

// notice tells of a change of position that a person should know of.
func (r *reader) notice(kind NoticeKind, next int64, text string) {
	n := Notice{Kind: kind, Topic: r.lane.Topic, Partition: r.partition, Want: r.want, Next: next, Text: text}
	r.trouble.alarm(n)
	r.lanes.c.Notice(n)
}

// String returns "bongsu.event.p0/0".
func (r *reader) String() string { return fmt.Sprintf("%s/%d", r.lane.Topic, r.partition) }

func outOfRange(err error) bool { return errors.Is(err, kafka.OffsetOutOfRange) }
