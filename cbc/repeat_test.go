package cbc

import (
	"testing"
	"time"
)

func TestABroadcastEndsByItselfAtTheExpiry(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		w      Warning
		period time.Duration
		want   int // 0 is an error
	}{
		{"an hour every 30 s", Warning{Expires: now.Add(time.Hour)}, 30 * time.Second, 120},
		{"an hour and a moment", Warning{Expires: now.Add(time.Hour + 1)}, 30 * time.Second, 121},
		{"less than a period", Warning{Expires: now.Add(time.Second)}, 30 * time.Second, 1},
		{"fewer asked for", Warning{Expires: now.Add(time.Hour), Broadcasts: 3}, 30 * time.Second, 3},
		{"more asked for", Warning{Expires: now.Add(time.Minute), Broadcasts: 30}, 30 * time.Second, 2},
		{"more than can be said", Warning{Expires: now.Add(100 * time.Hour)}, time.Second, 65535},
		{"no expiry", Warning{Broadcasts: 7}, time.Second, 7},
		{"expired", Warning{Expires: now, Broadcasts: 7}, time.Second, 0},
		{"neither", Warning{}, time.Second, 0},
		{"too many", Warning{Broadcasts: 65536}, time.Second, 0},
	} {
		if n, err := c.w.Repeats(c.period, now); n != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("%s: %d, %v; want %d", c.name, n, err, c.want)
		}
	}
}
