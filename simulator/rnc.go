package simulator

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/sabp"
)

// An RNCConfig describes a pretended radio network controller.
type RNCConfig struct {
	Name   string // in the journal
	Listen string // host:port where centres dial; port 0 is any free one
	// Dial is the centre's host:port, where the RNC says that service areas have
	// restarted or failed. If it is empty that is said on the centre's
	// connections.
	Dial string

	Areas    []cbc.Cell
	Mute     []cbc.Cell // those of Areas that cannot broadcast
	Capacity int        // messages of a service area; 0 has no limit
	Air      *Air       // where messages are broadcast; nil is one of its own
}

// An RNC is a radio network controller of a UMTS network that speaks SABP. It
// was written from the tables of TS 25.419: no open one was at hand whose
// manners it could have.
type RNC struct {
	Rules   *Rules
	Journal *Journal

	c     RNCConfig
	ln    net.Listener
	end   context.CancelFunc
	wg    sync.WaitGroup
	onAir *onAir

	mu     sync.Mutex // guards the rest
	areas  map[cbc.Cell]bool
	mute   map[cbc.Cell]bool
	fallen map[cbc.Cell]bool
	conns  map[*rncConn]bool
	closed bool
}

// StartRNC starts an RNC. Close ends it.
func StartRNC(c RNCConfig) (*RNC, error) {
	r := &RNC{
		Rules: new(Rules), Journal: new(Journal), c: c,
		areas: map[cbc.Cell]bool{}, mute: map[cbc.Cell]bool{}, fallen: map[cbc.Cell]bool{}, conns: map[*rncConn]bool{},
	}
	for _, a := range c.Areas {
		if a.Radio != cbc.UMTS {
			return nil, fmt.Errorf("RNC %s: %s is no service area", c.Name, a)
		}
		r.areas[a] = true
	}
	for _, a := range c.Mute {
		r.mute[a] = true
	}
	r.onAir = newOnAir(c.Air, r.note)
	ctx, cancel := context.WithCancel(context.Background())
	r.end = cancel
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("RNC %s: %w", c.Name, err)
	}
	r.ln = ln
	r.wg.Go(func() { r.accept(ctx) })
	return r, nil
}

// Addr returns where the RNC listens, as host:port.
func (r *RNC) Addr() string { return r.ln.Addr().String() }

// Close hangs up and waits until the RNC's goroutines have ended. What was on
// air stays on the air that the RNC was given.
func (r *RNC) Close() error {
	r.end()
	err := r.ln.Close()
	r.mu.Lock()
	r.closed = true // a connection that is just being accepted must be dropped
	r.mu.Unlock()
	r.HangUp()
	r.wg.Wait()
	r.onAir.close()
	return err
}

// HangUp closes the centres' connections. What is on air stays.
func (r *RNC) HangUp() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		c.out.close()
	}
}

func (r *RNC) accept(ctx context.Context) {
	for ctx.Err() == nil {
		conn, err := r.ln.Accept()
		if err != nil { // closed, or out of descriptors, which may pass
			pause(ctx, 10*time.Millisecond)
			continue
		}
		if c := r.take(conn); c != nil {
			r.wg.Go(func() { r.serve(c) })
		}
	}
}

func (r *RNC) take(conn net.Conn) *rncConn {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		conn.Close()
		return nil
	}
	c := newRNCConn(r, conn)
	r.conns[c] = true
	return c
}

// serve speaks with a centre until the connection ends.
func (r *RNC) serve(c *rncConn) {
	r.note(Entry{What: "connected", Detail: c.conn.RemoteAddr().String()})
	c.run()
	r.mu.Lock()
	delete(r.conns, c)
	r.mu.Unlock()
	r.note(Entry{What: "disconnected"})
}

func (r *RNC) note(e Entry) {
	e.Node = r.c.Name
	r.Journal.Add(e)
}

// Forget takes everything off the air in service areas, or in all if none is
// named, and says that they have restarted without their data.
func (r *RNC) Forget(areas ...cbc.Cell) {
	if len(areas) == 0 {
		areas = r.c.Areas
	}
	r.onAir.clear(areas)
	r.mu.Lock()
	for _, a := range areas {
		delete(r.fallen, a)
	}
	r.mu.Unlock()
	r.note(Entry{What: "forgot", Cells: areas})
	r.tell(&sabp.Restart{Areas: areas, Recovery: sabp.DataLost})
}

// Fail takes everything off the air in service areas, says so, and refuses to
// write there until they are made to Forget.
func (r *RNC) Fail(areas ...cbc.Cell) {
	r.onAir.clear(areas)
	r.mu.Lock()
	for _, a := range areas {
		r.fallen[a] = true
	}
	r.mu.Unlock()
	r.note(Entry{What: "failed", Cells: areas})
	r.tell(&sabp.AreasFailed{Areas: areas})
}

// Drop takes everything off the air and says nothing, as an RNC that restarts
// while nobody is connected.
func (r *RNC) Drop() { r.onAir.clear(nil) }

// OnAir returns the service areas in which each message is broadcast.
func (r *RNC) OnAir() map[cbc.Key][]cbc.Cell { return r.onAir.messages() }

// tell says m to every centre that is connected, or on a connection of its own.
func (r *RNC) tell(m sabp.Message) {
	b := r.encode(m)
	if r.c.Dial != "" {
		conn, err := (&net.Dialer{Timeout: 5 * time.Second}).Dial("tcp", r.c.Dial)
		if err != nil {
			r.note(Entry{What: "unheard", Detail: err.Error()})
			return
		}
		defer conn.Close()
		conn.SetWriteDeadline(time.Now().Add(bscWriteTimeout))
		if _, err := conn.Write(b); err != nil {
			r.note(Entry{What: "unheard", Detail: err.Error()})
		}
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		c.out.say(b)
	}
}

// encode writes m down in the journal and encodes it.
func (r *RNC) encode(m sabp.Message) []byte {
	e := Entry{What: m.Type().String(), Out: true}
	b, err := m.AppendBinary(nil)
	if err != nil { // a rule with nonsense in it
		e.Detail = err.Error()
	}
	e.Bytes = b
	r.note(e)
	return b
}
