package ledger

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

// A queue is the requests that wait, by rank.
type queue [ranks]chan *request

func newQueue() (q queue) {
	for r := range q {
		q[r] = make(chan *request, queueRoom)
	}
	return q
}

// poll returns the request whose turn it is, down to a rank, or nil. It never
// waits.
func (q *queue) poll(last rank) (*request, rank) {
	for r := urgent; r <= last; r++ {
		select {
		case x := <-q[r]:
			return x, r
		default:
		}
	}
	return nil, 0
}

// next waits for a request. It returns nil once stop is closed and none wait.
func (q *queue) next(stop <-chan struct{}) (*request, rank) {
	if x, r := q.poll(later); x != nil {
		return x, r
	}
	select {
	case x := <-q[urgent]:
		return x, urgent
	case x := <-q[normal]:
		return x, normal
	case x := <-q[later]:
		return x, later
	case <-stop:
		return q.poll(later)
	}
}
