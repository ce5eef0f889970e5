package smpp

import "context"

// alive sends enquire_link until something comes back, at most misses times.
func (s *session) alive() bool {
	for range misses {
		frame, err := Plain{Command: EnquireLink}.appendTo(nil)
		if err != nil {
			return false
		}
		before := s.heard.Load()
		_, err = s.do(context.Background(), request{frame: frame, lane: control, timeout: s.limits.probe})
		if err == nil || s.heard.Load() != before {
			return true
		}
	}
	return false
}
