package smpp

// A queue is first in, first out, in memory that is used again. It is not safe
// for concurrent use.
type queue[T any] struct {
	items []T
	head  int
}

func (q *queue[T]) len() int { return len(q.items) - q.head }

func (q *queue[T]) push(v T) {
	if q.head > 0 && len(q.items) == cap(q.items) {
		n := copy(q.items, q.items[q.head:])
		clear(q.items[n:])
		q.items, q.head = q.items[:n], 0
	}
	q.items = append(q.items, v)
}

// front returns the first of at least one.
func (q *queue[T]) front() *T { return &q.items[q.head] }

// pop takes the first of at least one.
func (q *queue[T]) pop() T {
	v := q.items[q.head]
	var zero T
	q.items[q.head] = zero
	if q.head++; q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	}
	return v
}

// remove takes the first for which is holds, and reports whether there was
// one.
func (q *queue[T]) remove(is func(T) bool) bool {
	for i := q.head; i < len(q.items); i++ {
		if is(q.items[i]) {
			q.items = append(q.items[:i], q.items[i+1:]...)
			return true
		}
	}
	return false
}
