package main

import (
	"encoding/json"
	"slices"
	"sync"
	"time"
)

// A record is what has come in so far, of one kind, in order. It is safe for
// concurrent use; the zero value is not: see newRecord.
type record[T any] struct {
	mu   sync.Mutex // guards all
	all  []T
	news chan<- struct{}
}

// newRecord returns an empty record that tells news of each addition, if news
// has room.
func newRecord[T any](news chan<- struct{}) *record[T] { return &record[T]{news: news} }

func (r *record[T]) add(x T) {
	r.mu.Lock()
	r.all = append(r.all, x)
	r.mu.Unlock()
	select {
	case r.news <- struct{}{}:
	default: // whoever waits is about to look anyway
	}
}

// since returns what came after the first n.
func (r *record[T]) since(n int) []T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all[min(n, len(r.all)):])
}

func (r *record[T]) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.all)
}

// A post is a record of the status topic, as far as it matters here.
type post struct {
	ID     int64      `json:"id"`
	At     time.Time  `json:"at"`
	Kind   string     `json:"kind"`
	What   string     `json:"what"`
	Alert  string     `json:"alert"`
	Event  *eventName `json:"event"`
	Link   string     `json:"link"`
	Detail postDetail `json:"-"`
}

// A postDetail is that of alerts and deliveries.
type postDetail struct {
	Class     string `json:"class"`
	Hazard    string `json:"hazard"`
	Why       string `json:"why"`
	Needs     int    `json:"needs"`
	Approvals int    `json:"approvals"`
	MessageID uint16 `json:"message_id"`
	Serial    string `json:"serial"`
	Language  string `json:"language"`
	Action    string `json:"action"`
	Cells     int    `json:"cells"`
	Attempt   int    `json:"attempt"`
	Error     string `json:"error"`
}

// readPost reads a value of the status topic. A detail of another form is left
// out.
func readPost(value []byte) (post, error) {
	var p struct {
		post
		Detail json.RawMessage `json:"detail"`
	}
	if err := json.Unmarshal(value, &p); err != nil {
		return post{}, err
	}
	json.Unmarshal(p.Detail, &p.post.Detail) //nolint:errcheck // see above
	return p.post, nil
}
