package lanes

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"bongsu/dispatcher"
)

func TestRecordsComeAsTheyAreInTheOrderOfTheirOffsets(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	at := time.UnixMilli(1782000000123)
	rec := &kgo.Record{Topic: "p0", Key: []byte("k"), Value: []byte("v"), Timestamp: at,
		Headers: []kgo.RecordHeader{{Key: "content-type", Value: []byte("application/cap+xml")}, {Key: "twice", Value: []byte("1")}, {Key: "twice", Value: []byte("2")}}}
	if err := b.client.ProduceSync(b.ctx(), rec).FirstErr(); err != nil {
		t.Fatal(err)
	}
	open(t, b, n)
	n.want(t, "0@v")
	b.write("p0", 0, "w", "x")
	n.want(t, "0@v", "1@w", "2@x")
	got := n.taken[0]
	if string(got.Key) != "k" || got.Lane != "p0" || !got.Written.Equal(at) || got.Received.Before(at) || got.Position.Topic != "p0" {
		t.Errorf("%+v", got)
	}
	if len(got.Headers) != 2 || got.Headers["content-type"] != "application/cap+xml" || got.Headers["twice"] != "1" {
		t.Errorf("headers %v", got.Headers)
	}
}

func TestReadingGoesOnInTheMiddleOfABatch(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	b.write("p0", 0, "a", "b", "c", "d", "e")
	n.remember("p0", 2, "c")
	l, _ := open(t, b, n)
	n.want(t, "3@d", "4@e")
	if k := n.kinds(); len(k) > 0 {
		t.Errorf("notices %v", k)
	}
	resp, err := l.readers[spot{"p0", 0}].request(b.ctx(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if first, err := resp.Records.ReadRecord(); err != nil || first.Offset != 0 {
		t.Errorf("the broker answered from offset %d, which is no middle: %v", first.Offset, err)
	}
}

func TestARestartGoesOnWhereTheLedgerIs(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	b.write("p0", 0, "a", "b")
	_, stop := open(t, b, n)
	n.want(t, "0@a", "1@b")
	stop()
	b.write("p0", 0, "c")
	open(t, b, n)
	n.want(t, "0@a", "1@b", "2@c")
}

func TestALogThatIsAnotherOneIsReadFromItsStart(t *testing.T) {
	for _, c := range []struct {
		name   string
		offset int64 // remembered
		value  string
		want   []string
		kinds  []NoticeKind
	}{
		{"the same log", 2, "c", []string{"3@d"}, nil},
		{"longer than what was read", 2, "another", []string{"0@a", "1@b", "2@c", "3@d"}, []NoticeKind{OtherTopic}},
		{"shorter than what was read", 9, "another", []string{"0@a", "1@b", "2@c", "3@d"}, []NoticeKind{OtherTopic}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
			b.write("p0", 0, "a", "b", "c", "d")
			n.remember("p0", c.offset, c.value)
			open(t, b, n)
			n.want(t, c.want...)
			if k := n.kinds(); !slices.Equal(k, c.kinds) {
				t.Errorf("notices %v, want %v", k, c.kinds)
			}
		})
	}
}

func TestATopicRecreatedUnderUsIsNoticed(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	b.write("p0", 0, "a", "b")
	l, _ := open(t, b, n)
	n.want(t, "0@a", "1@b")
	b.remove("p0")
	eventually(t, "the missing topic to show", func() bool { return l.Health()[0].Err != "" })
	b.create("p0", 1)
	b.connect()
	b.write("p0", 0, "c", "d", "e", "f")
	n.want(t, "0@a", "1@b", "0@c", "1@d", "2@e", "3@f")
	if k := n.kinds(); !slices.Equal(k, []NoticeKind{OtherTopic}) {
		t.Errorf("notices %v", k)
	}
}

func TestRecordsThatAreGoneAreAGap(t *testing.T) {
	for _, c := range []struct {
		name   string
		offset int64 // remembered, −1 for none
		start  int64
		kinds  []NoticeKind
	}{
		{"gone before they were read", 1, 4, []NoticeKind{Gap}},
		{"gone after they were read", 3, 4, nil},
		{"gone, but nothing was read of the lane", -1, 4, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
			b.write("p0", 0, "0", "1", "2", "3", "4", "5")
			b.truncate("p0", c.start)
			if c.offset >= 0 {
				n.remember("p0", c.offset, strconv.FormatInt(c.offset, 10))
			}
			open(t, b, n)
			n.want(t, "4@4", "5@5")
			if k := n.kinds(); !slices.Equal(k, c.kinds) {
				t.Errorf("notices %v, want %v", k, c.kinds)
			}
		})
	}
}

func TestALogTruncatedUnderUsIsAGap(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	held, release := make(chan struct{}), make(chan struct{})
	n.hold = func(ctx context.Context, r dispatcher.Record) error {
		if r.Position.Offset == 0 {
			close(held)
			<-release
		}
		return nil
	}
	b.write("p0", 0, "0")
	open(t, b, n)
	<-held
	b.write("p0", 0, "1", "2")
	b.truncate("p0", 3)
	b.write("p0", 0, "3")
	close(release)
	n.want(t, "0@0", "3@3")
	n.until(t, "a notice", func() bool { return len(n.notices) > 0 })
	if x := n.notices[0]; x.Kind != Gap || x.Want != 1 || x.Next != 3 || len(n.notices) != 1 {
		t.Errorf("notices %+v", n.notices)
	}
}

func TestTransactionMarkersAreReadOver(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	tx, err := kgo.NewClient(kgo.SeedBrokers(b.cluster.ListenAddrs()...), kgo.TransactionalID("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Close()
	if err := tx.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := tx.ProduceSync(b.ctx(), &kgo.Record{Topic: "p0", Value: []byte("a")}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	if err := tx.EndTransaction(b.ctx(), kgo.TryCommit); err != nil {
		t.Fatal(err)
	}
	l, _ := open(t, b, n)
	n.want(t, "0@a")
	eventually(t, "the position to pass the marker", func() bool { return l.Health()[0].Position == 2 })
	b.write("p0", 0, "b")
	n.want(t, "0@a", "2@b")
	if k := n.kinds(); len(k) > 0 {
		t.Errorf("notices %v", k)
	}
}

func TestPoisonDoesNotStopALane(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0"), kfake.BrokerConfigs(map[string]string{"message.max.bytes": "16777216"})), newNotebook()
	huge := strings.Repeat("x", 5<<20)
	if err := b.client.ProduceSync(b.ctx(), &kgo.Record{Topic: "p0"}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	b.write("p0", 0, "\xff\x00", huge, "after")
	open(t, b, n)
	n.untilTaken(t, 4)
	if n.taken[0].Value != nil || len(n.taken[2].Value) != len(huge) || !bytes.Equal(n.taken[1].Value, []byte("\xff\x00")) {
		t.Errorf("took %d octets, %q, %d octets", len(n.taken[0].Value), n.taken[1].Value, len(n.taken[2].Value))
	}
}

func TestARecordThatIsNotStoredComesAgain(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	left := 3
	n.refuse = func(r dispatcher.Record) error {
		if string(r.Value) == "b" && left > 0 {
			left--
			return errNotNow
		}
		return nil
	}
	b.write("p0", 0, "a", "b", "c")
	l, _ := open(t, b, n)
	n.want(t, "0@a", "1@b", "2@c")
	if left != 0 {
		t.Error("nothing was refused")
	}
	eventually(t, "the lane to be well", func() bool {
		h := l.Health()[0]
		return h.Err == "" && h.Position == 3 && h.Lag() == 0
	})
}

func TestASlowPartitionHoldsUpNoOther(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(2, "p0")), newNotebook()
	held := make(chan struct{}, 1)
	n.hold = func(ctx context.Context, r dispatcher.Record) error {
		if r.Position.Partition == 0 {
			held <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	b.write("p0", 0, "slow", "later")
	l, stop := open(t, b, n)
	<-held
	for i := range 20 {
		b.write("p0", 1, strconv.Itoa(i))
	}
	n.untilTaken(t, 20)
	if h := l.Health(); h[0].Lag() != 2 || h[0].Partition != 0 {
		t.Errorf("health %+v", h)
	}
	stop()
	if len(n.taken) != 20 {
		t.Errorf("took %v", n.offsets())
	}
}

// freePort returns a port that was free a moment ago.
func freePort(t *testing.T) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

func TestABrokerThatComesBackLosesAndRepeatsNothing(t *testing.T) {
	dir, port := t.TempDir(), freePort(t)
	opts := []kfake.Opt{kfake.SeedTopics(1, "p0"), kfake.DataDir(dir), kfake.Ports(port)}
	b, n := startBroker(t, opts...), newNotebook()
	b.write("p0", 0, "a")
	l, _ := open(t, b, n)
	n.want(t, "0@a")
	b.client.Close()
	b.cluster.Close()
	eventually(t, "the broker to be missed", func() bool { return l.Health()[0].Err != "" })
	again := startBroker(t, opts...)
	began := time.Now()
	again.write("p0", 0, "b", "c")
	n.want(t, "0@a", "1@b", "2@c")
	t.Logf("read %v after the broker was back", time.Since(began))
	if k := n.kinds(); len(k) > 0 {
		t.Errorf("notices %v", k)
	}
}

func TestAMissingTopicIsToldAndReadOnceItIsThere(t *testing.T) {
	b, n := startBroker(t), newNotebook()
	l, _ := open(t, b, n)
	eventually(t, "the missing topic to show", func() bool {
		h := l.Health()
		return len(h) == 1 && h[0].Partition == -1 && strings.Contains(h[0].Err, "p0")
	})
	b.create("p0", 1)
	b.write("p0", 0, "a")
	n.want(t, "0@a")
}

func TestPartitionsAddedLaterAreRead(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	b.write("p0", 0, "a")
	open(t, b, n)
	n.want(t, "0@a")
	req := kmsg.NewPtrCreatePartitionsRequest()
	x := kmsg.NewCreatePartitionsRequestTopic()
	x.Topic, x.Count = "p0", 2
	req.Topics = append(req.Topics, x)
	if code := b.ask(req).(*kmsg.CreatePartitionsResponse).Topics[0].ErrorCode; code != 0 {
		t.Fatalf("adding a partition: error %d", code)
	}
	b.connect()
	b.write("p0", 1, "b")
	n.until(t, "a record of partition 1", func() bool { return len(n.taken) > 1 && n.taken[1].Position.Partition == 1 })
}

func TestClosingWithALongPollOpenIsQuickAndLeavesNothing(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(3, "p0", "status", "dlq")), newNotebook()
	b.write("p0", 0, "a")
	before := runtime.NumGoroutine()
	o := newOutbox()
	l, stop := open(t, b, n, publishing(o))
	n.want(t, "0@a")
	eventually(t, "all partitions to be polled", func() bool {
		return !slices.ContainsFunc(l.Health(), func(h LaneHealth) bool { return h.LastFetch.IsZero() })
	})
	began := time.Now()
	stop()
	if d := time.Since(began); d > fetchWait {
		t.Errorf("closing took %v", d)
	}
	if l.dialer.open() != 0 {
		t.Errorf("%d connections are open", l.dialer.open())
	}
	eventually(t, fmt.Sprintf("%d goroutines", before), func() bool { return runtime.NumGoroutine() <= before })
}

func TestLagToolsSeeThePosition(t *testing.T) {
	b, n := startBroker(t, kfake.SeedTopics(1, "p0")), newNotebook()
	b.write("p0", 0, "a", "b")
	l, _ := open(t, b, n)
	n.untilTaken(t, 2)
	eventually(t, "the position", func() bool { return l.positions()[spot{"p0", 0}] == 2 })
	if err := l.commitOnce(b.ctx(), l.positions()); err != nil {
		t.Fatal(err)
	}
	req := kmsg.NewPtrOffsetFetchRequest()
	g, x := kmsg.NewOffsetFetchRequestGroup(), kmsg.NewOffsetFetchRequestGroupTopic()
	g.Group, x.Topic, x.Partitions = "bongsu.a", "p0", []int32{0}
	g.Topics = append(g.Topics, x)
	req.Groups = append(req.Groups, g)
	resp := b.ask(req).(*kmsg.OffsetFetchResponse)
	if got := resp.Groups[0].Topics[0].Partitions[0].Offset; got != 2 {
		t.Errorf("committed %d", got)
	}
}

func TestConfigurationsThatCannotWorkAreRefused(t *testing.T) {
	n := newNotebook()
	good := func() Config {
		return Config{Brokers: []string{"127.0.0.1:1"}, Lanes: []Lane{{"p0", "x"}}, Positions: n, Sink: n}
	}
	if _, err := New(good()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Config){
		"no broker":            func(c *Config) { c.Brokers = nil },
		"no sink":              func(c *Config) { c.Sink = nil },
		"a topic twice":        func(c *Config) { c.Lanes = append(c.Lanes, Lane{"p1", "x"}) },
		"outbox without topic": func(c *Config) { c.Outbox = newOutbox() },
		"reads what it writes": func(c *Config) { c.Outbox, c.StatusTopic, c.DeadLetterTopic = newOutbox(), "x", "y" },
		"unknown mechanism":    func(c *Config) { c.SASL = &SASL{Mechanism: "GSSAPI", User: "u", Password: "p"} },
		"no password":          func(c *Config) { c.SASL = &SASL{Mechanism: "PLAIN", User: "u"} },
	} {
		c := good()
		if spoil(&c); true {
			if _, err := New(c); err == nil {
				t.Errorf("%s: taken", name)
			}
		}
	}
}
