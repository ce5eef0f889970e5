package simulator

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"time"
)

// A Capture writes what passes at nodes as a packet capture that tshark and
// Wireshark open: the messages of journals, in TCP connections made up around
// them from 127.0.0.2 to a node at 127.0.0.1. It has the passwords of binds. It
// is safe for concurrent use and must not be copied.
type Capture struct {
	mu    sync.Mutex // guards the rest
	w     io.Writer
	conns map[captured]*capturedConn
}

// Ports by which tshark knows the protocols.
const (
	SMPPPort = 2775
	CBSPPort = 48049
)

// A captured names a connection.
type captured struct {
	node string
	conn int
}

// A capturedConn is what a made-up connection has come to.
type capturedConn struct {
	client, node   uint16 // ports
	fromClient, to uint32 // next sequence numbers
}

const (
	rawIP        = 101     // LINKTYPE_RAW
	captureChunk = 1 << 15 // octets of a segment
	tcpFIN       = 0x01
	tcpSYN       = 0x02
	tcpPSH       = 0x08
	tcpACK       = 0x10
)

// NewCapture begins a capture, in the format of libpcap with microseconds.
func NewCapture(w io.Writer) (*Capture, error) {
	h := binary.LittleEndian.AppendUint32(nil, 0xA1B2C3D4)
	h = binary.LittleEndian.AppendUint16(h, 2)
	h = binary.LittleEndian.AppendUint16(h, 4)
	h = append(h, make([]byte, 8)...)
	h = binary.LittleEndian.AppendUint32(h, 1<<18)
	h = binary.LittleEndian.AppendUint32(h, rawIP)
	if _, err := w.Write(h); err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	return &Capture{w: w, conns: map[captured]*capturedConn{}}, nil
}

// Add writes what an entry of a node's journal has of octets; port is SMPPPort
// or CBSPPort, whatever the node listens at.
func (c *Capture) Add(e Entry, port uint16) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := captured{e.Node, e.Conn}
	if e.What == "disconnected" {
		return c.end(name, e.At)
	}
	if len(e.Bytes) == 0 {
		return nil
	}
	conn := c.conns[name]
	if conn == nil {
		conn = &capturedConn{client: uint16(20000 + len(c.conns)%40000), node: port}
		c.conns[name] = conn
		if err := c.shake(conn, e.At); err != nil {
			return err
		}
	}
	for b := e.Bytes; len(b) > 0; b = b[min(len(b), captureChunk):] {
		if err := c.packet(conn, e.At, e.Out, tcpPSH|tcpACK, b[:min(len(b), captureChunk)]); err != nil {
			return err
		}
	}
	return nil
}

// shake writes the three packets that begin a connection.
func (c *Capture) shake(conn *capturedConn, at time.Time) error {
	for _, p := range []struct {
		out   bool
		flags byte
	}{{false, tcpSYN}, {true, tcpSYN | tcpACK}, {false, tcpACK}} {
		if err := c.packet(conn, at, p.out, p.flags, nil); err != nil {
			return err
		}
	}
	return nil
}

// end writes the end of a connection, if it ever said anything.
func (c *Capture) end(name captured, at time.Time) error {
	conn := c.conns[name]
	if conn == nil {
		return nil
	}
	c.conns[name] = nil // its port is not used again
	for _, out := range []bool{false, true} {
		if err := c.packet(conn, at, out, tcpFIN|tcpACK, nil); err != nil {
			return err
		}
	}
	return nil
}

// packet writes one segment.
func (c *Capture) packet(conn *capturedConn, at time.Time, out bool, flags byte, b []byte) error {
	const headers = 40 // of IP and TCP
	p := make([]byte, 16, 16+headers+len(b))
	binary.LittleEndian.PutUint32(p, uint32(at.Unix()))
	binary.LittleEndian.PutUint32(p[4:], uint32(at.Nanosecond()/1000))
	binary.LittleEndian.PutUint32(p[8:], uint32(headers+len(b)))
	binary.LittleEndian.PutUint32(p[12:], uint32(headers+len(b)))

	from, to := [4]byte{127, 0, 0, 2}, [4]byte{127, 0, 0, 1}
	source, target := conn.client, conn.node
	mine, other := &conn.fromClient, conn.to
	if out {
		from, to = to, from
		source, target = target, source
		mine, other = &conn.to, conn.fromClient
	}
	ip := []byte{0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 6, 0, 0}
	binary.BigEndian.PutUint16(ip[2:], uint16(headers+len(b)))
	ip = append(append(ip, from[:]...), to[:]...)
	binary.BigEndian.PutUint16(ip[10:], ^sum(0, ip))

	tcp := binary.BigEndian.AppendUint16(nil, source)
	tcp = binary.BigEndian.AppendUint16(tcp, target)
	tcp = binary.BigEndian.AppendUint32(tcp, *mine)
	tcp = binary.BigEndian.AppendUint32(tcp, other)
	tcp = append(tcp, 5<<4, flags, 0xFF, 0xFF, 0, 0, 0, 0)
	tcp = append(tcp, b...)
	pseudo := sum(sum(0, ip[12:20]), []byte{0, 6, byte(len(tcp) >> 8), byte(len(tcp))})
	binary.BigEndian.PutUint16(tcp[16:], ^sum(pseudo, tcp))

	*mine += uint32(len(b))
	if flags&(tcpSYN|tcpFIN) != 0 {
		*mine++
	}
	if _, err := c.w.Write(append(append(p, ip...), tcp...)); err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	return nil
}

// sum is the one's complement sum of the internet checksum, RFC 1071.
func sum(begin uint16, b []byte) uint16 {
	s := uint32(begin)
	for i := 0; i+1 < len(b); i += 2 {
		s += uint32(b[i])<<8 | uint32(b[i+1])
	}
	if len(b)%2 == 1 {
		s += uint32(b[len(b)-1]) << 8
	}
	for s > 0xFFFF {
		s = s>>16 + s&0xFFFF
	}
	return uint16(s)
}
