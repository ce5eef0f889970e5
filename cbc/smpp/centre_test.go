package smpp

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
)

// A centre is the peer of a link under test, played by the test itself over a
// connection in memory.
type centre struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

// next returns the next PDU.
func (c *centre) next(want Command) *PDU {
	c.t.Helper()
	b, err := ReadFrame(c.r)
	if err != nil {
		c.t.Fatalf("waiting for %v: %v", want, err)
	}
	p, err := Parse(b)
	if err != nil || p.Command() != want {
		c.t.Fatalf("got %x, %v; want %v", b, err, want)
	}
	return p
}

// send sends m under a sequence number.
func (c *centre) send(m message, seq uint32) {
	c.t.Helper()
	b, err := m.appendTo(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	number(b, seq)
	c.raw(b)
}

// sendPDU sends p under a sequence number.
func (c *centre) sendPDU(p *PDU, seq uint32) {
	c.t.Helper()
	p.SetSequence(seq)
	c.raw(p.b)
}

func (c *centre) raw(b []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

// refuse answers req with its header alone.
func (c *centre) refuse(req *PDU, s Status) {
	c.send(Plain{req.Command() | response, s}, req.Sequence())
}

func (c *centre) accept(req *PDU, id string) {
	c.send(&BroadcastSMResp{MessageID: id}, req.Sequence())
}

// bound answers the bind.
func (c *centre) bound() {
	c.send(&BindResp{SystemID: "CBC1", Version: Version}, c.next(BindTransceiver).Sequence())
}

// gone waits until the link has hung up.
func (c *centre) gone() {
	c.t.Helper()
	if b, err := ReadFrame(c.r); !errors.Is(err, io.EOF) {
		c.t.Fatalf("got %x, %v; want the end", b, err)
	}
}

// A rig is a link that dials into the test.
type rig struct {
	*Link
	t       *testing.T
	dialled chan *centre
	notices chan cbc.Notice
	stop    func() // ends Run and waits for it
}

func config() Config {
	return Config{Address: "cbc.example:2775", SystemID: "bongsu", Password: "secret12", WholeAreaAlias: "KR"}
}

// run starts a link; call it inside a synctest bubble.
func run(t *testing.T, c Config) *rig {
	r := &rig{Link: New(c), t: t, dialled: make(chan *centre, 8), notices: make(chan cbc.Notice, 64)}
	r.dial = func(context.Context, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		r.dialled <- &centre{t, theirs, bufio.NewReader(theirs)}
		return ours, nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Run(ctx, func(n cbc.Notice) { r.notices <- n }); !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
	})
	r.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	return r
}

// up starts a link and binds it.
func up(t *testing.T, c Config) (*rig, *centre) {
	r := run(t, c)
	peer := <-r.dialled
	peer.bound()
	r.expect(cbc.Ready)
	return r, peer
}

// down ends the link in good order.
func (r *rig) down(c *centre) {
	r.t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); r.stop() }()
	c.refuse(c.next(Unbind), OK)
	c.gone()
	<-done
}

func (r *rig) expect(k cbc.NoticeKind) cbc.Notice {
	r.t.Helper()
	n := <-r.notices
	if n.Kind != k {
		r.t.Fatalf("notice %v %q, want %v", n.Kind, n.Text, k)
	}
	return n
}

// A result is what Broadcast returned.
type result struct {
	cbc.Report
	err error
}

// start calls Broadcast and returns where its result will be.
func (r *rig) start(w cbc.Warning) chan result {
	out := make(chan result, 1)
	go func() {
		rep, err := r.Broadcast(r.t.Context(), w)
		out <- result{rep, err}
	}()
	return out
}

func warning(reference uint16) cbc.Warning {
	return cbc.Warning{
		MessageID: cbc.ExtremeImmediateObserved, Serial: 0x4010, Text: "[기상청] 지진 발생. 탁자 아래로 대피하세요.",
		Language: "ko", DCS: cbc.UCS2, Category: cbc.Normal, Reference: reference,
		Area:    cbc.Area{Regions: []cbc.Region{"4713000000", "4711000000"}},
		Expires: time.Now().Add(time.Hour),
	}
}

func stopOf(w cbc.Warning) cbc.Warning {
	w.Action = cbc.Stop
	return w
}

func lost(err error) bool {
	var l *cbc.LostError
	return errors.As(err, &l)
}

// notSent reports whether err says so, and whether for good.
func notSent(err error) (sure, permanent bool) {
	var n *cbc.NotSentError
	return errors.As(err, &n), n != nil && n.Permanent
}

// must returns a PDU that can be written.
func must(p *PDU, err error) *PDU {
	if err != nil {
		panic(err)
	}
	return p
}

// deliverTo takes what the peer sends and, unless heard is nil, passes it on.
func deliverTo(heard chan<- string) func(context.Context, *DeliverSM) Status {
	return func(ctx context.Context, m *DeliverSM) Status {
		if heard == nil {
			return OK
		}
		select {
		case heard <- string(m.Payload()):
		case <-ctx.Done():
		}
		return OK
	}
}
