package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// A table prints figures beside their marks.
type table struct{ *tabwriter.Writer }

func newTable(w io.Writer) *table {
	t := &table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	fmt.Fprintln(t, "figure\tseen\tmark\t")
	return t
}

// A limit is the most that a time may be; none is no mark.
type limit time.Duration

const none limit = 0

func most(d time.Duration) limit { return limit(d) }

func (t *table) time(name string, d time.Duration, l limit) {
	if l == none {
		fmt.Fprintf(t, "%s\t%s\t\t\n", name, d.Round(100*time.Nanosecond))
		return
	}
	fmt.Fprintf(t, "%s\t%s\t≤ %s\t%s\n", name, d.Round(100*time.Nanosecond), time.Duration(l), word(d <= time.Duration(l)))
}

func (t *table) times(name string, a answers, p50, p99 limit) {
	t.time(fmt.Sprintf("%s, p50 of %d (%d cells each)", name, len(a.took), a.cells()/len(a.took)), a.percentile(50), p50)
	t.time(name+", p99", a.percentile(99), p99)
}

func (t *table) row(name string, value float64, mark string, kept bool) {
	fmt.Fprintf(t, "%s\t%.1f\t%s\t%s\n", name, value, mark, word(kept))
}

// agree says by how many cells two libraries differ: one takes edges to be
// straight on the map, the other on the globe.
func (t *table) agree(name string, ours, theirs answers) {
	differ := 0
	for i := range ours.found {
		differ += max(ours.found[i]-theirs.found[i], theirs.found[i]-ours.found[i])
	}
	fmt.Fprintf(t, "%s, cells found by one and not the other\t%d of %d\t\t\n", name, differ, ours.cells())
}

func word(kept bool) string {
	if kept {
		return "kept"
	}
	return "MISSED"
}

func (t *table) flush() error { return t.Flush() }
