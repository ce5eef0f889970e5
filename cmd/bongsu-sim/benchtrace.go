package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// A traceLine is one line of the product's trace, as far as it matters here.
type traceLine struct {
	Stage  string    `json:"stage"`
	At     time.Time `json:"at"`
	Event  string    `json:"event"`
	Link   string    `json:"link"`
	Action string    `json:"action"`
}

// A passage is how an event went through the product.
type passage struct {
	fetched, composed, committed time.Time
	first                        map[string]time.Time // by link: the first octet
	answered                     map[string]time.Time // by link: the last answer
}

// readTrace returns the passage of each event.
func readTrace(path string) (map[string]*passage, error) {
	f, err := os.Open(path) //nolint:gosec // a file of our own
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all := map[string]*passage{}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var l traceLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if l.Event == "" {
			continue
		}
		if all[l.Event] == nil {
			all[l.Event] = &passage{first: map[string]time.Time{}, answered: map[string]time.Time{}}
		}
		all[l.Event].note(&l)
	}
	return all, s.Err()
}

func (p *passage) note(l *traceLine) {
	switch {
	case l.Stage == "fetched":
		p.fetched = l.At
	case l.Stage == "composed":
		p.composed = l.At
	case l.Stage == "committed":
		p.committed = l.At
	case l.Action != "write":
	case l.Stage == "first_byte":
		if at, known := p.first[l.Link]; !known || l.At.Before(at) {
			p.first[l.Link] = l.At
		}
	case l.Stage == "answered":
		if l.At.After(p.answered[l.Link]) {
			p.answered[l.Link] = l.At
		}
	}
}

// read fills in what the trace says of the road's events.
func (r *road) read(trace map[string]*passage) error {
	var fetched, composed, committed, first, every, answered, toFirst, whole []float64
	add := func(list *[]float64, from, to time.Time) { *list = append(*list, milliseconds(to.Sub(from))) }
	for _, p := range r.published {
		t := trace[p.event]
		if t == nil || t.fetched.IsZero() || t.composed.IsZero() || t.committed.IsZero() || len(t.first) == 0 {
			return fmt.Errorf("the trace does not have all of %s", p.event)
		}
		soonest, latest := t.ends()
		at := p.at.Round(0) // by the wall clock, as the other process saw it
		add(&fetched, at, t.fetched)
		add(&composed, t.fetched, t.composed)
		add(&committed, t.composed, t.committed)
		add(&first, t.committed, t.first[soonest])
		add(&every, t.committed, t.first[latest])
		add(&answered, t.first[latest], t.answered[latest])
		add(&toFirst, at, t.first[soonest])
		add(&whole, at, t.first[latest])
	}
	r.Fetched, r.Composed, r.Committed, r.First, r.Every = spreadOf(fetched), spreadOf(composed), spreadOf(committed), spreadOf(first), spreadOf(every)
	r.Answered, r.ToFirst, r.Whole = spreadOf(answered), spreadOf(toFirst), spreadOf(whole)
	return nil
}

// ends returns the links on which the first octet left first and last.
func (p *passage) ends() (soonest, latest string) {
	for link, at := range p.first {
		if soonest == "" || at.Before(p.first[soonest]) {
			soonest = link
		}
		if latest == "" || at.After(p.first[latest]) {
			latest = link
		}
	}
	return soonest, latest
}
