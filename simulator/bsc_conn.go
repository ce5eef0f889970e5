package simulator

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/text"
)

// bscWriteTimeout is how long the centre may leave an answer unread.
const bscWriteTimeout = 10 * time.Second

// A bscConn is the connection of a BSC to its centre.
type bscConn struct {
	b    *BSC
	conn net.Conn
	done chan struct{} // closed by close
	once sync.Once
	wg   sync.WaitGroup // requests that are put off

	mu   sync.Mutex // guards writing and held
	held [][]byte   // answers that go after the next
}

func newBSCConn(b *BSC, conn net.Conn) *bscConn {
	return &bscConn{b: b, conn: conn, done: make(chan struct{})}
}

func (c *bscConn) close() {
	c.once.Do(func() {
		close(c.done)
		c.conn.Close()
	})
}

// run answers requests until the connection ends.
func (c *bscConn) run() {
	r := cbsp.NewReader(c.conn)
	for {
		b, err := r.Next()
		if err != nil {
			break
		}
		m, err := cbsp.Parse(b)
		if err != nil { // osmo-bsc says nothing
			c.b.note(Entry{What: "unreadable", Detail: err.Error(), Bytes: bytes.Clone(b)})
			continue
		}
		text := c.b.told(m, bytes.Clone(b))
		c.request(m, text)
	}
	c.close()
	c.wg.Wait()
}

// request does with a request what the rules want.
func (c *bscConn) request(m cbsp.Message, text string) {
	if !c.b.asks(m) {
		return
	}
	rule, found := c.b.Rules.Next(m.Type().String())
	if !found {
		c.answer(c.b.perform(m, text))
		return
	}
	c.b.note(Entry{What: "rule", Detail: string(rule.Do) + " on " + m.Type().String()})
	switch rule.Do {
	case Delay:
		c.wg.Go(func() { c.later(rule.Delay, m, text) })
	case Silence:
	case Refuse:
		c.answer(c.b.performBut(rule.sick(), cbsp.Cause(rule.Cause), m, text))
	case HangUp:
		c.close()
	case Garble:
		c.garble(c.b.perform(m, text))
	case Duplicate:
		a := c.b.perform(m, text)
		c.answer(a)
		c.answer(a)
	case Reorder:
		c.hold(c.b.perform(m, text))
	case LoseAnswer:
		c.b.perform(m, text)
	case Forget:
		c.answer(c.b.perform(m, text))
		c.b.Forget()
	}
}

// asks reports whether m wants to be carried out.
func (b *BSC) asks(m cbsp.Message) bool {
	switch m.(type) {
	case *cbsp.WriteReplace, *cbsp.Kill, *cbsp.Reset, *cbsp.KeepAlive, *cbsp.StatusQuery:
		return true
	case *cbsp.LoadQuery, *cbsp.SetDRX:
		return b.c.Queries
	}
	return false
}

func (c *bscConn) later(d time.Duration, m cbsp.Message, text string) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		c.answer(c.b.perform(m, text))
	case <-c.done:
	}
}

// answer says m, and after it the answers that were held.
func (c *bscConn) answer(m cbsp.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.say(m)
	for _, b := range c.held {
		c.write(b)
	}
	c.held = nil
}

// hold keeps m until after the next answer.
func (c *bscConn) hold(m cbsp.Message) {
	if b := c.encode(m); b != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.held = append(c.held, b)
	}
}

// garble says m with its elements, or without any its type, made nonsense.
func (c *bscConn) garble(m cbsp.Message) {
	b := c.encode(m)
	if len(b) > 4 {
		for i := range b[4:] {
			b[4+i] ^= 0xA5
		}
	} else if len(b) > 0 {
		b[0] = 0x7F
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write(b)
}

// restart says that cells have started again without their data.
func (c *bscConn) restart(l cbsp.CellList) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.say(&cbsp.Restart{Cells: l, DataLost: true})
	if c.b.c.Emergency {
		c.say(&cbsp.Restart{Cells: l, DataLost: true, Emergency: true})
	}
}

// failed says that cells do not broadcast.
func (c *bscConn) failed(l []cbsp.Failure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.say(&cbsp.CellsFailed{Failed: l})
	if c.b.c.Emergency {
		c.say(&cbsp.CellsFailed{Failed: l, Emergency: true})
	}
}

// say and write are called with mu held.
func (c *bscConn) say(m cbsp.Message) { c.write(c.encode(m)) }

func (c *bscConn) write(b []byte) {
	if len(b) == 0 {
		return
	}
	c.conn.SetWriteDeadline(time.Now().Add(bscWriteTimeout))
	if _, err := c.conn.Write(b); err != nil {
		c.close()
	}
}

// encode writes m down in the journal and encodes it.
func (c *bscConn) encode(m cbsp.Message) []byte {
	e := Entry{What: m.Type().String(), Out: true}
	b, err := m.AppendBinary(nil)
	if err != nil { // a rule with nonsense in it
		e.Detail = err.Error()
	}
	e.Bytes = b
	switch m := m.(type) {
	case *cbsp.WriteReplaceComplete:
		e.MessageID, e.Serial = m.MessageID, m.Serial
		e.Cells = listed(m.Cells)
	case *cbsp.WriteReplaceFailure:
		e.MessageID, e.Serial = m.MessageID, m.Serial
		e.Cells, e.Detail = listed(m.Cells), reasons(m.Failed)
	case *cbsp.KillComplete:
		e.MessageID, e.Serial = m.MessageID, m.Serial
	case *cbsp.KillFailure:
		e.MessageID, e.Serial, e.Detail = m.MessageID, m.Serial, reasons(m.Failed)
	case *cbsp.ErrorIndication:
		e.Detail = m.Cause.String()
	}
	c.b.note(e)
	return bytes.Clone(b)
}

func listed(l *cbsp.CellList) []cbc.Cell {
	if l == nil {
		return nil
	}
	cells := make([]cbc.Cell, len(l.IDs))
	for i, id := range l.IDs {
		cells[i] = id.Cell()
	}
	return cells
}

// reasons lists the first few failures.
func reasons(l []cbsp.Failure) string {
	s := make([]string, 0, 4)
	for _, f := range l[:min(len(l), 3)] {
		s = append(s, fmt.Sprintf("%s: %s", f.ID.Cell(), f.Cause))
	}
	if len(l) > 3 {
		s = append(s, fmt.Sprintf("%d more", len(l)-3))
	}
	return strings.Join(s, "; ")
}

// told writes a message from the centre down and returns its text.
func (b *BSC) told(m cbsp.Message, wire []byte) string {
	e := Entry{What: m.Type().String(), Bytes: wire}
	var list *cbsp.CellList
	switch m := m.(type) {
	case *cbsp.WriteReplace:
		e.MessageID, e.Serial, list = m.MessageID, m.Serial, &m.Cells
		if m.Emergency == nil {
			e.Text, _, _ = text.Decode(m.Pages, m.DCS) // phones will say what is wrong with it
			e.Detail = fmt.Sprintf("%d broadcasts, period %d", m.Broadcasts, b.c.RepetitionCoding.Units(m.Period))
		}
		if m.Replaces {
			e.Detail = strings.TrimPrefix(e.Detail+", replaces "+m.Old.String(), ", ")
		}
	case *cbsp.Kill:
		e.MessageID, e.Serial, list = m.MessageID, m.Serial, &m.Cells
	case *cbsp.StatusQuery:
		e.MessageID, e.Serial, list = m.MessageID, m.Serial, &m.Cells
	case *cbsp.Reset:
		list = &m.Cells
	case *cbsp.LoadQuery:
		list = &m.Cells
	case *cbsp.SetDRX:
		list = &m.Cells
	case *cbsp.ErrorIndication:
		e.Detail = m.Cause.String()
	}
	if list != nil {
		set, _ := b.cells.find(list)
		e.Cells = b.cells.of(set)
	}
	b.note(e)
	return e.Text
}
