package main

import (
	"fmt"
	"net/netip"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/namf"
	"bongsu/cbc/sabp"
	"bongsu/cbc/sbcap"
)

// A sabpConfig is an RNC.
type sabpConfig struct {
	Address   string   `yaml:"address" validate:"required"`
	Listen    string   `yaml:"listen"`
	Peers     []string `yaml:"peers" validate:"dive,cidr"`
	KeepOnAir bool     `yaml:"keep_on_air"`

	DialTimeout     time.Duration `yaml:"dial_timeout" validate:"min=0,max=1m"`
	ResponseTimeout time.Duration `yaml:"response_timeout" validate:"min=0,max=1m"`
}

// An sbcapConfig is an MME.
type sbcapConfig struct {
	Address       string   `yaml:"address" validate:"required"`
	Listen        bool     `yaml:"listen"`
	Peers         []string `yaml:"peers" validate:"dive,cidr"`
	UDP           bool     `yaml:"udp"`
	Complete      bool     `yaml:"tracking_areas"`
	KeepOnAir     bool     `yaml:"keep_on_air"`
	Alone         bool     `yaml:"alone"`
	NoIndications bool     `yaml:"no_indications"`
	OMC           string   `yaml:"omc" validate:"max=20"`

	DialTimeout     time.Duration `yaml:"dial_timeout" validate:"min=0,max=1m"`
	ResponseTimeout time.Duration `yaml:"response_timeout" validate:"min=0,max=1m"`
}

// A namfConfig is an AMF.
type namfConfig struct {
	APIRoot      string       `yaml:"api_root" validate:"required"`
	TLS          *tlsConfig   `yaml:"tls" validate:"omitempty"`
	OAuth        *oauthConfig `yaml:"oauth" validate:"omitempty"`
	Listen       string       `yaml:"listen"`
	CallbackRoot string       `yaml:"callback_root"`
	ListenTLS    *tlsConfig   `yaml:"listen_tls" validate:"omitempty"`
	Peers        []string     `yaml:"peers" validate:"dive,cidr"`
	NFID         string       `yaml:"nf_id"`
	OMC          string       `yaml:"omc"`
	Complete     bool         `yaml:"tracking_areas"`
	KeepOnAir    bool         `yaml:"keep_on_air"`
	Alone        bool         `yaml:"alone"`

	ResponseTimeout time.Duration `yaml:"response_timeout" validate:"min=0,max=1m"`
}

// An oauthConfig is where tokens come from.
type oauthConfig struct {
	TokenURL   string `yaml:"token_url" validate:"required"`
	ClientID   string `yaml:"client_id" validate:"required"`
	SecretFile string `yaml:"password_file"`
	SecretEnv  string `yaml:"password_env"`
}

// prefixes reads where a peer may come from.
func prefixes(list []string) (all []netip.Prefix, err error) {
	for _, p := range list {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fmt.Errorf("peer %q: %w", p, err)
		}
		all = append(all, prefix.Masked())
	}
	return all, nil
}

func buildSABP(w *wire) (cbc.Link, error) {
	s := w.link.SABP
	peers, err := prefixes(s.Peers)
	if err != nil {
		return nil, err
	}
	c := sabp.Config{
		Address: s.Address, Listen: s.Listen, Peers: peers, Areas: w.cells, KeepOnAir: s.KeepOnAir, Period: w.link.Period,
		Window: w.link.window() + reserved, DialTimeout: s.DialTimeout, ResponseTimeout: s.ResponseTimeout, Trace: w.trace,
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	return sabp.New(c), nil
}

func buildSBcAP(w *wire) (cbc.Link, error) {
	s := w.link.SBcAP
	peers, err := prefixes(s.Peers)
	if err != nil {
		return nil, err
	}
	c := sbcap.Config{
		Address: s.Address, Listen: s.Listen, Peers: peers, UDP: s.UDP, Cells: w.cells, Complete: s.Complete,
		KeepOnAir: s.KeepOnAir, Alone: s.Alone, NoIndications: s.NoIndications, OMC: s.OMC, Period: w.link.Period,
		Window: w.link.window() + reserved, DialTimeout: s.DialTimeout, ResponseTimeout: s.ResponseTimeout, Trace: w.trace,
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	return sbcap.New(c), nil
}

func buildNamf(w *wire) (cbc.Link, error) {
	s := w.link.Namf
	peers, err := prefixes(s.Peers)
	if err != nil {
		return nil, err
	}
	c := namf.Config{
		APIRoot: s.APIRoot, Listen: s.Listen, CallbackRoot: s.CallbackRoot, Peers: peers, NFID: s.NFID, OMC: s.OMC,
		Cells: w.cells, Complete: s.Complete, KeepOnAir: s.KeepOnAir, Alone: s.Alone, Period: w.link.Period,
		Window: w.link.window() + reserved, ResponseTimeout: s.ResponseTimeout, Trace: w.trace,
	}
	if s.TLS != nil {
		c.TLS = w.clientTLS(w.path+".tls", s.TLS, "")
	}
	if s.ListenTLS != nil {
		c.ListenTLS = w.serverTLS(w.path+".listen_tls", s.ListenTLS)
	}
	if o := s.OAuth; o != nil {
		c.OAuth = &namf.OAuth{TokenURL: o.TokenURL, ClientID: o.ClientID}
		if o.SecretFile != "" || o.SecretEnv != "" {
			c.OAuth.Secret = w.secret(w.path+".oauth", o.SecretFile, o.SecretEnv)
		}
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	return namf.New(c), nil
}
