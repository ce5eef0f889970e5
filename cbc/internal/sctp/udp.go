package sctp

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	header     = 12   // octets of an SCTP packet before its chunks
	packetSize = 9216 // the largest datagram that is read
	initChunk  = 1
	packets    = 1024 // datagrams of a peer that may wait; more are lost, as datagrams may be
	handshakes = 32   // associations that may be beginning at once
	backlog    = 16   // associations that may wait to be accepted
	innerPort  = 5000 // that the implementation in Go always uses
	maxPeers   = 4096
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// readdress sets the ports of an SCTP packet and its checksum, in place.
func readdress(b []byte, from, to uint16) {
	if len(b) < header {
		return
	}
	binary.BigEndian.PutUint16(b, from)
	binary.BigEndian.PutUint16(b[2:], to)
	binary.LittleEndian.PutUint32(b[8:], 0)
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b, castagnoli))
}

// sound reports whether the checksum of a packet is that of its octets.
func sound(b []byte) bool {
	if len(b) < header {
		return false
	}
	var zero [4]byte
	sum := crc32.Update(0, castagnoli, b[:8])
	sum = crc32.Update(sum, castagnoli, zero[:])
	return crc32.Update(sum, castagnoli, b[header:]) == binary.LittleEndian.Uint32(b[8:])
}

// A dialled is the UDP connection under an association that we open. It gives
// packets the ports that the protocol has.
type dialled struct {
	net.Conn
	port uint16
}

func (d *dialled) Read(b []byte) (int, error) {
	for {
		n, err := d.Conn.Read(b)
		if err != nil {
			return n, err
		}
		if sound(b[:n]) {
			readdress(b[:n], innerPort, innerPort)
			return n, nil
		}
	}
}

func (d *dialled) Write(b []byte) (int, error) {
	out := append([]byte(nil), b...)
	readdress(out, d.port, d.port)
	return d.Conn.Write(out)
}

func (c Config) dialUDP(ctx context.Context, address string) (Conn, error) {
	under, err := new(net.Dialer).DialContext(ctx, "udp", address)
	if err != nil {
		return nil, fmt.Errorf("sctp: %w", err)
	}
	conn, err := c.open(ctx, &dialled{under, c.Port}, true)
	if err != nil {
		return nil, fmt.Errorf("sctp: association with %s: %w", address, err)
	}
	return conn, nil
}

// A udpListener tells the datagrams of one socket apart by where they come
// from.
type udpListener struct {
	c        Config
	conn     *net.UDPConn
	accepted chan Conn
	end      context.CancelFunc
	ctx      context.Context //nolint:containedctx // ends the handshakes, whose callers are the peers
	wg       sync.WaitGroup
	places   chan struct{}

	mu    sync.Mutex // guards peers
	peers map[netip.AddrPort]*peer
}

// A peer is the other end of a socket of a listener's, as a net.Conn.
type peer struct {
	l    *udpListener
	addr netip.AddrPort
	in   chan []byte
	done chan struct{}
	once sync.Once
}

func (c Config) listenUDP(ctx context.Context, address string) (Listener, error) {
	pc, err := new(net.ListenConfig).ListenPacket(ctx, "udp", address)
	if err != nil {
		return nil, fmt.Errorf("sctp: %w", err)
	}
	conn, ok := pc.(*net.UDPConn)
	if !ok {
		_ = pc.Close()
		return nil, fmt.Errorf("sctp: %T is no UDP socket", pc)
	}
	l := &udpListener{c: c, conn: conn, accepted: make(chan Conn, backlog), places: make(chan struct{}, handshakes), peers: map[netip.AddrPort]*peer{}}
	l.ctx, l.end = context.WithCancel(context.Background())
	l.wg.Go(l.read)
	return l, nil
}

// read hands datagrams to the peers that they come from.
func (l *udpListener) read() {
	buf := make([]byte, packetSize)
	for {
		n, from, err := l.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			if l.ctx.Err() != nil {
				return
			}
			continue // a peer that is gone makes the next read fail
		}
		b := buf[:n]
		if !sound(b) || binary.BigEndian.Uint16(b[2:]) != l.c.Port || !l.c.admitted(from.Addr()) {
			continue
		}
		p := l.peer(from, n > header && b[header] == initChunk)
		if p == nil {
			continue
		}
		own := append([]byte(nil), b...)
		readdress(own, innerPort, innerPort)
		select {
		case p.in <- own:
		default:
		}
	}
}

// peer returns who sends from an address. A packet that begins an association
// makes a new one, since the old one is dead to whoever sent it.
func (l *udpListener) peer(from netip.AddrPort, begins bool) *peer {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.peers[from]
	if !begins {
		return p
	}
	if p == nil && len(l.peers) >= maxPeers {
		return nil
	}
	select {
	case l.places <- struct{}{}:
	default:
		return nil
	}
	if p != nil {
		p.shut()
	}
	p = &peer{l: l, addr: from, in: make(chan []byte, packets), done: make(chan struct{})}
	l.peers[from] = p
	l.wg.Go(func() {
		defer func() { <-l.places }()
		conn, err := l.c.open(l.ctx, p, false)
		if err != nil {
			return
		}
		select {
		case l.accepted <- conn:
		case <-l.ctx.Done():
			conn.Close()
		}
	})
	return p
}

// fresh reports whether a peer has not ended.
func (p *peer) fresh() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

func (l *udpListener) Accept() (Conn, error) {
	select {
	case conn := <-l.accepted:
		return conn, nil
	case <-l.ctx.Done():
		return nil, net.ErrClosed
	}
}

func (l *udpListener) Addr() net.Addr { return l.conn.LocalAddr() }

// Close ends the socket, and with it the associations over it.
func (l *udpListener) Close() {
	l.end()
	l.mu.Lock()
	for _, p := range l.peers {
		p.shut()
	}
	l.mu.Unlock()
	_ = l.conn.Close()
	l.wg.Wait()
	for {
		select {
		case conn := <-l.accepted:
			conn.Close()
		default:
			return
		}
	}
}

func (p *peer) Read(b []byte) (int, error) {
	select {
	case in := <-p.in:
		return copy(b, in), nil
	case <-p.done:
		return 0, net.ErrClosed
	}
}

func (p *peer) Write(b []byte) (int, error) {
	if !p.fresh() {
		return 0, net.ErrClosed
	}
	out := append([]byte(nil), b...)
	readdress(out, p.l.c.Port, p.l.c.Port)
	return p.l.conn.WriteToUDPAddrPort(out, p.addr)
}

// shut ends p without a word to the listener's map.
func (p *peer) shut() { p.once.Do(func() { close(p.done) }) }

func (p *peer) Close() error {
	p.shut()
	p.l.mu.Lock()
	defer p.l.mu.Unlock()
	if p.l.peers[p.addr] == p {
		delete(p.l.peers, p.addr)
	}
	return nil
}

func (p *peer) LocalAddr() net.Addr  { return p.l.conn.LocalAddr() }
func (p *peer) RemoteAddr() net.Addr { return net.UDPAddrFromAddrPort(p.addr) }

// SetDeadline does nothing: the association has timers of its own.
func (*peer) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (*peer) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (*peer) SetWriteDeadline(time.Time) error { return nil }
