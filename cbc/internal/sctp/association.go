package sctp

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pion/logging"
	"github.com/pion/sctp"
)

const (
	handshakeTimeout = 5 * time.Second
	shutdownTimeout  = 500 * time.Millisecond
	receiveBuffer    = 4 << 20
	maxStreams       = 16 // of a peer's that are read
	inbox            = 16 // messages that may wait to be received
)

// An association is one inside datagrams.
type association struct {
	a      *sctp.Association
	under  net.Conn
	stream *sctp.Stream
	c      Config
	peer   string

	in   chan message
	done chan struct{}
	once sync.Once
	wg   sync.WaitGroup
}

// A message is one that was received, or why there are no more.
type message struct {
	b        []byte
	protocol uint32
	err      error
}

// open makes an association over under, by dialling or by waiting for the peer
// to. It closes under after an error.
func (c Config) open(ctx context.Context, under net.Conn, dial bool) (Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { under.Close() })
	a, err := handshake(under, dial)
	if !stop() && err == nil {
		_ = a.Close()
		err = context.Cause(ctx)
	}
	if err != nil {
		under.Close()
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	x := &association{a: a, under: under, c: c, peer: under.RemoteAddr().String(), in: make(chan message, inbox), done: make(chan struct{})}
	if x.stream, err = a.OpenStream(0, sctp.PayloadProtocolIdentifier(c.Protocol)); err != nil {
		_ = a.Close()
		return nil, err
	}
	x.wg.Go(func() { x.read(x.stream) })
	x.wg.Go(x.accept)
	return x, nil
}

// handshake begins an association, or waits for the peer to.
func handshake(under net.Conn, dial bool) (*sctp.Association, error) {
	common := []sctp.AssociationOption{
		sctp.WithNetConn(under), sctp.WithBlockWrite(true), sctp.WithMaxMessageSize(MaxMessage), sctp.WithMaxReceiveBufferSize(receiveBuffer),
		sctp.WithLoggerFactory(&logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}),
	}
	if dial {
		options := make([]sctp.ClientOption, len(common))
		for i, o := range common {
			options[i] = o
		}
		return sctp.ClientWithOptions(options...)
	}
	options := make([]sctp.ServerOption, len(common))
	for i, o := range common {
		options[i] = o
	}
	return sctp.ServerWithOptions(options...)
}

// accept reads what the peer sends on streams of its own.
func (x *association) accept() {
	for range maxStreams {
		s, err := x.a.AcceptStream()
		if err != nil {
			return
		}
		x.wg.Go(func() { x.read(s) })
	}
}

// read reads one stream until it ends. Room is made for what does not fit.
func (x *association) read(s *sctp.Stream) {
	buf := make([]byte, 4096)
	for {
		n, protocol, err := s.ReadSCTP(buf)
		if errors.Is(err, io.ErrShortBuffer) && n > len(buf) && n <= MaxMessage {
			buf = make([]byte, n)
			continue
		}
		m := message{protocol: uint32(protocol), err: err}
		if err == nil {
			m.b = append([]byte(nil), buf[:n]...)
		}
		select {
		case x.in <- m:
		case <-x.done:
			return
		}
		if err != nil {
			return
		}
	}
}

func (x *association) Send(b []byte) error {
	if len(b) > MaxMessage {
		return tooLong(len(b))
	}
	n, err := x.stream.WriteSCTP(b, sctp.PayloadProtocolIdentifier(x.c.Protocol))
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return err
}

func (x *association) Receive() ([]byte, uint32, error) {
	select {
	case m := <-x.in:
		return m.b, m.protocol, m.err
	case <-x.done:
		return nil, 0, net.ErrClosed
	}
}

func (x *association) Close() {
	x.once.Do(func() {
		close(x.done)
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		if x.a.Shutdown(ctx) != nil { // the peer is gone already
			_ = x.a.Close()
		}
		x.under.Close()
	})
	x.wg.Wait()
}

func (x *association) Peer() string { return x.peer }
