package lanes

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"bongsu/dispatcher"
)

// An outbox is a ledger's in memory.
type outbox struct {
	mu     sync.Mutex // guards what follows
	posts  []dispatcher.Post
	done   int64
	refuse int // how often Published fails yet
	news   chan struct{}
}

func newOutbox() *outbox { return &outbox{news: make(chan struct{})} }

func (o *outbox) add(posts ...dispatcher.Post) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range posts {
		p.ID = int64(len(o.posts) + 1)
		o.posts = append(o.posts, p)
	}
	close(o.news)
	o.news = make(chan struct{})
}

func (o *outbox) Unpublished(_ context.Context, limit int) ([]dispatcher.Post, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	left := o.posts[o.done:]
	return slices.Clone(left[:min(limit, len(left))]), nil
}

func (o *outbox) Published(_ context.Context, id int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refuse > 0 {
		o.refuse--
		return errNotNow
	}
	o.done = max(o.done, id)
	return nil
}

func (o *outbox) News() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.news
}

func (o *outbox) published() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.done
}

// publishing makes lanes that only write.
func publishing(o *outbox) func(*Config) {
	return func(c *Config) { c.Outbox, c.StatusTopic, c.DeadLetterTopic = o, "status", "dlq" }
}

func onlyPublishing(o *outbox) func(*Config) {
	return func(c *Config) { publishing(o)(c); c.Lanes = nil }
}

// read returns the first count records of a topic with one partition.
func (b *broker) read(topic string, count int) []*kgo.Record {
	b.t.Helper()
	c, err := kgo.NewClient(kgo.SeedBrokers(b.cluster.ListenAddrs()...), kgo.ConsumeTopics(topic))
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.Close()
	var all []*kgo.Record
	for len(all) < count {
		f := c.PollFetches(b.ctx())
		if err := f.Err(); err != nil {
			b.t.Fatalf("%v after %d records", err, len(all))
		}
		all = append(all, f.Records()...)
	}
	return all
}

func headersOf(r *kgo.Record) map[string]string {
	m := map[string]string{}
	for _, h := range r.Headers {
		m[h.Key] = string(h.Value)
	}
	return m
}

func ids(rs []*kgo.Record) []string {
	var all []string
	for _, r := range rs {
		all = append(all, headersOf(r)[headerPost])
	}
	return all
}

func TestStatusesArePublishedInOrderWithTheirIDs(t *testing.T) {
	b, o := startBroker(t, kfake.SeedTopics(1, "status", "dlq")), newOutbox()
	open(t, b, newNotebook(), onlyPublishing(o))
	at := time.Date(2026, 6, 12, 8, 31, 22, 0, time.UTC)
	var want []string
	for i := range 250 {
		o.add(dispatcher.Post{At: at, Kind: "alert", What: "owed", Plane: dispatcher.Live, Case: 12, Alert: "12.1"})
		want = append(want, strconv.Itoa(i+1))
	}
	got := b.read("status", 250)
	if !slices.Equal(ids(got), want) {
		t.Errorf("published %v", ids(got))
	}
	h := headersOf(got[0])
	if h["ce_id"] != "1" || h["content-type"] != "application/json" || h["ce_type"] != "bongsu.alert.owed" || string(got[0].Key) != "12" {
		t.Errorf("key %s, headers %v", got[0].Key, h)
	}
	var p dispatcher.Post
	if err := json.Unmarshal(got[0].Value, &p); err != nil || p.Alert != "12.1" || !p.At.Equal(at) {
		t.Errorf("%s: %v", got[0].Value, err)
	}
	eventually(t, "all to be marked", func() bool { return o.published() == 250 })
}

func TestACrashBetweenWritingAndMarkingRepeatsWithTheSameID(t *testing.T) {
	b, o := startBroker(t, kfake.SeedTopics(1, "status", "dlq")), newOutbox()
	o.refuse = 1
	o.add(dispatcher.Post{Kind: "event", What: "admitted"}, dispatcher.Post{Kind: "event", What: "duplicate"})
	open(t, b, newNotebook(), onlyPublishing(o))
	if got := ids(b.read("status", 4)); !slices.Equal(got, []string{"1", "2", "1", "2"}) {
		t.Errorf("published %v", got)
	}
}

func TestDeadLettersKeepEveryOctet(t *testing.T) {
	b, o := startBroker(t, kfake.SeedTopics(1, "status", "dlq")), newOutbox()
	letter := &dispatcher.Record{Position: &dispatcher.Position{Topic: "p0", Partition: 2, Offset: 77}, Key: []byte("\x00key"), Value: []byte("{\xff not an event\r\n"),
		Headers: map[string]string{"ce_id": "theirs", "content-type": "application/json"}}
	o.add(dispatcher.Post{Kind: "dead-letter", What: "refused", Letter: letter,
		Problem: []dispatcher.Problem{{Code: "bad-json", Path: "area", Message: "the document breaks off"}, {Code: "missing", Path: "id", Message: "the event needs id"}}})
	open(t, b, newNotebook(), onlyPublishing(o))
	got := b.read("dlq", 1)[0]
	if string(got.Key) != "\x00key" || string(got.Value) != "{\xff not an event\r\n" {
		t.Errorf("key %q, value %q", got.Key, got.Value)
	}
	want := map[string]string{"ce_id": "theirs", "content-type": "application/json", headerPost: "1",
		headerCode: "bad-json", headerPath: "area", headerReason: "area: the document breaks off (bad-json); id: the event needs id (missing)",
		headerTopic: "p0", headerPartition: "2", headerOffset: "77"}
	if d := cmp.Diff(want, headersOf(got)); d != "" {
		t.Errorf("headers (-want +got):\n%s", d)
	}
}

func TestWhatABrokerFindsTooLargeDoesNotHoldUpTheRest(t *testing.T) {
	b, o := startBroker(t, kfake.SeedTopics(1, "status", "dlq")), newOutbox()
	big := []byte(strings.Repeat("x", 2<<20))
	o.add(dispatcher.Post{Kind: "event", What: "refused"},
		dispatcher.Post{Kind: "dead-letter", What: "refused", Letter: &dispatcher.Record{Key: []byte("k"), Value: big}},
		dispatcher.Post{Kind: "alert", What: "owed", Detail: string(big)},
		dispatcher.Post{Kind: "alert", What: "owed", Detail: func() {}},
		dispatcher.Post{Kind: "alert", What: "expired"})
	open(t, b, newNotebook(), onlyPublishing(o))
	if got := ids(b.read("status", 4)); !slices.Equal(got, []string{"1", "3", "4", "5"}) {
		t.Errorf("published %v", got)
	}
	letter := b.read("dlq", 1)[0]
	if h := headersOf(letter); string(letter.Key) != "k" || h[headerDigest] != digest(big) || h[headerOctets] != strconv.Itoa(2<<20) {
		t.Errorf("headers %v", h)
	}
}

func TestPostsWaitOutABrokerThatIsAway(t *testing.T) {
	port := freePort(t)
	o := newOutbox()
	o.add(dispatcher.Post{Kind: "event", What: "admitted"})
	l, err := New(Config{Brokers: []string{"127.0.0.1:" + strconv.Itoa(port)}, Outbox: o, StatusTopic: "status", DeadLetterTopic: "dlq"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	b := startBroker(t, kfake.SeedTopics(1, "status", "dlq"), kfake.Ports(port))
	if got := ids(b.read("status", 1)); !slices.Equal(got, []string{"1"}) {
		t.Errorf("published %v", got)
	}
}

func TestReasonsAreCutBetweenCharacters(t *testing.T) {
	s := cut(strings.Repeat("가", 400))
	if len(s) != 1023 || strings.ContainsRune(s, '\uFFFD') {
		t.Errorf("%d octets", len(s))
	}
}
