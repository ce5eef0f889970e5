package main

import (
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// An observer is told what happens, and must return at once.
type observer interface {
	trace(link string) cbc.Trace
	staged(dispatcher.Stage)
	observed(dispatcher.Observation)
}

// observers tell several of the same.
type observers []observer

func (all observers) trace(link string) cbc.Trace {
	traces := make([]cbc.Trace, len(all))
	for i, o := range all {
		traces[i] = o.trace(link)
	}
	return cbc.Trace{Wrote: func(w *cbc.Warning, at time.Time) {
		for _, t := range traces {
			t.Wrote(w, at)
		}
	}}
}

func (all observers) staged(s dispatcher.Stage) {
	for _, o := range all {
		o.staged(s)
	}
}

func (all observers) observed(x dispatcher.Observation) {
	for _, o := range all {
		o.observed(x)
	}
}
