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

// How many numbers of a list are read ahead of the window.
const (
	listChunk = 64
	listAhead = 1024
)

// SubmitList sends a message to every number of a list, as many at once as the
// window takes, in the order of the list. One that the peer throttles, or that
// was not sent because a connection broke, goes again before all that follow;
// one that was sent and not answered is told as lost and does not. Told is
// called once for each, by one goroutine at a time, in the order of the answers,
// and must not wait. It returns when all are told, or with ctx's error when the
// answers to what was sent are there or lost; what was not told then was not
// sent.
func (s *Sender) SubmitList(ctx context.Context, t *Template, numbers iter.Seq[string], told func(Submitted)) error {
	l := &list{told: told, moved: make(chan struct{}, 1)}
	l.request = request{head: t.head, tail: t.tail, lane: bulk, timeout: s.config.ResponseTimeout, list: l}
	err := l.supply(ctx, s, numbers)
	for err == nil && !l.over() {
		err = l.wait(ctx, s)
	}
	if l.on != nil {
		l.on.leave(l)
	}
	for l.unanswered() { // the response timeout bounds that
		<-l.moved
	}
	return err
}

// A list is the state of a SubmitList.
type list struct {
	request request
	told    func(Submitted)
	moved   chan struct{} // holds one when there may be something to do
	on      *session      // the connection that takes from it; nil: none yet

	mu    sync.Mutex   // guards the rest; taken after the session's
	ready queue[entry] // to be sent, by index
	away  int          // sent and without an answer
	names []byte       // memory of answered, used again
	ends  []ended      // the same
}

// An entry is a number of a list and its index.
type entry struct {
	index  int
	number string
}

// supply reads the list, not far ahead of what is sent.
func (l *list) supply(ctx context.Context, s *Sender, numbers iter.Seq[string]) error {
	chunk := make([]entry, 0, listChunk)
	i := 0
	for number := range numbers {
		if err := fits(number, numberSize); err != nil {
			l.tell(Submitted{Index: i, Number: number, Err: &cbc.NotSentError{Err: fmt.Errorf("destination_addr: %w", err), Permanent: true}})
		} else {
			chunk = append(chunk, entry{i, number})
		}
		if i++; len(chunk) < listChunk {
			continue
		}
		if err := l.add(ctx, s, chunk); err != nil {
			return err
		}
		chunk = chunk[:0]
	}
	return l.add(ctx, s, chunk)
}

// add makes a chunk ready, as soon as there is room for it.
func (l *list) add(ctx context.Context, s *Sender, chunk []entry) error {
	for l.on == nil || !l.push(chunk) {
		if err := l.wait(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (l *list) push(chunk []entry) bool {
	l.mu.Lock()
	n := l.ready.len()
	if n >= listAhead {
		l.mu.Unlock()
		return false
	}
	for _, e := range chunk {
		l.ready.push(e)
	}
	l.mu.Unlock()
	if n == 0 {
		l.on.resume()
	}
	return true
}

// wait waits until something has moved, on a connection that is up.
func (l *list) wait(ctx context.Context, s *Sender) error {
	if l.on == nil {
		on, err := s.await(ctx)
		if err == nil {
			l.on = on
			on.join(l)
		}
		return err
	}
	select {
	case <-l.moved:
	case <-l.on.done:
		l.on = nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// answered takes the ends of messages, as many of the first of calls as are of
// this list, and returns how many. All names are in one piece of memory.
func (l *list) answered(calls []*call) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	l.names = l.names[:0]
	l.ends = l.ends[:0]
	for ; n < len(calls) && calls[n].request.list == l; n++ {
		c := calls[n]
		s := Submitted{Index: c.to.index, Number: c.to.number, Err: c.err}
		if c.err == nil {
			var id []byte
			s.Answer, id, s.Err = c.submitted()
			l.names = append(l.names, id...)
		}
		l.ends = append(l.ends, ended{s, len(l.names)})
	}
	l.away -= n
	names, from := string(l.names), 0
	for i := range l.ends {
		e := &l.ends[i]
		e.MessageID, from = names[from:e.name], e.name
		if e.again() {
			l.putBack(entry{e.Index, e.Number})
		} else {
			l.told(e.Submitted)
		}
	}
	if l.ready.len() < listAhead/2 || l.away == 0 {
		l.move()
	}
	return n
}

// An ended is how a message ended, and where its name ends.
type ended struct {
	Submitted
	name int
}

// again reports whether the message is to be sent once more.
func (s *Submitted) again() bool {
	if s.Err == nil {
		return s.Status.throttles()
	}
	var unsent *cbc.NotSentError
	return errors.As(s.Err, &unsent)
}

// putBack puts e where it was. It is called with mu held.
func (l *list) putBack(e entry) {
	i, _ := slices.BinarySearchFunc(l.ready.items[l.ready.head:], e.index, func(o entry, index int) int { return o.index - index })
	l.ready.items = slices.Insert(l.ready.items, l.ready.head+i, e)
}

func (l *list) move() {
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

// over reports whether nothing is left to be sent or answered.
func (l *list) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.away == 0 && l.ready.len() == 0
}

func (l *list) unanswered() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.away > 0
}

// join has the session take from l until it ends, or leave is called.
func (s *session) join(l *list) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.lists = append(s.lists, l)
		s.admit()
	}
}

func (s *session) leave(l *list) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists = slices.DeleteFunc(s.lists, func(o *list) bool { return o == l })
}

// draw adds to a batch what the lists have, as far as there is room for it in
// the window and the batch. It is called with mu held, by the writer alone.
func (s *session) draw(b *batch) {
	now := time.Now()
	for _, l := range s.lists {
		l.mu.Lock()
		for l.ready.len() > 0 && len(b.buf) < batchOctets && s.window.room(bulk) && s.flow.allows(bulk, now) {
			s.flow.took(bulk, now)
			l.away++
			c := s.window.take(bulk)
			c.occupy(&s.window, &l.request, l.ready.pop())
			b.add(parcel{call: c, seq: c.seq})
		}
		l.mu.Unlock()
	}
	if len(b.buf) >= batchOctets {
		s.remind()
	}
}
