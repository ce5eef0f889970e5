package simulator

import (
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/simulator/phone"
)

// An airKey names a message on air. A primary notification and a text may have
// the same numbers.
type airKey struct {
	cbc.Key
	primary bool
}

// A programme is one write that a node carries out.
type programme struct {
	key    airKey
	text   string
	frames []phone.Frame
	period time.Duration // from one broadcast to the next; 0 is once
	asked  int           // broadcasts; 0 is until it is stopped
}

// A running is a programme in the cells where it still is on air.
type running struct {
	programme
	began time.Time
	cells map[cbc.Cell]bool
	end   *time.Timer // nil if it does not end by itself
}

// count is how often r has been broadcast by now.
func (r *running) count(now time.Time) int {
	if r.period <= 0 {
		return 1
	}
	n := int(now.Sub(r.began)/r.period) + 1
	if r.asked > 0 {
		n = min(n, r.asked)
	}
	return n
}

// An onAir is what a node broadcasts, and where.
type onAir struct {
	air  *Air
	note func(Entry)

	mu     sync.Mutex // guards the rest; held before the air's
	all    map[airKey][]*running
	closed bool
}

func newOnAir(a *Air, note func(Entry)) *onAir {
	if a == nil {
		a = NewAir()
	}
	return &onAir{air: a, note: note, all: map[airKey][]*running{}}
}

// close stops what would end by itself. What is on air stays on the air.
func (o *onAir) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	for _, list := range o.all {
		for _, r := range list {
			if r.end != nil {
				r.end.Stop()
			}
		}
	}
}

// has reports whether a message is on air in a cell.
func (o *onAir) has(k airKey, c cbc.Cell) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.find(k, c) != nil
}

// find is called with mu held, like all below in lower case that do not lock.
func (o *onAir) find(k airKey, c cbc.Cell) *running {
	for _, r := range o.all[k] {
		if r.cells[c] {
			return r
		}
	}
	return nil
}

// count returns how often a message has been broadcast in a cell, and whether
// it is on air there.
func (o *onAir) count(k airKey, c cbc.Cell) (int, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.find(k, c)
	if r == nil {
		return 0, false
	}
	return r.count(time.Now()), true
}

// put begins a broadcast in cells.
func (o *onAir) put(p programme, cells []cbc.Cell) {
	if len(cells) == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	r := &running{programme: p, began: time.Now(), cells: make(map[cbc.Cell]bool, len(cells))}
	for _, c := range cells {
		r.cells[c] = true
	}
	o.all[p.key] = append(o.all[p.key], r)
	for _, c := range cells {
		o.show(p.key.Key, c)
	}
	if p.asked > 0 && !o.closed {
		r.end = time.AfterFunc(max(time.Duration(p.asked)*p.period, time.Second), func() { o.over(r) })
	}
	o.note(Entry{What: "on-air", MessageID: p.key.MessageID, Serial: p.key.Serial, Text: p.text, Cells: cells})
}

// over ends a programme that has been broadcast as often as was asked for.
func (o *onAir) over(r *running) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.remove(r, nil, "over")
}

// show makes the air in a cell what it should be for a message and its primary
// notification.
func (o *onAir) show(k cbc.Key, c cbc.Cell) {
	var frames []phone.Frame
	for _, primary := range []bool{true, false} {
		if r := o.find(airKey{k, primary}, c); r != nil {
			frames = append(frames, r.frames...)
		}
	}
	if len(frames) == 0 {
		o.air.Off(c, k)
		return
	}
	o.air.On(c, k, frames)
}

// remove takes r off the air in cells, nil meaning all of its.
func (o *onAir) remove(r *running, cells []cbc.Cell, why string) []cbc.Cell {
	if cells == nil {
		for c := range r.cells {
			cells = append(cells, c)
		}
	}
	var gone []cbc.Cell
	for _, c := range cells {
		if r.cells[c] {
			delete(r.cells, c)
			gone = append(gone, c)
		}
	}
	if len(r.cells) == 0 {
		o.drop(r)
	}
	for _, c := range gone {
		o.show(r.key.Key, c)
	}
	if len(gone) > 0 {
		o.note(Entry{What: "off-air", MessageID: r.key.MessageID, Serial: r.key.Serial, Cells: gone, Detail: why})
	}
	return gone
}

func (o *onAir) drop(r *running) {
	if r.end != nil {
		r.end.Stop()
	}
	var rest []*running
	for _, other := range o.all[r.key] {
		if other != r {
			rest = append(rest, other)
		}
	}
	if o.all[r.key] = rest; len(rest) == 0 {
		delete(o.all, r.key)
	}
}

// stop takes a message off the air in cells, nil meaning all, and returns where
// it was.
func (o *onAir) stop(k airKey, cells []cbc.Cell, why string) []cbc.Cell {
	o.mu.Lock()
	defer o.mu.Unlock()
	var gone []cbc.Cell
	for _, r := range append([]*running(nil), o.all[k]...) {
		gone = append(gone, o.remove(r, cells, why)...)
	}
	return gone
}

// clear takes everything off the air in cells, nil meaning all.
func (o *onAir) clear(cells []cbc.Cell) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, list := range o.all {
		for _, r := range append([]*running(nil), list...) {
			o.remove(r, cells, "cleared")
		}
	}
}

// messages returns the cells in which each message is broadcast.
func (o *onAir) messages() map[cbc.Key][]cbc.Cell {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := map[cbc.Key][]cbc.Cell{}
	for k, list := range o.all {
		for _, r := range list {
			for c := range r.cells {
				all[k.Key] = append(all[k.Key], c)
			}
		}
	}
	return all
}
