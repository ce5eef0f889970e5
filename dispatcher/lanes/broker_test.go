package lanes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"go.uber.org/zap/zaptest"

	"bongsu/dispatcher"
)

const patience = 15 * time.Second

// A broker is a pretended Kafka with a client that is not the one under test.
type broker struct {
	t       *testing.T
	cluster *kfake.Cluster
	client  *kgo.Client
}

func startBroker(t *testing.T, opts ...kfake.Opt) *broker {
	t.Helper()
	c, err := kfake.NewCluster(append([]kfake.Opt{kfake.NumBrokers(1)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	b := &broker{t: t, cluster: c}
	b.connect()
	t.Cleanup(func() { b.client.Close(); c.Close() })
	return b
}

// connect begins with a client that knows nothing of the cluster yet.
func (b *broker) connect(opts ...kgo.Opt) {
	b.t.Helper()
	if b.client != nil {
		b.client.Close()
	}
	c, err := kgo.NewClient(append(opts, kgo.SeedBrokers(b.cluster.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerLinger(20*time.Millisecond), kgo.ProducerBatchMaxBytes(16<<20))...)
	if err != nil {
		b.t.Fatal(err)
	}
	b.client = c
}

// write appends values to a partition, in one batch.
func (b *broker) write(topic string, partition int32, values ...string) {
	b.t.Helper()
	var rs []*kgo.Record
	for _, v := range values {
		rs = append(rs, &kgo.Record{Topic: topic, Partition: partition, Value: []byte(v)})
	}
	if err := b.client.ProduceSync(b.ctx(), rs...).FirstErr(); err != nil {
		b.t.Fatal(err)
	}
}

func (b *broker) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	b.t.Cleanup(cancel)
	return ctx
}

func (b *broker) ask(req kmsg.Request) kmsg.Response {
	b.t.Helper()
	resp, err := b.client.Request(b.ctx(), req)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp
}

func (b *broker) create(topic string, partitions int32) {
	b.t.Helper()
	req := kmsg.NewPtrCreateTopicsRequest()
	x := kmsg.NewCreateTopicsRequestTopic()
	x.Topic, x.NumPartitions, x.ReplicationFactor = topic, partitions, 1
	req.Topics = append(req.Topics, x)
	if code := b.ask(req).(*kmsg.CreateTopicsResponse).Topics[0].ErrorCode; code != 0 {
		b.t.Fatalf("creating %s: error %d", topic, code)
	}
}

func (b *broker) remove(topic string) {
	b.t.Helper()
	req := kmsg.NewPtrDeleteTopicsRequest()
	x := kmsg.NewDeleteTopicsRequestTopic()
	x.Topic, req.TopicNames = kmsg.StringPtr(topic), []string{topic}
	req.Topics = append(req.Topics, x)
	if code := b.ask(req).(*kmsg.DeleteTopicsResponse).Topics[0].ErrorCode; code != 0 {
		b.t.Fatalf("deleting %s: error %d", topic, code)
	}
}

// truncate deletes the records before an offset of partition 0.
func (b *broker) truncate(topic string, before int64) {
	b.t.Helper()
	req := kmsg.NewPtrDeleteRecordsRequest()
	x, p := kmsg.NewDeleteRecordsRequestTopic(), kmsg.NewDeleteRecordsRequestTopicPartition()
	x.Topic, p.Offset = topic, before
	x.Partitions = append(x.Partitions, p)
	req.Topics = append(req.Topics, x)
	if code := b.ask(req).(*kmsg.DeleteRecordsResponse).Topics[0].Partitions[0].ErrorCode; code != 0 {
		b.t.Fatalf("truncating %s: error %d", topic, code)
	}
}

// A notebook is a sink that writes down what it takes, and knows positions as
// a ledger does.
type notebook struct {
	mu      sync.Mutex // guards what follows
	taken   []dispatcher.Record
	notices []Notice
	refuse  func(dispatcher.Record) error
	hold    func(ctx context.Context, r dispatcher.Record) error
	at      map[spot]dispatcher.Record
	changed chan struct{} // closed at the next entry
}

func newNotebook() *notebook {
	return &notebook{at: map[spot]dispatcher.Record{}, changed: make(chan struct{})}
}

func (n *notebook) Take(ctx context.Context, r dispatcher.Record) error {
	if n.hold != nil {
		if err := n.hold(ctx, r); err != nil {
			return err
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.refuse != nil {
		if err := n.refuse(r); err != nil {
			return err
		}
	}
	n.taken = append(n.taken, r)
	n.at[spot{r.Position.Topic, r.Position.Partition}] = r
	n.tell()
	return nil
}

func (n *notebook) tell() {
	close(n.changed)
	n.changed = make(chan struct{})
}

func (n *notebook) notice(x Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.notices = append(n.notices, x)
	n.tell()
}

func (n *notebook) Position(topic string, partition int) (int64, string, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, ok := n.at[spot{topic, partition}]
	if !ok {
		return 0, "", false
	}
	return r.Position.Offset + 1, digest(r.Value), true
}

// remember makes the notebook believe that it has taken a record.
func (n *notebook) remember(topic string, offset int64, value string) {
	n.at[spot{topic, 0}] = dispatcher.Record{Position: &dispatcher.Position{Topic: topic, Offset: offset}, Value: []byte(value)}
}

// until waits for a condition on the notebook, which is locked for it.
func (n *notebook) until(t *testing.T, what string, good func() bool) {
	t.Helper()
	late := time.After(patience)
	for {
		n.mu.Lock()
		ok, changed := good(), n.changed
		n.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("waited for %s; have %v, notices %v", what, n.offsets(), n.notices)
		}
	}
}

func (n *notebook) untilTaken(t *testing.T, count int) {
	t.Helper()
	n.until(t, fmt.Sprintf("%d records", count), func() bool { return len(n.taken) >= count })
}

// offsets lists what was taken as "0@a".
func (n *notebook) offsets() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []string
	for _, r := range n.taken {
		all = append(all, fmt.Sprintf("%d@%.8s", r.Position.Offset, r.Value))
	}
	return all
}

func (n *notebook) want(t *testing.T, offsets ...string) {
	t.Helper()
	n.untilTaken(t, len(offsets))
	if got := n.offsets(); !slices.Equal(got, offsets) {
		t.Fatalf("took %v, want %v", got, offsets)
	}
}

func (n *notebook) kinds() []NoticeKind {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []NoticeKind
	for _, x := range n.notices {
		all = append(all, x.Kind)
	}
	return all
}

// open starts lanes on topic p0; the returned function stops them.
func open(t *testing.T, b *broker, n *notebook, change ...func(*Config)) (*Lanes, func()) {
	t.Helper()
	c := Config{Brokers: b.cluster.ListenAddrs(), Instance: "a", Lanes: []Lane{{"p0", "p0"}},
		Positions: n, Sink: n, Notice: n.notice, Log: zaptest.NewLogger(t)}
	for _, f := range change {
		f(&c)
	}
	l, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Error("the lanes do not end")
		}
	})
	t.Cleanup(stop)
	return l, stop
}

// eventually asks until good answers true.
func eventually(t *testing.T, what string, good func() bool) {
	t.Helper()
	late, tick := time.After(patience), time.NewTicker(2*time.Millisecond)
	defer tick.Stop()
	for !good() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited for %s", what)
		}
	}
}

var errNotNow = errors.New("not now")
