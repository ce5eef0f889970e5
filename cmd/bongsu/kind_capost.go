package main

import (
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cap"
	"bongsu/cbc/capost"
	"bongsu/dispatcher"
)

// capostPoints is how many points a polygon may have for a centre that takes
// documents, where a carrier says nothing else.
const capostPoints = 100

// A capostConfig is a carrier's centre that takes documents over HTTPS.
type capostConfig struct {
	Dialect string        `yaml:"dialect" validate:"required"`
	Sender  string        `yaml:"sender" validate:"required"`
	Whole   string        `yaml:"whole_area"`
	Routes  []routeConfig `yaml:"routes" validate:"min=1,max=16,dive"`
	Sign    []signConfig  `yaml:"sign" validate:"max=4,dive"`

	DialTimeout     time.Duration `yaml:"dial_timeout" validate:"min=0,max=1m"`
	ResponseTimeout time.Duration `yaml:"response_timeout" validate:"min=0,max=1m"`
	TestPeriod      time.Duration `yaml:"test_period" validate:"min=0,max=1h"`
}

// A routeConfig is a way to a centre.
type routeConfig struct {
	Name string     `yaml:"name" validate:"required"`
	URL  string     `yaml:"url" validate:"required"`
	From string     `yaml:"from" validate:"omitempty,ip"`
	TLS  *tlsConfig `yaml:"tls" validate:"required"`
}

// A signConfig is a key that documents are signed with, and from when on.
type signConfig struct {
	Cert string    `yaml:"cert" validate:"required"`
	Key  string    `yaml:"key" validate:"required"`
	From time.Time `yaml:"from"`
}

func buildCAPost(w *wire) (cbc.Link, error) {
	s := w.link.CAPost
	c := capost.Config{Dialect: s.Dialect, Sender: s.Sender, Whole: s.Whole, Status: capStatus[w.link.Plane], Events: w.events(),
		DialTimeout: s.DialTimeout, ResponseTimeout: s.ResponseTimeout, TestPeriod: s.TestPeriod,
		Window: w.link.window() + reserved, Trace: w.trace}
	for i, r := range s.Routes {
		route := capost.Route{Name: r.Name, URL: r.URL, TLS: w.clientTLS(fmt.Sprintf("%s.routes[%d].tls", w.path, i), r.TLS, "")}
		if r.From != "" {
			var err error
			if route.From, err = netip.ParseAddr(r.From); err != nil {
				return nil, fmt.Errorf("route %s: %w", r.Name, err)
			}
		}
		c.Routes = append(c.Routes, route)
	}
	for i, x := range s.Sign {
		signer, err := w.signer(x)
		if err != nil {
			return nil, fmt.Errorf("sign[%d]: %w", i, err)
		}
		c.Signers = append(c.Signers, signer)
	}
	return capost.New(c)
}

// capStatus is what CAP calls the planes.
var capStatus = map[dispatcher.Plane]string{dispatcher.Live: "Actual", dispatcher.Exercise: "Exercise", dispatcher.Test: "Test"}

// events returns what centres are told of what happens, from the library.
func (w *wire) events() map[string]capost.Event {
	all := map[string]capost.Event{}
	for h := range w.library.Hazards() {
		e := capost.Event{Category: h.Category}
		if len(h.SAME) > 0 {
			e.Code = h.SAME[0]
		}
		all[h.ID] = e
	}
	return all
}

func (w *wire) signer(x signConfig) (cap.Signer, error) {
	pair, err := tls.LoadX509KeyPair(w.relative(x.Cert), w.relative(x.Key))
	if err != nil {
		return cap.Signer{}, err
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return cap.Signer{}, errors.New("the key cannot sign")
	}
	return cap.Signer{Key: key, Certificate: pair.Certificate[0], From: x.From}, nil
}
