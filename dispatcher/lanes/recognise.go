package lanes

import (
	"context"
	"fmt"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

const (
	// A new leader may know its log's end late. An end before what we have read
	// counts only if it is seen so often, so far apart.
	shortLooks = 5
	shortPause = 200 * time.Millisecond

	boundsTimeout = 2 * time.Second
)

// recognise makes sure that the log is the one whose records we took, and that
// the next one is still there. Where it is not, it tells so and goes back to
// the log's start: the ledger knows what it has.
func (r *reader) recognise(ctx context.Context) error {
	first, end, err := r.bounds(ctx)
	if err != nil {
		return err
	}
	for look := 1; end < r.want; look++ {
		if look == shortLooks {
			r.restart(OtherTopic, first, "the log ends before what was read of it, so it is another one")
			return nil
		}
		if !pause(ctx, shortPause) {
			return ctx.Err()
		}
		if first, end, err = r.bounds(ctx); err != nil {
			return err
		}
	}
	same, err := r.same(ctx, first)
	switch {
	case err != nil:
		return err
	case !same:
		r.restart(OtherTopic, first, "the record read last is another one now, so the log is another one")
	case r.want < first && r.last >= 0:
		r.restart(Gap, first, "records were gone before they were read")
	case r.want < first:
		r.want = first // nothing was read of it yet
	}
	return nil
}

// restart goes on at the log's start.
func (r *reader) restart(kind NoticeKind, first int64, text string) {
	r.notice(kind, first, text)
	r.want, r.last, r.hash = first, -1, ""
	r.moved()
}

// same reports whether the record taken last is still what it was. It is also
// true where that cannot be known, because the record is gone.
func (r *reader) same(ctx context.Context, first int64) (bool, error) {
	if r.hash == "" || r.last < first {
		return true, nil
	}
	resp, err := r.request(ctx, r.last)
	if outOfRange(err) {
		return true, nil // gone since we asked for the bounds
	}
	if err != nil {
		return false, err
	}
	same := true
	err = each(resp.Records, func(rec *protocol.Record, control bool) error {
		if rec.Offset != r.last {
			return nil
		}
		x, err := r.record(rec)
		same = err == nil && !control && digest(x.Value) == r.hash
		return err
	})
	return same, err
}

// bounds returns the offsets of the first record there is and of the next one
// to be written.
func (r *reader) bounds(ctx context.Context) (first, end int64, err error) {
	within, cancel := context.WithTimeout(ctx, boundsTimeout)
	defer cancel()
	resp, err := r.lanes.client.ListOffsets(within, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{
		r.lane.Topic: {kafka.FirstOffsetOf(r.partition), kafka.LastOffsetOf(r.partition)},
	}})
	if err != nil {
		return 0, 0, fmt.Errorf("asking for the bounds of %s: %w", r, err)
	}
	for _, p := range resp.Topics[r.lane.Topic] {
		if p.Partition == r.partition {
			if p.Error != nil {
				return 0, 0, fmt.Errorf("asking for the bounds of %s: %w", r, p.Error)
			}
			return p.FirstOffset, p.LastOffset, nil
		}
	}
	return 0, 0, fmt.Errorf("asking for the bounds of %s: no answer for it", r)
}
