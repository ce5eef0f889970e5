package simulator

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// An agenda is what a node has to do later, done one after the other by run.
// It must not be copied.
type agenda struct {
	mu   sync.Mutex // guards due
	due  errands
	wake chan struct{} // tells run of an earlier errand; holds one
}

// An errand is one thing to do; those of one moment are done in the order in
// which they were noted.
type errand struct {
	at    time.Time
	order int
	do    func()
}

func newAgenda() *agenda { return &agenda{wake: make(chan struct{}, 1)} }

// at has do done at a time, or at once when that is past.
func (a *agenda) at(t time.Time, do func()) {
	a.mu.Lock()
	a.due.noted++
	heap.Push(&a.due, errand{t, a.due.noted, do})
	first := a.due.all[0].at.Equal(t)
	a.mu.Unlock()
	if first {
		select {
		case a.wake <- struct{}{}:
		default: // run is about to look anyway
		}
	}
}

// run does what is due until ctx is done.
func (a *agenda) run(ctx context.Context) {
	t := time.NewTimer(time.Hour)
	defer t.Stop()
	for {
		do, wait := a.next(time.Now())
		if do != nil {
			do()
			continue
		}
		t.Reset(wait)
		select {
		case <-t.C:
		case <-a.wake:
		case <-ctx.Done():
			return
		}
	}
}

// next takes what is due at now, or says how long it is to the next.
func (a *agenda) next(now time.Time) (do func(), wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.due.all) == 0 {
		return nil, time.Hour
	}
	if wait := a.due.all[0].at.Sub(now); wait > 0 {
		return nil, wait
	}
	return heap.Pop(&a.due).(errand).do, 0
}

// errands are a heap.Interface, earliest first.
type errands struct {
	all   []errand
	noted int
}

func (e *errands) Len() int { return len(e.all) }
func (e *errands) Less(i, j int) bool {
	if !e.all[i].at.Equal(e.all[j].at) {
		return e.all[i].at.Before(e.all[j].at)
	}
	return e.all[i].order < e.all[j].order
}
func (e *errands) Swap(i, j int) { e.all[i], e.all[j] = e.all[j], e.all[i] }
func (e *errands) Push(x any)    { e.all = append(e.all, x.(errand)) }
func (e *errands) Pop() any {
	last := e.all[len(e.all)-1]
	e.all = e.all[:len(e.all)-1]
	return last
}
