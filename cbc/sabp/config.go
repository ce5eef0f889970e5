package sabp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"bongsu/cbc"
)

// The defaults of a Config.
const (
	DefaultPeriod          = 30 * time.Second
	DefaultResponseTimeout = 10 * time.Second
	DefaultDialTimeout     = 3 * time.Second
	DefaultWindow          = 8
	DefaultBackoffMin      = 250 * time.Millisecond
	DefaultBackoffMax      = 5 * time.Second
)

// A Config says how a link reaches its RNC. Zero values stand for the
// defaults.
type Config struct {
	// Address is host:port of the RNC; the standard's port is 3452.
	Address string
	// Listen is our own host:port, where the RNC says by itself that service
	// areas have restarted or failed. Empty if it says so on the connection
	// that we open, or never.
	Listen string
	// Peers are the addresses that the RNC may dial from. They must be said
	// with Listen.
	Peers []netip.Prefix
	// Areas are the service areas of this RNC. Without them there is no warning
	// to all of it, and no reset.
	Areas []cbc.Cell
	// KeepOnAir leaves alone what the RNC has on air when the link first
	// connects. Otherwise that is ended, since nobody can ask an RNC what it
	// has, and all that is owed is written anew.
	KeepOnAir bool

	// Period is for warnings that do not say, 1 s to 4,096 s.
	Period time.Duration

	ResponseTimeout time.Duration // for the answer to a request
	DialTimeout     time.Duration

	// Window is how many requests may be unanswered, 3 to 1,024. One place is
	// kept for stops and another for stops and writes of category High.
	Window int

	// BackoffMin and BackoffMax bound the pause between two connections. It
	// doubles each time, and half of it is random.
	BackoffMin, BackoffMax time.Duration

	// Dial connects to the RNC; nil is TCP.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Trace cbc.Trace
}

// Check says everything that is wrong with c, joined.
func (c *Config) Check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if _, _, err := net.SplitHostPort(c.Address); err != nil && c.Dial == nil {
		wrong("address %q is not host:port", c.Address)
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil && c.Listen != "" {
		wrong("address to listen on %q is not host:port", c.Listen)
	}
	if (c.Listen == "") != (len(c.Peers) == 0) {
		wrong("peers are for a link that listens, and such a link must have them")
	}
	if c.Period < 0 || c.Period > MaxPeriod*time.Second {
		wrong("period %v is not from 0 s to %d s", c.Period, MaxPeriod)
	}
	if c.Window != 0 && (c.Window < 3 || c.Window > 1024) {
		wrong("window %d is not from 3 to 1024", c.Window)
	}
	for _, d := range []struct {
		name string
		d    time.Duration
	}{
		{"response timeout", c.ResponseTimeout}, {"dial timeout", c.DialTimeout},
		{"backoff minimum", c.BackoffMin}, {"backoff maximum", c.BackoffMax},
	} {
		if d.d < 0 {
			wrong("%s %v is below zero", d.name, d.d)
		}
	}
	return errors.Join(append(errs, c.checkAreas())...)
}

// checkAreas reports the first that cannot be a service area, or comes twice.
func (c *Config) checkAreas() error {
	if len(c.Areas) > MaxAreas {
		return fmt.Errorf("%d service areas are more than the %d that a list has", len(c.Areas), MaxAreas)
	}
	seen := make(map[cbc.Cell]bool, len(c.Areas))
	for _, a := range c.Areas {
		if a.Radio != cbc.UMTS {
			return fmt.Errorf("%s is not a service area of UMTS", a)
		}
		if _, err := a.PLMN.AppendBinary(nil); err != nil {
			return fmt.Errorf("service area %s: %w", a, err)
		}
		if seen[a] {
			return fmt.Errorf("service area %s is there twice", a)
		}
		seen[a] = true
	}
	return nil
}

// withDefaults returns c with its zero values filled in.
func (c Config) withDefaults() Config {
	fill(&c.Period, DefaultPeriod)
	fill(&c.ResponseTimeout, DefaultResponseTimeout)
	fill(&c.DialTimeout, DefaultDialTimeout)
	fill(&c.Window, DefaultWindow)
	fill(&c.BackoffMin, DefaultBackoffMin)
	fill(&c.BackoffMax, max(DefaultBackoffMax, c.BackoffMin))
	return c
}

func fill[T comparable](v *T, standard T) {
	var zero T
	if *v == zero {
		*v = standard
	}
}
