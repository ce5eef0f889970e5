package sbcap

import (
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
	DefaultDialTimeout     = 5 * time.Second
	DefaultWindow          = 8
	DefaultBackoffMin      = 250 * time.Millisecond
	DefaultBackoffMax      = 5 * time.Second
)

// A Config says how a link reaches its MME. Zero values stand for the defaults.
type Config struct {
	// Address is host:port of the MME, or with Listen of our own end. The
	// standard's port is 29168. Without UDP several hosts may stand before the
	// port, with slashes between them: those of a multi-homed end.
	Address string
	// Listen means that the MME opens the association.
	Listen bool
	// Peers are the addresses that the MME may come from. They must be said with
	// Listen.
	Peers []netip.Prefix
	// UDP carries SCTP in datagrams, RFC 6951; the port of Address is then that
	// of UDP.
	UDP bool

	// Cells are the cells behind this MME as far as we know. They tell in which
	// tracking areas cells are.
	Cells []cbc.Cell
	// Complete says that Cells has every cell of each tracking area in it.
	// Where a warning is for all cells of some areas it then names these in
	// place of the cells.
	Complete bool
	// EmergencyAreas are those that the network knows, by the cells in them.
	// Where a warning is just for the cells of some it names these.
	EmergencyAreas map[EAI][]cbc.Cell

	// KeepOnAir leaves it at what was written when an association begins anew.
	// Otherwise all that is owed is written again, under the same numbers, since
	// a restart that was told to nobody is told by nobody later.
	KeepOnAir bool
	// Alone has each warning take the place of those on air.
	Alone bool
	// NoIndications does not ask where a warning is broadcast.
	NoIndications bool
	// OMC names an operation and maintenance centre that is to be told, up to 20
	// octets; empty is none.
	OMC string

	// Period is for warnings that do not say, 1 s to 131,071 s.
	Period time.Duration

	ResponseTimeout time.Duration // for the answer to a request
	DialTimeout     time.Duration

	// Window is how many requests may be unanswered, 3 to 1,024. One place is
	// kept for stops and another for stops and writes of category High.
	Window int

	// BackoffMin and BackoffMax bound the pause between two associations. It
	// doubles each time, and half of it is random.
	BackoffMin, BackoffMax time.Duration

	Trace cbc.Trace
}

// Check says everything that is wrong with c, joined.
func (c *Config) Check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if _, _, err := net.SplitHostPort(c.Address); err != nil {
		wrong("address %q is not host:port", c.Address)
	}
	if c.Listen == (len(c.Peers) == 0) {
		wrong("peers are for a link that listens, and such a link must have them")
	}
	if c.Period < 0 || c.Period > maxExtendedPeriod*time.Second {
		wrong("period %v is not from 0 s to %d s", c.Period, maxExtendedPeriod)
	}
	if c.Window != 0 && (c.Window < 3 || c.Window > 1024) {
		wrong("window %d is not from 3 to 1024", c.Window)
	}
	if len(c.OMC) > maxOMC {
		wrong("OMC %q has more than %d octets", c.OMC, maxOMC)
	}
	if c.Complete && len(c.Cells) == 0 {
		wrong("no cells are not all cells")
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
	return errors.Join(append(errs, c.checkCells())...)
}

// checkCells reports the first cell that cannot be one of an MME, or comes
// twice.
func (c *Config) checkCells() error {
	seen := make(map[CGI]bool, len(c.Cells))
	for _, cell := range c.Cells {
		if cell.Radio != cbc.LTE {
			return fmt.Errorf("%s is not a cell of LTE", cell)
		}
		if _, err := cell.PLMN.AppendBinary(nil); err != nil {
			return fmt.Errorf("cell %s: %w", cell, err)
		}
		g := CGI{PLMN: cell.PLMN, ID: cell.ID}
		if seen[g] {
			return fmt.Errorf("cell %s is there twice", cell)
		}
		seen[g] = true
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
