// Package phone pretends to be phones that receive cell broadcasts: they put
// pages together, decode them, drop repeats as handsets do, and remember what
// they showed to their owner and when.
//
// It follows TS 23.041 (pages, serial numbers, ETWS) and TS 23.038 (coding) with
// code of its own and imports nothing of this repository, so that what it
// understands is evidence about what was sent. It has no radio: an air hands it
// frames. It does not check the signature of an ETWS primary.
package phone

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Config describes a phone.
type Config struct {
	Name    string
	Carrier string // the network; scope 1 serial numbers are unique in it
	Area    string // the location or tracking area; scope 2
	Cell    string // scopes 0 and 3; for people and for telling cells apart
	// Languages are what the owner reads, the phone's own language first. With
	// more than one the phone listens to the twin identifiers too, and shows
	// there what is in one of them or says no language.
	Languages []string
	// Channels are the identifiers the phone listens to; nil is KoreanChannels.
	Channels []Range
	TestMode bool // for KoreanChannels
	// At is where the phone is, for messages with coordinates; nil does not know.
	At *Place
	// OnHeard, if set, is called for each message shown, from the goroutine
	// that calls Hear. It must not put anything on the air the phone hears.
	OnHeard func(*Phone, Message)
}

// A Phone camps on one cell. It is safe for concurrent use.
type Phone struct {
	config Config

	mu         sync.Mutex // guards the rest
	cell, area string
	at         *Place
	outside    []kept // what it was elsewhere for, oldest first
	memory     memory
	heard      []Message
	duplicates int
	errors     []string
	news       chan struct{} // closed when heard grows; nil if nobody waits
}

// Limits of what a phone keeps for those who ask; the oldest half goes.
const (
	heardLimit  = 4096
	errorsLimit = 256
)

// New returns a phone that has heard nothing.
func New(c Config) *Phone {
	if c.Channels == nil {
		c.Channels = KoreanChannels(len(c.Languages) > 1, c.TestMode)
	}
	return &Phone{
		config: c,
		cell:   c.Cell,
		area:   c.Area,
		at:     c.At,
		memory: memory{pending: map[topic]*pile{}, shown: map[mark]time.Time{}},
	}
}

// Name returns the phone's name.
func (p *Phone) Name() string { return p.config.Name }

// Carrier returns the phone's network.
func (p *Phone) Carrier() string { return p.config.Carrier }

// Languages returns what the owner reads, the phone's own language first.
func (p *Phone) Languages() []string { return slices.Clone(p.config.Languages) }

// Cell returns the cell on which the phone camps.
func (p *Phone) Cell() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cell
}

// Move takes the phone to another cell of the same network. Pages heard so far
// count on: they are of the same message wherever they were heard.
func (p *Phone) Move(area, cell string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.area, p.cell = area, cell
}

// Hear takes one frame from the air, heard at the given time.
func (p *Phone) Hear(at time.Time, f Frame) {
	for _, m := range p.take(at, f) {
		if p.config.OnHeard != nil {
			p.config.OnHeard(p, m)
		}
	}
}

// take returns what is to be shown because of the frame: the message that it
// completes, or those that it asks to look at again.
func (p *Phone) take(at time.Time, f Frame) []Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	got, err := f.part()
	if err != nil {
		p.complain("%v", err)
		return nil
	}
	if got.id == triggerID && len(got.pages) > 0 {
		return p.fresh(at, p.triggered(got)...)
	}
	if !listens(p.config.Channels, got.id) {
		return nil
	}
	whole, done := p.memory.add(at, got)
	if !done {
		return nil
	}
	m, err := whole.message(at)
	var shapes []shape
	if err == nil {
		shapes, err = fenceOf(whole.fence)
	}
	if err != nil {
		p.complain("%d/0x%04x: %v", whole.id, whole.serial, err)
		return nil
	}
	if !p.reads(m) {
		return nil
	}
	if !p.inside(shapes) {
		p.keep(kept{m, shapes})
		return nil
	}
	return p.fresh(at, m)
}

// fresh shows those of messages that are no repeats, and returns them. It is
// called with mu held.
func (p *Phone) fresh(at time.Time, list ...Message) (shown []Message) {
	for _, m := range list {
		if p.memory.repeated(at, p.mark(m)) {
			p.duplicates++
			continue
		}
		p.show(m)
		shown = append(shown, m)
	}
	return shown
}

// reads reports whether the owner wants m: on a twin identifier, only what is
// in a language of theirs.
func (p *Phone) reads(m Message) bool {
	if !twins.Has(m.MessageID) || m.Language == "" {
		return true
	}
	return slices.ContainsFunc(p.config.Languages, func(l string) bool {
		primary, _, _ := strings.Cut(l, "-")
		return strings.EqualFold(primary, m.Language)
	})
}

// mark is called with mu held.
func (p *Phone) mark(m Message) mark {
	k := mark{id: m.MessageID, serial: m.Serial, primary: m.Form == ETWSPrimary}
	switch m.Serial >> 14 {
	case 1:
		k.place = p.config.Carrier
	case 2:
		k.place = p.area
	default:
		k.place = p.cell
	}
	return k
}

// show is called with mu held.
func (p *Phone) show(m Message) {
	if len(p.heard) == heardLimit {
		p.heard = slices.Delete(p.heard, 0, heardLimit/2)
	}
	p.heard = append(p.heard, m)
	if p.news != nil {
		close(p.news)
		p.news = nil
	}
}

// complain is called with mu held.
func (p *Phone) complain(format string, args ...any) {
	if len(p.errors) == errorsLimit {
		p.errors = slices.Delete(p.errors, 0, errorsLimit/2)
	}
	p.errors = append(p.errors, fmt.Sprintf(format, args...))
}

// Heard returns what was shown, oldest first.
func (p *Phone) Heard() []Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.heard)
}

// Duplicates returns how many whole messages were dropped as repeats.
func (p *Phone) Duplicates() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.duplicates
}

// Errors returns what the phone could not decode, oldest first.
func (p *Phone) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.errors)
}

// Wait returns the first message, from the oldest on, for which match is true,
// and waits for it until ctx is done. The error wraps ctx's.
func (p *Phone) Wait(ctx context.Context, match func(Message) bool) (Message, error) {
	for {
		p.mu.Lock()
		if p.news == nil {
			p.news = make(chan struct{})
		}
		news, heard := p.news, slices.Clone(p.heard)
		p.mu.Unlock()
		if i := slices.IndexFunc(heard, match); i >= 0 {
			return heard[i], nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("phone %s heard no such message among %d: %w", p.config.Name, len(heard), ctx.Err())
		}
	}
}
