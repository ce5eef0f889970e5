package sctp

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"
)

const soon = 10 * time.Second

func udp(protocol uint32) Config { return Config{UDP: true, Protocol: protocol, Port: 29168} }

// pair returns both ends of an association over UDP.
func pair(t *testing.T, ours, theirs uint32) (Conn, Conn) {
	t.Helper()
	l, err := udp(theirs).Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return dial(t, l, ours)
}

func dial(t *testing.T, l Listener, protocol uint32) (Conn, Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	a, err := udp(protocol).Dial(ctx, l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}

// sure ends a test whose peer hangs.
func sure(t *testing.T, c Conn) {
	stop := time.AfterFunc(soon, func() { c.Close() })
	t.Cleanup(func() { stop.Stop() })
}

func TestMessagesKeepTheirBoundsAndProtocol(t *testing.T) {
	a, b := pair(t, 24, 0)
	sure(t, a)
	sure(t, b)
	for _, n := range []int{1, 100, 4096, 4097, 60000, 600000} {
		m := bytes.Repeat([]byte{byte(n)}, n)
		for _, way := range []struct {
			from, to Conn
			protocol uint32
		}{{a, b, 24}, {b, a, 0}} {
			sent := make(chan error, 1)
			go func() { sent <- way.from.Send(m) }()
			got, protocol, err := way.to.Receive()
			if err != nil || !bytes.Equal(got, m) || protocol != way.protocol {
				t.Fatalf("%d octets came as %d of protocol %d, %v", n, len(got), protocol, err)
			}
			if err := <-sent; err != nil {
				t.Error(err)
			}
		}
	}
	if err := a.Send(make([]byte, MaxMessage+1)); !errors.Is(err, errLong) {
		t.Errorf("a message over the limit: %v", err)
	}
}

func TestTheOtherEndHearsOfTheEnd(t *testing.T) {
	a, b := pair(t, 24, 24)
	sure(t, b)
	a.Close()
	if m, _, err := b.Receive(); err == nil {
		t.Errorf("received %x", m)
	}
	if _, _, err := a.Receive(); err == nil {
		t.Error("received after Close")
	}
}

func TestOneSocketHasManyAssociations(t *testing.T) {
	l, err := udp(24).Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 3 {
		a, b := dial(t, l, 24)
		sure(t, b)
		if err := a.Send([]byte{byte(i)}); err != nil {
			t.Fatal(err)
		}
		if m, _, err := b.Receive(); err != nil || !bytes.Equal(m, []byte{byte(i)}) {
			t.Errorf("association %d heard %x, %v", i, m, err)
		}
	}
}

func TestStrangersAreNotHeard(t *testing.T) {
	c := udp(24)
	c.Admit = func(netip.Addr) bool { return false }
	l, err := c.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if a, err := udp(24).Dial(ctx, l.Addr().String()); err == nil {
		a.Close()
		t.Error("a stranger was let in")
	}
}

func TestDialGivesUpInTime(t *testing.T) {
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := udp(24).Dial(ctx, silent.LocalAddr().String()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a silent peer: %v", err)
	}
}

func TestPacketsHaveThePortsOfTheProtocol(t *testing.T) {
	b := make([]byte, 20)
	readdress(b, 29168, 29168)
	if !sound(b) || !bytes.Equal(b[:4], []byte{0x71, 0xf0, 0x71, 0xf0}) {
		t.Errorf("% x", b)
	}
	b[15] ^= 1
	if sound(b) || sound(b[:8]) {
		t.Error("a packet with another octet is sound")
	}
}

func TestAcceptEndsWithTheListener(t *testing.T) {
	l, err := udp(24).Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}

// This kernel may have SCTP or not; either way the answer is quick and clear.
func TestKernelSaysWhetherItHasSCTP(t *testing.T) {
	c := Config{Protocol: 24}
	l, err := c.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Logf("no SCTP in this kernel: %v", err)
		ctx, cancel := context.WithTimeout(t.Context(), soon)
		defer cancel()
		if conn, err := c.Dial(ctx, "127.0.0.1:29168"); err == nil {
			conn.Close()
			t.Error("dialled all the same")
		}
		return
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	a, err := c.Dial(ctx, l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := a.Send([]byte("over the kernel")); err != nil {
		t.Fatal(err)
	}
	if m, protocol, err := b.Receive(); err != nil || string(m) != "over the kernel" || protocol != 24 {
		t.Errorf("%q of %d, %v", m, protocol, err)
	}
}
