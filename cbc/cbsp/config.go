package cbsp

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
	// DefaultRepetitionPeriod is 15 units of 1.883 s, the longest period that
	// both codings write alike.
	DefaultRepetitionPeriod = 15 * PeriodUnit
	DefaultKeepAlive        = 30 * time.Second
	DefaultKeepAliveWait    = 5 * time.Second
	DefaultResponseTimeout  = 10 * time.Second
	DefaultResetTimeout     = 5 * time.Second
	DefaultRestartWait      = time.Second
	DefaultDialTimeout      = 3 * time.Second
	DefaultWindow           = 8
	DefaultBackoffMin       = 250 * time.Millisecond
	DefaultBackoffMax       = 5 * time.Second
)

// A Config says how a link reaches its BSC. Zero values stand for the
// defaults.
type Config struct {
	// Address is host:port of the BSC. The standard's port is 48049.
	Address string
	// Listener is where the BSC dials us, instead of Address, and Peers the
	// addresses that it dials from. Nobody else is let in.
	Listener *Listener
	Peers    []netip.Prefix
	// Cells are the cells of this BSC as far as we know. They tell which cells
	// are meant when the peer names a location area, or all.
	Cells []cbc.Cell

	RepetitionCoding RepetitionCoding
	// RepetitionPeriod is for warnings that do not say: 1.883 s to 7,710 s,
	// rounded to units of 1.883 s.
	RepetitionPeriod time.Duration

	KeepAlive       time.Duration // from one to the next, at most 120 s
	KeepAliveWait   time.Duration // for the answer, before the connection is given up
	ResponseTimeout time.Duration // for the answer to a warning
	ResetTimeout    time.Duration // for the answer to the reset
	RestartWait     time.Duration // for the restart of a new connection, before the reset
	DialTimeout     time.Duration

	// Window is how many warnings may be unanswered, 3 to 1,024. One place is
	// kept for stops and another for stops and writes of category High.
	Window int

	// BackoffMin and BackoffMax bound the pause between two connections. It
	// doubles each time, and half of it is random.
	BackoffMin, BackoffMax time.Duration

	// Dial connects to the BSC; nil is TCP.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Trace cbc.Trace
}

// Check says everything that is wrong with c, joined.
func (c *Config) Check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if _, _, err := net.SplitHostPort(c.Address); err != nil && c.Dial == nil && c.Listener == nil {
		wrong("address %q is not host:port", c.Address)
	}
	if (len(c.Peers) > 0) != (c.Listener != nil) {
		wrong("a link that listens, and no other, has peers")
	}
	if c.RepetitionCoding > BE16 {
		wrong("repetition coding %d does not exist", c.RepetitionCoding)
	}
	if p := c.RepetitionPeriod; p < 0 || p > maxUnits*PeriodUnit {
		wrong("repetition period %v is not from 0 s to %v", p, maxUnits*PeriodUnit)
	}
	if c.KeepAlive > codedPeriod(maxKeepAlive) {
		wrong("keep-alive %v is above %v", c.KeepAlive, codedPeriod(maxKeepAlive))
	}
	if c.Window != 0 && (c.Window < 3 || c.Window > 1024) {
		wrong("window %d is not from 3 to 1024", c.Window)
	}
	for _, d := range []struct {
		name string
		d    time.Duration
	}{
		{"keep-alive", c.KeepAlive}, {"keep-alive wait", c.KeepAliveWait}, {"response timeout", c.ResponseTimeout},
		{"reset timeout", c.ResetTimeout}, {"restart wait", c.RestartWait}, {"dial timeout", c.DialTimeout},
		{"backoff minimum", c.BackoffMin}, {"backoff maximum", c.BackoffMax},
	} {
		if d.d < 0 {
			wrong("%s %v is below zero", d.name, d.d)
		}
	}
	return errors.Join(append(errs, c.checkCells())...)
}

// checkCells reports the first cell that cannot be one of a BSC, or comes twice.
func (c *Config) checkCells() error {
	seen := make(map[cbc.Cell]bool, len(c.Cells))
	for _, cell := range c.Cells {
		if err := checkCell(cell); err != nil {
			return err
		}
		if seen[cell] {
			return fmt.Errorf("cell %s is there twice", cell)
		}
		seen[cell] = true
	}
	return nil
}

func checkCell(c cbc.Cell) error {
	if !isGSM(c) {
		return fmt.Errorf("%s is not a GSM cell", c)
	}
	if _, err := c.PLMN.AppendBinary(nil); err != nil {
		return fmt.Errorf("cell %s: %w", c, err)
	}
	return nil
}

// withDefaults returns c with its zero values filled in.
func (c Config) withDefaults() Config {
	fill(&c.RepetitionPeriod, DefaultRepetitionPeriod)
	fill(&c.KeepAlive, DefaultKeepAlive)
	fill(&c.KeepAliveWait, DefaultKeepAliveWait)
	fill(&c.ResponseTimeout, DefaultResponseTimeout)
	fill(&c.ResetTimeout, DefaultResetTimeout)
	fill(&c.RestartWait, DefaultRestartWait)
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
