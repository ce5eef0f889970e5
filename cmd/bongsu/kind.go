package main

import (
	"fmt"
	"net/netip"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/cbc/capost"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/ecbe"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// A kind is a sort of link that can be configured.
type kind struct {
	configured func(*linkConfig) bool // its section is there
	takesCells bool
	points     int  // most points of a polygon; of links that take shapes
	merges     bool // can replace in one go, unless the configuration says otherwise
	build      func(*wire) (cbc.Link, error)
}

// kinds are all sorts of links, by the name that the configuration uses.
func kinds() map[string]kind {
	return map[string]kind{
		"smpp":   {func(l *linkConfig) bool { return l.SMPP != nil }, false, 15, false, buildSMPP}, // points: TS 23.032 clause 7.3.4
		"cbsp":   {func(l *linkConfig) bool { return l.CBSP != nil }, true, 0, true, buildCBSP},
		"sabp":   {func(l *linkConfig) bool { return l.SABP != nil }, true, 0, true, buildSABP},
		"sbcap":  {func(l *linkConfig) bool { return l.SBcAP != nil }, true, 0, false, buildSBcAP},
		"namf":   {func(l *linkConfig) bool { return l.Namf != nil }, true, 0, false, buildNamf},
		"ecbe":   {func(l *linkConfig) bool { return l.ECBE != nil }, true, 0, true, buildECBE},
		"capost": {func(l *linkConfig) bool { return l.CAPost != nil }, false, capostPoints, true, buildCAPost},
	}
}

// A wire is what a link is built from.
type wire struct {
	*loaded
	library *templates.Library
	link    *linkConfig
	path    string // of the link's section: "links[2].smpp"
	cells   []cbc.Cell
	trace   cbc.Trace

	ports ports // shared by all links
}

const (
	defaultWindow = 8 // attempts of a link under way at once
	// reserved are the places that a link has beyond its window, for a stop and
	// for a critical alert.
	reserved = 2
)

// window returns how many attempts of a link may be under way.
func (l *linkConfig) window() int {
	if l.Window == 0 {
		return defaultWindow
	}
	return l.Window
}

func buildCBSP(w *wire) (cbc.Link, error) {
	s := w.link.CBSP
	c := cbsp.Config{
		Address: s.Address, Cells: w.cells, RepetitionPeriod: w.link.Period,
		Window: w.link.window() + reserved, DialTimeout: s.DialTimeout, ResponseTimeout: s.ResponseTimeout,
		KeepAlive: s.KeepAlive, KeepAliveWait: s.KeepAliveWait, Trace: w.trace,
	}
	coding, err := s.coding()
	if err != nil {
		return nil, err
	}
	c.RepetitionCoding = coding
	for _, p := range s.Peers {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fmt.Errorf("peer %q: %w", p, err)
		}
		c.Peers = append(c.Peers, prefix.Masked())
	}
	if s.Listen {
		if c.Listener, err = w.ports.at(s.Address, w.link.Name, c.Peers); err != nil {
			return nil, err
		}
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	return cbsp.New(c), nil
}

// By how much what a link is told may be larger than what was asked for, unless
// the configuration says otherwise, and in how many polygons.
const (
	defaultOvershoot = 1500 // metres
	defaultShare     = 15   // per cent of the area
	defaultPolygons  = 12
)

// shapes returns what the link takes of polygons.
func (l *linkConfig) shapes(points int) area.Limit {
	x := area.Limit{Points: points, Polygons: l.Polygons, Metres: defaultOvershoot, Share: defaultShare / 100.0}
	if x.Polygons == 0 {
		x.Polygons = defaultPolygons
	}
	if l.Overshoot != nil {
		x.Metres = *l.Overshoot
	}
	if l.Share != nil {
		x.Share = *l.Share / 100
	}
	return x
}

func buildECBE(w *wire) (cbc.Link, error) {
	s := w.link.ECBE
	c := ecbe.Config{URL: s.URL, Name: s.Name, Timeout: s.Timeout, Window: min(w.link.window(), 15), Trace: w.trace}
	if s.PasswordFile != "" || s.PasswordEnv != "" {
		c.Token = w.secret(w.path, s.PasswordFile, s.PasswordEnv)
	}
	if s.TLS != nil {
		c.TLS = w.clientTLS(w.path+".tls", s.TLS, "")
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	return ecbe.New(c), nil
}

// scopes are the names of geographical scopes in the configuration, the whole
// network if there is none.
func scopeOf(name string) cbc.Scope {
	switch name {
	case "cell-immediate":
		return cbc.CellImmediate
	case "area":
		return cbc.AreaWide
	case "cell-normal":
		return cbc.CellNormal
	}
	return cbc.PLMNWide
}

// canMerge reports whether the link can replace a text in one message.
func (l *linkConfig) canMerge() bool {
	return kinds()[l.Kind].merges && (l.CAPost == nil || capost.Updates(l.CAPost.Dialect))
}

// dispatched returns a link as the dispatcher knows it, with nothing to carry
// it yet.
func (l *linkConfig) dispatched() dispatcher.Link {
	k := kinds()[l.Kind]
	d := dispatcher.Link{
		Name: l.Name, Carrier: l.Carrier, Plane: l.Plane, Bearer: l.Bearer, Languages: l.Languages,
		TakesCells: k.takesCells, Shapes: l.shapes(k.points), Merges: l.canMerge(), After: l.StandsIn,
		Scope: scopeOf(l.Scope), Period: l.Period, Window: l.window(),
	}
	if l.Merges != nil {
		d.Merges = *l.Merges
	}
	return d
}
