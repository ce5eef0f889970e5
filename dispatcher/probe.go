package dispatcher

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Prober is a link that can ask its peer whether it is there, without asking
// anything of it.
type Prober interface {
	// Probe returns when the peer has answered. It fails if there is no
	// connection, or it ends, or ctx does.
	Probe(ctx context.Context) error
}

// A Counter knows how many messages should be on air on a link now.
type Counter interface {
	InForce(link string, now time.Time) int
}

// A LinkDetail is a link with what takes a look at the ledger.
type LinkDetail struct {
	LinkState
	Answered time.Time `json:"answered,omitzero"` // when its peer last answered for a warning
	InForce  int       `json:"in_force"`          // messages that should be on air there
}

// Details returns the links in the order of the configuration.
func (d *Dispatcher) Details(now time.Time) []LinkDetail {
	var all []LinkDetail
	for _, s := range d.Links() {
		x := LinkDetail{LinkState: s}
		d.mu.Lock()
		x.Answered = d.answered[s.Name]
		d.mu.Unlock()
		if d.counter != nil {
			x.InForce = d.counter.InForce(s.Name, now)
		}
		all = append(all, x)
	}
	return all
}

// Errors of Probe besides those of the link.
var (
	ErrNoLink   = errors.New("there is no such link")
	ErrNoProber = errors.New("links of its kind cannot be asked")
)

// Probe asks the peer of a link whether it is there, and returns how long it
// took to answer.
func (d *Dispatcher) Probe(ctx context.Context, link string) (time.Duration, error) {
	o := d.owners[link]
	if o == nil {
		return 0, ErrNoLink
	}
	p, ok := o.link.Carry.(Prober)
	if !ok {
		return 0, ErrNoProber
	}
	began := time.Now()
	if err := p.Probe(ctx); err != nil {
		return 0, fmt.Errorf("link %s: %w", link, err)
	}
	return time.Since(began), nil
}
