package namf

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/internal/ran"
)

// A Link is the centre's way to one AMF. It implements [cbc.Link]; warnings
// reach it as cells, or whole.
//
// It is ready when the AMF has taken its subscriptions, or, where it listens
// for nothing, when the AMF takes connections. It is down when a request finds
// no AMF, and then begins anew.
type Link struct {
	c       Config
	ground  *ran.Ground
	radio   cbc.Radio
	client  *http.Client
	tokens  tokens
	window  *exchange.Window
	flights flights
	up      atomic.Pointer[session]
	server  atomic.Pointer[net.Addr]

	tell sync.Mutex // one notice after the other

	mu    sync.Mutex // guards the rest
	fell  map[cbc.Cell]bool
	known map[string]bool // our subscriptions, by the AMF's name for them
}

// A session lasts from one success in reaching the AMF to the next failure.
type session struct {
	done chan struct{}
	once sync.Once
	err  error
}

func (s *session) end(err error) {
	s.once.Do(func() {
		s.err = err
		close(s.done)
	})
}

// New returns a link that does nothing until Run is called, which checks c.
func New(c Config) *Link {
	c = c.withDefaults()
	l := &Link{
		c: c, ground: ran.NewGround(c.Cells, c.Complete, c.EmergencyAreas), radio: cbc.NR, window: exchange.NewWindow(c.Window),
		fell: map[cbc.Cell]bool{}, known: map[string]bool{},
	}
	if len(c.Cells) > 0 {
		l.radio = c.Cells[0].Radio
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	l.client = &http.Client{
		Transport: &http.Transport{
			Protocols: protocols, TLSClientConfig: c.TLS, MaxResponseHeaderBytes: 64 << 10,
			HTTP2: &http.HTTP2Config{SendPingTimeout: c.Probe, PingTimeout: c.ResponseTimeout},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	l.tokens = tokens{c: c.OAuth, client: l.client}
	return l
}

// Addr returns where the link listens, nil while it does not.
func (l *Link) Addr() net.Addr {
	if a := l.server.Load(); a != nil {
		return *a
	}
	return nil
}

// Run keeps the link up until ctx is done and then returns nil. It returns an
// error only for a configuration that Check does not pass. Notices come one
// after the other.
func (l *Link) Run(ctx context.Context, heard func(cbc.Notice)) error {
	if err := l.c.Check(); err != nil {
		return fmt.Errorf("namf: %w", err)
	}
	defer l.client.CloseIdleConnections()
	say := func(n cbc.Notice) {
		l.tell.Lock()
		defer l.tell.Unlock()
		heard(n)
	}
	if l.c.Listen != "" {
		stop := l.listen(ctx, say)
		defer stop()
	}
	once := func(ctx context.Context) (bool, error) { return l.once(ctx, say) }
	exchange.Backoff{Min: l.c.BackoffMin, Max: l.c.BackoffMax}.Keep(ctx, once, func(err error) {
		say(cbc.Notice{Kind: cbc.Down, Text: "AMF at " + l.c.APIRoot, Err: err})
	})
	return nil
}

// once reaches the AMF and returns when that is over.
func (l *Link) once(ctx context.Context, say func(cbc.Notice)) (ready bool, err error) {
	if l.c.Listen != "" {
		err = l.subscribe(ctx)
		defer l.unsubscribe() //nolint:contextcheck // it must be done when ctx is over too
	} else {
		err = l.reach(ctx)
	}
	l.dialled(err)
	if err != nil {
		return false, err
	}
	s := &session{done: make(chan struct{})}
	if !l.c.KeepOnAir {
		say(cbc.Notice{Kind: cbc.Forgot, Text: "a new beginning: what is owed is written again"})
	}
	l.up.Store(s) // before the notice: what is owed may come in it
	say(cbc.Notice{Kind: cbc.Ready, Text: l.c.APIRoot})
	select {
	case <-s.done:
	case <-ctx.Done():
		s.end(context.Cause(ctx))
	}
	l.up.Store(nil)
	return true, s.err
}

func (l *Link) dialled(err error) {
	if l.c.Trace.Dialled != nil {
		l.c.Trace.Dialled(l.c.APIRoot, err)
	}
}

// reach looks whether the AMF takes connections.
func (l *Link) reach(ctx context.Context) error {
	u, err := url.Parse(l.c.APIRoot)
	if err != nil {
		return err
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	}
	d := net.Dialer{Timeout: l.c.ResponseTimeout}
	conn, err := d.DialContext(ctx, "tcp", host)
	if err != nil {
		return err
	}
	return conn.Close()
}

// fallen passes on that cells cannot broadcast.
func (l *Link) fallen(cells []ran.CGI, what string, say func(cbc.Notice)) {
	list, strange := l.places(cells)
	l.mu.Lock()
	for _, c := range list {
		l.fell[c] = true
	}
	l.mu.Unlock()
	l.strangers(strange, what, say)
	if len(list) > 0 { // an empty notice would mean all
		say(cbc.Notice{Kind: cbc.Fell, Cells: list, Text: what})
	}
}

// back passes on that cells have started again.
func (l *Link) back(cells []ran.CGI, what string, say func(cbc.Notice)) {
	list, strange := l.places(cells)
	l.mu.Lock()
	for _, c := range list {
		delete(l.fell, c)
	}
	l.mu.Unlock()
	l.strangers(strange, what, say)
	if len(list) > 0 {
		say(cbc.Notice{Kind: cbc.Forgot, Cells: list, Text: what})
	}
}

// places returns the cells that a peer names, and how many are not known here.
func (l *Link) places(list []ran.CGI) (cells []cbc.Cell, strange int) {
	for _, g := range list {
		if c, ok := l.ground.Cell(g); ok {
			cells = append(cells, c)
		} else {
			strange++
		}
	}
	return cells, strange
}

func (*Link) strangers(n int, what string, say func(cbc.Notice)) {
	if n > 0 {
		say(cbc.Notice{Kind: cbc.Said, Text: fmt.Sprintf("%s: %d cells are not known here", what, n)})
	}
}

// flights keeps the requests about one warning in order, since those over
// HTTP/2 have none.
type flights struct {
	mu   sync.Mutex // guards list
	list map[flightKey]*flight
}

type flightKey struct {
	cbc.Key
	primary bool
}

// A flight is a request under way.
type flight struct {
	cancel context.CancelCauseFunc
	sent   atomic.Bool   // it has left us, at least in part
	stop   bool          // it is a stop
	done   chan struct{} // closed when it is over
}

var errWithdrawn = errors.New("its stop came first")

// begin registers a request when no other about the same is under way. A stop
// ends a write that has not left. The caller calls the end that it returns.
func (f *flights) begin(ctx context.Context, w *cbc.Warning) (context.Context, *flight, func(), error) {
	k := flightKey{w.Key(), w.ETWS != nil}
	for {
		f.mu.Lock()
		other := f.list[k]
		if other == nil {
			ctx, cancel := context.WithCancelCause(ctx)
			mine := &flight{cancel: cancel, stop: w.Action == cbc.Stop, done: make(chan struct{})}
			if f.list == nil {
				f.list = map[flightKey]*flight{}
			}
			f.list[k] = mine
			f.mu.Unlock()
			return ctx, mine, func() {
				f.mu.Lock()
				delete(f.list, k)
				f.mu.Unlock()
				close(mine.done)
				cancel(nil)
			}, nil
		}
		f.mu.Unlock()
		if w.Action == cbc.Stop && !other.stop && !other.sent.Load() {
			other.cancel(errWithdrawn)
		}
		select {
		case <-other.done:
		case <-ctx.Done():
			return nil, nil, nil, context.Cause(ctx)
		}
	}
}

// rest is how long unsubscribing may take at the end.
const rest = 2 * time.Second
