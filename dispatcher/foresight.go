package dispatcher

import (
	"context"
	"sync/atomic"
	"time"

	"bongsu/cbc"
)

// foresightRoom is how many alerts may wait to be prepared. What comes on top
// is encoded when it goes, as everything was once.
const foresightRoom = 8

// A foresight is an alert whose commit is under way.
type foresight struct {
	alert Alert
	over  atomic.Bool // committed, or not: the links do now what there is to do
}

// foresee lets the links encode an alert while it is committed. It returns what
// to call when that is over, and never waits.
func (d *Dispatcher) foresee(c *Composed) (over func()) {
	f := new(foresight)
	c.Foreseen = func(a Alert) {
		f.alert = a
		select {
		case d.ahead <- f:
		default:
		}
	}
	return func() { f.over.Store(true) }
}

// prepare lets the links encode what is foreseen until ctx is done.
func (d *Dispatcher) prepare(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case f := <-d.ahead:
			d.prepareAll(f)
		}
	}
}

// prepareAll prepares the most urgent text of every link before the second of
// any, in the order in which the links will be told.
func (d *Dispatcher) prepareAll(f *foresight) {
	now := time.Now()
	for text := range f.alert.Messages {
		for i := range f.alert.Parts {
			if f.over.Load() {
				return
			}
			d.prepareOne(f, i, text, now)
		}
	}
}

// prepareOne prepares one text of one part, if there is one.
func (d *Dispatcher) prepareOne(f *foresight, part, text int, now time.Time) {
	p := &f.alert.Parts[part]
	o := d.owners[p.Link]
	if o == nil || p.Texts[text] == "" {
		return
	}
	if to, ok := o.link.Carry.(cbc.Preparer); ok {
		v := view{link: p.Link, now: now, alert: &f.alert, part: p, i: text}
		d := v.delivery(cbc.Write)
		to.Prepare(d.Warning)
	}
}
