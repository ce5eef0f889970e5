package main

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
)

// An smppConfig is the section of a link to a cell broadcast centre.
type smppConfig struct {
	Address      string     `yaml:"address" validate:"required"`
	AlsoAt       []string   `yaml:"also_at"`
	Binds        int        `yaml:"binds" validate:"min=0,max=8"`
	TLS          *tlsConfig `yaml:"tls" validate:"omitempty"`
	SystemID     string     `yaml:"system_id" validate:"required"`
	PasswordFile string     `yaml:"password_file"`
	PasswordEnv  string     `yaml:"password_env"`
	SystemType   string     `yaml:"system_type"`
	Version      string     `yaml:"version" validate:"omitempty,oneof=3.3 3.4 5.0"`
	Bind         string     `yaml:"bind" validate:"omitempty,oneof=transceiver transmitter"`

	ServiceType string            `yaml:"service_type"`
	Source      sourceConfig      `yaml:"source"`
	WholeArea   string            `yaml:"whole_area_alias" validate:"required"`
	Identifier  string            `yaml:"identifier" validate:"omitempty,oneof=content-type service-group service-type"`
	Network     string            `yaml:"network" validate:"omitempty,oneof=gsm generic tdma cdma"`
	Priorities  *prioritiesConfig `yaml:"priorities" validate:"omitempty"`
	OmitSerial  bool              `yaml:"omit_serial"`
	Forgets     bool              `yaml:"forgets_on_reconnect"`

	Validity   string      `yaml:"validity" validate:"omitempty,oneof=absolute relative"`
	Korean     string      `yaml:"korean" validate:"omitempty,oneof=ucs2 ksc5601"`
	RepNum     int         `yaml:"rep_num_octets" validate:"min=0,max=3"`
	Registered bool        `yaml:"registered_delivery_octet"`
	Extra      []tlvConfig `yaml:"parameters"`

	Rate            float64       `yaml:"rate" validate:"min=0,max=100000"`
	DialTimeout     time.Duration `yaml:"dial_timeout" validate:"min=0,max=1m"`
	ResponseTimeout time.Duration `yaml:"response_timeout" validate:"min=0,max=1m"`
	EnquireLink     time.Duration `yaml:"enquire_link" validate:"min=0,max=10m"`
	EnquireTimeout  time.Duration `yaml:"enquire_timeout" validate:"min=0,max=1m"`
	WriteTimeout    time.Duration `yaml:"write_timeout" validate:"min=0,max=1m"`
}

type sourceConfig struct {
	TON    int    `yaml:"ton" validate:"min=0,max=255"`
	NPI    int    `yaml:"npi" validate:"min=0,max=255"`
	Number string `yaml:"number"`
}

// A prioritiesConfig is the priority_flag of each category.
type prioritiesConfig struct {
	High       int `yaml:"high" validate:"min=0,max=255"`
	Normal     int `yaml:"normal" validate:"min=0,max=255"`
	Background int `yaml:"background" validate:"min=0,max=255"`
}

// A tlvConfig is a parameter that a carrier wants in every broadcast.
type tlvConfig struct {
	Tag string `yaml:"tag" validate:"len=4,hexadecimal"`
	Hex string `yaml:"hex" validate:"omitempty,hexadecimal"`
}

func buildSMPP(w *wire) (cbc.Link, error) {
	s := w.link.SMPP
	c := smpp.Config{
		Address: s.Address, AlsoAt: s.AlsoAt, Binds: s.Binds,
		SystemID: s.SystemID, SystemType: s.SystemType, ServiceType: s.ServiceType,
		Password: w.secret(w.path, s.PasswordFile, s.PasswordEnv),
		Version:  map[string]byte{"3.3": smpp.Version33, "3.4": smpp.Version34}[s.Version],
		Bind:     map[string]smpp.Command{"transceiver": smpp.BindTransceiver, "transmitter": smpp.BindTransmitter}[s.Bind],
		Source:   smpp.Address{TON: byte(s.Source.TON), NPI: byte(s.Source.NPI), Number: s.Source.Number},

		WholeAreaAlias: s.WholeArea, OmitSerial: s.OmitSerial, ForgetOnReconnect: s.Forgets,
		Identifier: map[string]smpp.Identifier{"service-group": smpp.InServiceGroup, "service-type": smpp.InServiceType}[s.Identifier],
		Network:    map[string]smpp.Network{"generic": smpp.GenericNetwork, "tdma": smpp.TDMANetwork, "cdma": smpp.CDMANetwork}[s.Network],
		Priorities: s.priorities(),

		RelativeValidity: s.Validity == "relative", EUCKR: s.Korean == "ksc5601",
		RepNumOctets: s.RepNum, RegisteredOctet: s.Registered,

		Window: w.link.window() + reserved, Rate: s.Rate, DialTimeout: s.DialTimeout, ResponseTimeout: s.ResponseTimeout,
		EnquireLink: s.EnquireLink, EnquireTimeout: s.EnquireTimeout, WriteTimeout: s.WriteTimeout, Trace: w.trace,
	}
	var err error
	if c.Extra, err = s.parameters(); err != nil {
		return nil, err
	}
	if s.TLS != nil {
		c.TLS = w.clientTLS(w.path+".tls", s.TLS, "") // the name is that of each address
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	return smpp.New(c), nil
}

// priorities returns nil for the defaults.
func (s *smppConfig) priorities() map[cbc.Category]byte {
	p := s.Priorities
	if p == nil {
		return nil
	}
	return map[cbc.Category]byte{cbc.High: byte(p.High), cbc.Normal: byte(p.Normal), cbc.Background: byte(p.Background)}
}

// parameters returns what every broadcast carries.
func (s *smppConfig) parameters() ([]smpp.TLV, error) {
	var all []smpp.TLV
	for i, t := range s.Extra {
		tag, err := strconv.ParseUint(t.Tag, 16, 16)
		if err != nil {
			return nil, fmt.Errorf("parameters[%d].tag: %q is not four hexadecimal digits", i, t.Tag)
		}
		v, err := hex.DecodeString(t.Hex)
		if err != nil {
			return nil, fmt.Errorf("parameters[%d].hex: %w", i, err)
		}
		all = append(all, smpp.TLV{Tag: smpp.Tag(tag), Value: v})
	}
	return all, nil
}
