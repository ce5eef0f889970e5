package lanes

import (
	"cmp"
	"slices"
	"time"
)

// A LaneHealth says how reading a partition goes.
type LaneHealth struct {
	Lane          string    `json:"lane"`
	Topic         string    `json:"topic"`
	Partition     int       `json:"partition"`      // −1 if the topic cannot be read at all
	Position      int64     `json:"position"`       // the offset read next
	HighWatermark int64     `json:"high_watermark"` // the offset behind the newest record
	LastFetch     time.Time `json:"last_fetch"`     // when the broker last answered; zero if never
	Err           string    `json:"err,omitempty"`  // what is wrong now
}

// Lag returns how many records are not read yet.
func (h *LaneHealth) Lag() int64 { return max(0, h.HighWatermark-h.Position) }

// Health returns how each partition of each lane goes, by topic and partition.
// A lane is well if it has no Err and a LastFetch of the last two seconds: the
// broker answers twice a second even when nothing happens.
func (l *Lanes) Health() []LaneHealth {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []LaneHealth
	seen := map[string]bool{}
	for _, r := range l.readers {
		seen[r.lane.Topic] = true
		all = append(all, r.health())
	}
	for _, lane := range l.c.Lanes {
		if !seen[lane.Topic] {
			h := LaneHealth{Lane: lane.Name, Topic: lane.Topic, Partition: -1, Err: l.missing[lane.Topic]}
			if h.Err == "" {
				h.Err = "not connected yet"
			}
			all = append(all, h)
		}
	}
	slices.SortFunc(all, func(a, b LaneHealth) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
	})
	return all
}

func (r *reader) health() LaneHealth {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.state
	h.Lane, h.Topic, h.Partition = r.lane.Name, r.lane.Topic, r.partition
	if h.Err == "" && h.LastFetch.IsZero() {
		h.Err = "not connected yet"
	}
	return h
}

func (r *reader) failed(err error) {
	r.trouble.about(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Err = err.Error()
}

func (r *reader) fetched(highWatermark int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.HighWatermark, r.state.LastFetch, r.state.Position, r.state.Err = highWatermark, time.Now(), r.want, ""
}

func (r *reader) moved() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Position, r.state.Err = r.want, ""
}
