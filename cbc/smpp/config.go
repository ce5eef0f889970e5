package smpp

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"bongsu/cbc"
)

// A Config is what has been agreed with a carrier about its centre. What is
// zero has the default given; Address, SystemID and Password have none.
type Config struct {
	Address    string      // host:port
	TLS        *tls.Config // nil: no TLS; ServerName is the host of Address unless set
	SystemID   string      // up to 15 characters
	Password   string      // up to 8 characters
	SystemType string      // up to 12 characters, may be empty

	ServiceType string  // "CBS"
	Source      Address // whom the broadcasts are from
	// Priorities is the priority_flag of each category. By default as a centre
	// for GSM networks takes it: high 1 (immediate), normal 0, background 4.
	// One for CDMA networks takes 3 as emergency (clause 4.7.19).
	Priorities map[cbc.Category]byte
	// WholeAreaAlias is the name by which the centre knows its whole network.
	// Without one, a warning for the whole area is not sent.
	WholeAreaAlias string
	// Network is the numbering that the content type is said to be in. Its
	// value is the message identifier under each of them.
	Network Network
	// Frequency is how often the centre repeats what names no period; by
	// default as often as possible.
	Frequency Frequency
	// OmitSerial leaves out the serial number. SMPP has no field for it; by
	// agreement with the carrier it goes as two octets, the higher first, in
	// broadcast_content_type_info, so that a phone drops as a repeat what it
	// has heard over another bearer. A centre that is not told the serial
	// number makes up its own.
	OmitSerial bool
	// ForgetOnReconnect says of a centre that it ends the broadcasts of a
	// client that goes away. At each bind the link then gives notice that they
	// are forgotten.
	ForgetOnReconnect bool

	Window          int           // requests without an answer, 1 to 1,000; 10
	DialTimeout     time.Duration // for connecting and binding; 3 s
	ResponseTimeout time.Duration // for a request; 5 s
	EnquireLink     time.Duration // silence after which the peer is asked; 5 s
	EnquireTimeout  time.Duration // for the answer, twice; 2 s
	WriteTimeout    time.Duration // for what is written at once; 2 s

	Trace cbc.Trace
}

// A Network is a numbering of content types, clause 4.8.4.7.
type Network uint8

const (
	GSMNetwork Network = iota // 3GPP networks, TS 23.041
	GenericNetwork
	TDMANetwork
	CDMANetwork
)

var networkOctets = [...]byte{GSMNetwork: 1, GenericNetwork: 0, TDMANetwork: 2, CDMANetwork: 3}

var gsmPriorities = map[cbc.Category]byte{cbc.High: 1, cbc.Normal: 0, cbc.Background: 4}

const maxWindow = 1000

// Check returns all that is wrong with c, joined.
func (c *Config) Check() error {
	var all []error
	if host, _, err := net.SplitHostPort(c.Address); err != nil || host == "" {
		all = append(all, fmt.Errorf("address %q is not host:port", c.Address))
	}
	for _, f := range []struct {
		name, value string
		least, most int
	}{
		{"system id", c.SystemID, 1, 15},
		{"password", c.Password, 0, 8},
		{"system type", c.SystemType, 0, 12},
		{"service type", c.ServiceType, 0, 5},
		{"source number", c.Source.Number, 0, 20},
		{"whole area alias", c.WholeAreaAlias, 0, maxDetails},
	} {
		if n := len(f.value); n < f.least || n > f.most { // the value may be a secret
			all = append(all, fmt.Errorf("%s of %d octets, from %d to %d are possible", f.name, n, f.least, f.most))
		}
	}
	if c.Window < 0 || c.Window > maxWindow {
		all = append(all, fmt.Errorf("window of %d, from 1 to %d are possible", c.Window, maxWindow))
	}
	if int(c.Network) >= len(networkOctets) {
		all = append(all, fmt.Errorf("network %d is none that SMPP has", c.Network))
	}
	for _, d := range []time.Duration{c.DialTimeout, c.ResponseTimeout, c.EnquireLink, c.EnquireTimeout, c.WriteTimeout} {
		if d < 0 {
			all = append(all, fmt.Errorf("time of %v is negative", d))
		}
	}
	return errors.Join(all...)
}

// complete fills in the defaults.
func (c *Config) complete() {
	if c.ServiceType == "" {
		c.ServiceType = "CBS"
	}
	if c.Priorities == nil {
		c.Priorities = gsmPriorities
	}
	if c.Window == 0 {
		c.Window = 10
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.DialTimeout, 3 * time.Second},
		{&c.ResponseTimeout, 5 * time.Second},
		{&c.EnquireLink, 5 * time.Second},
		{&c.EnquireTimeout, 2 * time.Second},
		{&c.WriteTimeout, 2 * time.Second},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
}

func (c *Config) limits() limits {
	return limits{c.Window, c.ResponseTimeout, c.EnquireTimeout, c.EnquireLink, c.WriteTimeout}
}
