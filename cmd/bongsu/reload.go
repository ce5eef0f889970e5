package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/dispatcher"
	"bongsu/dispatcher/console"
)

// A rereader reads the library and the cells of an instance again. One reading
// goes on at a time.
type rereader struct {
	*instance
	turn  chan struct{} // has one place, for who reads
	taken chan struct{} // has one place, filled when what was read is in use

	mu   sync.Mutex // guards last and count
	last console.Reading
	read map[bool]int // readings by whether they were taken

	result, when, library, situations *prometheus.Desc
}

func newRereader(i *instance) *rereader {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	x := &rereader{instance: i, turn: make(chan struct{}, 1), taken: make(chan struct{}, 1), read: map[bool]int{},
		result:     desc("bongsu_reloads_total", "Times that library and cells were read again, by whether they were taken.", "result"),
		when:       desc("bongsu_reload_last_time_seconds", "When library and cells were last read, Unix time.", "result"),
		library:    desc("bongsu_library_info", "Always 1; the labels say which library is in use.", "version", "hash"),
		situations: desc("bongsu_library_situations", "Situations of the library in use.")}
	x.last = x.inUse("start")
	return x
}

// inUse describes what is in use.
func (x *rereader) inUse(by string) console.Reading {
	c := x.dispatcher.Composer()
	r := console.Reading{OK: true, At: time.Now(), By: by, Version: c.Library.Version(), Hash: c.Library.Hash(), Cells: c.Atlas.Len()}
	for range c.Library.Entries() {
		r.Situations++
	}
	return r
}

// Read implements console.Reloader.
func (x *rereader) Read() console.Reading {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.last
}

// Reload implements console.Reloader.
func (x *rereader) Reload(ctx context.Context, by string) console.Reading {
	select {
	case x.turn <- struct{}{}:
		defer func() { <-x.turn }()
	case <-ctx.Done():
		r := x.Read()
		r.OK, r.Mistakes = false, []console.Mistake{{Message: "another reading was under way: " + context.Cause(ctx).Error()}}
		return r
	}
	found := x.replace()
	r := x.inUse(by)
	for _, m := range found {
		r.Mistakes = append(r.Mistakes, console.Mistake{File: m.file, Line: m.line, Column: m.column, Message: m.text})
	}
	r.OK = len(found) == 0
	x.mu.Lock()
	x.last = r
	x.read[r.OK]++
	x.mu.Unlock()
	x.tell(ctx, &r)
	return r
}

// tell writes a reading into the log and the audit trail.
func (x *rereader) tell(ctx context.Context, r *console.Reading) {
	fields := []zap.Field{zap.String("by", r.By), zap.String("library", r.Version), zap.String("hash", r.Hash), zap.Int("situations", r.Situations), zap.Int("cells", r.Cells)}
	if r.OK {
		x.log.Info("library and cells were read again", fields...)
	} else {
		x.log.Error("library and cells were read again and are not taken; the old ones stay", append(fields, zap.Stringers("mistakes", r.Mistakes))...)
	}
	if err := x.ledger.Audit(ctx, r.By, "reload", r); err != nil {
		x.log.Error("noting a reload", zap.Error(err))
	}
}

// replace reads library and cells and has them used, or returns what is wrong.
func (x *rereader) replace() mistakes {
	old := x.dispatcher.Composer()
	fresh := *old
	again := *x.loaded
	again.document = &document{file: x.file, lines: x.lines}
	a := &assembly{loaded: &again, composer: &fresh}
	if err := a.read(); err != nil {
		return mistakes{{text: err.Error()}}
	}
	if len(a.found) == 0 {
		a.compareReach(old)
	}
	if found := append(a.found, a.flaws...); len(found) > 0 {
		return found.sorted()
	}
	if err := x.dispatcher.Recompose(&fresh); err != nil {
		return mistakes{{text: err.Error()}}
	}
	select {
	case x.taken <- struct{}{}:
	default: // nobody has looked since the last one
	}
	return nil
}

// compareReach notes links whose peers are told cell by cell and that would have
// other cells than they were started with: they know them from the start.
func (a *assembly) compareReach(old *dispatcher.Composer) {
	for i := range old.Links {
		l := &old.Links[i]
		if l.TakesCells && !slices.Equal(cellsOf(old.Atlas, l.Name), cellsOf(a.composer.Atlas, l.Name)) {
			a.found = append(a.found, mistake{file: a.relative(a.Cells), text: fmt.Sprintf("link %s has other cells, or in another order, than when it was started; that takes a restart", l.Name)})
		}
	}
}

// cellsOf returns the cells of a link in the order of the cells file.
func cellsOf(a *area.Atlas, link string) []cbc.Cell {
	all, err := a.Find(area.Query{Country: true})
	if err != nil {
		return nil // the whole country has no code or shape that could be wrong
	}
	return a.Cells(link, all[link])
}

// hangups returns where SIGHUP is heard, from now on, and what ends that. A
// second one before the first is seen asks for the same.
func hangups() (<-chan os.Signal, func()) {
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, syscall.SIGHUP)
	return heard, func() { signal.Stop(heard) }
}

// onSignal reads again whenever the process is told to by SIGHUP, until ctx is
// done.
func (x *rereader) onSignal(ctx context.Context) error {
	for {
		select {
		case <-x.hangup:
			x.Reload(ctx, "signal")
		case <-ctx.Done():
			return nil
		}
	}
}

// Describe implements prometheus.Collector.
func (x *rereader) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{x.result, x.when, x.library, x.situations} {
		c <- d
	}
}

// Collect implements prometheus.Collector.
func (x *rereader) Collect(c chan<- prometheus.Metric) {
	x.mu.Lock()
	defer x.mu.Unlock()
	word := map[bool]string{true: "taken", false: "refused"}
	for ok, w := range word {
		c <- prometheus.MustNewConstMetric(x.result, prometheus.CounterValue, float64(x.read[ok]), w)
	}
	c <- prometheus.MustNewConstMetric(x.when, prometheus.GaugeValue, float64(x.last.At.UnixMilli())/1000, word[x.last.OK])
	c <- prometheus.MustNewConstMetric(x.library, prometheus.GaugeValue, 1, x.last.Version, x.last.Hash)
	c <- prometheus.MustNewConstMetric(x.situations, prometheus.GaugeValue, float64(x.last.Situations))
}

func reloadCommand() *cobra.Command {
	var x client
	var plain bool
	c := &cobra.Command{
		Use:   "reload",
		Short: "have library and cells read again",
		Long: `reload has a running instance read the library, its rules and waivers, the profile
and the cells again, from where its configuration says; the configuration itself is
not read again. They take the place of the old ones at once if they load and lint
finds no error in them. Otherwise the old ones stay, every mistake is printed, and
the exit code is 1. Nothing that is on air changes; what waits for people is shown
to them anew if it would be composed differently now.

The token must be one that may reload. SIGHUP does the same.`,
		Example: "  bongsu reload --server https://bongsu.example --token-file secrets/ops",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			a, err := x.ask(c.Context(), request{method: http.MethodPost, path: "/api/v1/reload"})
			switch {
			case err != nil:
				return err
			case !a.ok() && a.status != http.StatusUnprocessableEntity:
				return a.refusal()
			case plain:
				err = a.show(c.OutOrStdout())
			default:
				err = printReading(c.OutOrStdout(), c.ErrOrStderr(), a)
			}
			if err == nil && !a.ok() {
				err = &exitError{code: exitRefused}
			}
			return err
		},
	}
	x.flags(c)
	c.Flags().BoolVar(&plain, "json", false, "print JSON")
	return c
}

// printReading writes what is in use to out, and mistakes to errs.
func printReading(out, errs io.Writer, a answer) error {
	var r console.Reading
	if err := a.read(&r); err != nil {
		return err
	}
	for _, m := range r.Mistakes {
		fmt.Fprintln(errs, m)
	}
	word := "in use"
	if !r.OK {
		word = "still in use"
	}
	_, err := fmt.Fprintf(out, "%s: library %s with %s, %s\n", word, r.Version, counted(r.Situations, "situation"), counted(r.Cells, "cell"))
	return err
}
