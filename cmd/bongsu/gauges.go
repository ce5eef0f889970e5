package main

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bongsu/dispatcher"
	"bongsu/dispatcher/lanes"
)

// gauges show how things are at the moment when they are asked.
type gauges struct {
	links func() []dispatcher.LinkState
	owed  func(ctx context.Context, link string, now time.Time) ([]dispatcher.Delivery, error)
	lanes func() []lanes.LaneHealth

	ready, owing, lag, fetched *prometheus.Desc
}

func newGauges(d *dispatcher.Dispatcher, l dispatcher.Ledger, health func() []lanes.LaneHealth) *gauges {
	return &gauges{
		links: d.Links, owed: l.Owed, lanes: health,
		ready:   prometheus.NewDesc("bongsu_link_ready", "1 if the link's peer takes warnings.", []string{"link", "plane"}, nil),
		owing:   prometheus.NewDesc("bongsu_link_owed", "Warnings that the link is still to be told.", []string{"link"}, nil),
		lag:     prometheus.NewDesc("bongsu_lane_lag_records", "Records of the lane that are not read yet.", []string{"lane", "partition"}, nil),
		fetched: prometheus.NewDesc("bongsu_lane_last_fetch_seconds", "Seconds since the broker last answered for the lane.", []string{"lane", "partition"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.ready, g.owing, g.lag, g.fetched} {
		c <- d
	}
}

// Collect implements prometheus.Collector.
func (g *gauges) Collect(c chan<- prometheus.Metric) {
	now := time.Now()
	for _, l := range g.links() {
		up := 0.0
		if l.Ready {
			up = 1
		}
		c <- prometheus.MustNewConstMetric(g.ready, prometheus.GaugeValue, up, l.Name, string(l.Plane))
		if owed, err := g.owed(context.Background(), l.Name, now); err == nil {
			c <- prometheus.MustNewConstMetric(g.owing, prometheus.GaugeValue, float64(len(owed)), l.Name)
		}
	}
	for _, h := range g.lanes() {
		if h.Partition < 0 {
			continue
		}
		partition := strconv.Itoa(h.Partition)
		c <- prometheus.MustNewConstMetric(g.lag, prometheus.GaugeValue, float64(h.Lag()), h.Lane, partition)
		if !h.LastFetch.IsZero() {
			c <- prometheus.MustNewConstMetric(g.fetched, prometheus.GaugeValue, now.Sub(h.LastFetch).Seconds(), h.Lane, partition)
		}
	}
}
