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

// InForce returns how many messages should be on air on a link at now.
func (l *Ledger) InForce(link string, now time.Time) int { return l.view.inForce(link, now) }

func (v *view) inForce(link string, now time.Time) int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	n, alerts := 0, v.links[link]
	if alerts == nil {
		return 0
	}
	for _, a := range *alerts {
		p := a.Part(link)
		if p == nil || !a.InForce(now) {
			continue
		}
		for _, t := range p.Texts {
			if t != "" {
				n++
			}
		}
	}
	return n
}
