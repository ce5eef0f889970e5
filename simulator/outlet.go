package simulator

import (
	"bytes"
	"sync"
	"time"
)

// An outlet is how a node answers on one connection, as the rules want it.
type outlet struct {
	write func(b []byte) // one whole message
	hang  func()         // closes the connection

	done chan struct{} // closed by close
	once sync.Once
	wg   sync.WaitGroup // answers that are put off

	mu   sync.Mutex // guards writing and held
	held [][]byte   // answers that go after the next
}

func newOutlet(write func(b []byte), hang func()) *outlet {
	return &outlet{write: write, hang: hang, done: make(chan struct{})}
}

// close hangs up. What is put off is never said.
func (o *outlet) close() {
	o.once.Do(func() {
		close(o.done)
		o.hang()
	})
}

// wait returns when nothing is put off any more; it comes after close.
func (o *outlet) wait() { o.wg.Wait() }

// A deed is what a node can do with one request.
type deed struct {
	perform func() []byte          // carries it out and returns the answer
	then    func() []byte          // what is said behind the answer; nil for nothing
	refuse  func(cause int) []byte // returns a refusal
	forget  func()                 // makes the node lose everything on air and say so
	garble  func(b []byte) []byte  // makes nonsense of an answer
}

// obey does with a request what a rule wants, or what is asked for if no rule
// was found.
func (o *outlet) obey(rule Rule, found bool, d deed) {
	if !found {
		o.carry(d)
		return
	}
	switch rule.Do {
	case Delay:
		o.wg.Go(func() { o.later(rule.Delay, d) })
	case Silence:
	case Refuse:
		o.say(d.refuse(rule.Cause))
	case HangUp:
		o.close()
	case Garble:
		o.say(d.garble(d.perform()))
	case Duplicate:
		b := bytes.Clone(d.perform())
		o.say(b)
		o.say(b)
		o.behind(d)
	case Reorder:
		o.hold(d.perform())
	case LoseAnswer:
		d.perform()
	case Forget:
		o.carry(d)
		d.forget()
	}
}

func (o *outlet) later(after time.Duration, d deed) {
	t := time.NewTimer(after)
	defer t.Stop()
	select {
	case <-t.C:
		o.carry(d)
	case <-o.done:
	}
}

// carry does what was asked for and says so.
func (o *outlet) carry(d deed) {
	o.say(d.perform())
	o.behind(d)
}

func (o *outlet) behind(d deed) {
	if d.then == nil {
		return
	}
	if b := d.then(); len(b) > 0 {
		o.say(b)
	}
}

// say writes an answer, and after it those that were held.
func (o *outlet) say(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(b) > 0 {
		o.write(b)
	}
	for _, h := range o.held {
		o.write(h)
	}
	o.held = nil
}

// hold keeps an answer until after the next.
func (o *outlet) hold(b []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held = append(o.held, bytes.Clone(b))
}

// nonsense turns over every octet but the first so many.
func nonsense(b []byte, keep int) []byte {
	out := bytes.Clone(b)
	for i := keep; i < len(out); i++ {
		out[i] ^= 0xA5
	}
	return out
}
