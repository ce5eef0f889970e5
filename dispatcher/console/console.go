// Package console is how people and programs reach the dispatcher: the HTTP
// API for programs, described by an OpenAPI 3.1 document that is made of the
// Go types, and a page for operators, rendered here and kept up to date by
// server-sent events. Errors of the API are problem details of RFC 9457.
//
// The package checks who may do what, and no more: whether an event is good is
// for the dispatcher alone, which gets its bytes untouched. It does not listen;
// whoever serves the handler sets its limits of time.
package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"go.uber.org/zap"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// A Dispatcher takes events in and decides. Its methods may be called from
// several goroutines at once.
type Dispatcher interface {
	// Take admits a record. After an error nothing is known to be stored, and
	// taking the same record again does no harm.
	Take(ctx context.Context, r dispatcher.Record) (dispatcher.Admission, error)
	// Decide takes a verdict or refuses it with a *dispatcher.DecisionError.
	Decide(ctx context.Context, id dispatcher.AlertID, v dispatcher.Verdict) (dispatcher.Alert, error)
	// Links returns how the links are now, without blocking.
	Links() []dispatcher.LinkState
	// Details returns them with what takes a look at the ledger.
	Details(now time.Time) []dispatcher.LinkDetail
	// Probe asks the peer of a link whether it is there, and returns how long it
	// took to answer. Errors are ErrNoLink, ErrNoProber or the link's own.
	Probe(ctx context.Context, link string) (time.Duration, error)
	// Compose says what would become of a record, and changes nothing.
	Compose(r dispatcher.Record) dispatcher.Composed
}

// A Reader shows what the ledger holds, and when there is more of it.
type Reader interface {
	dispatcher.Reader
	// News returns a channel that is closed at the next commit with posts.
	News() <-chan struct{}
}

// An Auditor keeps who did what. It returns when that is on disk.
type Auditor interface {
	Audit(ctx context.Context, by, what string, detail any) error
}

// A Check says whether something is as it should be, and how it is, as JSON
// can hold it. It must answer within a second or so.
type Check func() (ok bool, detail any)

// A Config is what a Console is made of.
type Config struct {
	Dispatcher Dispatcher
	Reader     Reader
	Auditor    Auditor
	Accounts   []Account // people who use the page; none shuts it
	Tokens     []Token   // programs that use the API
	// ConsoleLane names the lane of each plane by which people cancel from the
	// page; a plane without one cannot be cancelled there.
	ConsoleLane map[dispatcher.Plane]string

	// Library returns what names hazards and situations on the page now; nil
	// shows their ids.
	Library func() *templates.Library
	// Reloader reads library and cells again; nil cannot.
	Reloader Reloader

	Metrics http.Handler // of /metrics; nil for none
	Healthy Check        // of /healthz; nil is always well
	Ready   Check        // of /readyz; nil is always ready

	Lifetime time.Duration    // of a sign-in, 0 for 8 h
	Idle     time.Duration    // after which an unused sign-in ends, 0 for 30 min
	Secure   bool             // cookies go over HTTPS only
	Zone     *time.Location   // of the times on the page; nil for time.Local
	Log      *zap.Logger      // nil for none
	Version  string           // of the program
	Now      func() time.Time // nil for time.Now
}

// A Console answers HTTP requests. It starts no goroutines of its own.
type Console struct {
	Config
	routes   *routes
	handler  http.Handler
	tokens   []keyed
	people   *people
	sessions *sessions
	pages    *pages
	board    *board
	streams  chan struct{} // one place for each stream that may be open
}

// maxStreams is how many pages may follow changes at once; further ones get
// 503 and show what was there when they were loaded.
const maxStreams = 256

// New returns a console. Its errors name the account, token or part that is
// wrong or missing.
func New(c Config) (*Console, error) {
	if c.Dispatcher == nil || c.Reader == nil || c.Auditor == nil {
		return nil, errors.New("console: wants a dispatcher, a reader and an auditor")
	}
	c.fill()
	x := &Console{Config: c, routes: newRoutes(), streams: make(chan struct{}, maxStreams)}
	var err error
	if x.tokens, err = keysOf(c.Tokens); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	if x.people, err = newPeople(c.Accounts); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	if x.pages, err = newPages(&c); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	x.sessions = newSessions(&c)
	x.board = &board{reader: c.Reader}
	x.route()
	x.handler = guarded(x.routes, c.Secure)
	return x, nil
}

func (c *Config) fill() {
	if c.Lifetime == 0 {
		c.Lifetime = 8 * time.Hour
	}
	if c.Idle == 0 {
		c.Idle = 30 * time.Minute
	}
	if c.Log == nil {
		c.Log = zap.NewNop()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Zone == nil {
		c.Zone = time.Local
	}
}

// Handler returns what answers all requests. The server's write timeout must
// be off, or a page's stream of changes would end with it; everything written
// to a stream has a deadline of its own.
func (c *Console) Handler() http.Handler { return c.handler }

// route registers every route; docs/http.md lists them.
func (c *Console) route() {
	c.routeProbes()
	c.routeAPI()
	c.routePages()
}
