package simulator

import (
	"bufio"
	"encoding/binary"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"bongsu/cbc/smpp"
)

// smscWriteTimeout is how long a client may leave an answer unread.
const smscWriteTimeout = 10 * time.Second

// An smscConn is the connection of a client to a centre.
type smscConn struct {
	s    *SMSC
	conn net.Conn
	done chan struct{} // closed by close
	once sync.Once
	wg   sync.WaitGroup // requests that are put off

	mu    sync.Mutex // guards writing and the rest
	bound smpp.Command
	asked uint32   // sequence number of the last request to the client
	held  [][]byte // answers that go after the next
}

func newSMSCConn(s *SMSC, conn net.Conn) *smscConn {
	return &smscConn{s: s, conn: conn, done: make(chan struct{})}
}

func (c *smscConn) close() {
	c.once.Do(func() {
		close(c.done)
		c.conn.Close()
	})
}

// run answers requests until the connection ends.
func (c *smscConn) run() {
	r := bufio.NewReader(c.conn)
	for {
		b, err := smpp.ReadFrame(r)
		var bad *smpp.DecodeError
		if errors.As(err, &bad) {
			c.s.note(Entry{What: "unreadable", Detail: err.Error()})
			c.answer(&smscAnswer{command: smpp.GenericNack, status: bad.Status, seq: bad.Sequence})
		}
		if err != nil {
			break
		}
		q := readSMSC(b)
		c.s.told(q)
		switch {
		case q.command == smpp.UnbindResp:
			c.close()
		case !q.command.Response():
			c.request(q)
		}
	}
	c.close()
	c.wg.Wait()
}

// request does with a request what the rules want.
func (c *smscConn) request(q *smscRequest) {
	rule, found := c.s.Rules.Next(q.command.String())
	if !found {
		c.answer(c.s.perform(c, q))
		return
	}
	c.s.note(Entry{What: "rule", Detail: string(rule.Do) + " on " + q.command.String()})
	switch rule.Do {
	case Delay:
		c.wg.Go(func() { c.later(rule.Delay, q) })
	case Silence:
	case Refuse:
		c.answer(q.answer(smpp.Status(rule.Cause)))
	case HangUp:
		c.close()
	case Garble:
		c.garble(c.s.perform(c, q))
	case Duplicate:
		a := c.s.perform(c, q)
		c.answer(a, a)
	case Reorder:
		c.hold(c.s.perform(c, q))
	case LoseAnswer:
		c.s.perform(c, q)
	case Forget:
		c.answer(c.s.perform(c, q))
		c.s.Forget()
	}
}

func (c *smscConn) later(d time.Duration, q *smscRequest) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		c.answer(c.s.perform(c, q))
	case <-c.done:
	}
}

// bind checks who the client is.
func (c *smscConn) bind(q *smscRequest) *smscAnswer {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case q.bad != smpp.OK:
		return q.answer(q.bad)
	case c.bound != 0:
		return q.answer(smpp.AlreadyBound)
	case q.systemID != c.s.c.SystemID:
		return q.answer(smpp.InvalidSystemID)
	case q.password != c.s.c.Password:
		return q.answer(smpp.InvalidPassword)
	}
	c.bound = q.command
	a := q.answer(smpp.OK)
	a.text(c.s.c.Name[:min(len(c.s.c.Name), 15)])
	a.tlv(smpp.SCInterfaceVersion, smpp.Version)
	return a
}

// mayBroadcast reports whether the client is bound to send.
func (c *smscConn) mayBroadcast() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bound == smpp.BindTransceiver || c.bound == smpp.BindTransmitter
}

// unbind asks the client to go.
func (c *smscConn) unbind() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	c.write(c.encode(&smscAnswer{command: smpp.Unbind, seq: c.asked}))
}

// answer says answers, and after them those that were held.
func (c *smscConn) answer(all ...*smscAnswer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range all {
		c.write(c.encode(a))
	}
	for _, b := range c.held {
		c.write(b)
	}
	c.held = nil
	for _, a := range all {
		if a.last {
			c.close()
		}
	}
}

// hold keeps a until after the next answer.
func (c *smscConn) hold(a *smscAnswer) {
	b := c.encode(a)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = append(c.held, b)
}

// garble says a with its body, or without one its command, made nonsense.
func (c *smscConn) garble(a *smscAnswer) {
	b := c.encode(a)
	for i := range b[16:] {
		b[16+i] ^= 0xA5
	}
	if len(b) == 16 {
		binary.BigEndian.PutUint32(b[4:], 0x8000A5A5)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write(b)
}

// write is called with mu held.
func (c *smscConn) write(b []byte) {
	c.conn.SetWriteDeadline(time.Now().Add(smscWriteTimeout))
	if _, err := c.conn.Write(b); err != nil {
		c.close()
	}
}

// encode writes a down in the journal and encodes it.
func (c *smscConn) encode(a *smscAnswer) []byte {
	e := a.note
	e.What, e.Out, e.Bytes = a.command.String(), true, a.wire()
	if a.status != smpp.OK {
		e.Detail = strings.TrimSuffix(a.status.String()+"; "+a.note.Detail, "; ")
	}
	c.s.note(e)
	return append([]byte(nil), e.Bytes...)
}
