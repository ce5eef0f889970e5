package smpp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/cbc"
)

var (
	errClosed     = errors.New("the connection is closed")
	errUnbound    = errors.New("the peer has unbound")
	errUnanswered = errors.New("response timeout")
	errWithdrawn  = errors.New("stopped before it was sent")
)

// A terms is what is agreed with the peer about a session.
type terms struct {
	window int
	rate   float64       // requests of the bulk lane in a second; 0 is no limit
	probe  time.Duration // for the answer to enquire_link and unbind
	idle   time.Duration // silence after which the peer is asked whether it is there
	write  time.Duration // for one batch

	deliver func(context.Context, *DeliverSM) Status // may be nil
	trace   cbc.Trace
}

// A session is one connection, from the dial to its end. Its goroutines read,
// write, take in what the peer sends, and watch for silence; close waits for
// them. Requests may be sent from any goroutine.
type session struct {
	terms
	conn     net.Conn
	peer     BindResp     // set before the session is used
	heard    atomic.Int64 // when the last octet came, Unix nanoseconds
	begun    atomic.Int64 // when the PDU that is not whole yet began; 0: there is none
	suspect  atomic.Bool  // it has been silent and is being asked
	unable   atomic.Bool  // it takes no broadcasts, and that has been told
	news     chan struct{}
	incoming chan []byte // whole requests of the peer for the worker

	mu     sync.Mutex // guards the rest
	window window
	out    [lanes]queue[parcel]
	lists  []*list // that messages are taken from when there is room
	flow   flow
	expiry *time.Timer // for the earliest deadline of an answer
	due    time.Time   // when it goes off; zero: it does not
	reopen *time.Timer // for when the flow lets a lane go on
	closed bool

	wg   sync.WaitGroup
	done chan struct{} // closed at the end
	err  error         // why; set before done is closed
}

// start serves conn until it breaks or is closed. Nothing watches for silence
// before watch is called.
func start(conn net.Conn, t terms) *session {
	s := &session{
		terms: t, conn: conn, window: newWindow(t.window), flow: newFlow(t.rate),
		news: make(chan struct{}, 1), incoming: make(chan []byte, inboxFrames), done: make(chan struct{}),
	}
	s.heard.Store(time.Now().UnixNano())
	s.expiry, s.reopen = stoppedTimer(s.expire), stoppedTimer(s.resume)
	s.wg.Go(s.read)
	s.wg.Go(s.write)
	s.wg.Go(s.work)
	return s
}

// stoppedTimer returns a timer that calls f once it is set.
func stoppedTimer(f func()) *time.Timer {
	t := time.AfterFunc(time.Hour, f)
	t.Stop()
	return t
}

func (s *session) resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.admit()
}

// end ends the session for the first reason given. What waits in a lane was
// never sent; what is being written the writer settles; what was sent is lost.
func (s *session) end(err error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed, s.err = true, err
	s.expiry.Stop()
	s.reopen.Stop()
	var over []*call
	for _, c := range s.window.calls {
		switch c.phase {
		case queued:
			over = append(over, s.settle(c, &cbc.NotSentError{Err: err}))
		case sent:
			over = append(over, s.settle(c, &cbc.LostError{Err: err}))
		}
	}
	s.out, s.lists = [lanes]queue[parcel]{}, nil
	close(s.done)
	s.mu.Unlock()
	s.conn.Close()
	s.finish(over)
}

// close unbinds and waits for the session's goroutines; an unanswered unbind
// holds it up for the probe time.
func (s *session) close() {
	if !s.over() {
		if frame, err := (Plain{Command: Unbind}).appendTo(nil); err == nil {
			if c, err := s.do(context.Background(), &request{head: frame, lane: control, timeout: s.probe}); err == nil {
				s.release(c)
			}
		}
	}
	s.end(errClosed)
	s.wg.Wait()
}

// do sends r and returns it with its answer; the caller must release it. The
// error is a *cbc.NotSentError or a *cbc.LostError. Once the first octet is on
// its way ctx does not undo it: what ctx ends from then on is lost, or not
// sent if the connection breaks within it.
func (s *session) do(ctx context.Context, r *request) (*call, error) { return s.submit(ctx, r, "") }

// submit does what do does with a template and a number to put in.
func (s *session) submit(ctx context.Context, r *request, to string) (*call, error) {
	c, err := s.enter(ctx, r, to)
	if err != nil {
		if r.left != nil {
			r.left()
		}
		return nil, &cbc.NotSentError{Err: err}
	}
	s.await(ctx, c, r.withdraw)
	if err := c.err; err != nil {
		s.release(c)
		return nil, err
	}
	return c, nil
}

// await waits until c is settled.
func (s *session) await(ctx context.Context, c *call, withdraw <-chan struct{}) {
	for {
		select {
		case <-c.done:
			return
		case <-withdraw:
			s.takeBack(c, errWithdrawn)
			withdraw = nil
		case <-ctx.Done():
			s.giveUp(c, context.Cause(ctx))
			<-c.done
			return
		}
	}
}

// ask sends a message and returns its answer.
func (s *session) ask(ctx context.Context, m message, r request) (*PDU, error) {
	var err error
	if r.head, err = m.appendTo(nil); err != nil {
		return nil, &cbc.NotSentError{Err: err, Permanent: true}
	}
	c, err := s.do(ctx, &r)
	if err != nil {
		return nil, err
	}
	defer s.release(c)
	return s.parse(c)
}

// parse reads an answer. What the peer did is unknown if it cannot be read.
func (s *session) parse(c *call) (*PDU, error) {
	p, err := Parse(c.answer)
	if err != nil {
		s.stray(c.answer, err)
		return nil, &cbc.LostError{Err: fmt.Errorf("reading the answer: %w", err)}
	}
	return p, nil
}

// giveUp ends the wait for c, unless it is settled. What is being written is
// settled when that is over.
func (s *session) giveUp(c *call, cause error) {
	s.takeBack(c, cause)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch c.phase {
	case writing:
		c.gaveUp = cause
	case sent:
		s.settle(c, &cbc.LostError{Err: cause})
	}
}

// takeBack settles c if it is not on its way yet.
func (s *session) takeBack(c *call, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.phase == queued {
		s.out[c.lane].remove(func(p parcel) bool { return p.call == c })
		s.settle(c, &cbc.NotSentError{Err: cause})
	}
}

// settle says how c ended. It is called with mu held; finish follows without.
func (s *session) settle(c *call, err error) *call {
	if c.phase == queued || c.phase == writing {
		c.outOfLane()
	}
	s.window.missed = s.window.missed || err != nil && c.phase == sent
	c.phase, c.err = settled, err
	if c.request.list == nil {
		c.done <- struct{}{}
		return nil
	}
	return c
}

// outOfLane says that c is out, or never will be.
func (c *call) outOfLane() {
	if c.request.left != nil {
		c.request.left()
	}
}

// finish hands on calls whose callers are not waiting, and frees their slots;
// nil is none.
func (s *session) finish(over []*call) {
	n := 0
	for _, c := range over {
		if c != nil {
			over[n] = c
			n++
		}
	}
	if over = over[:n]; n == 0 {
		return
	}
	for rest := over; len(rest) > 0; {
		rest = rest[rest[0].request.list.answered(rest):]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range over {
		s.window.giveBack(c)
	}
	s.admit()
}

// How late expire may be, and how long the reader then has for what has come
// meanwhile.
const (
	punctual = 20 * time.Millisecond
	grace    = 250 * time.Millisecond
)

// expire settles what has not been answered in time. If it is called late, the
// whole process has stood still, and the answer may be there unread: then it
// waits a little longer.
func (s *session) expire() {
	s.mu.Lock()
	var over []*call
	now, next := time.Now(), time.Time{}
	late := now.Sub(s.due) > punctual
	for _, c := range s.window.calls {
		if late && c.phase == sent && !c.deadline.After(now) {
			c.deadline = now.Add(grace)
		}
		switch {
		case c.phase != sent:
		case !c.deadline.After(now):
			over = append(over, s.settle(c, &cbc.LostError{Err: errUnanswered}))
		case next.IsZero() || c.deadline.Before(next):
			next = c.deadline
		}
	}
	s.due = time.Time{}
	s.expireAt(next, now)
	s.mu.Unlock()
	s.finish(over)
}

// expireAt sees that expire is called at t, or earlier. It is called with mu
// held.
func (s *session) expireAt(t, now time.Time) {
	if t.IsZero() || s.closed || !s.due.IsZero() && !t.Before(s.due) {
		return
	}
	s.due = t
	s.expiry.Reset(t.Sub(now))
}

// over reports whether the session has ended.
func (s *session) over() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// load is how many requests wait for the peer's answer or for a place, and
// whether the session has ended.
func (s *session) load() (n int, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = s.window.used
	for l := range s.window.waiting {
		n += s.window.waiting[l].len()
	}
	return n, s.closed
}

func (s *session) stray(b []byte, err error) {
	if s.trace.Strayed != nil {
		s.trace.Strayed(b, err)
	}
}
