package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"bongsu/simulator"
)

// A benchOrder is what the bench command is told.
type benchOrder struct {
	events int
	json   bool
}

// mostEvents bounds the events of one kind, whose times are all held.
const mostEvents = 2000

func benchCommand() *cobra.Command {
	var o benchOrder
	c := &cobra.Command{
		Use:   "bench",
		Short: "measure bongsu, with the floors of this machine beside",
		Long: `bench publishes events and reads from bongsu's trace how long each stage took, up to
the first octet on every link. In the same run it measures what no program could
do without: fetching from the same broker, a bare commit of as many octets, and a
write over loopback. A ratio has a pass mark; an absolute figure is printed with
the machine it was seen on. The exit code says only whether measuring worked.`,
		Example: "  bongsu-sim bench --events 200",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return o.run(c) },
	}
	f := c.Flags()
	f.IntVar(&o.events, "events", 100, "`events` of each kind, 1 to 2000")
	f.BoolVar(&o.json, "json", false, "print the figures as JSON")
	c.AddCommand(benchRadioCommand())
	return c
}

func (o *benchOrder) run(c *cobra.Command) error {
	if o.events < 1 || o.events > mostEvents {
		return fmt.Errorf("%d events are not 1 to %d", o.events, mostEvents)
	}
	b, err := newBench(c.Context(), o.events)
	if err != nil {
		return wrong(err)
	}
	f, err := b.measure(c.Context())
	if err = errors.Join(err, b.Close()); err != nil {
		return wrong(err)
	}
	if o.json {
		e := json.NewEncoder(c.OutOrStdout())
		e.SetIndent("", "  ")
		return e.Encode(f)
	}
	return f.print(c.OutOrStdout())
}

// A bench is a world in which is measured.
type bench struct {
	*world
	events   int
	trace    string // the product's trace file
	posts    *record[post]
	news     chan struct{}
	endTails func()
	tailed   error // how the reading of statuses ended
	floor    *floor
}

// benchTopic is read by nobody but the floor.
const benchTopic = "bongsu.bench"

func newBench(ctx context.Context, events int) (*bench, error) {
	b := &bench{events: events, news: make(chan struct{}, 1)}
	b.posts = newRecord[post](b.news)
	w, err := startWorld(ctx, worldConfig{name: "bench", country: simulator.CountryConfig{Seed: 1}, serve: []string{"--trace", "trace.jsonl"}, topics: []string{benchTopic + ":1"}})
	if err != nil {
		return nil, err
	}
	b.world, b.trace = w, filepath.Join(w.dir, "trace.jsonl")
	b.floor, err = newFloor(ctx, w)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	tailing, end := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() {
		ended <- simulator.Tail(tailing, w.addr, statusTopic, func(r simulator.Record) {
			if p, err := readPost(r.Value); err == nil {
				b.posts.add(p)
			}
		})
	}()
	b.endTails = func() { end(); b.tailed = <-ended }
	return b, nil
}

// Close ends everything.
func (b *bench) Close() error {
	b.endTails()
	return errors.Join(b.tailed, b.floor.Close(), b.world.Close())
}

// starts is how often the product is started to see how long that takes.
const starts = 5

// measure takes all figures.
func (b *bench) measure(ctx context.Context) (*figures, error) {
	f := &figures{Machine: machine(b.dir)}
	var started []float64
	for range starts {
		if err := errors.Join(b.stopProduct(), b.serve(ctx)); err != nil {
			return nil, err
		}
		started = append(started, milliseconds(b.product.took))
	}
	f.Ready = spreadOf(started)
	for _, s := range benchScenes() {
		run, err := b.play(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		f.Roads = append(f.Roads, run)
	}
	f.Resident, f.Peak = b.product.resident(), b.product.peak()
	if err := b.stopProduct(); err != nil { // the trace is whole only now
		return nil, err
	}
	trace, err := readTrace(b.trace)
	if err != nil {
		return nil, err
	}
	for _, r := range f.Roads {
		if err := r.read(trace); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	return f, errors.Join(b.compose(ctx, f), b.admit(ctx, f), b.ask(ctx, &f.Words, "bench", "words"))
}

// commits has the product's driver commit so many octets a few times, and
// nothing else.
func (b *bench) commits(ctx context.Context, octets int) (spread, error) {
	var s micros
	err := b.ask(ctx, &s, "bench", "commit", "--dir", b.dir, "--bytes", fmt.Sprint(octets), "--n", fmt.Sprint(commitsAtOnce), "--pause", alone.String())
	return s.spread(), err
}

// compose has the product compose one event of each scene over and over.
func (b *bench) compose(ctx context.Context, f *figures) error {
	for _, s := range benchScenes() {
		path := filepath.Join(b.dir, "compose.json")
		if err := os.WriteFile(path, s.body("compose", 1, time.Now()), 0o600); err != nil {
			return err
		}
		x := composeFigure{Name: s.name}
		if err := b.ask(ctx, &x, "bench", "compose", "--config", filepath.Join(b.dir, "bongsu.yaml"), path); err != nil {
			return err
		}
		f.Compose = append(f.Compose, x)
	}
	return nil
}

// admit has the product take alerts for few and for many links in.
func (b *bench) admit(ctx context.Context, f *figures) error {
	for _, links := range []string{"6", "1000"} {
		var x admitFigure
		if err := b.ask(ctx, &x, "bench", "admit", "--dir", b.dir, "--links", links); err != nil {
			return err
		}
		f.Admit = append(f.Admit, x)
	}
	return nil
}

// ask runs a command of the product that prints JSON.
func (b *bench) ask(ctx context.Context, v any, args ...string) error {
	out, err := askProduct(ctx, "", args...)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(out), v); err != nil {
		return fmt.Errorf("bongsu %v: %w", args, err)
	}
	return nil
}
