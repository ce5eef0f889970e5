package smpp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"bongsu/cbc"
)

// A Config is what has been agreed with a carrier about its centre. What is
// zero has the default given; Address, SystemID and Password have none.
type Config struct {
	Address    string      // host:port
	AlsoAt     []string    // further addresses of the same carrier, all kept up
	Binds      int         // connections to each address, 1 to 8; 1
	TLS        *tls.Config // nil: no TLS; ServerName is the host of the address unless set
	SystemID   string      // up to 15 characters
	Password   string      // up to 8 characters
	SystemType string      // up to 12 characters, may be empty
	Version    byte        // interface_version, Version33 to Version50; Version50
	// Bind is BindTransceiver, BindTransmitter or BindReceiver; by default a
	// transceiver, and below SMPP 3.4, which has none, a transmitter.
	Bind Command

	ServiceType string  // "CBS"
	Source      Address // whom the broadcasts are from
	// Priorities is the priority_flag of each category. By default as a centre
	// for GSM networks takes it: high 1 (immediate), normal 0, background 4.
	// One for CDMA networks takes 3 as emergency (clause 4.7.19).
	Priorities map[cbc.Category]byte
	// WholeAreaAlias is the name by which the centre knows its whole network.
	// Without one, a warning for the whole area is not sent.
	WholeAreaAlias string
	// Identifier is where the message identifier goes, Network the numbering
	// that it is said to be in if that is the content type. Its value is the
	// same under each of them.
	Identifier Identifier
	Network    Network
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
	// client that goes away. When it comes back the link then gives notice that
	// they are forgotten.
	ForgetOnReconnect bool

	// What some centres want otherwise than the standard has it.
	RelativeValidity bool  // validity_period as a span of time, for centres whose clocks are wrong
	RepNumOctets     int   // of broadcast_rep_num, 1 to 3; 2
	RegisteredOctet  bool  // an octet registered_delivery that the standard does not have here
	EUCKR            bool  // Korean as KS C 5601 (data_coding 0x0E) where that has all characters
	Extra            []TLV // parameters that every broadcast_sm carries besides

	Window          int           // requests without an answer, 1 to 4,096; 10
	Rate            float64       // requests a second that are not urgent; 0 is no limit
	DialTimeout     time.Duration // for connecting and binding; 3 s
	ResponseTimeout time.Duration // for a request; 5 s
	EnquireLink     time.Duration // silence after which the peer is asked; 5 s
	EnquireTimeout  time.Duration // for the answer, twice; 2 s
	WriteTimeout    time.Duration // for what is written at once; 2 s

	// Deliver takes what the peer sends, deliver_sm and data_sm, and returns
	// the answer. It is called by one goroutine a connection, and must heed
	// ctx, which ends with the connection. Without it such messages are refused.
	Deliver func(ctx context.Context, m *DeliverSM) Status

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

const (
	maxWindow = 4096
	maxBinds  = 8
)

// Check returns all that is wrong with c, joined.
func (c *Config) Check() error {
	all := append(c.checkAddresses(), c.checkTexts()...)
	all = append(all, c.checkNumbers()...)
	for _, t := range c.Extra {
		if len(t.Value) > maxTLV {
			all = append(all, fmt.Errorf("%v of %d octets, at most %d are possible", t.Tag, len(t.Value), maxTLV))
		}
	}
	for _, d := range []time.Duration{c.DialTimeout, c.ResponseTimeout, c.EnquireLink, c.EnquireTimeout, c.WriteTimeout} {
		if d < 0 {
			all = append(all, fmt.Errorf("time of %v is negative", d))
		}
	}
	return errors.Join(all...)
}

func (c *Config) checkAddresses() []error {
	var all []error
	for _, a := range append([]string{c.Address}, c.AlsoAt...) {
		if host, _, err := net.SplitHostPort(a); err != nil || host == "" {
			all = append(all, fmt.Errorf("address %q is not host:port", a))
		}
	}
	return all
}

func (c *Config) checkTexts() []error {
	var all []error
	for _, f := range []struct {
		name, value string
		least, most int
	}{
		{"system id", c.SystemID, 1, systemIDSize - 1},
		{"password", c.Password, 0, passwordSize - 1},
		{"system type", c.SystemType, 0, systemTypeSize - 1},
		{"service type", c.ServiceType, 0, serviceTypeSize - 1},
		{"source number", c.Source.Number, 0, numberSize - 1},
		{"whole area alias", c.WholeAreaAlias, 0, maxDetails},
	} {
		if n := len(f.value); n < f.least || n > f.most { // the value may be a secret
			all = append(all, fmt.Errorf("%s of %d octets, from %d to %d are possible", f.name, n, f.least, f.most))
		}
	}
	return all
}

func (c *Config) checkNumbers() []error {
	var all []error
	for _, f := range []struct {
		name        string
		value, most int
	}{
		{"window", c.Window, maxWindow}, {"binds", c.Binds, maxBinds}, {"rep_num octets", c.RepNumOctets, 3},
	} {
		if f.value < 0 || f.value > f.most {
			all = append(all, fmt.Errorf("%s of %d, from 1 to %d are possible", f.name, f.value, f.most))
		}
	}
	if c.Rate < 0 {
		all = append(all, fmt.Errorf("rate of %v is negative", c.Rate))
	}
	if int(c.Network) >= len(networkOctets) {
		all = append(all, fmt.Errorf("network %d is none that SMPP has", c.Network))
	}
	if c.Identifier > InServiceType {
		all = append(all, fmt.Errorf("identifier in %d is no place of it", c.Identifier))
	}
	if !slices.Contains([]byte{0, Version33, Version34, Version50}, c.Version) {
		all = append(all, fmt.Errorf("version 0x%02x is not 3.3, 3.4 or 5.0", c.Version))
	}
	if !slices.Contains([]Command{0, BindTransceiver, BindTransmitter, BindReceiver}, c.Bind) {
		all = append(all, fmt.Errorf("%v is no bind", c.Bind))
	}
	return all
}

// complete fills in the defaults.
func (c *Config) complete() {
	if c.ServiceType == "" {
		c.ServiceType = "CBS"
	}
	if c.Priorities == nil {
		c.Priorities = gsmPriorities
	}
	if c.Version == 0 {
		c.Version = Version50
	}
	if c.Bind == 0 {
		c.Bind = BindTransceiver
		if c.Version < Version34 {
			c.Bind = BindTransmitter
		}
	}
	for _, d := range []struct {
		field *int
		value int
	}{{&c.Window, 10}, {&c.Binds, 1}, {&c.RepNumOctets, 2}} {
		if *d.field == 0 {
			*d.field = d.value
		}
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

func (c *Config) dialect() dialect { return dialect{c.RepNumOctets, c.RegisteredOctet} }

func (c *Config) terms() terms {
	return terms{
		window: c.Window, rate: c.Rate, probe: c.EnquireTimeout, idle: c.EnquireLink, write: c.WriteTimeout,
		deliver: c.Deliver, trace: c.Trace,
	}
}
