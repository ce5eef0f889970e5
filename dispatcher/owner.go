package dispatcher

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"bongsu/cbc"
)

const (
	look = time.Second // how often a link looks for what it owes, woken or not

	attemptLimit = 60 * time.Second // a Broadcast that takes longer counts as lost
	firstPause   = time.Second      // before the second attempt; doubled for each further one
	longestPause = 30 * time.Second
	noticeRoom   = 256 // notices that may wait; the link's own goroutine waits beyond
)

// An owner works off one link's difference, and nothing else.
type owner struct {
	link   *Link
	ledger Ledger
	log    *zap.Logger
	seen   func(Observation)

	wake    chan struct{} // holds one: something changed
	notices chan cbc.Notice
	done    chan ended

	flying map[DeliveryKey]*attempt
	pauses map[DeliveryKey]pause
}

// An attempt is a Broadcast under way.
type attempt struct {
	delivery Delivery
	recalled bool // it is not wanted any more and a stop has been sent after it
	// answered is set before the outcome is stored. From then on the ledger may
	// leave the delivery out because it is settled, not because it is unwanted.
	answered atomic.Bool
	// forgot are the notices of cells that forgot while it was under way. What
	// it reports may be from before, so they are noted once more behind it.
	forgot [][]cbc.Cell
}

// A pause is how long a delivery that did not succeed rests.
type pause struct {
	tries int
	until time.Time
}

// An ended is an attempt that is over.
type ended struct {
	delivery   Delivery
	settlement Settlement
	err        error // of storing it
}

// An Observation is something that happened on a link, for metrics and pages.
type Observation struct {
	Link       string
	Notice     *cbc.Notice // or
	Delivery   *Delivery   // with
	Settlement *Settlement
}

func newOwner(l *Link, ledger Ledger, log *zap.Logger, seen func(Observation)) *owner {
	return &owner{link: l, ledger: ledger, log: log.With(zap.String("link", l.Name)), seen: seen,
		wake: make(chan struct{}, 1), notices: make(chan cbc.Notice, noticeRoom),
		done:   make(chan ended, 2*(l.Window+1)+l.Window+1), // writes, stops, and a recall of each write
		flying: map[DeliveryKey]*attempt{}, pauses: map[DeliveryKey]pause{}}
}

// rouse makes the owner look now. It never waits.
func (o *owner) rouse() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// run owns the link until ctx is done, then waits for the attempts under way.
func (o *owner) run(ctx context.Context) {
	carried := make(chan struct{})
	go func() {
		defer close(carried)
		err := o.link.Carry.Run(ctx, func(n cbc.Notice) { o.hear(ctx, n) })
		if err != nil && ctx.Err() == nil {
			o.log.Error("link ended", zap.Error(err))
		}
	}()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case n := <-o.notices:
			o.noticed(ctx, n)
		case e := <-o.done:
			o.ended(ctx, e)
		case <-o.wake:
		case <-tick.C:
		}
		if ctx.Err() == nil {
			o.listen(ctx)
			o.work(ctx)
		}
	}
	for len(o.flying) > 0 {
		o.ended(ctx, <-o.done)
	}
	<-carried
}

// listen takes note of all that the link has said. It must have, before an
// attempt begins: a link says that cells forgot before it takes warnings for them
// again, and noted later the news would be about what is written from now on.
func (o *owner) listen(ctx context.Context) {
	for {
		select {
		case n := <-o.notices:
			o.noticed(ctx, n)
		default:
			return
		}
	}
}

// hear takes a notice from the link's goroutines. It waits only while 256
// others wait.
func (o *owner) hear(ctx context.Context, n cbc.Notice) {
	select {
	case o.notices <- n:
	case <-ctx.Done():
	}
}

func (o *owner) noticed(ctx context.Context, n cbc.Notice) {
	fields := []zap.Field{zap.Stringer("notice", n.Kind)}
	if n.Text != "" {
		fields = append(fields, zap.String("text", n.Text))
	}
	if len(n.Cells) > 0 {
		fields = append(fields, zap.Int("cells", len(n.Cells)))
	}
	if n.Err != nil {
		fields = append(fields, zap.NamedError("why", n.Err))
	}
	o.log.Info("link", fields...)
	switch n.Kind {
	case cbc.Ready:
		clear(o.pauses)
	case cbc.Forgot:
		clear(o.pauses)
		for _, f := range o.flying {
			f.forgot = append(f.forgot, n.Cells)
		}
		o.reopen(ctx, n.Cells)
	}
	o.seen(Observation{Link: o.link.Name, Notice: &n})
}

// reopen notes what cells have forgotten, however long the ledger takes: until
// it is noted the link must not be told a difference that is wrong.
func (o *owner) reopen(ctx context.Context, cells []cbc.Cell) {
	_ = o.insist(ctx, "noting what cells forgot", func() error { return o.ledger.Reopen(ctx, o.link.Name, cells) })
}

// insist does f until it succeeds, and once at least; after ctx is done it
// returns the error there was.
func (o *owner) insist(ctx context.Context, what string, f func() error) error {
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := f()
		if err == nil || ctx.Err() != nil {
			return err
		}
		o.log.Error(what, zap.Error(err))
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

// work starts the attempts that are owed and have room.
func (o *owner) work(ctx context.Context) {
	now := time.Now()
	owed, err := o.ledger.Owed(ctx, o.link.Name, now)
	if err != nil {
		o.log.Error("reading what is owed", zap.Error(err))
		return
	}
	wanted := make(map[DeliveryKey]bool, len(owed))
	for i := range owed {
		wanted[owed[i].Key()] = true
	}
	for _, f := range o.flying {
		if f.delivery.Warning.Action == cbc.Write && !f.recalled && !f.answered.Load() && !wanted[f.delivery.Key()] {
			f.recalled = true
			o.start(ctx, f.delivery.stop())
		}
	}
	for i := range owed {
		d := &owed[i]
		if d.Plane != o.link.Plane {
			o.log.Error("owed on another plane than the link's", zap.String("alert", string(d.Alert)), zap.String("plane", string(d.Plane)))
			continue
		}
		if o.flying[d.Key()] == nil && !now.Before(o.pauses[d.Key()].until) && o.room(d) {
			o.start(ctx, *d)
			// The most urgent text of every link goes before the second of any:
			// this lets the attempt, and the other owners, run now.
			runtime.Gosched()
		}
	}
	if len(o.flying) == 0 {
		o.forget(wanted)
	}
}

// stop returns the stop that follows a write whose answer is still awaited. The
// peer has not told its name for it yet.
func (d Delivery) stop() Delivery {
	d.Warning.Action, d.Warning.Replaces, d.Warning.Repeated, d.Warning.PeerReference = cbc.Stop, false, false, ""
	d.Since = time.Now()
	return d
}

// room reports whether one more attempt may be under way: a window of writes,
// one more for a critical alert, and as many stops, which keep out no write.
func (o *owner) room(d *Delivery) bool {
	under := 0
	for _, f := range o.flying {
		if f.delivery.Warning.Action == d.Warning.Action {
			under++
		}
	}
	if d.Class == criticalClass || d.Warning.Action == cbc.Stop {
		return under <= o.link.Window
	}
	return under < o.link.Window
}

// forget drops the pauses of what is not owed any more.
func (o *owner) forget(wanted map[DeliveryKey]bool) {
	for k := range o.pauses {
		if !wanted[k] {
			delete(o.pauses, k)
		}
	}
}

// start makes one attempt in a goroutine that ends in o.done, which has room
// for all attempts under way.
func (o *owner) start(ctx context.Context, d Delivery) {
	if o.flying[d.Key()] != nil {
		return
	}
	f := &attempt{delivery: d}
	o.flying[d.Key()] = f
	try := o.pauses[d.Key()].tries + 1
	go func() {
		s := attemptOnce(ctx, o.link.Carry, &d)
		s.Attempt = try
		f.answered.Store(true)
		o.done <- ended{d, s, o.store(ctx, d, s)}
	}()
}

// store stores an outcome, however long the ledger takes: what the ledger does
// not know of is neither stopped nor repeated as it must be. When we are being
// stopped it has a minute.
func (o *owner) store(ctx context.Context, d Delivery, s Settlement) error {
	return o.insist(ctx, "storing an outcome", func() error {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), attemptLimit)
		defer cancel()
		if err := o.ledger.Settle(within, d, s); err != nil {
			return fmt.Errorf("%s of alert %s was %s: %w", &d.Warning, d.Alert, s.Outcome, err)
		}
		return nil
	})
}

// attemptOnce makes one attempt and says how it ended.
func attemptOnce(ctx context.Context, l cbc.Link, d *Delivery) Settlement {
	ctx, cancel := context.WithTimeout(ctx, attemptLimit)
	defer cancel()
	s := Settlement{Owed: d.Since}
	begun := time.Now()
	report, err := l.Broadcast(ctx, d.Warning)
	s.Settled = time.Now()
	var unsent *cbc.NotSentError
	switch {
	case err == nil:
		s.Outcome, s.Report, s.Wrote = report.Outcome(&d.Warning), report, begun
	case errors.As(err, &unsent):
		s.Outcome, s.Err, s.Final = cbc.Failed, err.Error(), unsent.Permanent
	default:
		s.Outcome, s.Err, s.Wrote = cbc.Lost, err.Error(), begun
	}
	return s
}

// ended takes note of an attempt that is over.
func (o *owner) ended(ctx context.Context, e ended) {
	k := e.delivery.Key()
	for _, cells := range o.flying[k].forgot {
		o.reopen(ctx, cells)
	}
	delete(o.flying, k)
	if e.err != nil {
		o.log.Error("storing an outcome", zap.String("alert", string(e.delivery.Alert)),
			zap.Stringer("outcome", e.settlement.Outcome), zap.Error(e.err))
	}
	switch {
	case e.err == nil && e.settlement.Outcome == cbc.Accepted:
		delete(o.pauses, k)
	case e.settlement.Outcome == cbc.Lost && o.pauses[k].tries == 0:
		o.pauses[k] = pause{tries: 1} // once at once: it may not be on air
	default:
		tries := o.pauses[k].tries + 1
		wait := min(firstPause<<min(tries-1, 10), longestPause)
		o.pauses[k] = pause{tries, time.Now().Add(wait)}
	}
	level := zap.WarnLevel
	if e.settlement.Outcome == cbc.Accepted {
		level = zap.DebugLevel // the ledger, the statuses and the metrics have it
	}
	o.log.Log(level, "delivery", zap.String("alert", string(e.delivery.Alert)), zap.Stringer("warning", &e.delivery.Warning),
		zap.Stringer("outcome", e.settlement.Outcome), zap.String("error", e.settlement.Err),
		zap.String("detail", e.settlement.Report.Detail),
		zap.Duration("took", e.settlement.Settled.Sub(e.settlement.Owed)))
	o.seen(Observation{Link: o.link.Name, Delivery: &e.delivery, Settlement: &e.settlement})
}
