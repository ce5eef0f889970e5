package sctp

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"

	"github.com/ishidawataru/sctp"
)

// The beginning of an association over the kernel: three attempts of a second.
const (
	initAttempts = 3
	initTimeout  = 1000 // ms
	streams      = 2
)

var initial = sctp.InitMsg{NumOstreams: streams, MaxInstreams: streams, MaxAttempts: initAttempts, MaxInitTimeout: initTimeout}

// A kernelConn is an association of the kernel's.
type kernelConn struct {
	conn *sctp.SCTPConn
	info sctp.SndRcvInfo
	buf  []byte
}

func (c Config) dialKernel(ctx context.Context, address string) (Conn, error) {
	to, err := sctp.ResolveSCTPAddr("sctp", address)
	if err != nil {
		return nil, fmt.Errorf("sctp: %w", err)
	}
	type result struct {
		conn *sctp.SCTPConn
		err  error
	}
	// The call cannot be ended, but lasts no longer than its few attempts.
	dialled := make(chan result, 1)
	go func() {
		conn, err := sctp.DialSCTPExt("sctp", nil, to, initial)
		dialled <- result{conn, err}
	}()
	select {
	case r := <-dialled:
		if r.err != nil {
			return nil, fmt.Errorf("sctp: %w", r.err)
		}
		return c.kernel(r.conn)
	case <-ctx.Done():
		if r := <-dialled; r.err == nil {
			_ = r.conn.Close()
		}
		return nil, context.Cause(ctx)
	}
}

func (c Config) kernel(conn *sctp.SCTPConn) (Conn, error) {
	err := conn.SubscribeEvents(sctp.SCTP_EVENT_DATA_IO)
	if err == nil {
		err = conn.SetReadBuffer(MaxMessage)
	}
	if err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("sctp: %w", err)
	}
	return &kernelConn{conn: conn, info: sctp.SndRcvInfo{PPID: c.Protocol}, buf: make([]byte, MaxMessage)}, nil
}

func (k *kernelConn) Send(b []byte) error {
	if len(b) > MaxMessage {
		return tooLong(len(b))
	}
	info := k.info
	n, err := k.conn.SCTPWrite(b, &info)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	return err
}

// Receive reads one message. One that fills the buffer may go on.
func (k *kernelConn) Receive() ([]byte, uint32, error) {
	n, info, err := k.conn.SCTPRead(k.buf)
	if err != nil {
		return nil, 0, err
	}
	if n == len(k.buf) {
		return nil, 0, tooLong(n)
	}
	var protocol uint32
	if info != nil {
		protocol = info.PPID
	}
	return append([]byte(nil), k.buf[:n]...), protocol, nil
}

func (k *kernelConn) Close() { _ = k.conn.Close() }

func (k *kernelConn) Peer() string {
	if a := k.conn.RemoteAddr(); a != nil {
		return a.String()
	}
	return ""
}

// A kernelListener takes associations of the kernel's.
type kernelListener struct {
	c  Config
	ln *sctp.SCTPListener
}

func (c Config) listenKernel(address string) (Listener, error) {
	at, err := sctp.ResolveSCTPAddr("sctp", address)
	if err != nil {
		return nil, fmt.Errorf("sctp: %w", err)
	}
	ln, err := sctp.ListenSCTPExt("sctp", at, initial)
	if err != nil {
		return nil, fmt.Errorf("sctp: %w", err)
	}
	return &kernelListener{c, ln}, nil
}

func (l *kernelListener) Accept() (Conn, error) {
	for {
		conn, err := l.ln.AcceptSCTP()
		if err != nil {
			return nil, fmt.Errorf("sctp: %w: %w", net.ErrClosed, err)
		}
		if !l.known(conn) {
			_ = conn.Close()
			continue
		}
		return l.c.kernel(conn)
	}
}

// known reports whether all addresses of the peer may open an association.
func (l *kernelListener) known(conn *sctp.SCTPConn) bool {
	a, ok := conn.RemoteAddr().(*sctp.SCTPAddr)
	if !ok || len(a.IPAddrs) == 0 {
		return false
	}
	for _, ip := range a.IPAddrs {
		addr, ok := netip.AddrFromSlice(ip.IP)
		if !ok || !l.c.admitted(addr) {
			return false
		}
	}
	return true
}

func (l *kernelListener) Addr() net.Addr { return l.ln.Addr() }

func (l *kernelListener) Close() { _ = l.ln.Close() }
