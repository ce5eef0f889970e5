package smpp

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"bongsu/cbc"
)

// A Submitted is how one message of a list ended.
type Submitted struct {
	Index  int // in the list, from 0
	Number string
	Answer
	Err error // nil, a *cbc.LostError, or a *cbc.NotSentError for a number that cannot be
}

// chunk is how many messages are made ready at once.
const chunk = 64

// SubmitList sends a message to every number of a list, as many at once as the
// window takes, in the order of the list. One that the peer throttles, or that
// was not sent because a connection broke, goes again before all that follow;
// one that was sent and not answered is told as lost and does not. Told is
// called once for each, by one goroutine at a time, in the order of the answers,
// and must not wait. It returns when all are told, or with ctx's error when the
// answers to what was sent are there or lost; what was not told then was not
// sent.
func (s *Sender) SubmitList(ctx context.Context, t *Template, numbers iter.Seq[string], told func(Submitted)) error {
	next, stop := iter.Pull(numbers)
	defer stop()
	l := &list{template: t, next: next, told: told, moved: make(chan struct{}, 1)}
	l.sink = l.answered
	for {
		on, err := s.await(ctx)
		if err != nil {
			l.drain()
			return err
		}
		if over := l.feed(ctx, on, request{lane: bulk, timeout: s.config.ResponseTimeout}); over {
			return nil
		}
		if ctx.Err() != nil {
			l.drain()
			return context.Cause(ctx)
		}
	}
}

// A list is the state of a SubmitList.
type list struct {
	template *Template
	next     func() (string, bool)
	told     func(Submitted)
	sink     func(*call)
	moved    chan struct{} // holds one when an answer has come

	read  int // numbers taken from the list
	ended bool

	mu    sync.Mutex // guards the rest
	away  int        // sent and without an answer
	again []entry    // to be sent again, by index
}

// An entry is a number of a list and its index.
type entry struct {
	index  int
	number string
}

// feed sends on one connection until that ends or the list does. It reports
// whether all is told.
func (l *list) feed(ctx context.Context, on *session, r request) (over bool) {
	var ready []entry
	defer func() { l.putBack(ready) }()
	r.head, r.tail, r.sink = l.template.head, l.template.tail, l.sink
	for {
		ready = l.refill(ready)
		if len(ready) == 0 {
			if l.idle() {
				return true
			}
			select { // for an answer, which may be a refusal
			case <-l.moved:
			case <-ctx.Done():
				return false
			}
			continue
		}
		n, err := on.enterMany(ctx, &r, ready, l.took)
		ready = ready[n:]
		if err != nil {
			return false
		}
	}
}

// refill adds what comes next to what is ready: what goes again is first.
func (l *list) refill(ready []entry) []entry {
	l.mu.Lock()
	if len(l.again) > 0 {
		ready = append(l.again, ready...)
		slices.SortFunc(ready, func(a, b entry) int { return a.index - b.index })
		l.again = nil
	}
	l.mu.Unlock()
	if len(ready) > 0 {
		return ready
	}
	ready = make([]entry, 0, chunk)
	for len(ready) < chunk && !l.ended {
		number, ok := l.next()
		if !ok {
			l.ended = true
			break
		}
		e := entry{l.read, number}
		l.read++
		if err := fits(number, numberSize); err != nil {
			l.tell(Submitted{Index: e.index, Number: number, Err: &cbc.NotSentError{Err: fmt.Errorf("destination_addr: %w", err), Permanent: true}})
			continue
		}
		ready = append(ready, e)
	}
	return ready
}

func (l *list) putBack(ready []entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.again = append(l.again, ready...)
}

// took counts what is on its way. It is called with the session's mutex held.
func (l *list) took(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away += n
}

// idle reports whether nothing is left to be sent or answered.
func (l *list) idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ended && l.away == 0 && len(l.again) == 0
}

// answered takes the end of a message.
func (l *list) answered(c *call) {
	s := Submitted{Index: c.tag, Number: c.number, Err: c.err}
	if c.err == nil {
		s.Answer, s.Err = c.submitted()
	}
	var unsent *cbc.NotSentError
	again := errors.As(s.Err, &unsent) || s.Err == nil && s.Status.throttles()
	l.mu.Lock()
	l.away--
	if again {
		l.again = append(l.again, entry{s.Index, s.Number})
	} else {
		l.told(s)
	}
	l.mu.Unlock()
	select {
	case l.moved <- struct{}{}:
	default:
	}
}

func (l *list) tell(s Submitted) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told(s)
}

// drain waits for the answers to what was sent; the response timeout bounds
// that.
func (l *list) drain() {
	for {
		l.mu.Lock()
		away := l.away
		l.mu.Unlock()
		if away == 0 {
			return
		}
		<-l.moved
	}
}

// enterMany puts as many as there is room for into the window, and waits if
// there is none for the first. It returns how many are on their way; took is
// told so under the mutex. The error says why there will be no more.
func (s *session) enterMany(ctx context.Context, r *request, ready []entry, took func(int)) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.seat(ctx, r)
	if err != nil {
		return 0, err
	}
	n, now := 0, time.Now()
	for ; c != nil; c = s.vacant(r.lane, now) {
		r.number, r.tag = ready[n].number, ready[n].index
		s.put(c, r)
		if n++; n == len(ready) {
			break
		}
	}
	took(n)
	return n, nil
}
