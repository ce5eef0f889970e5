package simulator

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/sbcap"
)

// An MMEConfig describes a pretended mobility management entity. One of Listen
// and Dial is set. SCTP goes inside UDP, RFC 6951, so that it runs on any
// kernel.
type MMEConfig struct {
	Name   string        // in the journal
	Listen string        // host:port; port 0 is any free one
	Dial   string        // host:port of the centre
	Redial time.Duration // between two attempts to dial; 0 is half a second

	ENBs     []ENB
	Protocol uint32 // payload protocol that it says; 0, as some do, unless set
	Air      *Air   // where messages are broadcast; nil is one of its own
}

// An ENB is a base station and its cells.
type ENB struct {
	ID    uint64 // 20 bits
	Cells []cbc.Cell
	Mute  bool // it cannot broadcast
}

// An MME speaks SBc-AP and stands for its base stations too. It was written
// from the tables of TS 29.168 and TS 36.413: no open one was at hand whose
// manners it could have.
type MME struct {
	Rules   *Rules
	Journal *Journal

	c     MMEConfig
	ln    sbcap.Acceptor // nil when it dials
	end   context.CancelFunc
	wg    sync.WaitGroup
	onAir *onAir

	cells map[sbcap.CGI]*ENB
	known map[sbcap.CGI]cbc.Cell
	tais  map[sbcap.TAI]bool

	mu     sync.Mutex // guards the rest
	fallen map[cbc.Cell]bool
	conn   *mmeConn // the newest association, or nil
	closed bool
}

// StartMME starts an MME. Close ends it.
func StartMME(c MMEConfig) (*MME, error) {
	if (c.Listen == "") == (c.Dial == "") {
		return nil, fmt.Errorf("MME %s: either listens or dials", c.Name)
	}
	if c.Redial == 0 {
		c.Redial = 500 * time.Millisecond
	}
	m := &MME{
		Rules: new(Rules), Journal: new(Journal), c: c, cells: map[sbcap.CGI]*ENB{}, known: map[sbcap.CGI]cbc.Cell{},
		tais: map[sbcap.TAI]bool{}, fallen: map[cbc.Cell]bool{},
	}
	for i := range c.ENBs {
		for _, cell := range c.ENBs[i].Cells {
			if cell.Radio != cbc.LTE {
				return nil, fmt.Errorf("MME %s: %s is no cell of LTE", c.Name, cell)
			}
			m.cells[cgiOf(cell)], m.known[cgiOf(cell)] = &c.ENBs[i], cell
			m.tais[taiOf(cell)] = true
		}
	}
	m.onAir = newOnAir(c.Air, m.note)
	ctx, cancel := context.WithCancel(context.Background())
	m.end = cancel
	if c.Dial != "" {
		m.wg.Go(func() { m.dial(ctx) })
		return m, nil
	}
	ln, err := sbcap.ListenUDP(ctx, c.Listen, c.Protocol)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("MME %s: %w", c.Name, err)
	}
	m.ln = ln
	m.wg.Go(m.accept)
	return m, nil
}

func cgiOf(c cbc.Cell) sbcap.CGI { return sbcap.CGI{PLMN: c.PLMN, ID: c.ID} }

func taiOf(c cbc.Cell) sbcap.TAI { return sbcap.TAI{PLMN: c.PLMN, TAC: c.Area} }

// Addr returns where the MME listens, as host:port of UDP, or "" if it dials.
func (m *MME) Addr() string {
	if m.ln == nil {
		return ""
	}
	return m.ln.Addr().String()
}

// Close ends the association and waits until the MME's goroutines have ended.
// What was on air stays on the air that the MME was given.
func (m *MME) Close() error {
	m.end()
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.HangUp()
	if m.ln != nil {
		m.ln.Close()
	}
	m.wg.Wait()
	m.onAir.close()
	return nil
}

// HangUp ends the association, if there is one. What is on air stays.
func (m *MME) HangUp() {
	m.mu.Lock()
	c := m.conn
	m.mu.Unlock()
	if c != nil {
		c.out.close()
	}
}

func (m *MME) accept() {
	for {
		conn, err := m.ln.Accept()
		if err != nil {
			return
		}
		m.wg.Go(func() { m.serve(conn) })
	}
}

func (m *MME) dial(ctx context.Context) {
	for ctx.Err() == nil {
		attempt, cancel := context.WithTimeout(ctx, 5*time.Second)
		conn, err := sbcap.DialUDP(attempt, m.c.Dial, m.c.Protocol)
		cancel()
		if err == nil {
			m.serve(conn)
		}
		pause(ctx, m.c.Redial)
	}
}

// serve speaks with the centre until the association ends.
func (m *MME) serve(conn sbcap.Association) {
	c := newMMEConn(m, conn)
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		conn.Close()
		return
	}
	m.conn = c
	m.mu.Unlock()
	m.note(Entry{What: "connected", Detail: conn.Peer()})
	c.run()
	m.mu.Lock()
	if m.conn == c {
		m.conn = nil
	}
	m.mu.Unlock()
	m.note(Entry{What: "disconnected"})
}

func (m *MME) note(e Entry) {
	e.Node = m.c.Name
	m.Journal.Add(e)
}

// node returns a base station as the protocol names it.
func (m *MME) node(e *ENB) sbcap.Node {
	n := sbcap.Node{Bits: 20, ID: e.ID}
	if len(e.Cells) > 0 {
		n.PLMN = e.Cells[0].PLMN
	}
	return n
}

// Restart takes everything off the air in cells of one base station, all of its
// if none is named, and says that they have restarted.
func (m *MME) Restart(enb uint64, cells ...cbc.Cell) {
	e, cells := m.lose(enb, cells)
	if e == nil {
		return
	}
	m.mu.Lock()
	for _, c := range cells {
		delete(m.fallen, c)
	}
	m.mu.Unlock()
	m.note(Entry{What: "forgot", Cells: cells})
	i := &sbcap.RestartIndication{ENB: m.node(e)}
	seen := map[sbcap.TAI]bool{}
	for _, c := range cells {
		i.Cells = append(i.Cells, cgiOf(c))
		if t := taiOf(c); !seen[t] {
			seen[t] = true
			i.TAIs = append(i.TAIs, t)
		}
	}
	m.tell(i)
}

// Fail takes everything off the air in cells of one base station, says that
// they cannot broadcast, and broadcasts nothing there until they restart.
func (m *MME) Fail(enb uint64, cells ...cbc.Cell) {
	e, cells := m.lose(enb, cells)
	if e == nil {
		return
	}
	m.mu.Lock()
	for _, c := range cells {
		m.fallen[c] = true
	}
	m.mu.Unlock()
	m.note(Entry{What: "failed", Cells: cells})
	i := &sbcap.FailureIndication{ENB: m.node(e)}
	for _, c := range cells {
		i.Cells = append(i.Cells, cgiOf(c))
	}
	m.tell(i)
}

// lose takes everything off the air in cells of a base station.
func (m *MME) lose(enb uint64, cells []cbc.Cell) (*ENB, []cbc.Cell) {
	for i := range m.c.ENBs {
		if e := &m.c.ENBs[i]; e.ID == enb {
			if len(cells) == 0 {
				cells = e.Cells
			}
			m.onAir.clear(cells)
			return e, cells
		}
	}
	return nil, nil
}

// Forget makes every base station restart.
func (m *MME) Forget() {
	for i := range m.c.ENBs {
		m.Restart(m.c.ENBs[i].ID)
	}
}

// OnAir returns the cells in which each message is broadcast.
func (m *MME) OnAir() map[cbc.Key][]cbc.Cell { return m.onAir.messages() }

// tell says i on the association, if there is one.
func (m *MME) tell(i sbcap.Message) {
	b := m.encode(i)
	m.mu.Lock()
	c := m.conn
	m.mu.Unlock()
	if c != nil {
		c.out.say(b)
	}
}

// encode writes i down in the journal and encodes it.
func (m *MME) encode(i sbcap.Message) []byte {
	e := Entry{What: i.Type().String(), Out: true}
	b, err := i.AppendBinary(nil)
	if err != nil { // a rule with nonsense in it
		e.Detail = err.Error()
	}
	e.Bytes = b
	switch i := i.(type) {
	case *sbcap.WriteReplaceResponse:
		e.MessageID, e.Serial, e.Detail = i.MessageID, i.Serial, i.Cause.String()
	case *sbcap.StopResponse:
		e.MessageID, e.Serial, e.Detail = i.MessageID, i.Serial, i.Cause.String()
	}
	m.note(e)
	return b
}
