package main

import (
	"sync"
	"time"

	"bongsu/cbc"
)

// A stopwatch remembers when the first octet of each attempt left, until the
// attempt is over. It forgets everything rather than hold more than maxTimes.
type stopwatch struct {
	mu    sync.Mutex // guards times
	times map[flight]time.Time
}

// A flight is an attempt under way.
type flight struct {
	link   string
	key    cbc.Key
	action cbc.Action
}

const maxTimes = 1 << 15

func newStopwatch() *stopwatch { return &stopwatch{times: map[flight]time.Time{}} }

func (s *stopwatch) start(f flight, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.times) >= maxTimes {
		clear(s.times)
	}
	s.times[f] = at
}

// stop returns when f left, if it did.
func (s *stopwatch) stop(f flight) (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.times[f]
	delete(s.times, f)
	return at, ok
}
