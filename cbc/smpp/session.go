package smpp

import (
	"bufio"
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

// Limits are the times of a session.
type limits struct {
	window   int
	response time.Duration // from a request's last octet to its answer
	probe    time.Duration // the same, for enquire_link and unbind
	idle     time.Duration // silence after which the peer is asked whether it is there
	write    time.Duration // for one batch
}

// misses is how many enquire_links in a row stay unanswered before the peer is
// taken for dead.
const misses = 2

// A session is one connection, from the dial to its end. Three goroutines
// serve it: one reads, one writes, one watches for silence; close waits for
// them. Requests may be sent from any goroutine.
type session struct {
	conn   net.Conn
	limits limits
	trace  cbc.Trace
	window *window
	out    *outbox
	heard  atomic.Int64 // when the last PDU came, Unix nanoseconds

	wg   sync.WaitGroup
	once sync.Once
	done chan struct{} // closed at the end
	err  error         // why; set before done is closed
}

// start serves conn until it breaks or is closed. Nothing watches for silence
// before watch is called.
func start(conn net.Conn, l limits, t cbc.Trace) *session {
	s := &session{conn: conn, limits: l, trace: t, window: newWindow(l.window), out: newOutbox(), done: make(chan struct{})}
	s.heard.Store(time.Now().UnixNano())
	s.wg.Go(s.read)
	s.wg.Go(s.write)
	return s
}

// end ends the session for the first reason given.
func (s *session) end(err error) {
	s.once.Do(func() {
		s.err = err
		close(s.done)
		s.out.close()
		s.conn.Close()
	})
}

// close unbinds and waits for the session's goroutines; an unanswered unbind
// holds it up for the probe time.
func (s *session) close() {
	select {
	case <-s.done:
	default:
		if frame, err := (Plain{Command: Unbind}).appendTo(nil); err == nil {
			_, _ = s.do(context.Background(), request{frame: frame, lane: control, timeout: s.limits.probe})
		}
	}
	s.end(errClosed)
	s.wg.Wait()
}

// A request is a PDU that wants an answer.
type request struct {
	frame   []byte
	lane    lane
	timeout time.Duration
	wrote   func(at time.Time) // may be nil
}

// do sends r and returns the answer to it. The error is a *cbc.NotSentError or
// a *cbc.LostError.
func (s *session) do(ctx context.Context, r request) (*PDU, error) {
	c, free, err := s.send(ctx, r)
	if err != nil {
		return nil, err
	}
	defer free()
	return s.await(ctx, r, c)
}

// send waits for a slot and until the last octet is out. The caller frees the
// slot. The error is a *cbc.NotSentError. Once the first octet is on its way
// ctx no longer counts, but the deadline of the write does.
func (s *session) send(ctx context.Context, r request) (c *call, free func(), err error) {
	slot, err := s.enter(ctx, r)
	if err != nil {
		return nil, nil, &cbc.NotSentError{Err: err}
	}
	free = func() { s.window.release(r.lane, slot) }
	c = newCall(r.frame)
	c.wrote = r.wrote
	c.command = commandOf(r.frame)
	number(c.frame, s.window.arm(slot, c))
	if err := s.put(r.lane, c); err != nil {
		free()
		return nil, nil, &cbc.NotSentError{Err: err}
	}
	if err := s.written(ctx, r.lane, c); err != nil {
		free()
		return nil, nil, &cbc.NotSentError{Err: err}
	}
	return c, free, nil
}

// enter waits for a slot.
func (s *session) enter(ctx context.Context, r request) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, context.Cause(ctx)
	}
	slot, wait := s.window.acquire(r.lane)
	if wait == nil {
		return slot, nil
	}
	var err error
	select {
	case slot = <-wait:
		return slot, nil
	case <-ctx.Done():
		err = fmt.Errorf("waiting for a place in the window: %w", context.Cause(ctx))
	case <-s.done:
		err = s.err
	}
	s.window.abandon(r.lane, wait)
	return 0, err
}

func (s *session) put(l lane, c *call) error {
	err := s.out.put(l, c)
	if errors.Is(err, errClosed) {
		<-s.done
		return s.err
	}
	return err
}

// written waits until c is out. An error means that it is not, and never will
// be.
func (s *session) written(ctx context.Context, l lane, c *call) error {
	select {
	case <-c.written:
	case <-ctx.Done():
		if s.out.withdraw(l, c) {
			return context.Cause(ctx)
		}
		<-c.written // the writer has it
	}
	if !c.sent {
		<-s.done
		return s.err
	}
	return nil
}

// await waits for the answer to what was sent.
func (s *session) await(ctx context.Context, r request, c *call) (*PDU, error) {
	timer := time.NewTimer(r.timeout)
	defer timer.Stop()
	var lost error
	select {
	case b := <-c.answer:
		return s.parse(b)
	case <-timer.C:
		lost = errUnanswered
	case <-ctx.Done():
		lost = context.Cause(ctx)
	case <-s.done:
		lost = s.err
	}
	select { // it may have come all the same
	case b := <-c.answer:
		return s.parse(b)
	default:
		return nil, &cbc.LostError{Err: lost}
	}
}

// parse reads an answer. What the peer did is unknown if it cannot be read.
func (s *session) parse(b []byte) (*PDU, error) {
	p, err := Parse(b)
	if err != nil {
		s.stray(b, err)
		return nil, &cbc.LostError{Err: fmt.Errorf("reading the answer: %w", err)}
	}
	return p, nil
}

// write drains the outbox, each batch in one Write.
func (s *session) write() {
	var buf []byte
	for {
		batch := s.out.take()
		if len(batch) == 0 {
			select {
			case <-s.out.news:
				continue
			case <-s.done:
				return
			}
		}
		buf = buf[:0]
		for _, c := range batch {
			buf = append(buf, c.frame...)
		}
		s.announce(batch)
		s.conn.SetWriteDeadline(time.Now().Add(s.limits.write))
		n, err := s.conn.Write(buf)
		s.settle(batch, n)
		if err != nil {
			s.end(fmt.Errorf("writing: %w", err))
			return
		}
		if batch[len(batch)-1].last {
			s.end(errUnbound)
			return
		}
	}
}

func (s *session) announce(batch []*call) {
	at := time.Now()
	for _, c := range batch {
		if c.wrote != nil {
			c.wrote(at)
		}
	}
}

// settle says of each PDU whether it was handed over whole. A part of one is
// as good as nothing: the connection ends, and the peer never gets the rest.
func (s *session) settle(batch []*call, n int) {
	for _, c := range batch {
		n -= len(c.frame)
		if n >= 0 && s.trace.Sent != nil {
			s.trace.Sent(masked(c.frame))
		}
		c.settle(n >= 0)
	}
}

// read frames whole PDUs and hands them on; nothing in it waits but the read.
func (s *session) read() {
	r := bufio.NewReader(s.conn)
	for {
		b, err := ReadFrame(r)
		if err != nil {
			s.unreadable(err)
			return
		}
		s.heard.Store(time.Now().UnixNano())
		if s.trace.Received != nil {
			s.trace.Received(b)
		}
		if commandOf(b).Response() {
			s.answered(b)
		} else {
			s.asked(b)
		}
	}
}

// unreadable ends the session; a length that cannot be is answered first.
func (s *session) unreadable(err error) {
	var bad *DecodeError
	if !errors.As(err, &bad) {
		s.end(fmt.Errorf("reading: %w", err))
		return
	}
	s.stray(nil, err)
	if c := s.reply(Plain{GenericNack, bad.Status}, bad.Sequence); c != nil {
		<-c.written
	}
	s.end(err)
}

func (s *session) stray(b []byte, err error) {
	if s.trace.Strayed != nil {
		s.trace.Strayed(b, err)
	}
}
