package simulator

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// A guard is a listener whose connections let through only frames that have
// the shape of a Kafka request: kfake trusts the length of a frame and falls
// over a request it does not know.
type guard struct {
	net.Listener
	addr string

	mu    sync.Mutex // guards the rest
	open  int
	stop  bool
	empty chan struct{} // closed when stop and nothing is open
}

const (
	// A frame has its length (4 octets), then key 2, version 2, correlation 4,
	// length of the client's name 2.
	frameHead    = 8
	frameMinimum = 10
	frameMaximum = 32 << 20
	// frameTime is how long the rest of a frame may take after its head.
	frameTime = 30 * time.Second
	// guardLimit bounds the connections open at a time.
	guardLimit = 512
)

func newGuard() *guard { return &guard{empty: make(chan struct{})} }

// Accept returns the next connection, checked. Those beyond the limit are
// closed at once.
func (g *guard) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if g.admit() {
			return &checkedConn{Conn: c, closed: sync.OnceFunc(g.leave)}, nil
		}
		c.Close()
	}
}

func (g *guard) admit() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stop || g.open == guardLimit {
		return false
	}
	g.open++
	return true
}

func (g *guard) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open--; g.stop && g.open == 0 {
		close(g.empty)
	}
}

// shut admits nobody any more.
func (g *guard) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.stop && g.open == 0 {
		close(g.empty)
	}
	g.stop = true
}

// wait returns when all connections are closed.
func (g *guard) wait() { <-g.empty }

// A checkedConn looks at the head of each frame before it lets it through.
// Only one goroutine may read from it, as kfake does.
type checkedConn struct {
	net.Conn
	closed func()

	head   [frameHead]byte
	unread int // octets of head not handed out yet
	body   int // octets of the frame not read yet
}

// Close closes the connection; more than once does nothing more.
func (c *checkedConn) Close() error {
	defer c.closed()
	return c.Conn.Close()
}

// Read reads from the current frame. It ends with an error before a frame that
// is none.
func (c *checkedConn) Read(b []byte) (int, error) {
	if c.unread == 0 && c.body == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
	}
	if c.unread > 0 {
		n := copy(b, c.head[frameHead-c.unread:])
		c.unread -= n
		return n, nil
	}
	n, err := c.Conn.Read(b[:min(len(b), c.body)])
	if c.body -= n; c.body == 0 && err == nil {
		err = c.SetReadDeadline(time.Time{})
	}
	return n, err
}

// next reads and checks the head of the next frame.
func (c *checkedConn) next() error {
	if _, err := io.ReadFull(c.Conn, c.head[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(c.head[:])
	if size < frameMinimum || size > frameMaximum {
		return fmt.Errorf("frame of %d octets is no request", size)
	}
	key := int16(binary.BigEndian.Uint16(c.head[4:]))
	if kmsg.RequestForKey(key) == nil {
		return fmt.Errorf("request key %d is unknown", key)
	}
	c.unread, c.body = frameHead, int(size)-(frameHead-4)
	return c.SetReadDeadline(time.Now().Add(frameTime))
}
