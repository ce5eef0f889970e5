package main

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bongsu/cbc"
	"bongsu/dispatcher"
	"bongsu/dispatcher/lanes"
)

// meters are what /metrics shows. Labels are names from the configuration and
// words of fixed sets, never anything that comes from outside.
type meters struct {
	registry   *prometheus.Registry
	events     *prometheus.CounterVec
	stages     *prometheus.HistogramVec
	commits    prometheus.Histogram
	deliveries *prometheus.CounterVec
	notices    *prometheus.CounterVec
	gaps       *prometheus.CounterVec
	watch      *stopwatch
}

// Stages of an event's way, as the label stage has them.
const (
	stagePublished = "published"
	stageFetched   = "fetched"
	stageComposed  = "composed"
	stageCommitted = "committed"
	stageFirstByte = "first_byte"
	stageAnswered  = "answered"
)

// stageBuckets are from 100 µs to 10 s.
var stageBuckets = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newMeters() *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bongsu_events_total",
			Help: "Events taken in, by the lane they came by and what became of them."}, []string{"lane", "result"}),
		stages: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bongsu_stage_seconds", Buckets: stageBuckets,
			Help: "Time that each stage of an event's way took: fetched since it was published, composed, committed, first_byte since it was owed, answered since the first byte."}, []string{"stage"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "bongsu_ledger_commit_seconds", Buckets: stageBuckets,
			Help: "Time from an event's being composed to its being on disk."}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bongsu_deliveries_total",
			Help: "Attempts at writes and stops, by how they ended."}, []string{"link", "action", "outcome"}),
		notices: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bongsu_link_notices_total",
			Help: "What links had to say: ready, down, forgot, fell, said."}, []string{"link", "notice"}),
		gaps: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bongsu_lane_notices_total",
			Help: "Lanes that lost records or changed under us; each wants a look."}, []string{"topic", "notice"}),
		watch: newStopwatch(),
	}
	number, commit := build()
	about := prometheus.NewGauge(prometheus.GaugeOpts{Name: "bongsu_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": number, "commit": commit}})
	about.Set(1)
	m.registry.MustRegister(m.events, m.stages, m.commits, m.deliveries, m.notices, m.gaps, about,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *meters) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// trace returns what tells m when a link's messages leave.
func (m *meters) trace(link string) cbc.Trace {
	return cbc.Trace{Wrote: func(w *cbc.Warning, at time.Time) {
		m.watch.start(flight{link, w.Key(), w.Action}, at)
	}}
}

// staged takes the times of a record in.
func (m *meters) staged(s dispatcher.Stage) {
	m.events.WithLabelValues(s.Record.Lane, string(s.Admission.Result)).Inc()
	if !s.Record.Written.IsZero() {
		m.took(stageFetched, s.Record.Written, s.Record.Received)
	}
	m.took(stageComposed, s.Record.Received, s.Composed)
	m.took(stageCommitted, s.Composed, s.Committed)
	m.commits.Observe(s.Committed.Sub(s.Composed).Seconds())
}

// observed takes in what happened on a link.
func (m *meters) observed(o dispatcher.Observation) {
	if o.Notice != nil {
		m.notices.WithLabelValues(o.Link, o.Notice.Kind.String()).Inc()
	}
	d, s := o.Delivery, o.Settlement
	if d == nil || s == nil {
		return
	}
	m.deliveries.WithLabelValues(o.Link, d.Warning.Action.String(), s.Outcome.String()).Inc()
	left, ok := m.watch.stop(flight{o.Link, d.Warning.Key(), d.Warning.Action})
	if !ok || s.Attempt > 1 {
		return
	}
	m.took(stageFirstByte, d.Since, left)
	if s.Outcome != cbc.Lost && s.Outcome != cbc.Failed {
		m.took(stageAnswered, left, s.Settled)
	}
}

// took notes a time; clocks that differ make it zero, never negative.
func (m *meters) took(stage string, from, to time.Time) {
	m.stages.WithLabelValues(stage).Observe(max(0, to.Sub(from).Seconds()))
}

// noticed counts what a lane had to say.
func (m *meters) noticed(n lanes.Notice) { m.gaps.WithLabelValues(n.Topic, string(n.Kind)).Inc() }
