package cbc

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Repeats returns how often w can be broadcast, once every period, before it
// expires, and no more often than w says: 1 to 65,535. A peer that is told this
// number ends by itself. It is never 0, which peers take in different ways; an
// error says that w has expired, or neither expires nor says how often.
func (w *Warning) Repeats(period time.Duration, now time.Time) (int, error) {
	if w.Broadcasts < 0 || w.Broadcasts > math.MaxUint16 {
		return 0, fmt.Errorf("%d broadcasts are not from 1 to %d", w.Broadcasts, math.MaxUint16)
	}
	if w.Expires.IsZero() {
		if w.Broadcasts == 0 {
			return 0, errors.New("neither a number of broadcasts nor an expiry")
		}
		return w.Broadcasts, nil
	}
	left := w.Expires.Sub(now)
	if left <= 0 {
		return 0, fmt.Errorf("expired at %s", w.Expires.Format(time.RFC3339))
	}
	n := int((left-1)/period) + 1
	if w.Broadcasts > 0 {
		n = min(n, w.Broadcasts)
	}
	return min(n, math.MaxUint16), nil
}
