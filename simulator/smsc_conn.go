package simulator

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

const (
	// smscWriteTimeout is how long a client may leave an answer unread.
	smscWriteTimeout = 10 * time.Second
	// smscUnread is how many octets a client may leave unread.
	smscUnread = 64 << 20
	// smscPutOff is how many answers of one connection may be put off; beyond,
	// nothing more is read.
	smscPutOff = 4096
)

// An smscConn is the connection of a client to a centre.
type smscConn struct {
	s    *SMSC
	conn net.Conn
	n    int           // from 1, in the order of connections
	done chan struct{} // closed by close
	once sync.Once
	why  string         // it has ended; to be read after run
	wg   sync.WaitGroup // what is put off, and watch
	room chan struct{}  // holds one for each answer that is put off

	news chan struct{} // tells write of more; holds one

	mu      sync.Mutex // guards the rest
	out     [][]byte   // to be written
	size    int        // octets of out
	leaving string     // why the connection ends when out is written; "" if it does not
	bound   smpp.Command
	version byte      // of the client
	heard   time.Time // when it last said something
	asked   uint32    // sequence number of the last request to the client
	pending map[uint32]*smscDelivery
	held    [][]byte  // answers that go after the next
	owed    int       // requests without an answer
	mute    time.Time // nothing is written before
}

func newSMSCConn(s *SMSC, conn net.Conn, n int) *smscConn {
	return &smscConn{s: s, conn: conn, n: n, done: make(chan struct{}), heard: time.Now(),
		news: make(chan struct{}, 1), room: make(chan struct{}, smscPutOff), pending: map[uint32]*smscDelivery{}}
}

func (c *smscConn) close() { c.closeFor("hung up") }

// closeFor closes the connection, for the first reason given.
func (c *smscConn) closeFor(why string) {
	c.once.Do(func() {
		c.why = why
		close(c.done)
		c.conn.Close()
	})
}

func (c *smscConn) note(e Entry) {
	e.Conn = c.n
	c.s.note(e)
}

// kind returns the command by which the client has bound, 0 if it has not.
func (c *smscConn) kind() smpp.Command {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bound
}

// sends reports whether the client is bound to send.
func (c *smscConn) sends() bool {
	k := c.kind()
	return k == smpp.BindTransceiver || k == smpp.BindTransmitter
}

// receives reports whether the client is bound to receive.
func (c *smscConn) receives() bool {
	k := c.kind()
	return k == smpp.BindTransceiver || k == smpp.BindReceiver
}

// run answers requests until the connection ends.
func (c *smscConn) run() {
	c.wg.Go(c.writing)
	if d := &c.s.c.Dialect; d.Enquire > 0 || d.Inactivity > 0 {
		c.wg.Go(c.watch)
	}
	r := bufio.NewReader(c.conn)
	for {
		b, err := smpp.ReadFrame(r)
		var bad *smpp.DecodeError
		if errors.As(err, &bad) {
			c.note(Entry{What: "unreadable", Detail: err.Error()})
			c.answer(&smscAnswer{Out: pdu.Out{Command: smpp.GenericNack, Status: bad.Status, Sequence: bad.Sequence}})
			c.leave("unreadable")
			<-c.done
		}
		if err != nil {
			c.closeFor(ending(err))
			break
		}
		c.take(&smscRequest{PDU: pdu.Read(b)})
	}
	c.wg.Wait()
}

// ending says how a client has ended the connection.
func ending(err error) string {
	if strings.Contains(err.Error(), "reset") {
		return "reset by the client"
	}
	return "closed by the client"
}

// take deals with one PDU.
func (c *smscConn) take(q *smscRequest) {
	c.mu.Lock()
	c.heard = time.Now()
	if !q.Command.Response() {
		c.owed++
	}
	over := c.s.c.Limits.Window > 0 && c.owed > c.s.c.Limits.Window
	c.mu.Unlock()
	c.told(q)
	switch {
	case q.Command.Response():
		c.responded(q)
	case over && !q.Command.Response() && q.Command != smpp.EnquireLink && q.Command != smpp.Unbind:
		c.answer(&smscAnswer{Out: q.Answer(smpp.QueueFull), note: Entry{Detail: "the window is full"}})
	default:
		c.request(q)
	}
}

// watch asks a client that is silent, and hangs up on it in the end.
func (c *smscConn) watch() {
	d := &c.s.c.Dialect
	tick := time.NewTicker(max(min(positive(d.Enquire), positive(d.Inactivity))/4, time.Millisecond))
	defer tick.Stop()
	enquired := time.Now()
	for {
		select {
		case <-c.done:
			return
		case now := <-tick.C:
			c.mu.Lock()
			heard := c.heard
			c.mu.Unlock()
			silence := now.Sub(heard)
			if d.Inactivity > 0 && silence >= d.Inactivity {
				c.closeFor("inactive")
				return
			}
			if d.Enquire > 0 && silence >= d.Enquire && now.Sub(enquired) >= d.Enquire && c.kind() != 0 {
				enquired = now
				c.ask(pdu.Out{Command: smpp.EnquireLink}, nil)
			}
		}
	}
}

// positive is d, or an hour for none.
func positive(d time.Duration) time.Duration {
	if d <= 0 {
		return time.Hour
	}
	return d
}

// later does what is put off, unless the connection ends before.
func (c *smscConn) later(d time.Duration, do func()) {
	select {
	case c.room <- struct{}{}:
	case <-c.done:
		return
	}
	c.wg.Go(func() {
		defer func() { <-c.room }()
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			do()
		case <-c.done:
		}
	})
}

// ask makes a request of the client; about is what it delivers, if anything.
func (c *smscConn) ask(o pdu.Out, about *smscDelivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	o.Sequence = c.asked
	if about != nil {
		c.pending[o.Sequence] = about
	}
	c.write(c.encode(&smscAnswer{Out: o}))
}

// responded takes the client's response.
func (c *smscConn) responded(q *smscRequest) {
	c.mu.Lock()
	about := c.pending[q.Sequence]
	delete(c.pending, q.Sequence)
	c.mu.Unlock()
	if q.Command == smpp.UnbindResp {
		c.closeFor("unbound")
	}
	if about != nil && q.Status != smpp.OK {
		c.s.refused(about, q.Status)
	}
}

// unanswered returns the deliveries that the client has not answered.
func (c *smscConn) unanswered() []*smscDelivery {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([]*smscDelivery, 0, len(c.pending))
	for _, d := range c.pending {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *smscDelivery) int { return a.n - b.n })
	return all
}

// answer says answers, and after them those that were held.
func (c *smscConn) answer(all ...*smscAnswer) {
	c.say(all...)
	for _, a := range all {
		if a.after != nil {
			a.after()
			a.after = nil // an answer may be said twice
		}
	}
}

func (c *smscConn) say(all ...*smscAnswer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range all {
		c.write(c.encode(a))
	}
	for _, b := range c.held {
		c.write(b)
	}
	c.held = nil
	c.owed = max(c.owed-1, 0)
	for _, a := range all {
		if a.last {
			c.leaving = "unbound"
		}
	}
}

// hold keeps a until after the next answer.
func (c *smscConn) hold(a *smscAnswer) {
	b := c.encode(a)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = append(c.held, b)
	c.owed = max(c.owed-1, 0)
}

// write has b written. It is called with mu held.
func (c *smscConn) write(b []byte) {
	if c.leaving != "" {
		return
	}
	c.out = append(c.out, b)
	if c.size += len(b); c.size > smscUnread {
		c.closeFor("does not read")
	}
	select {
	case c.news <- struct{}{}:
	default: // writing is about to look anyway
	}
}

// leave ends the connection when all that it is to be told is written.
func (c *smscConn) leave(why string) {
	c.mu.Lock()
	c.leaving = why
	c.mu.Unlock()
	select {
	case c.news <- struct{}{}:
	default:
	}
}

// writing writes what there is to write until the connection ends.
func (c *smscConn) writing() {
	for {
		c.mu.Lock()
		batch, mute, leaving := c.out, c.mute, c.leaving
		c.out, c.size = nil, 0
		c.mu.Unlock()
		if wait := time.Until(mute); wait > 0 {
			c.pause(wait)
		}
		if len(batch) > 0 {
			c.conn.SetWriteDeadline(time.Now().Add(smscWriteTimeout))
			if _, err := c.conn.Write(bytes.Join(batch, nil)); err != nil {
				c.closeFor("cannot be written to")
			}
		}
		if leaving != "" {
			c.closeFor(leaving)
		}
		select {
		case <-c.news:
		case <-c.done:
			return
		}
	}
}

// encode encodes a and writes it down in the journal.
func (c *smscConn) encode(a *smscAnswer) []byte { return c.journal(a, a.Wire()) }

// journal writes down that b is said as a.
func (c *smscConn) journal(a *smscAnswer, b []byte) []byte {
	e := a.note
	e.What, e.Out, e.Bytes = a.Command.String(), true, b
	if a.Status != smpp.OK {
		e.Detail = strings.TrimSuffix(a.Status.String()+"; "+a.note.Detail, "; ")
	}
	c.note(e)
	return b
}
