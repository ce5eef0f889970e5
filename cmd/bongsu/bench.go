package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"bongsu/dispatcher"
	"bongsu/dispatcher/ledger"
)

// benchCommand measures parts of the product by themselves, as floors for what
// is measured from outside; it is hidden.
func benchCommand() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "measure parts; prints JSON", Hidden: true, Args: cobra.NoArgs, RunE: help}
	c.AddCommand(benchCommitCommand(), benchComposeCommand(), benchAdmitCommand(), benchWordsCommand())
	return c
}

// A spread is how long something took, in microseconds.
type spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_us"`
	P90 float64 `json:"p90_us"`
	P99 float64 `json:"p99_us"`
	Max float64 `json:"max_us"`
}

func spreadOf(all []time.Duration) spread {
	slices.Sort(all)
	at := func(q float64) float64 {
		return float64(all[min(len(all)-1, int(q*float64(len(all))))].Nanoseconds()) / 1000
	}
	return spread{len(all), at(.5), at(.9), at(.99), at(1)}
}

// measure calls f n times and returns how long each call took.
func measure(n int, f func(i int) error) (spread, error) { return measureAt(n, 0, f) }

// measureAt is measure with a pause before each.
func measureAt(n int, pause time.Duration, f func(i int) error) (spread, error) {
	all := make([]time.Duration, 0, n)
	for i := range n {
		if pause > 0 {
			<-time.After(pause)
		}
		began := time.Now()
		if err := f(i); err != nil {
			return spread{}, err
		}
		all = append(all, time.Since(began))
	}
	return spreadOf(all), nil
}

func benchComposeCommand() *cobra.Command {
	var config, at string
	var n int
	c := &cobra.Command{
		Use: "compose --config FILE EVENT…", Short: "compose events, each as often as asked", Args: cobra.MinimumNArgs(1),
		Example: "  bongsu bench compose --config bongsu.yaml --at 2026-07-18T14:11:00+09:00 docs/events/heavy-rain.json",
		RunE: func(c *cobra.Command, paths []string) error {
			now := time.Now()
			if at != "" {
				var err error
				if now, err = time.Parse(time.RFC3339, at); err != nil {
					return fmt.Errorf("--at: %w", err)
				}
			}
			for _, path := range paths {
				b, err := readEventFile(c, path)
				if err != nil {
					return err
				}
				if err := benchCompose(c, config, b, now, n); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().StringVarP(&config, "config", "c", "", "the configuration `file`")
	c.Flags().StringVar(&at, "at", "", "as if it were this `time`, RFC 3339")
	c.Flags().IntVar(&n, "n", 500, "so many `times`")
	return c
}

// A composeFigure is what composing an event costs.
type composeFigure struct {
	Event  string `json:"event"`
	Links  int    `json:"links"`
	Cells  int    `json:"cells"`
	Time   spread `json:"time"`
	Allocs uint64 `json:"allocs_per_op"`
	Octets uint64 `json:"bytes_per_op"`
}

func benchCompose(c *cobra.Command, config string, b []byte, now time.Time, n int) error {
	r := dispatcher.Record{Value: b, Headers: map[string]string{"content-type": mediaOf(b)}, Received: now}
	composer, err := composerFor(config, &r)
	if err != nil {
		return refusedBy(c, err)
	}
	x := composer.Compose(r, now) // once before, so that all is in place
	if x.Draft == nil {
		return refused(fmt.Errorf("the event is refused: %v", x.Problems))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := measure(n, func(int) error {
		composer.Compose(r, now)
		return nil
	})
	runtime.ReadMemStats(&after)
	f := composeFigure{Event: x.Event.String(), Links: len(x.Draft.Parts), Time: s,
		Allocs: (after.Mallocs - before.Mallocs) / uint64(n), Octets: (after.TotalAlloc - before.TotalAlloc) / uint64(n)}
	for i := range x.Draft.Parts {
		f.Cells += x.Draft.Parts[i].Count
	}
	return cmp.Or(err, printJSON(c.OutOrStdout(), f))
}

func benchAdmitCommand() *cobra.Command {
	var dir string
	var links []int
	var cells, n int
	c := &cobra.Command{
		Use: "admit --dir DIR", Short: "compose and commit alerts to so many pretended links", Args: cobra.NoArgs,
		Example: "  bongsu bench admit --dir /var/tmp --links 6,1000",
		RunE: func(c *cobra.Command, _ []string) error {
			for _, k := range links {
				f, err := benchAdmit(c.Context(), dir, k, cells, n)
				if err != nil {
					return refused(err)
				}
				if err := printJSON(c.OutOrStdout(), f); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "a `directory` on the disk to be measured")
	c.Flags().IntSliceVar(&links, "links", []int{6, 1000}, "`numbers` of links, one after the other")
	c.Flags().IntVar(&cells, "cells", 5000, "so many cells in all")
	c.Flags().IntVar(&n, "n", 50, "so many `alerts`")
	return c
}

// An admitFigure is what it takes until an alert is on disk.
type admitFigure struct {
	Links     int    `json:"links"`
	Cells     int    `json:"cells"`
	Composed  spread `json:"composed"`
	Committed spread `json:"committed"` // of an alert that is composed already
	Whole     spread `json:"whole"`     // both
}

// benchAdmit takes n alerts in, each for all cells, named one by one.
func benchAdmit(ctx context.Context, dir string, links, cells, n int) (f admitFigure, err error) {
	f = admitFigure{Links: links, Cells: cells}
	composer, err := crowd(links, cells)
	if err != nil {
		return f, err
	}
	if dir, err = os.MkdirTemp(dir, "bongsu-bench-"); err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	l, err := ledger.Open(ctx, ledger.Config{Path: filepath.Join(dir, "ledger.db"), Instance: "bench"})
	if err != nil {
		return f, err
	}
	var composed, committed, whole []time.Duration
	for i := range n {
		now := time.Now()
		r := crowdEvent(i, now)
		x := composer.Compose(r, now)
		drafted := time.Now()
		a, err := l.Admit(ctx, r, x)
		if err == nil && a.Result != dispatcher.Admitted {
			err = fmt.Errorf("the alert is %s: %v", a.Result, a.Problems)
		}
		if err != nil {
			return f, cmp.Or(err, l.Close())
		}
		end := time.Now()
		composed, committed, whole = append(composed, drafted.Sub(now)), append(committed, end.Sub(drafted)), append(whole, end.Sub(now))
	}
	f.Composed, f.Committed, f.Whole = spreadOf(composed), spreadOf(committed), spreadOf(whole)
	return f, l.Close()
}
