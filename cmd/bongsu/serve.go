package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"bongsu/dispatcher"
	"bongsu/dispatcher/lanes"
	"bongsu/dispatcher/ledger"
)

func serveCommand() *cobra.Command {
	var path, trace string
	c := &cobra.Command{
		Use:   "serve --config FILE",
		Short: "take events in and have them on phones",
		Long: `serve runs the dispatcher until it is told to stop by SIGTERM or SIGINT. Then it
takes nothing more in, lets the attempts under way end, at most ten seconds, and
exits with 0. A second signal ends it at once; nothing is lost by that either.

SIGHUP has it read the library and the cells again, as ` + "`bongsu reload`" + ` does. They
take the place of the old ones only if nothing is wrong with them.

Logs go to standard error, as JSON unless that is a terminal.`,
		Example: "  bongsu serve --config /etc/bongsu/bongsu.yaml",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(c.Context())
			defer stop()
			return serve(ctx, c, path, trace)
		},
	}
	configFlag(c, &path)
	c.Flags().StringVar(&trace, "trace", "", "append the times of every stage to a `file`, one JSON object a line; for measurements")
	return c
}

// growth is how much the heap may grow before garbage is collected, in percent,
// unless GOGC says otherwise: little, since little of what lives here changes.
const growth = 50

// serve runs an instance until ctx is done.
func serve(ctx context.Context, c *cobra.Command, path, trace string) (err error) {
	began := time.Now()
	hangup, deaf := hangups() // at once, or it would end us
	defer deaf()
	see, meters, closeTrace, err := watchers(trace)
	if err != nil {
		return refused(err)
	}
	defer func() { err = errors.Join(err, closeTrace()) }()
	a, err := assemble(path, see.trace)
	if err != nil {
		return refusedBy(c, err)
	}
	log := newLogger(c.ErrOrStderr(), a.Log.Level).With(zap.String("instance", a.Instance))
	for _, w := range a.exposed() {
		log.Warn(w)
	}
	for _, m := range a.flaws {
		log.Error("lint refuses what the library has", zap.Stringer("mistake", m))
	}
	i, err := newInstance(ctx, a, see, meters, log)
	if err != nil {
		return refused(err)
	}
	i.hangup = hangup
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
	debug.FreeOSMemory() // what was read to build the atlas and the library
	err = i.run(ctx, began)
	if err = errors.Join(err, i.close()); err != nil {
		return refused(err)
	}
	return nil
}

// watchers returns what observes, and what closes the trace.
func watchers(trace string) (observers, *meters, func() error, error) {
	m := newMeters()
	if trace == "" {
		return observers{m}, m, func() error { return nil }, nil
	}
	t, err := startTrace(trace)
	if err != nil {
		return nil, nil, nil, err
	}
	return observers{m, t}, m, t.Close, nil
}

// An instance is a running dispatcher with all around it.
type instance struct {
	*assembly
	log        *zap.Logger
	meters     *meters
	ledger     *ledger.Ledger
	dispatcher *dispatcher.Dispatcher
	lanes      *lanes.Lanes // nil without Kafka
	web        *web
	clients    *web // of ECBE; nil without
	reader     *rereader
	hangup     <-chan os.Signal
}

// newInstance opens the ledger and makes the rest; nothing runs yet.
func newInstance(ctx context.Context, a *assembly, see observers, m *meters, log *zap.Logger) (*instance, error) {
	i := &instance{assembly: a, log: log, meters: m}
	path, err := a.ledgerPath()
	if err != nil {
		return nil, err
	}
	if i.ledger, err = ledger.Open(ctx, ledger.Config{Path: path, Instance: a.Instance, Log: log}); err != nil {
		return nil, err
	}
	if err := i.build(see); err != nil {
		return nil, errors.Join(err, i.ledger.Close())
	}
	return i, nil
}

// build makes what stands on the ledger.
func (i *instance) build(see observers) (err error) {
	for n := range i.composer.Links {
		l := &i.composer.Links[n]
		l.Carry = newLingering(l.Carry, lingerLimit)
	}
	i.dispatcher, err = dispatcher.New(dispatcher.Config{Ledger: i.ledger, Reader: i.ledger, Counter: i.ledger, Composer: i.composer, Log: i.log,
		Watch: see.observed, Traced: see.staged})
	if err != nil {
		return err
	}
	if i.Kafka != nil {
		if i.lanes, err = i.newLanes(); err != nil {
			return err
		}
	}
	i.reader = newRereader(i)
	i.meters.registry.MustRegister(newGauges(i.dispatcher, i.ledger, i.laneHealth), i.reader, newCertificates(i.certificates))
	if i.clients, err = i.newECBE(); err != nil {
		return err
	}
	i.web, err = i.newWeb()
	return err
}

// ledgerPath returns where the database is, making its directory.
func (a *assembly) ledgerPath() (string, error) {
	dir := a.relative(a.Data)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", fmt.Errorf("making the data directory: %w", err)
	}
	return filepath.Join(dir, "ledger.db"), nil
}

// run starts everything, waits until told to stop or a part ends by itself, and
// stops in the order in which events flow: ways in first, links last.
func (i *instance) run(told context.Context, began time.Time) error {
	ctx, give := context.WithCancelCause(told)
	defer give(nil)
	links := start(ctx, "dispatcher", i.dispatcher.Run, give)
	areas := start(ctx, "areas", i.areas, give)
	ways := []*part{start(ctx, "reload", i.reader.onSignal, give)}
	if i.lanes != nil {
		ways = append(ways, start(ctx, "lanes", i.lanes.Run, give))
	}
	if err := i.listen(ctx); err != nil {
		give(err)
	} else {
		if i.clients != nil {
			ways = append(ways, start(ctx, "ecbe", i.clients.run, give))
		}
		ways = append(ways, start(ctx, "http", i.web.run, give))
		i.log.Info("ready", append([]zap.Field{zap.Duration("took", time.Since(began)), zap.Stringer("http", i.web.addr()), zap.Int("links", len(i.Links)),
			zap.Int("cells", i.composer.Atlas.Len())}, i.ecbeAt()...)...)
	}
	<-ctx.Done()
	i.log.Info("stopping", zap.NamedError("why", context.Cause(ctx)))
	var all error
	for _, p := range ways {
		all = errors.Join(all, p.stop())
	}
	all = errors.Join(all, links.stop(), areas.stop())
	if told.Err() == nil {
		all = errors.Join(context.Cause(ctx), all)
	}
	return all
}

// areas works out which cells each region reaches, so that alerts by codes are
// look-ups soon, and then waits for its end.
func (i *instance) areas(ctx context.Context) error {
	for {
		c := i.dispatcher.Composer()
		if err := c.Atlas.Precompute(ctx, c.Select); err != nil {
			return err
		}
		select {
		case <-i.reader.taken:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// close closes the ledger.
func (i *instance) close() error {
	err := i.ledger.Close()
	if err != nil {
		return fmt.Errorf("closing the ledger: %w", err)
	}
	i.log.Info("stopped")
	return nil
}

// A part is something that runs until it is stopped.
type part struct {
	name   string
	cancel context.CancelFunc
	ended  chan error
}

// start runs f until stop is called. If it ends before, give is told why.
func start(ctx context.Context, name string, f func(context.Context) error, give context.CancelCauseFunc) *part {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p := &part{name, cancel, make(chan error, 1)}
	go func() {
		err := f(own)
		if own.Err() == nil {
			give(fmt.Errorf("%s ended by itself: %w", name, errors.Join(err, errEnded)))
		}
		p.ended <- err
	}()
	return p
}

var errEnded = errors.New("it should have gone on")

// stop ends p and waits for it.
func (p *part) stop() error {
	p.cancel()
	if err := <-p.ended; err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	return nil
}
