package simulator

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

// A BSCConfig describes a pretended base station controller. One of Listen
// and Dial is set.
type BSCConfig struct {
	Name   string        // in the journal
	Listen string        // host:port; port 0 is any free one
	Dial   string        // host:port of the centre
	Redial time.Duration // between two attempts to dial; 0 is half a second

	Cells []cbc.Cell
	Mute  []cbc.Cell // those of Cells that have no broadcast channel
	Air   *Air       // where messages are broadcast; nil is one of its own

	// Channel gives each cell the room of a real channel, one page in 1.883 s:
	// what does not fit beside the rest is refused.
	Channel bool
	// Queries makes it answer load queries and SET-DRX, which osmo-bsc leaves
	// unanswered.
	Queries bool

	RepetitionCoding cbsp.RepetitionCoding
	// Emergency makes it say every restart and failure a second time, for
	// emergency messages, as newer BSCs do.
	Emergency bool
}

// A BSC is a base station controller of one GSM network that speaks CBSP. Its
// manners are those of osmo-bsc: it keeps what is on air when the connection
// goes, closes a second connection, names cells by CGI in its answers, and
// leaves unanswered what it cannot read.
type BSC struct {
	Rules   *Rules
	Journal *Journal

	c   BSCConfig
	ln  net.Listener // nil when it dials
	end context.CancelFunc
	wg  sync.WaitGroup

	cells bscCells
	wake  chan struct{} // tells expire of a new end; holds one

	link   sync.Mutex // guards conn and closed
	conn   *bscConn   // the one connection, or nil
	closed bool

	mu     sync.Mutex // guards the rest; held before the air's
	onAir  map[bscKey][]*placement
	alarms map[int]bscKey // the emergency message of a cell
	fallen cellSet
	ends   endHeap
}

// StartBSC starts a BSC. Close ends it.
func StartBSC(c BSCConfig) (*BSC, error) {
	if (c.Listen == "") == (c.Dial == "") {
		return nil, fmt.Errorf("BSC %s: either listens or dials", c.Name)
	}
	if c.Redial == 0 {
		c.Redial = 500 * time.Millisecond
	}
	if c.Air == nil {
		c.Air = NewAir()
	}
	cells, err := newBSCCells(c.Cells, c.Mute)
	if err != nil {
		return nil, fmt.Errorf("BSC %s: %w", c.Name, err)
	}
	b := &BSC{
		Rules: new(Rules), Journal: new(Journal), c: c, cells: cells,
		wake: make(chan struct{}, 1), onAir: map[bscKey][]*placement{}, alarms: map[int]bscKey{},
		fallen: newCellSet(len(c.Cells)),
	}
	ctx, cancel := context.WithCancel(context.Background())
	b.end = cancel
	if c.Listen != "" {
		if b.ln, err = new(net.ListenConfig).Listen(ctx, "tcp", c.Listen); err != nil {
			cancel()
			return nil, fmt.Errorf("BSC %s: %w", c.Name, err)
		}
		b.wg.Go(func() { b.accept(ctx) })
	} else {
		b.wg.Go(func() { b.dial(ctx) })
	}
	b.wg.Go(func() { b.expire(ctx) })
	return b, nil
}

// Addr returns where the BSC listens, as host:port, or "" if it dials.
func (b *BSC) Addr() string {
	if b.ln == nil {
		return ""
	}
	return b.ln.Addr().String()
}

// Close hangs up and waits until the BSC's goroutines have ended. What was on
// air stays on the air that the BSC was given.
func (b *BSC) Close() error {
	b.end()
	var err error
	if b.ln != nil {
		err = b.ln.Close()
	}
	b.link.Lock()
	b.closed = true // a connection that is just being accepted must be dropped
	if b.conn != nil {
		b.conn.close()
	}
	b.link.Unlock()
	b.wg.Wait()
	return err
}

// HangUp closes the connection, if there is one. What is on air stays.
func (b *BSC) HangUp() {
	if c := b.connection(); c != nil {
		c.close()
	}
}

// connection returns the one there is, or nil.
func (b *BSC) connection() *bscConn {
	b.link.Lock()
	defer b.link.Unlock()
	return b.conn
}

func (b *BSC) accept(ctx context.Context) {
	for ctx.Err() == nil {
		conn, err := b.ln.Accept()
		if err != nil { // closed, or out of descriptors, which may pass
			pause(ctx, 10*time.Millisecond)
			continue
		}
		if c := b.take(conn); c != nil {
			b.wg.Go(func() { b.serve(c) })
		}
	}
}

// dial keeps a connection to the centre until ctx is done.
func (b *BSC) dial(ctx context.Context) {
	for ctx.Err() == nil {
		conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", b.c.Dial)
		if err == nil {
			if c := b.take(conn); c != nil {
				b.serve(c)
			}
		}
		pause(ctx, b.c.Redial)
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// take makes conn the one connection, or closes it when there is one already.
func (b *BSC) take(conn net.Conn) *bscConn {
	b.link.Lock()
	defer b.link.Unlock()
	if b.conn != nil || b.closed {
		b.note(Entry{What: "refused-connection", Detail: conn.RemoteAddr().String()})
		conn.Close()
		return nil
	}
	b.conn = newBSCConn(b, conn)
	return b.conn
}

// serve speaks with the centre until the connection ends.
func (b *BSC) serve(c *bscConn) {
	b.note(Entry{What: "connected", Detail: c.conn.RemoteAddr().String()})
	c.restart(cbsp.AllCells())
	c.run()
	b.link.Lock()
	b.conn = nil
	b.link.Unlock()
	b.note(Entry{What: "disconnected"})
}

func (b *BSC) note(e Entry) {
	e.Node = b.c.Name
	b.Journal.Add(e)
}

// Forget takes everything off the air in some cells, or in all if none is
// named, and says that they have restarted without their data. Cells that had
// failed work again.
func (b *BSC) Forget(cells ...cbc.Cell) {
	list, set := b.drop(cells)
	b.mu.Lock()
	b.fallen.removeAll(set)
	b.mu.Unlock()
	b.note(Entry{What: "forgot", Cells: cells})
	if c := b.connection(); c != nil {
		c.restart(list)
	}
}

// Fail takes everything off the air in some cells, or in all if none is named,
// says so, and refuses to write there until they are made to Forget.
func (b *BSC) Fail(cells ...cbc.Cell) {
	_, set := b.drop(cells)
	b.mu.Lock()
	b.fallen.addAll(set)
	b.mu.Unlock()
	b.note(Entry{What: "failed", Cells: cells})
	if c := b.connection(); c != nil {
		c.failed(b.cells.failures(set, cbsp.BroadcastNotOperational))
	}
}

// drop takes everything off the air in cells, nil meaning all.
func (b *BSC) drop(cells []cbc.Cell) (cbsp.CellList, cellSet) {
	list := cbsp.AllCells()
	if len(cells) > 0 {
		list = cbsp.CellList{Discriminator: cbsp.CGI}
		for _, c := range cells {
			list.IDs = append(list.IDs, cbsp.IDOf(c, cbsp.CGI))
		}
	}
	set, _ := b.cells.find(&list)
	b.clear(set)
	return list, set
}

// OnAir returns the cells in which each message is broadcast.
func (b *BSC) OnAir() map[cbc.Key][]cbc.Cell {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make(map[cbc.Key][]cbc.Cell, len(b.onAir))
	for k, list := range b.onAir {
		for _, p := range list {
			for i := range p.cells.all() {
				all[k.Key] = append(all[k.Key], b.c.Cells[i])
			}
		}
	}
	return all
}
