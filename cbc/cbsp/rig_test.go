package cbsp

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"

	"github.com/google/go-cmp/cmp"
)

// A rig is a link whose BSC is played by the test, over in-memory
// connections, inside a synctest bubble.
type rig struct {
	t     *testing.T
	link  *Link
	conns chan net.Conn // the BSC's ends
	stop  func()

	mu      sync.Mutex // guards notices
	notices []cbc.Notice
}

var (
	plmn  = cbc.PLMN{MCC: 450, MNC: 5}
	cellA = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1001, ID: 10001}
	cellB = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1001, ID: 10002}
	cellC = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1002, ID: 10003}
)

func start(t *testing.T, c Config) *rig {
	return startWith(t, c, []cbc.Cell{cellA, cellB, cellC})
}

func startWith(t *testing.T, c Config, cells []cbc.Cell) *rig {
	r := &rig{t: t, conns: make(chan net.Conn, 1)}
	c.Address = "bsc:48049"
	c.Cells = cells
	c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		r.conns <- theirs
		return ours, nil
	}
	r.link = New(c)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.link.Run(ctx, r.heard); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	r.stop = func() { cancel(); wg.Wait() }
	t.Cleanup(r.stop)
	return r
}

func (r *rig) heard(n cbc.Notice) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices = append(r.notices, n)
}

// kinds returns the notices so far, once everybody waits for something.
func (r *rig) kinds() []cbc.NoticeKind {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	var kinds []cbc.NoticeKind
	for _, n := range r.notices {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

func (r *rig) last() cbc.Notice {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.notices) == 0 {
		r.t.Fatal("no notice")
	}
	return r.notices[len(r.notices)-1]
}

// A peer is the BSC's end of one connection.
type peer struct {
	t    *testing.T
	conn net.Conn
	r    *Reader
}

func (r *rig) accept() *peer {
	conn := <-r.conns
	return &peer{r.t, conn, NewReader(conn)}
}

func (p *peer) say(m Message) {
	p.t.Helper()
	if err := p.write(m); err != nil {
		p.t.Fatal(err)
	}
}

// write returns when the link has read m.
func (p *peer) write(m Message) error {
	b, err := m.AppendBinary(nil)
	if err == nil {
		_, err = p.conn.Write(b)
	}
	return err
}

// hear returns the next message; it fails the test after two minutes.
func (p *peer) hear() Message {
	p.t.Helper()
	p.conn.SetReadDeadline(time.Now().Add(2 * time.Minute))
	b, err := p.r.Next()
	if err != nil {
		p.t.Fatalf("nothing to hear: %v", err)
	}
	m, err := Parse(b)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

func (p *peer) expect(want Message) {
	p.t.Helper()
	if diff := cmp.Diff(want, p.hear()); diff != "" {
		p.t.Fatalf("heard something else (-want +got):\n%s", diff)
	}
}

// ready plays a BSC up to the answer to the first keep-alive.
func (r *rig) ready() *peer {
	r.t.Helper()
	p := r.accept()
	p.say(&Restart{Cells: AllCells(), DataLost: true})
	p.expect(&Reset{AllCells()})
	p.say(&ResetComplete{AllCells()})
	p.expect(&KeepAlive{30 * time.Second})
	p.say(&KeepAliveComplete{})
	return p
}

func write(serial cbc.Serial, cells ...cbc.Cell) cbc.Warning {
	return cbc.Warning{MessageID: cbc.Presidential, Serial: serial, Text: "[행정안전부] 시험", Language: "ko",
		DCS: cbc.UCS2, Category: cbc.Normal, Area: cbc.Area{Cells: cells}, Broadcasts: 10}
}

func stopOf(w cbc.Warning) cbc.Warning {
	w.Action = cbc.Stop
	return w
}

type result struct {
	r   cbc.Report
	err error
}

// broadcast starts a Broadcast and returns where its result comes.
func (r *rig) broadcast(w cbc.Warning) <-chan result {
	return r.broadcastUntil(r.t.Context(), w)
}

func (r *rig) broadcastUntil(ctx context.Context, w cbc.Warning) <-chan result {
	c := make(chan result, 1)
	go func() {
		rep, err := r.link.Broadcast(ctx, w)
		c <- result{rep, err}
	}()
	return c
}

func complete(m *WriteReplace) *WriteReplaceComplete {
	return &WriteReplaceComplete{MessageID: m.MessageID, Serial: m.Serial, Done: Done{Cells: &m.Cells, Channel: Basic}}
}

func wantLost(t *testing.T, res result) {
	t.Helper()
	var lost *cbc.LostError
	if !errors.As(res.err, &lost) {
		t.Errorf("error %v, want a LostError", res.err)
	}
}

func wantNotSent(t *testing.T, res result, permanent bool) {
	t.Helper()
	var not *cbc.NotSentError
	if !errors.As(res.err, &not) || not.Permanent != permanent {
		t.Errorf("error %#v, want a NotSentError with permanent %v", res.err, permanent)
	}
}
