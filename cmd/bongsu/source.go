package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"

	"bongsu/cbc/cap"
	"bongsu/dispatcher"
)

// A senderConfig is what is agreed with one sender of CAP messages.
type senderConfig struct {
	Sender      string          `yaml:"sender" validate:"required"`
	Accept      []cap.Deviation `yaml:"accept" validate:"max=100"`
	Profile     string          `yaml:"profile"`
	Service     boxConfig       `yaml:"service"`
	Signature   cap.Need        `yaml:"signature" validate:"omitempty,oneof=ignored if-present required"`
	Keys        []string        `yaml:"keys" validate:"max=16"`
	Authorities string          `yaml:"authorities"`
	Several     bool            `yaml:"several"`
}

// A boxConfig is a piece of the globe, degrees; all zero is everywhere.
type boxConfig struct {
	South float64 `yaml:"south" validate:"min=-90,max=90"`
	West  float64 `yaml:"west" validate:"min=-180,max=180"`
	North float64 `yaml:"north" validate:"min=-90,max=90,gtefield=South"`
	East  float64 `yaml:"east" validate:"min=-180,max=180,gtefield=West"`
}

// agree reads what is agreed with those who send CAP, and checks that the
// library has what their events mean.
func (a *assembly) agree() {
	a.composer.Sources = a.sources()
	if a.composer.Library == nil {
		return
	}
	if err := dispatcher.CheckCAPEvents(a.composer.Library); err != nil {
		a.addf("library.directories", "%v", err)
	}
}

// sources reads what the configuration names of senders, noting what is wrong.
func (l *loaded) sources() map[string]dispatcher.Source {
	all := map[string]dispatcher.Source{}
	for i := range l.Sources {
		c, path := &l.Sources[i], fmt.Sprintf("sources[%d]", i)
		if _, ok := all[c.Sender]; ok {
			l.addf(path+".sender", "%s is there twice", c.Sender)
		}
		all[c.Sender] = dispatcher.Source{Policy: l.capPolicy(path, c), Trust: l.trust(path, c)}
	}
	return all
}

func (l *loaded) capPolicy(path string, c *senderConfig) cap.Policy {
	p := cap.Policy{Accept: c.Accept, Service: cap.Box(c.Service)}
	for k, d := range c.Accept {
		if _, err := cap.ParseDeviation(string(d)); err != nil {
			l.addf(fmt.Sprintf("%s.accept[%d]", path, k), "%v", err)
		}
	}
	if c.Profile != "" {
		var err error
		if p.Profile, err = cap.FindProfile(c.Profile); err != nil {
			l.addf(path+".profile", "%v", err)
		}
	}
	return p
}

func (l *loaded) trust(path string, c *senderConfig) cap.Trust {
	t := cap.Trust{Need: c.Signature, Several: c.Several}
	for k, name := range c.Keys {
		keys, err := readPublicKeys(l.relative(name))
		if err != nil {
			l.addf(fmt.Sprintf("%s.keys[%d]", path, k), "%v", err)
		}
		t.Keys = append(t.Keys, keys...)
	}
	if c.Authorities != "" {
		var err error
		if t.Roots, err = readAuthorities(l.relative(c.Authorities)); err != nil {
			l.addf(path+".authorities", "%v", err)
		}
	}
	if c.Signature == cap.SignatureRequired && len(c.Keys) == 0 && c.Authorities == "" {
		l.addf(path+".signature", "a signature that is required needs keys or authorities")
	}
	return t
}

// readAuthorities returns the certificates in a PEM file.
func readAuthorities(path string) (*x509.CertPool, error) {
	b, err := os.ReadFile(path) //nolint:gosec // the configuration names the file
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("%s holds no certificate", path)
	}
	return pool, nil
}

// readPublicKeys returns the keys in a PEM file, bare or in certificates.
func readPublicKeys(path string) ([]crypto.PublicKey, error) {
	b, err := os.ReadFile(path) //nolint:gosec // the configuration names the file
	if err != nil {
		return nil, err
	}
	var keys []crypto.PublicKey
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		var key crypto.PublicKey
		switch block.Type {
		case "PUBLIC KEY":
			key, err = x509.ParsePKIXPublicKey(block.Bytes)
		case "CERTIFICATE":
			var c *x509.Certificate
			if c, err = x509.ParseCertificate(block.Bytes); err == nil {
				key = c.PublicKey
			}
		default:
			err = fmt.Errorf("a block of type %s", block.Type)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		switch key.(type) {
		case *rsa.PublicKey, *ecdsa.PublicKey:
		default:
			return nil, fmt.Errorf("%s: a key of type %T is not used in signatures", path, key)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s holds no public key", path)
	}
	return keys, nil
}
