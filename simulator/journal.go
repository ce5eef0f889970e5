package simulator

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bongsu/cbc"
)

// An Entry is one thing that happened at a node.
type Entry struct {
	At   time.Time `json:"at"`
	Node string    `json:"node"`
	Conn int       `json:"conn,omitempty"` // which of the node's connections, from 1; 0 where it does not say
	// What is the name of the message, as its protocol calls it in lower case
	// ("write-replace", "broadcast_sm"), or of the event ("connected",
	// "disconnected", "on-air", "off-air", "forgot").
	What      string        `json:"what"`
	Out       bool          `json:"out"` // the node said it; otherwise the node was told
	MessageID cbc.MessageID `json:"message_id,omitempty"`
	Serial    cbc.Serial    `json:"serial,omitempty"`
	Reference string        `json:"reference,omitempty"` // the node's own name for a broadcast
	Text      string        `json:"text,omitempty"`
	Cells     []cbc.Cell    `json:"cells,omitempty"`
	Detail    string        `json:"detail,omitempty"` // causes, counts, statuses, for people
	Bytes     []byte        `json:"bytes,omitempty"`  // the whole message
}

// A Journal is what happened at a node, in order. It is safe for concurrent
// use and must not be copied. It keeps the newest limit entries.
type Journal struct {
	mu      sync.Mutex // guards the rest
	entries []Entry
	dropped int // entries before entries[0]
	news    chan struct{}
}

// journalLimit bounds a journal: the oldest half is dropped when it is full.
const journalLimit = 1 << 18

// Add writes an entry; a zero At means now.
func (j *Journal) Add(e Entry) {
	if e.At.IsZero() {
		e.At = time.Now()
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) == journalLimit {
		j.entries = append([]Entry(nil), j.entries[journalLimit/2:]...)
		j.dropped += journalLimit / 2
	}
	j.entries = append(j.entries, e)
	if j.news != nil {
		close(j.news)
		j.news = nil
	}
}

// Entries returns a copy of all entries kept, oldest first.
func (j *Journal) Entries() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]Entry(nil), j.entries...)
}

// Wait returns the first entry, from the oldest on, for which match is true,
// and waits for it until ctx is done. Every entry that is there by then has been
// looked at.
func (j *Journal) Wait(ctx context.Context, match func(Entry) bool) (Entry, error) {
	seen := 0 // counted from the first entry ever written
	for over := false; ; {
		j.mu.Lock()
		fresh := j.entries[max(seen-j.dropped, 0):]
		seen = j.dropped + len(j.entries)
		if j.news == nil {
			j.news = make(chan struct{})
		}
		news := j.news
		j.mu.Unlock()
		for _, e := range fresh {
			if match(e) {
				return e, nil
			}
		}
		if over {
			return Entry{}, fmt.Errorf("no such entry among %d: %w", seen, ctx.Err())
		}
		select {
		case <-news:
		case <-ctx.Done():
			over = true
		}
	}
}
