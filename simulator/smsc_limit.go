package simulator

import (
	"sync"
	"time"
)

// A meter is a bucket of tokens that fills with time. It must not be copied.
type meter struct {
	c SMSCLimits

	mu     sync.Mutex // guards the rest
	tokens float64
	since  time.Time // when tokens was right
	shut   time.Time // all are throttled before
}

// admit takes n messages if there is room for the first of them, and else
// none.
func (m *meter) admit(now time.Time, n int) bool {
	if m.c.Rate <= 0 {
		return true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fill(now)
	if now.Before(m.shut) {
		return false
	}
	if m.tokens < 1 {
		m.shut = now.Add(m.c.Pause)
		return false
	}
	m.tokens -= float64(n)
	return true
}

// fill is called with mu held.
func (m *meter) fill(now time.Time) {
	burst := float64(max(m.c.Burst, 1))
	if m.since.IsZero() {
		m.tokens, m.since = burst, now
	}
	m.tokens = min(m.tokens+now.Sub(m.since).Seconds()*m.c.Rate, burst)
	m.since = now
}

// congestion returns what congestion_state says, 0 to 100.
func (m *meter) congestion(now time.Time) byte {
	if m.c.Rate <= 0 {
		return 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fill(now)
	if now.Before(m.shut) {
		return 100
	}
	return byte(min(max(100-100*m.tokens/float64(max(m.c.Burst, 1)), 0), 100))
}
