// Package sctp carries messages over SCTP associations: those of the kernel
// where it has them, and otherwise, or where a network wants it, an
// implementation in Go inside UDP datagrams, RFC 6951. Both keep the bounds of
// messages and tell which protocol a message is of.
//
// It has one stream out and takes what comes on any. It does no multi-homing
// over UDP.
package sctp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
)

// A Conn is one association. Send, Receive and Close may be called from
// different goroutines.
type Conn interface {
	// Send writes one whole message, in order with the others. It may wait as
	// long as the peer takes nothing; Close ends that.
	Send(b []byte) error
	// Receive returns the next message and the payload protocol that the peer
	// gave it. After an error there are no more.
	Receive() (b []byte, protocol uint32, err error)
	// Close ends the association, if the peer still answers in an orderly way,
	// and returns when nothing of it is left running.
	Close()
	// Peer is where the other end is, as host:port.
	Peer() string
}

// A Listener takes associations that peers open.
type Listener interface {
	// Accept returns the next. After Close the error is net.ErrClosed.
	Accept() (Conn, error)
	Addr() net.Addr
	// Close ends it, and over UDP the associations that came through it.
	Close()
}

// A Config says how associations are carried.
type Config struct {
	// UDP carries them in datagrams; otherwise the kernel does.
	UDP bool
	// Protocol is the payload protocol of what is sent.
	Protocol uint32
	// Port is the SCTP port of both ends inside datagrams. Over the kernel the
	// address has it.
	Port uint16
	// Admit says who may open an association; nil is anyone.
	Admit func(netip.Addr) bool
}

// MaxMessage is the longest message that is sent or received, in octets.
const MaxMessage = 2 << 20

var errLong = errors.New("message is over the limit")

// Dial opens an association. The address is host:port; over the kernel several
// hosts of a multi-homed peer may stand before the port, with slashes between
// them.
func (c Config) Dial(ctx context.Context, address string) (Conn, error) {
	if c.UDP {
		return c.dialUDP(ctx, address)
	}
	return c.dialKernel(ctx, address)
}

// Listen takes associations at an address, in the same form.
func (c Config) Listen(ctx context.Context, address string) (Listener, error) {
	if c.UDP {
		return c.listenUDP(ctx, address)
	}
	return c.listenKernel(address)
}

// admitted reports whether an address may open an association.
func (c *Config) admitted(a netip.Addr) bool { return c.Admit == nil || c.Admit(a.Unmap()) }

func tooLong(n int) error { return fmt.Errorf("%w of %d octets: %d", errLong, MaxMessage, n) }
