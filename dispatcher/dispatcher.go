package dispatcher

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"bongsu/cbc"
	"bongsu/templates"
)

const criticalClass = templates.Critical

// A Dispatcher takes events in and owns the links.
type Dispatcher struct {
	ledger   Ledger
	reader   Reader
	composer atomic.Pointer[Composer]
	log      *zap.Logger
	owners   map[string]*owner
	order    []string
	watch    func(Observation)
	traced   func(Stage)
	ahead    chan *foresight

	recents recents
	counter Counter // may be nil

	mu       sync.Mutex // guards the rest
	state    map[string]LinkState
	answered map[string]time.Time // by link: when its peer last answered for a warning
}

// A Config is what a Dispatcher is made of.
type Config struct {
	Ledger   Ledger
	Reader   Reader
	Composer *Composer // its links are the ones that are owned
	Log      *zap.Logger
	Counter  Counter // may be nil
	// Watch is told what happens on links; it must return at once. May be nil.
	Watch func(Observation)
	// Traced is told the times of each record taken in. May be nil.
	Traced func(Stage)
}

// A Stage says how long a record took, part by part.
type Stage struct {
	Record    Record
	Admission Admission
	Composed  time.Time // decoded and composed
	Committed time.Time // on disk
}

// A LinkState is how a link is now.
type LinkState struct {
	Name    string    `json:"name"`
	Carrier string    `json:"carrier"`
	Plane   Plane     `json:"plane"`
	Bearer  string    `json:"bearer"`
	Ready   bool      `json:"ready"`
	Since   time.Time `json:"since"` // of Ready being what it is
	Peer    string    `json:"peer,omitempty"`
	Why     string    `json:"why,omitempty"` // it is not ready
}

// New returns a dispatcher that does nothing yet.
func New(c Config) (*Dispatcher, error) {
	d := &Dispatcher{ledger: c.Ledger, reader: c.Reader, log: c.Log, watch: c.Watch, traced: c.Traced,
		ahead: make(chan *foresight, foresightRoom), owners: map[string]*owner{}, state: map[string]LinkState{},
		counter: c.Counter, answered: map[string]time.Time{}}
	d.composer.Store(c.Composer)
	for i := range c.Composer.Links {
		l := &c.Composer.Links[i]
		if l.Carry == nil || l.Window < 1 {
			return nil, fmt.Errorf("link %s has nothing to carry it or no window", l.Name)
		}
		if d.owners[l.Name] != nil {
			return nil, fmt.Errorf("two links are named %s", l.Name)
		}
		d.owners[l.Name] = newOwner(l, c.Ledger, c.Log, d.observe)
		d.order = append(d.order, l.Name)
		d.state[l.Name] = LinkState{Name: l.Name, Carrier: l.Carrier, Plane: l.Plane, Bearer: l.Bearer, Since: time.Now(), Why: "not connected yet"}
	}
	return d, nil
}

// Run owns the links until ctx is done, and returns when all of them have
// ended and every attempt is stored.
func (d *Dispatcher) Run(ctx context.Context) error {
	d.orphans(ctx)
	d.recall(ctx)
	var all sync.WaitGroup
	for _, o := range d.owners {
		all.Go(func() { o.run(ctx) })
	}
	all.Go(func() { d.expire(ctx) })
	all.Go(func() { d.prepare(ctx) })
	all.Wait()
	return nil
}

// orphanLook is how many of the newest alerts are looked at for orphans.
const orphanLook = 1000

// orphans tells of alerts in force on links that are not configured any more:
// nobody will stop there what is on air.
func (d *Dispatcher) orphans(ctx context.Context) {
	alerts, err := d.reader.Alerts(ctx, "", orphanLook)
	if err != nil {
		d.log.Error("looking for alerts without a link", zap.Error(err))
		return
	}
	for i := range alerts {
		a := &alerts[i]
		if !a.InForce(time.Now()) {
			continue
		}
		for _, p := range a.Parts {
			if d.owners[p.Link] == nil {
				d.log.Error("an alert in force is on a link that is not configured; nothing will stop it there",
					zap.String("alert", string(a.ID)), zap.String("link", p.Link), zap.Time("expires", a.Expires))
			}
		}
	}
}

// expire ends what is over, once a second.
func (d *Dispatcher) expire(ctx context.Context) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			links, err := d.ledger.Expire(ctx, now)
			if err != nil && ctx.Err() == nil {
				d.log.Error("ending what has expired", zap.Error(err))
			}
			d.rouse(links)
		}
	}
}

// Take composes a record and admits what comes of it. It returns an error only
// if nothing was stored; then the record must be taken again.
func (d *Dispatcher) Take(ctx context.Context, r Record) (Admission, error) {
	return d.Admit(ctx, r, d.compose(r, time.Now()))
}

// Admit admits what has been composed of a record. Errors are those of Take.
func (d *Dispatcher) Admit(ctx context.Context, r Record, c Composed) (Admission, error) {
	d.weigh(ctx, &c, time.Now())
	s := Stage{Record: r, Composed: time.Now()}
	over := d.foresee(&c)
	a, err := d.ledger.Admit(ctx, r, c)
	over()
	if err != nil {
		return Admission{}, fmt.Errorf("admitting an event: %w", err)
	}
	s.Committed, s.Admission = time.Now(), a
	d.rouse(a.Links)
	runtime.Gosched() // the links first; what comes after can wait
	d.remember(a.Alert, c.Event.Names())
	if d.traced != nil {
		d.traced(s)
	}
	return a, nil
}

// compose composes a record. A mistake of ours in there must not keep the
// records behind it from being read.
func (d *Dispatcher) compose(r Record, now time.Time) (c Composed) {
	defer func() {
		if p := recover(); p != nil {
			c = Composed{Event: Event{Hash: digest(r.Value)}, Problems: d.panicked(p)}
		}
	}()
	return d.composer.Load().Compose(r, now)
}

// panicked tells of a mistake of the program, and refuses what it was about.
func (d *Dispatcher) panicked(p any) []Problem {
	d.log.Error("composing panicked", zap.Any("panic", p), zap.Stack("stack"))
	return []Problem{{"internal", "", fmt.Sprintf("composing it failed by a mistake of the program: %v", p)}}
}

// Recompose has everything from now on composed by another composer, whose links
// must be those that are owned. What is being composed goes on as it began, and
// what waits for people is composed anew when they approve.
func (d *Dispatcher) Recompose(c *Composer) error {
	if len(c.Links) != len(d.order) {
		return fmt.Errorf("a composer of %d links cannot stand in for one of %d", len(c.Links), len(d.order))
	}
	for i := range c.Links {
		if d.owners[c.Links[i].Name] == nil {
			return fmt.Errorf("link %s is not one of those that are owned", c.Links[i].Name)
		}
	}
	d.composer.Store(c)
	return nil
}

// Composer returns what composes at this moment.
func (d *Dispatcher) Composer() *Composer { return d.composer.Load() }

// Decide takes a person's verdict on a waiting alert. If it would be composed
// differently today, because links, areas or words have changed, it waits
// again as it is now, and the error is a *DecisionError changed. Errors that a
// person can mend are *DecisionError.
func (d *Dispatcher) Decide(ctx context.Context, id AlertID, v Verdict) (Alert, error) {
	if v.Approve {
		if err := d.confirm(ctx, id, v); err != nil {
			return Alert{}, err
		}
	}
	a, err := d.ledger.Decide(ctx, id, v)
	if err != nil {
		return Alert{}, err
	}
	d.rouse(nil)
	if a.State == Owed {
		d.remember(&a, d.namesOf(ctx, &a))
	}
	return a, nil
}

// confirm composes the alert's event once more and compares. What differs takes
// the place of what waits.
func (d *Dispatcher) confirm(ctx context.Context, id AlertID, v Verdict) error {
	a, _, err := d.reader.Alert(ctx, id)
	if err != nil {
		return err
	}
	if a.Kind == KindCancel || a.State != Waiting || !v.At.Before(a.Expires) {
		return nil // the ledger says what is wrong, or nothing can have changed
	}
	r, err := d.reader.Original(ctx, id)
	if err != nil {
		return fmt.Errorf("reading the event of alert %s: %w", id, err)
	}
	if a.Needs < 2 && r.Position == nil && r.By == v.By {
		return &DecisionError{id, "same-person", fmt.Sprintf("%s brought it, and is not enough to approve it", v.By)}
	}
	c := d.compose(r, a.Admitted)
	switch {
	case c.Draft == nil:
		return &DecisionError{id, "changed", fmt.Sprintf("it cannot be composed any more: %v", c.Problems)}
	case c.Draft.Hash == a.Hash:
		return nil
	}
	why := "it would be composed differently now: " + contrast(&a, c.Draft)
	if _, err := d.ledger.Revise(ctx, id, *c.Draft, why); err != nil {
		return err
	}
	return &DecisionError{id, "changed", why + "; it waits again, as it is now"}
}

// contrast says in what two alerts of one event differ.
func contrast(old, now *Alert) string {
	switch {
	case old.Class != now.Class:
		return fmt.Sprintf("class %s instead of %s", now.Class, old.Class)
	case len(old.Parts) != len(now.Parts):
		return fmt.Sprintf("%d links instead of %d", len(now.Parts), len(old.Parts))
	}
	for i := range old.Parts {
		if o, n := old.Parts[i], now.Parts[i]; o.Link != n.Link || o.Count != n.Count {
			return fmt.Sprintf("%d cells of %s instead of %d of %s", n.Count, n.Link, o.Count, o.Link)
		}
	}
	return "other texts or identifiers"
}

// rouse wakes the links named, or all if there are none.
func (d *Dispatcher) rouse(links []string) {
	if links == nil {
		links = d.order
	}
	for _, name := range links {
		if o := d.owners[name]; o != nil {
			o.rouse()
		}
	}
}

// Links returns how the links are now, in the order of the configuration.
func (d *Dispatcher) Links() []LinkState {
	d.mu.Lock()
	defer d.mu.Unlock()
	states := make([]LinkState, 0, len(d.order))
	for _, name := range d.order {
		states = append(states, d.state[name])
	}
	return states
}

// Compose says what would become of a record, and changes nothing.
func (d *Dispatcher) Compose(r Record) Composed {
	now := time.Now()
	c := d.compose(r, now)
	d.weigh(context.Background(), &c, now)
	return c
}

// observe keeps the links' states and passes observations on.
func (d *Dispatcher) observe(o Observation) {
	if n := o.Notice; n != nil {
		d.mu.Lock()
		s := d.state[o.Link]
		s.note(n.Kind, n.Text, n.Err)
		d.state[o.Link] = s
		d.mu.Unlock()
	}
	if s := o.Settlement; s != nil && !s.Report.At.IsZero() {
		d.mu.Lock()
		d.answered[o.Link] = s.Report.At
		d.mu.Unlock()
	}
	if o.Settlement != nil && o.Settlement.Outcome != cbc.Accepted {
		d.rouse(d.standIns(o.Link))
	}
	if d.watch != nil {
		d.watch(o)
	}
}

// standIns returns the links that stand in for one, never nil.
func (d *Dispatcher) standIns(link string) []string {
	names := []string{}
	for _, name := range d.order {
		if d.owners[name].link.After == link {
			names = append(names, name)
		}
	}
	return names
}

// errNoReason stands in where a link fell without saying why.
var errNoReason = errors.New("the connection was closed")
