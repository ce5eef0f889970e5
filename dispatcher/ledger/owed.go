package ledger

import (
	"context"
	"time"

	"bongsu/dispatcher"
)

// Owed returns the difference between what should and what may be on air on a
// link at now, most urgent first. It asks memory only, and shows only what is
// on disk. What the deliveries hold is shared and must not be changed.
func (l *Ledger) Owed(ctx context.Context, link string, now time.Time) ([]dispatcher.Delivery, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return l.view.owed(link, now), nil
}
