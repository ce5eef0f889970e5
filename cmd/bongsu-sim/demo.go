package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// A demoOrder is what the demo command is told.
type demoOrder struct {
	once, json bool
	keep       string
}

func demoCommand() *cobra.Command {
	var o demoOrder
	c := &cobra.Command{
		Use:   "demo",
		Short: "show the whole road, from an event on Kafka to phones",
		Long: `demo pretends a broker, three carriers with over 6,000 cells in all 시군구 and
320 phones, starts bongsu between them, publishes events and shows what comes of
each: the alert, every link's answer, and which phones heard what, with
milliseconds since publishing. What must come was written down by hand before.

It stays until Ctrl-C so that the console can be looked at, unless --once is
given. Then the exit code is 0 only if every phone inside each area heard each
text exactly once, no phone outside heard anything, and all else was right.`,
		Example: "  bongsu-sim demo\n  bongsu-sim demo --once --json > demo.json",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return o.run(c) },
	}
	f := c.Flags()
	f.BoolVar(&o.once, "once", false, "end when all is shown")
	f.BoolVar(&o.json, "json", false, "print the result as JSON, and what happens to standard error")
	f.StringVar(&o.keep, "keep", "", "work in this `directory` and leave it")
	return c
}

func (o *demoOrder) run(c *cobra.Command) (err error) {
	began := time.Now()
	live := c.OutOrStdout()
	if o.json {
		live = c.ErrOrStderr()
	}
	d, err := newDemo(c.Context(), o.keep, newScreen(live))
	if err != nil {
		return wrong(err)
	}
	defer func() { err = wrong(errors.Join(err, d.Close())) }()
	r, err := d.show(c.Context())
	if err != nil {
		return err
	}
	r.Took = milliseconds(time.Since(began))
	if o.json {
		if err := r.print(c.OutOrStdout()); err != nil {
			return err
		}
	}
	d.screen.verdict(r)
	if !r.OK {
		err = errNotRight
	}
	if !o.once {
		err = errors.Join(err, d.stay(c.Context()))
	}
	return err
}

var errNotRight = errors.New("not all that must come of the events came")

// A demo is one showing.
type demo struct {
	*world
	fixture  *fixture
	screen   *screen
	accounts []account

	news     chan struct{} // holds one: something has come in
	hearings *record[hearing]
	posts    *record[post]
	letters  *record[simulator.Record]
	tails    sync.WaitGroup
	endTails context.CancelFunc

	moments moments
	acts    []*act
}

// newDemo starts the world and the product.
func newDemo(ctx context.Context, keep string, s *screen) (*demo, error) {
	d := &demo{screen: s, news: make(chan struct{}, 1), moments: moments{}}
	d.hearings, d.posts, d.letters = newRecord[hearing](d.news), newRecord[post](d.news), newRecord[simulator.Record](d.news)
	var err error
	if d.fixture, err = loadFixture(); err != nil {
		return nil, err
	}
	if d.accounts, err = newAccounts(ctx); err != nil {
		return nil, err
	}
	config := worldConfig{name: "demo", keep: keep, accounts: d.accounts, country: simulator.CountryConfig{
		Seed: 1, OnHeard: func(p *phone.Phone, m phone.Message) { d.hearings.add(hearing{p, m}) },
	}}
	if d.world, err = startWorld(ctx, config); err != nil {
		return nil, err
	}
	tailing, end := context.WithCancel(context.WithoutCancel(ctx))
	d.endTails = end
	d.tails.Go(func() { d.tail(tailing, statusTopic, d.status) })
	d.tails.Go(func() { d.tail(tailing, deadLetterTopic, d.letters.add) })
	if err := d.serve(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.screen.world(d)
	return d, nil
}

// Close ends everything.
func (d *demo) Close() error {
	d.endTails()
	d.tails.Wait()
	return d.world.Close()
}

func (d *demo) tail(ctx context.Context, topic string, see func(simulator.Record)) {
	if err := simulator.Tail(ctx, d.addr, topic, see); err != nil {
		d.screen.line("%v", err)
	}
}

func (d *demo) status(r simulator.Record) {
	p, err := readPost(r.Value)
	if err != nil {
		d.screen.line("a status that cannot be read: %v", err)
		return
	}
	d.posts.add(p)
}

// quiet is how long nothing must come after the last step.
const quiet = 500 * time.Millisecond

// show publishes everything and returns what came of it.
func (d *demo) show(ctx context.Context) (*result, error) {
	for i := range d.fixture.Steps {
		s := &d.fixture.Steps[i]
		a, err := d.publish(ctx, s)
		if err != nil {
			return nil, err
		}
		d.screen.begin(i+1, len(d.fixture.Steps), a)
		d.await(ctx, a)
		d.screen.end(d, a)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	wait(ctx, quiet)
	r := d.result()
	return r, ctx.Err()
}

// publish sends the record of a step.
func (d *demo) publish(ctx context.Context, s *step) (*act, error) {
	a := &act{step: s, hearings: d.hearings.count(), posts: d.posts.count(), letters: d.letters.count(), orders: orders(d.country)}
	body, err := d.body(s)
	if err != nil {
		return nil, fmt.Errorf("step %s: %w", s.Name, err)
	}
	a.expect(d.country, d.moments[s.Name].sent)
	d.acts = append(d.acts, a)
	r := simulator.Record{Topic: s.Topic, Key: []byte(s.Key), Value: body}
	if s.Media != "" {
		r.Headers = map[string]string{"content-type": s.Media}
	}
	a.record, err = d.producer.Publish(ctx, r)
	return a, err
}

func (d *demo) body(s *step) ([]byte, error) {
	for _, a := range d.acts {
		if a.Name == s.Again {
			return a.record.Value, nil
		}
	}
	return d.moments.compose(s, time.Now())
}

// stepLimit is how long a step may take to cause what it must.
const stepLimit = 15 * time.Second

// await returns when all that a must cause has come, or cannot be waited for any
// longer. What did not come shows in the result.
func (d *demo) await(ctx context.Context, a *act) {
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if d.done(a) {
			a.took = time.Since(a.record.At)
			return
		}
		select {
		case <-d.news:
		case <-tick.C:
			d.screen.progress(d, a)
		case <-ctx.Done():
			return
		}
	}
}

// done reports whether all has come that a must cause.
func (d *demo) done(a *act) bool {
	switch a.Causes {
	case causesAlert:
		return d.heard(a) >= a.heard && d.answered(a) && len(d.airMistakes()) == 0 && d.settled(a)
	case causesSilence:
		return d.told(a) && len(d.airMistakes()) == 0 && d.settled(a)
	case causesDeadLetter:
		return d.letters.count() > a.letters && d.told(a)
	}
	return d.told(a)
}

// told reports whether something was said of the event itself.
func (d *demo) told(a *act) bool {
	return slices.ContainsFunc(d.posts.since(a.posts), func(p post) bool { return p.Kind == "event" })
}

// heard returns how many of the wanted messages phones have heard.
func (d *demo) heard(a *act) int {
	n := 0
	for _, h := range d.hearings.since(a.hearings) {
		if a.wants(h) {
			n++
		}
	}
	return n
}

// answered reports whether every link has said that it has each text.
func (d *demo) answered(a *act) bool {
	type one struct{ link, language string }
	accepted := map[one]bool{}
	for _, p := range d.posts.since(a.posts) {
		if p.Kind == "delivery" && p.What == cbc.Accepted.String() && p.Detail.Action == cbc.Write.String() {
			accepted[one{p.Link, p.Detail.Language}] = true
		}
	}
	for link, all := range a.air {
		for _, s := range all {
			if !accepted[one{link, s.language}] {
				return false
			}
		}
	}
	return true
}

// settled reports whether the ledger holds an outcome for every request that a
// has made the carriers' nodes get.
func (d *demo) settled(a *act) bool {
	n := 0
	for _, p := range d.posts.since(a.posts) {
		if p.Kind == "delivery" {
			n++
		}
	}
	return n == orders(d.country)-a.orders
}

// airMistakes compares what all nodes have on air with what they must have now.
func (d *demo) airMistakes() []string {
	ended := map[string]bool{}
	for _, a := range d.acts {
		for _, name := range a.Ends {
			ended[name] = true
		}
	}
	mistakes := make([]string, 0, 8)
	for _, l := range d.country.Links {
		var must []said
		for _, a := range d.acts {
			if !ended[a.Name] {
				must = append(must, a.air[l.Name]...)
			}
		}
		mistakes = append(mistakes, compareAir(l, must)...)
	}
	return mistakes
}

// stay publishes an alert that people must approve and shows what else happens
// until ctx is done.
func (d *demo) stay(ctx context.Context) error {
	posts, hearings := d.posts.count(), d.hearings.count()
	body, err := d.moments.compose(&step{Name: "waiting", Body: "waiting.json"}, time.Now())
	if err != nil {
		return err
	}
	r := simulator.Record{Topic: "bongsu.p2", Key: []byte("mois"), Value: body, Headers: map[string]string{"content-type": "application/json"}}
	if _, err := d.producer.Publish(ctx, r); err != nil {
		return err
	}
	d.screen.invite(d)
	for {
		for _, p := range d.posts.since(posts) {
			d.screen.post(p)
			posts++
		}
		heard := d.hearings.since(hearings)
		d.screen.hearings(heard)
		hearings += len(heard)
		select {
		case <-d.news:
		case <-d.product.ended:
			return fmt.Errorf("bongsu has ended: %w", d.product.err)
		case <-ctx.Done():
			return nil
		}
	}
}

// wait waits so long, or until ctx is done.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
