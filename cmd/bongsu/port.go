package main

import (
	"fmt"
	"net/netip"

	"bongsu/cbc/cbsp"
)

// ports are where BSCs dial us, by address. Links of several BSCs share one,
// told apart by the addresses that the BSCs dial from.
type ports map[string]*port

type port struct {
	*cbsp.Listener
	links map[netip.Prefix]string // by peer
}

// at returns the listener for an address after noting that a link has some
// peers there.
func (l ports) at(address, link string, peers []netip.Prefix) (*cbsp.Listener, error) {
	x := l[address]
	if x == nil {
		x = &port{cbsp.NewListener(address), map[netip.Prefix]string{}}
		l[address] = x
	}
	for _, p := range peers {
		if other, taken := x.links[p]; taken {
			return nil, fmt.Errorf("peer %s is also that of link %s, which listens there too", p, other)
		}
		x.links[p] = link
	}
	return x.Listener, nil
}
