package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// A chaosOrder is what the chaos command is told.
type chaosOrder struct {
	kills int
	json  bool
	keep  string
}

// mostKills is how many rounds have a text of their own.
const mostKills = 200

func chaosCommand() *cobra.Command {
	var o chaosOrder
	c := &cobra.Command{
		Use:   "chaos",
		Short: "kill bongsu at the moments that matter, and compare what is on air",
		Long: `chaos publishes alerts, updates and cancels, and kills bongsu (SIGKILL) after each,
in turn when: the record is published; the first request reaches a carrier's
node; a node withholds its answer; a node has answered; a status is published.
Then it starts bongsu again and waits until the carriers have on air exactly what
they must. At the end every phone must have shown every message once. The exit
code is 1 if anything is on air or was heard that should not, or is missing.`,
		Example: "  bongsu-sim chaos --kills 50",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return o.run(c) },
	}
	f := c.Flags()
	f.IntVar(&o.kills, "kills", 50, "how `often`, 1 to 200")
	f.BoolVar(&o.json, "json", false, "print the summary as JSON")
	f.StringVar(&o.keep, "keep", "", "work in this `directory` and leave it")
	return c
}

func (o *chaosOrder) run(c *cobra.Command) (err error) {
	if o.kills < 1 || o.kills > mostKills {
		return fmt.Errorf("%d kills are not 1 to %d", o.kills, mostKills)
	}
	x, err := newChaos(c.Context(), o.keep, c.ErrOrStderr())
	if err != nil {
		return wrong(err)
	}
	defer func() { err = wrong(errors.Join(err, x.Close())) }()
	s, err := x.torment(c.Context(), o.kills)
	if err != nil {
		return err
	}
	if o.json {
		e := json.NewEncoder(c.OutOrStdout())
		e.SetIndent("", "  ")
		err = e.Encode(s)
	} else {
		err = s.print(c.OutOrStdout())
	}
	if !s.OK {
		err = errors.Join(err, errViolated)
	}
	return err
}

var errViolated = errors.New("something was lost, or on air that should not be")

// A chaosSummary is what came of all kills. Times are milliseconds.
type chaosSummary struct {
	OK         bool           `json:"ok"`
	Kills      int            `json:"kills"`
	Moments    map[moment]int `json:"moments"`
	Kinds      map[string]int `json:"events"`
	Violations []string       `json:"violations"`
	Start      spread         `json:"start_ms"`     // from start to ready, after a kill
	Converged  spread         `json:"converged_ms"` // from start until all on air was right
	Took       float64        `json:"took_ms"`
}

func (s *chaosSummary) print(w io.Writer) error {
	fmt.Fprintf(w, "%d kills in %.0f s\n", s.Kills, s.Took/1000)
	for _, m := range allMoments() {
		fmt.Fprintf(w, "  %2d when %s\n", s.Moments[m], m)
	}
	fmt.Fprintf(w, "events: %d alerts, %d updates, %d cancels\n", s.Kinds[kindAlert], s.Kinds[kindUpdate], s.Kinds[kindCancel])
	fmt.Fprintf(w, "start to ready %v; start until all on air was right %v\n", s.Start, s.Converged)
	for _, v := range s.Violations {
		fmt.Fprintf(w, "VIOLATED: %s\n", v)
	}
	verdict := "every event is on air exactly once, and was heard once by every phone inside and by no other"
	if !s.OK {
		verdict = "NOT RIGHT"
	}
	_, err := fmt.Fprintln(w, verdict)
	return err
}

// A chaos is a small country and what has been published there.
type chaos struct {
	*world
	log      io.Writer
	news     chan struct{} // holds one: something has come in
	posts    *record[post]
	hearings *record[hearing]
	events   []*chaosEvent
	ended    func()
}

// chaosLeaves are ten 시군구, so that the tenth phone reads English.
func chaosLeaves() []cbc.Region {
	return []cbc.Region{"1111000000", "1114000000", "1117000000", "1120000000", "1121500000",
		"1123000000", "1126000000", "1129000000", "4713000000", "1273000000"}
}

// chaosTimeout is how long the product waits for an answer that does not come.
const chaosTimeout = 2 * time.Second

func newChaos(ctx context.Context, keep string, log io.Writer) (*chaos, error) {
	x := &chaos{log: log, news: make(chan struct{}, 1)}
	x.posts, x.hearings = newRecord[post](x.news), newRecord[hearing](x.news)
	w, err := startWorld(ctx, worldConfig{name: "chaos", keep: keep, timeout: chaosTimeout, country: simulator.CountryConfig{
		Seed: 1, Leaves: chaosLeaves(), CellsPerLink: 2,
		OnHeard: func(p *phone.Phone, m phone.Message) { x.hearings.add(hearing{p, m}) },
	}})
	if err != nil {
		return nil, err
	}
	x.world = w
	tailing, end := context.WithCancel(context.WithoutCancel(ctx))
	var tails sync.WaitGroup
	tails.Go(func() {
		err := simulator.Tail(tailing, w.addr, statusTopic, func(r simulator.Record) {
			if p, err := readPost(r.Value); err == nil {
				x.posts.add(p)
			}
		})
		if err != nil {
			fmt.Fprintln(log, err)
		}
	})
	x.ended = func() { end(); tails.Wait() }
	if err := x.serve(ctx); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// Close ends everything.
func (x *chaos) Close() error {
	x.ended()
	return x.world.Close()
}

// torment kills so often and returns what came of it.
func (x *chaos) torment(ctx context.Context, kills int) (*chaosSummary, error) {
	began := time.Now()
	s := &chaosSummary{Kills: kills, Moments: map[moment]int{}, Kinds: map[string]int{}, Violations: []string{}}
	var start, converged []float64
	for n := range kills {
		r := x.round(n)
		if err := r.play(ctx); err != nil {
			return nil, err
		}
		s.Moments[r.moment]++
		s.Kinds[r.event.kind]++
		s.Violations = append(s.Violations, r.violations...)
		start, converged = append(start, r.start), append(converged, r.converged)
		fmt.Fprintf(x.log, "%3d/%d killed when %s of %s; ready after %.0f ms, right after %.0f ms%s\n",
			n+1, kills, r.moment, r.event, r.start, r.converged, bad(r.violations))
	}
	wait(ctx, quiet)
	s.Violations = append(s.Violations, x.airViolations()...)
	s.Violations = append(s.Violations, x.phoneViolations()...)
	s.Violations = append(s.Violations, x.admissionViolations()...)
	s.OK = len(s.Violations) == 0
	s.Start, s.Converged, s.Took = spreadOf(start), spreadOf(converged), milliseconds(time.Since(began))
	return s, ctx.Err()
}

func bad(violations []string) string {
	if len(violations) == 0 {
		return ""
	}
	return fmt.Sprintf("; VIOLATED: %q", violations)
}
