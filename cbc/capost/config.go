package capost

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cap"
)

// A Config is what a Link is made of.
type Config struct {
	// Dialect is the name of the form that the centre reads; see Dialects.
	Dialect string
	// Sender is who we are to the centre. In CAP it must look like a mailbox;
	// in IBAG and CMAC it is the address of the sending gateway.
	Sender string
	// Status is the CAP status of what goes out: Actual, Exercise or Test.
	Status string
	// Routes are the ways to the centre, the ones to be preferred first: each
	// of our gateways to each of its sites. One at least.
	Routes []Route
	// Events tells the centre's words for what happens, by the warning's event;
	// "" stands for all others.
	Events map[string]Event
	// Whole is the code of the whole area, for alerts to the country; such
	// alerts cannot be said without it.
	Whole string
	// Signers sign the documents, in CAP only. None leaves them unsigned.
	Signers cap.Signers

	DialTimeout     time.Duration // until TLS stands; 5 s if 0
	ResponseTimeout time.Duration // from then to the whole answer; 10 s if 0
	TestPeriod      time.Duration // between link tests of a route; 60 s if 0
	Window          int           // documents under way on one route; 8 if 0

	Trace cbc.Trace
}

// A Route is one way to the centre.
type Route struct {
	Name string     // for people: "east to site 1"
	URL  string     // where documents are posted, https
	From netip.Addr // the address of our gateway; zero leaves it to the system
	TLS  *tls.Config
}

// An Event is what a centre calls what a warning is about.
type Event struct {
	Category string // of CAP: Geo, Met, Safety, …
	Code     string // of IBAG and CMAC: EQW, FLW, …; three letters
}

const (
	defaultDial     = 5 * time.Second
	defaultResponse = 10 * time.Second
	defaultTest     = time.Minute
	defaultWindow   = 8
)

func (c Config) withDefaults() Config {
	for _, d := range []struct {
		value     *time.Duration
		otherwise time.Duration
	}{{&c.DialTimeout, defaultDial}, {&c.ResponseTimeout, defaultResponse}, {&c.TestPeriod, defaultTest}} {
		if *d.value == 0 {
			*d.value = d.otherwise
		}
	}
	if c.Window == 0 {
		c.Window = defaultWindow
	}
	return c
}

// Check says what is wrong with c, all of it.
func (c Config) Check() error {
	var errs []error
	d, err := dialectOf(c.Dialect)
	if err != nil {
		errs = append(errs, err)
	} else if len(c.Signers) > 0 && !d.signs() {
		errs = append(errs, fmt.Errorf("documents in %s are not signed", c.Dialect))
	}
	if c.Sender == "" {
		errs = append(errs, errors.New("sender is missing"))
	}
	switch c.Status {
	case "Actual", "Exercise", "Test":
	default:
		errs = append(errs, fmt.Errorf("status %q is not Actual, Exercise or Test", c.Status))
	}
	if len(c.Routes) == 0 {
		errs = append(errs, errors.New("there is no route to the centre"))
	}
	for _, r := range c.Routes {
		u, err := url.Parse(r.URL)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("route %s: %w", r.Name, err))
		case u.Scheme != "https" || u.Host == "":
			errs = append(errs, fmt.Errorf("route %s: %q is not an https address", r.Name, r.URL))
		}
	}
	for _, d := range []time.Duration{c.DialTimeout, c.ResponseTimeout, c.TestPeriod} {
		if d < 0 {
			errs = append(errs, fmt.Errorf("a time of %v is below 0", d))
		}
	}
	return errors.Join(errs...)
}

// event returns what the centre calls what w is about.
func (c *Config) event(w *cbc.Warning) Event {
	e, ok := c.Events[w.Event]
	if !ok {
		e = c.Events[""]
	}
	return e
}
