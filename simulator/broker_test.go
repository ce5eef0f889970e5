package simulator

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"
)

func startBroker(t *testing.T, c BrokerConfig) *Broker {
	t.Helper()
	b, err := StartBroker(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func newProducer(t *testing.T, addr string) *Producer {
	t.Helper()
	p, err := NewProducer(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// tail returns the first n records of a topic.
func tail(t *testing.T, addr, topic string, n int) []Record {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var got []Record
	err := Tail(ctx, addr, topic, func(r Record) {
		if got = append(got, r); len(got) == n {
			cancel()
		}
	})
	if err != nil || len(got) < n {
		t.Fatalf("%d records of %d, %v", len(got), n, err)
	}
	return got
}

func TestPublishedRecordsAreReadBack(t *testing.T) {
	b := startBroker(t, BrokerConfig{Topics: []Topic{{"p0", 1}, {"status", 3}}})
	p := newProducer(t, b.Addr())
	before := time.Now()
	for i := range 3 {
		r, err := p.Publish(t.Context(), Record{
			Topic: "p0", Key: []byte("k"), Value: fmt.Append(nil, i), Headers: map[string]string{"reason": "none"},
		})
		if err != nil || r.Offset != int64(i) || r.At.Before(before) || r.At.After(time.Now()) {
			t.Fatalf("record %d: %+v, %v", i, r, err)
		}
	}
	for i, r := range tail(t, b.Addr(), "p0", 3) {
		if string(r.Value) != fmt.Sprint(i) || r.Offset != int64(i) || string(r.Key) != "k" || r.Headers["reason"] != "none" {
			t.Errorf("record %d is %+v", i, r)
		}
		if d := r.At.Sub(before); d < -time.Second || d > time.Minute {
			t.Errorf("record %d is %v old", i, d)
		}
	}
}

func TestPublishingOnAnUnknownTopicIsAnError(t *testing.T) {
	b := startBroker(t, BrokerConfig{})
	if r, err := newProducer(t, b.Addr()).Publish(t.Context(), Record{Topic: "nowhere"}); err == nil {
		t.Errorf("published as %+v", r)
	}
}

func TestTopicWithoutPartitionsIsRefused(t *testing.T) {
	b, err := StartBroker(BrokerConfig{Topics: []Topic{{"p0", 0}}})
	if err == nil {
		b.Close()
		t.Fatal("it was created")
	}
}

func TestRecordsOutliveTheBrokerInItsDataDir(t *testing.T) {
	c := BrokerConfig{DataDir: t.TempDir(), Sync: true, Topics: []Topic{{"p0", 1}}}
	b, err := StartBroker(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newProducer(t, b.Addr()).Publish(t.Context(), Record{Topic: "p0", Value: []byte("kept")}); err != nil {
		t.Fatal(err)
	}
	b.Close()
	again := startBroker(t, c)
	if r := tail(t, again.Addr(), "p0", 1)[0]; string(r.Value) != "kept" {
		t.Errorf("read back %+v", r)
	}
}

func TestOldRecordsGoWhenATopicIsFull(t *testing.T) {
	for name, dir := range map[string]string{"memory": "", "disk": t.TempDir()} {
		c := BrokerConfig{KeepBytes: 64 << 10, Topics: []Topic{{"p0", 1}}, DataDir: dir}
		b := startBroker(t, c)
		if dir != "" { // topics found on disk are swept too
			b.Close()
			b = startBroker(t, c)
		}
		p := newProducer(t, b.Addr())
		value := make([]byte, 8<<10)
		for range 100 {
			if _, err := p.Publish(t.Context(), Record{Topic: "p0", Value: value}); err != nil {
				t.Fatal(err)
			}
		}
		first := int64(0)
		for deadline := time.Now().Add(20 * time.Second); first < 90; first = tail(t, b.Addr(), "p0", 1)[0].Offset {
			if time.Now().After(deadline) {
				t.Fatalf("%s: the oldest record is still %d", name, first)
			}
		}
	}
}

// The frames that end or hold up kfake when nothing stands before it.
func TestGuardDropsWhatIsNoRequest(t *testing.T) {
	b := startBroker(t, BrokerConfig{Topics: []Topic{{"p0", 1}}})
	p := newProducer(t, b.Addr())
	head := func(size uint32, key uint16) string {
		f := binary.BigEndian.AppendUint32(nil, size)
		f = binary.BigEndian.AppendUint16(f, key)
		return string(append(f, 0, 0, 0, 0, 0, 1, 0xff, 0xff))
	}
	for _, c := range []struct {
		name, frame string
		leaves      bool // the client hangs up after it; otherwise the broker must
	}{
		{"HTTP", "GET / HTTP/1.1\r\nHost: broker\r\n\r\n", false},
		{"unknown key 500", head(10, 500), false},
		{"unknown key 99", head(10, 99), false},
		{"negative key", head(10, 0xffff), false},
		{"length 4 GiB", head(0xffffffff, 3), false},
		{"length above all", head(frameMaximum+1, 3), false},
		{"length below all", head(9, 3), false},
		{"nonsense body", head(14, 3) + "\x7f\xff\xff\xff", false},
		{"truncated body", head(100, 3), true},
		{"truncated head", head(100, 3)[:6], true},
		{"nothing", "", true},
	} {
		if err := sendRaw(b.Addr(), c.frame, c.leaves); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if _, err := p.Publish(t.Context(), Record{Topic: "p0", Value: []byte(c.name)}); err != nil {
			t.Fatalf("after %s the broker does not serve any more: %v", c.name, err)
		}
	}
}

// sendRaw sends a frame and expects the other side to hang up without a word.
func sendRaw(addr, frame string, leave bool) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, frame); err != nil {
		return err
	}
	if leave {
		c.(*net.TCPConn).CloseWrite()
	}
	got, err := io.ReadAll(c)
	if len(got) > 0 {
		return fmt.Errorf("answered % x", got)
	}
	if nerr := net.Error(nil); errors.As(err, &nerr) && nerr.Timeout() {
		return fmt.Errorf("was not hung up: %w", err)
	}
	return nil // closed, or reset because not everything was read
}

func TestBrokerClosesWithConnectionsOpen(t *testing.T) {
	b, err := StartBroker(BrokerConfig{Topics: []Topic{{"p0", 1}}})
	if err != nil {
		t.Fatal(err)
	}
	idle, err := net.Dial("tcp", b.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	p := newProducer(t, b.Addr())
	if _, err := p.Publish(t.Context(), Record{Topic: "p0"}); err != nil {
		t.Fatal(err)
	}
	b.Close()
	idle.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := idle.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("an idle connection ends with %v", err)
	}
	if c, err := net.Dial("tcp", b.Addr()); err == nil {
		c.Close()
		t.Error("the port is still open")
	}
}
