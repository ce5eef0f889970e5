package main

import (
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/namf"
	"bongsu/cbc/sabp"
	"bongsu/cbc/sbcap"
)

func TestLinksToRadioNetworksAreBuiltFromTheirSections(t *testing.T) {
	l := &loaded{document: readDocument("", nil, new(config))}
	for kind, c := range map[string]struct {
		link linkConfig
		cell cbc.Cell
		made func(cbc.Link) bool
	}{
		"sabp": {
			linkConfig{SABP: &sabpConfig{Address: "rnc:3452", Listen: ":3452", Peers: []string{"192.0.2.0/24"}}}, cbc.Cell{Radio: cbc.UMTS, Area: 1, ID: 1},
			func(l cbc.Link) bool { _, ok := l.(*sabp.Link); return ok },
		},
		"sbcap": {
			linkConfig{SBcAP: &sbcapConfig{Address: "mme:29168", UDP: true, Complete: true}}, cbc.Cell{Radio: cbc.LTE, Area: 1, ID: 1},
			func(l cbc.Link) bool { _, ok := l.(*sbcap.Link); return ok },
		},
		"namf": {
			linkConfig{Namf: &namfConfig{APIRoot: "http://amf", Listen: ":8443", CallbackRoot: "http://cbc:8443", Peers: []string{"192.0.2.0/24"}}},
			cbc.Cell{Radio: cbc.NR, Area: 1, ID: 1}, func(l cbc.Link) bool { _, ok := l.(*namf.Link); return ok },
		},
	} {
		k := kinds()[kind]
		if !k.configured(&c.link) || !k.takesCells {
			t.Errorf("%s: %+v", kind, k)
		}
		link, err := k.build(&wire{loaded: l, link: &c.link, cells: []cbc.Cell{c.cell}})
		if err != nil || !c.made(link) {
			t.Errorf("%s: %T, %v", kind, link, err)
		}
		if _, err := k.build(&wire{loaded: l, link: &c.link, cells: []cbc.Cell{{Radio: cbc.GSM}}}); err == nil {
			t.Errorf("%s was built with a cell of GSM", kind)
		}
	}
}

func TestPeersOfRadioNetworksAreAddresses(t *testing.T) {
	l := &loaded{document: readDocument("", nil, new(config))}
	for kind, link := range map[string]linkConfig{
		"sabp":  {SABP: &sabpConfig{Address: "rnc:3452", Listen: ":3452", Peers: []string{"anyone"}}},
		"sbcap": {SBcAP: &sbcapConfig{Address: "mme:29168", Listen: true, Peers: []string{"anyone"}}},
		"namf":  {Namf: &namfConfig{APIRoot: "http://amf", Listen: ":1", CallbackRoot: "http://cbc", Peers: []string{"anyone"}}},
	} {
		if _, err := kinds()[kind].build(&wire{loaded: l, link: &link}); err == nil {
			t.Errorf("%s was built", kind)
		}
	}
}
