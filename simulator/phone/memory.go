package phone

import (
	"bytes"
	"time"
)

// A memory is what a phone remembers of the air: the pages of messages it has
// not whole yet, and what it has shown.
type memory struct {
	pending map[topic]*pile
	shown   map[mark]time.Time
	swept   time.Time // when the old ones in shown were last forgotten
}

// A mark is how a phone knows a repeat. Place is as wide as the serial
// number's geographical scope says; an ETWS primary is no repeat of the text
// that follows it under the same numbers.
type mark struct {
	id, serial uint16
	place      string
	primary    bool
}

const (
	// forgetAfter is how long a phone takes the same numbers for a repeat.
	forgetAfter = 24 * time.Hour
	// pendingLimit bounds the messages of which pages are kept; the one
	// longest without a new page goes first.
	pendingLimit = 32
)

// A pile is the pages of one message heard so far.
type pile struct {
	dcs     byte
	pages   [][]byte // nil where not heard yet
	missing int
	last    time.Time
}

// add takes a part and returns the whole message when nothing is missing any
// more, after which the pile is gone.
func (m *memory) add(at time.Time, p part) (part, bool) {
	if len(p.pages) == p.total { // also an ETWS primary, which has none
		return p, true
	}
	kept := m.pending[p.topic]
	if kept == nil || kept.dcs != p.dcs || len(kept.pages) != p.total {
		m.makeRoom()
		kept = &pile{dcs: p.dcs, pages: make([][]byte, p.total), missing: p.total}
		m.pending[p.topic] = kept
	}
	kept.last = at
	for i, page := range p.pages {
		if kept.pages[p.first-1+i] == nil {
			kept.missing--
		}
		kept.pages[p.first-1+i] = bytes.Clone(page)
	}
	if kept.missing > 0 {
		return part{}, false
	}
	delete(m.pending, p.topic)
	p.first, p.pages = 1, kept.pages
	return p, true
}

func (m *memory) makeRoom() {
	if len(m.pending) < pendingLimit {
		return
	}
	var oldest topic
	var since time.Time
	for t, kept := range m.pending {
		if since.IsZero() || kept.last.Before(since) {
			oldest, since = t, kept.last
		}
	}
	delete(m.pending, oldest)
}

// repeated reports whether k was shown within the last day, and otherwise
// remembers that it is shown at this time.
func (m *memory) repeated(at time.Time, k mark) bool {
	m.sweep(at)
	if when, was := m.shown[k]; was && at.Sub(when) < forgetAfter {
		return true
	}
	m.shown[k] = at
	return false
}

// sweep forgets, once an hour, what was shown more than a day ago.
func (m *memory) sweep(at time.Time) {
	if at.Sub(m.swept) < time.Hour {
		return
	}
	m.swept = at
	for k, when := range m.shown {
		if at.Sub(when) >= forgetAfter {
			delete(m.shown, k)
		}
	}
}
