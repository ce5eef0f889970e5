package ledger

import "time"

// A rank is how soon a request gets its turn.
type rank int

const (
	urgent rank = iota // cancels and critical alerts
	normal             // other events and decisions
	later              // what happened on links, what has been published
	ranks
)

// queueRoom is how many requests of a rank may wait; a caller beyond waits for
// a place.
const queueRoom = 256

// A request is something that the writer is to do.
type request struct {
	gone <-chan struct{} // closed when nobody waits for the answer
	do   func(*turn) error
	done chan error // holds one
}

// abandoned reports whether nobody waits for r any more.
func (r *request) abandoned() bool {
	select {
	case <-r.gone:
		return true
	default:
		return false
	}
}

// A queue is the requests that wait, by rank. Only the writer takes from it.
type queue struct {
	waiting [ranks]chan *request
	held    *request // of rank later, taken already and next of its rank
}

func newQueue() *queue {
	q := new(queue)
	for r := range q.waiting {
		q.waiting[r] = make(chan *request, queueRoom)
	}
	return q
}

// poll returns the request whose turn it is, down to a rank, or nil. It never
// waits.
func (q *queue) poll(last rank) (*request, rank) {
	for r := urgent; r <= min(last, normal); r++ {
		select {
		case x := <-q.waiting[r]:
			return x, r
		default:
		}
	}
	if last == later {
		if x := q.late(); x != nil {
			return x, later
		}
	}
	return nil, 0
}

// late returns the next request of rank later, or nil. It never waits.
func (q *queue) late() *request {
	if x := q.held; x != nil {
		q.held = nil
		return x
	}
	select {
	case x := <-q.waiting[later]:
		return x
	default:
		return nil
	}
}

// next waits for a request. It returns nil once stop is closed and none wait. A
// request of rank later is held back a little: what happens on links comes in
// swarms, which one commit can hold, and just then there is better to do.
func (q *queue) next(stop <-chan struct{}) (*request, rank) {
	if x, r := q.poll(normal); x != nil {
		return x, r
	}
	if q.held == nil {
		select {
		case x := <-q.waiting[urgent]:
			return x, urgent
		case x := <-q.waiting[normal]:
			return x, normal
		case q.held = <-q.waiting[later]:
		case <-stop:
			return q.poll(later)
		}
	}
	t := time.NewTimer(groupTime)
	defer t.Stop()
	select {
	case x := <-q.waiting[urgent]:
		return x, urgent
	case x := <-q.waiting[normal]:
		return x, normal
	case <-t.C:
	case <-stop:
	}
	return q.poll(later)
}
