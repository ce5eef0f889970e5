package smpp

import (
	"context"
	"fmt"
	"time"
)

const (
	// misses is how many enquire_links in a row stay unanswered before the peer
	// is taken for dead.
	misses = 2
	// patience is how long a peer may take over one PDU, octet by octet.
	patience = time.Minute
)

// watch asks the peer whether it is there whenever it has been silent for the
// idle time. Any octet from it is a sign of life, but for one in a PDU that
// never ends.
func (s *session) watch() {
	for {
		if begun := s.begun.Load(); begun != 0 && time.Since(time.Unix(0, begun)) > patience {
			s.end(fmt.Errorf("the peer has not finished a PDU in %v", patience))
			return
		}
		if wait := s.idle - s.silence(); wait > 0 {
			timer := time.NewTimer(wait)
			select {
			case <-timer.C:
			case <-s.done:
				timer.Stop()
				return
			}
			continue
		}
		if !s.alive() {
			s.end(fmt.Errorf("the peer has been silent for %v", s.silence().Round(time.Millisecond)))
			return
		}
	}
}

func (s *session) silence() time.Duration {
	return time.Duration(time.Now().UnixNano() - s.heard.Load())
}

// alive sends enquire_link until something comes back, at most misses times.
func (s *session) alive() bool {
	s.suspect.Store(true)
	defer s.suspect.Store(false)
	for range misses {
		before := s.heard.Load()
		_, err := s.ask(context.Background(), Plain{Command: EnquireLink}, request{lane: control, timeout: s.probe})
		if err == nil || s.heard.Load() != before {
			return true
		}
	}
	return false
}
