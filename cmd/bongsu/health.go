package main

import (
	"context"
	"sync"
	"time"

	"bongsu/dispatcher"
	"bongsu/dispatcher/lanes"
)

// A readiness is what /readyz shows.
type readiness struct {
	Ledger string                 `json:"ledger"` // "writable", or what is wrong
	Lanes  []lanes.LaneHealth     `json:"lanes,omitempty"`
	Links  []dispatcher.LinkState `json:"links"`
}

const (
	fetchAge   = 2 * time.Second // a lane that was fetched since is well
	probeEvery = time.Second
	probeLimit = time.Second
)

// ready reports whether events can be taken in: the ledger can be written and
// every lane is read. Links that are down are shown and do not count, since
// what they owe waits for them.
func (i *instance) ready() (bool, any) {
	r := readiness{Ledger: "writable", Lanes: i.laneHealth(), Links: i.dispatcher.Links()}
	ok := true
	if err := i.web.probe.check(i.ledger.Published); err != nil {
		r.Ledger, ok = err.Error(), false
	}
	for _, l := range r.Lanes {
		if l.Err != "" || time.Since(l.LastFetch) > fetchAge {
			ok = false
		}
	}
	return ok, r
}

// A probe tries whether the ledger can be written, at most once a second
// however often it is asked.
type probe struct {
	mu   sync.Mutex // guards the rest
	last time.Time
	err  error
}

// check writes that nothing new was published.
func (p *probe) check(write func(ctx context.Context, id int64) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.last) < probeEvery {
		return p.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), probeLimit)
	defer cancel()
	p.err, p.last = write(ctx, 0), time.Now()
	return p.err
}
