// Package namf reaches the base stations of a 5G network as a cell broadcast
// centre function: through the Namf_Communication service of an AMF, TS 29.518,
// over HTTP/2, with messages of package ngap inside.
//
// [Link] is the centre's end behind [cbc.Link]; it asks to be told where
// warnings are on air, and of base stations that restart or fail, and listens
// for that. It finds no AMF by itself: there is no NRF here.
package namf

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/ran"
)

// An EAI is an emergency area.
type EAI = ran.EAI

// The defaults of a Config.
const (
	DefaultPeriod          = 30 * time.Second
	DefaultResponseTimeout = 10 * time.Second
	DefaultWindow          = 8
	DefaultBackoffMin      = 250 * time.Millisecond
	DefaultBackoffMax      = 5 * time.Second
	DefaultProbe           = 30 * time.Second
	maxPeriod              = 131071 // seconds
)

// A Config says how a link reaches its AMF. Zero values stand for the defaults.
type Config struct {
	// APIRoot is the AMF's, as "https://amf.example:443"; http is HTTP/2 without
	// encryption.
	APIRoot string
	TLS     *tls.Config // for https; nil trusts the system's authorities
	OAuth   *OAuth      // nil sends no token

	// Listen is our own host:port for what the AMF says by itself; empty asks
	// for nothing of the kind.
	Listen string
	// CallbackRoot is how the AMF reaches Listen, as "https://cbc.example:8443".
	CallbackRoot string
	// ListenTLS is our certificate there; nil is HTTP/2 without encryption.
	ListenTLS *tls.Config
	// Peers are the addresses that the AMF may call from. They must be said with
	// Listen.
	Peers []netip.Prefix

	// NFID is our instance identifier in the network, a UUID; empty is unsaid.
	NFID string
	// OMC names an operation and maintenance centre that is to be told.
	OMC string

	// Cells are the cells behind this AMF as far as we know, of NR or of LTE but
	// not both: an ng-eNB's cells are a link of their own.
	Cells []cbc.Cell
	// Complete says that Cells has every cell of each tracking area in it.
	Complete bool
	// EmergencyAreas are those that the network knows, by the cells in them.
	EmergencyAreas map[EAI][]cbc.Cell
	// KeepOnAir leaves it at what was written when the AMF comes back. Otherwise
	// all that is owed is written again, under the same numbers.
	KeepOnAir bool
	// Alone has each warning take the place of those on air.
	Alone bool

	// Period is for warnings that do not say, 1 s to 131,071 s.
	Period time.Duration

	ResponseTimeout time.Duration // for the answer to a request
	// Probe is how long nothing may come over a connection before it is asked
	// whether it is there.
	Probe time.Duration

	// Window is how many requests may be unanswered, 3 to 1,024. One place is
	// kept for stops and another for stops and writes of category High.
	Window int

	// BackoffMin and BackoffMax bound the pause between two attempts to reach an
	// AMF that is not there. It doubles each time, and half of it is random.
	BackoffMin, BackoffMax time.Duration

	Trace cbc.Trace
}

// An OAuth says where tokens come from, by the client credentials grant of RFC
// 6749 and TS 29.510 clause 5.4.
type OAuth struct {
	TokenURL string
	ClientID string // our instance identifier, or what the network has given us
	Secret   string // empty where the connection says who we are
}

// Check says everything that is wrong with c, joined.
func (c *Config) Check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !isRoot(c.APIRoot) {
		wrong("API root %q is not http or https with a host", c.APIRoot)
	}
	if c.OAuth != nil && (!isRoot(c.OAuth.TokenURL) || c.OAuth.ClientID == "") {
		wrong("OAuth wants a URL for tokens and a client")
	}
	if (c.Listen == "") != (c.CallbackRoot == "") || c.Listen != "" && !isRoot(c.CallbackRoot) {
		wrong("callback root %q is for a link that listens, and such a link must have it", c.CallbackRoot)
	}
	if (c.Listen == "") != (len(c.Peers) == 0) {
		wrong("peers are for a link that listens, and such a link must have them")
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil && c.Listen != "" {
		wrong("address to listen on %q is not host:port", c.Listen)
	}
	if c.Period < 0 || c.Period > maxPeriod*time.Second {
		wrong("period %v is not from 0 s to %d s", c.Period, maxPeriod)
	}
	if c.Window != 0 && (c.Window < 3 || c.Window > 1024) {
		wrong("window %d is not from 3 to 1024", c.Window)
	}
	if c.Complete && len(c.Cells) == 0 {
		wrong("no cells are not all cells")
	}
	for _, d := range []time.Duration{c.ResponseTimeout, c.Probe, c.BackoffMin, c.BackoffMax} {
		if d < 0 {
			wrong("a time of %v is below zero", d)
		}
	}
	return errors.Join(append(errs, c.checkCells())...)
}

func isRoot(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (c *Config) checkCells() error {
	seen := make(map[ran.CGI]bool, len(c.Cells))
	for _, cell := range c.Cells {
		if cell.Radio != cbc.NR && cell.Radio != cbc.LTE || cell.Radio != c.Cells[0].Radio {
			return fmt.Errorf("%s is not of the one radio, NR or LTE, that the others are of", cell)
		}
		if _, err := cell.PLMN.AppendBinary(nil); err != nil {
			return fmt.Errorf("cell %s: %w", cell, err)
		}
		if seen[ran.CGIOf(cell)] {
			return fmt.Errorf("cell %s is there twice", cell)
		}
		seen[ran.CGIOf(cell)] = true
	}
	return nil
}

// withDefaults returns c with its zero values filled in.
func (c Config) withDefaults() Config {
	fill(&c.Period, DefaultPeriod)
	fill(&c.ResponseTimeout, DefaultResponseTimeout)
	fill(&c.Probe, DefaultProbe)
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
