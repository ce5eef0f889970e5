package sbcap

import (
	"context"
	"net"

	"bongsu/cbc/internal/sctp"
)

// An Association is the other end of the protocol's transport, for those who
// play an MME. Receive returns whole messages and the payload protocol that
// came with each.
type Association interface {
	Send(b []byte) error
	Receive() (b []byte, protocol uint32, err error)
	Close()
	Peer() string
}

// An Acceptor takes associations.
type Acceptor interface {
	Accept() (Association, error)
	Addr() net.Addr
	Close()
}

type acceptor struct{ sctp.Listener }

func (a acceptor) Accept() (Association, error) { return a.Listener.Accept() }

// ListenUDP takes associations inside datagrams at host:port, from anyone. What
// is sent on them is of the payload protocol given.
func ListenUDP(ctx context.Context, address string, protocol uint32) (Acceptor, error) {
	ln, err := sctp.Config{UDP: true, Protocol: protocol, Port: Port}.Listen(ctx, address)
	if err != nil {
		return nil, err
	}
	return acceptor{ln}, nil
}

// DialUDP opens an association inside datagrams with a centre.
func DialUDP(ctx context.Context, address string, protocol uint32) (Association, error) {
	return sctp.Config{UDP: true, Protocol: protocol, Port: Port}.Dial(ctx, address)
}
