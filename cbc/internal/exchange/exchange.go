// Package exchange holds the requests of one connection to a peer of a radio
// network: what is unanswered, which answer is whose, and what may go first.
// Protocols whose answers carry no number of ours, only what the request was
// about, are what it is made for. It knows no protocol and opens no connection.
package exchange

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bongsu/cbc"
)

var (
	errNoPlace = errors.New("no place in the window")
	errGivenUp = errors.New("given up before it was sent")
)

// A Key is what a request is about, and with that whose answer is whose.
type Key struct {
	cbc.Key
	Kind uint8 // of request; what kinds there are is up to the protocol
}

// A Config is what an exchange is made with.
type Config struct {
	Window  int           // requests that may be unanswered, at least 3
	Timeout time.Duration // for an answer
	Trace   *cbc.Trace
	// Send writes one whole message. After an error the connection is over.
	Send func(b []byte) error
	// Hang closes the connection, so that Send and the reader return.
	Hang func()
}

// An Exchange is the requests of one connection. Answers are of type A.
type Exchange[A any] struct {
	c      Config
	window *Window
	unsent Unsent
	pen    chan struct{} // holds a token while somebody writes
	done   chan struct{} // closed at the end

	mu      sync.Mutex // guards the rest
	err     error      // why it ended
	waiting map[Key]*request[A]
}

// A request is one that has no answer yet.
type request[A any] struct {
	answer   chan A        // holds one, so that the reader never waits
	released chan struct{} // closed when the key is free again
}

// New returns the exchange of a connection that is there.
func New[A any](c Config) *Exchange[A] {
	return &Exchange[A]{
		c: c, window: NewWindow(c.Window),
		pen: make(chan struct{}, 1), done: make(chan struct{}),
		waiting: map[Key]*request[A]{},
	}
}

// Done is closed when the connection is over.
func (x *Exchange[A]) Done() <-chan struct{} { return x.done }

// End closes the connection; the first reason counts.
func (x *Exchange[A]) End(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.err != nil {
		return
	}
	x.err = err
	x.c.Hang()
	close(x.done)
}

// Cause returns why the connection ended, nil before that.
func (x *Exchange[A]) Cause() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.err
}

// An Order is a request to be made.
type Order struct {
	Key     Key
	Rank    Rank
	Octets  []byte       // the message
	Warning *cbc.Warning // what it carries; nil for a request of the link's own
}

// Do sends o and waits for the answer. The error is *cbc.NotSentError or
// *cbc.LostError. A second request under one key waits for the answer to the
// first. A stop ends its write if that has not been sent, and otherwise follows
// it without waiting for its answer.
func (x *Exchange[A]) Do(ctx context.Context, o Order) (A, error) {
	r, free, err := x.submit(ctx, o)
	if err != nil {
		var none A
		return none, &cbc.NotSentError{Err: err}
	}
	defer free()
	a, err := x.await(ctx, r)
	if err != nil {
		return a, &cbc.LostError{Err: err}
	}
	return a, nil
}

// submit sends o when there is a place for it. The caller frees the place after
// the answer. After an error o has not been sent whole.
func (x *Exchange[A]) submit(ctx context.Context, o Order) (r *request[A], free func(), err error) {
	if o.Warning != nil && o.Warning.Action == cbc.Write {
		var left func()
		ctx, left = x.unsent.Announce(ctx, o.Warning)
		defer left()
	} else if o.Warning != nil {
		if err := x.unsent.Withdraw(ctx, o.Warning); err != nil {
			return nil, nil, fmt.Errorf("its write is still going out: %w", err)
		}
	}
	if !x.window.Enter(ctx, x.done, o.Rank) {
		if err := x.Cause(); err != nil {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%w: %w", errNoPlace, context.Cause(ctx))
	}
	r, err = x.claim(ctx, o.Key)
	if err != nil {
		x.window.Leave()
		return nil, nil, err
	}
	free = func() { x.release(o.Key, r); x.window.Leave() }
	if err := x.write(ctx.Done(), o.Octets, o.Warning); err != nil {
		free()
		if errors.Is(err, errGivenUp) {
			err = fmt.Errorf("%w: %w", err, context.Cause(ctx))
		}
		return nil, nil, err
	}
	return r, free, nil
}

// await waits for the answer to r, which counts also when it came in the same
// moment as the end.
func (x *Exchange[A]) await(ctx context.Context, r *request[A]) (a A, err error) {
	t := time.NewTimer(x.c.Timeout)
	defer t.Stop()
	select {
	case a = <-r.answer:
		return a, nil
	case <-t.C:
		err = fmt.Errorf("silence for %v", x.c.Timeout)
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-x.done:
		err = x.Cause()
	}
	select {
	case a = <-r.answer:
		return a, nil
	default:
		return a, err
	}
}

// Answer wakes the request that a belongs to, and reports whether there is one.
func (x *Exchange[A]) Answer(k Key, a A) bool {
	x.mu.Lock()
	r := x.waiting[k]
	delete(x.waiting, k) // a second answer is one too many
	x.mu.Unlock()
	if r != nil {
		r.answer <- a
	}
	return r != nil
}

// Waiting reports whether a request under k has no answer yet.
func (x *Exchange[A]) Waiting(k Key) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.waiting[k] != nil
}

// Only returns the one request that has no answer yet, if there is just one:
// what an answer that does not say may be about.
func (x *Exchange[A]) Only() (Key, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.waiting) == 1 {
		for k := range x.waiting {
			return k, true
		}
	}
	return Key{}, false
}

// claim registers a request under k, after the one that has it now.
func (x *Exchange[A]) claim(ctx context.Context, k Key) (*request[A], error) {
	for {
		x.mu.Lock()
		other := x.waiting[k]
		if other == nil {
			r := &request[A]{make(chan A, 1), make(chan struct{})}
			x.waiting[k] = r
			x.mu.Unlock()
			return r, nil
		}
		x.mu.Unlock()
		select {
		case <-other.released:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-x.done:
			return nil, x.Cause()
		}
	}
}

// release frees k for the next request, whether r was answered or not.
func (x *Exchange[A]) release(k Key, r *request[A]) {
	x.mu.Lock()
	if x.waiting[k] == r {
		delete(x.waiting, k)
	}
	x.mu.Unlock()
	close(r.released)
}

// Say writes a message that has no answer. If that is impossible the
// connection ends.
func (x *Exchange[A]) Say(b []byte) {
	if err := x.write(nil, b, nil); err != nil {
		x.End(err)
	}
}

// write hands b to the connection. After an error b has not left us whole, and
// the connection is over unless that is errGivenUp, because giveUp was closed
// before it was our turn.
func (x *Exchange[A]) write(giveUp <-chan struct{}, b []byte, w *cbc.Warning) error {
	select {
	case x.pen <- struct{}{}:
	case <-giveUp:
		return errGivenUp
	case <-x.done:
		return x.Cause()
	}
	defer func() { <-x.pen }()
	select {
	case <-giveUp:
		return errGivenUp
	case <-x.done:
		return x.Cause()
	default:
	}
	if t := x.c.Trace.Wrote; t != nil && w != nil {
		t(w, time.Now())
	}
	if err := x.c.Send(b); err != nil {
		err = fmt.Errorf("write: %w", err)
		x.End(err)
		return err
	}
	if t := x.c.Trace.Sent; t != nil {
		t(b)
	}
	return nil
}
