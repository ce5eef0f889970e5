package simulator

import (
	"container/heap"
	"context"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/simulator/phone"
)

// A bscKey names a message on air. The two kinds do not know of one another.
type bscKey struct {
	cbc.Key
	emergency bool
}

// A placement is one write that was carried out, in the cells where it still
// is on air.
type placement struct {
	key    bscKey
	cells  cellSet
	text   string
	frames []phone.Frame
	began  time.Time
	period time.Duration // from one broadcast to the next
	asked  int           // broadcasts
	ends   time.Time     // zero for never
}

// count is how often p has been broadcast by now.
func (p *placement) count(now time.Time) uint16 {
	return uint16(min(int(now.Sub(p.began)/p.period)+1, p.asked))
}

// place returns the placement that has a message on air in cell i, or nil. It
// is called with mu held, like all below that do not say otherwise.
func (b *BSC) place(k bscKey, i int) *placement {
	for _, p := range b.onAir[k] {
		if p.cells.has(i) {
			return p
		}
	}
	return nil
}

// show makes the air in cell i what it should be for a message of either kind.
func (b *BSC) show(k cbc.Key, i int) {
	cbs, alarm := b.place(bscKey{k, false}, i), b.place(bscKey{k, true}, i)
	switch {
	case cbs != nil && alarm != nil:
		b.c.Air.On(b.c.Cells[i], k, slices.Concat(alarm.frames, cbs.frames))
	case cbs != nil:
		b.c.Air.On(b.c.Cells[i], k, cbs.frames)
	case alarm != nil:
		b.c.Air.On(b.c.Cells[i], k, alarm.frames)
	default:
		b.c.Air.Off(b.c.Cells[i], k)
	}
}

// put begins a broadcast.
func (b *BSC) put(p *placement) {
	b.onAir[p.key] = append(b.onAir[p.key], p)
	for i := range p.cells.all() {
		if p.key.emergency {
			b.alarms[i] = p.key
		}
		b.show(p.key.Key, i)
	}
	if !p.ends.IsZero() {
		heap.Push(&b.ends, p)
		select {
		case b.wake <- struct{}{}:
		default: // expire is about to look anyway
		}
	}
	b.note(Entry{What: "on-air", MessageID: p.key.MessageID, Serial: p.key.Serial, Text: p.text, Cells: b.cells.of(p.cells)})
}

// lift ends the broadcast of p in some cells.
func (b *BSC) lift(p *placement, cells cellSet, why string) {
	gone := slices.Clone(p.cells)
	for w := range gone {
		gone[w] &= cells[w]
	}
	p.cells.removeAll(gone)
	if p.cells.size() == 0 {
		b.forgetPlacement(p)
	}
	for i := range gone.all() {
		if p.key.emergency {
			delete(b.alarms, i)
		}
		b.show(p.key.Key, i)
	}
	if gone.size() > 0 {
		b.note(Entry{What: "off-air", MessageID: p.key.MessageID, Serial: p.key.Serial, Cells: b.cells.of(gone), Detail: why})
	}
}

func (b *BSC) forgetPlacement(p *placement) {
	list := slices.DeleteFunc(b.onAir[p.key], func(o *placement) bool { return o == p })
	if len(list) == 0 {
		delete(b.onAir, p.key)
		return
	}
	b.onAir[p.key] = list
}

// clear takes everything off the air in some cells. It takes mu itself.
func (b *BSC) clear(cells cellSet) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, list := range b.onAir {
		for _, p := range slices.Clone(list) {
			b.lift(p, cells, "cleared")
		}
	}
}

// write carries m out where that is possible, and returns where, the cells in
// which it is not, and how often the old message had been broadcast. It takes
// mu itself.
func (b *BSC) write(m *cbsp.WriteReplace, text string) (cellSet, []cbsp.Failure, *cbsp.CountList) {
	wanted, bad := b.cells.find(&m.Cells)
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.placement(m, text)
	now := time.Now()
	var counts *cbsp.CountList
	old := bscKey{cbc.Key{MessageID: m.MessageID, Serial: m.Old}, p.key.emergency}
	for i := range wanted.all() {
		if c, refused := b.refusal(m, p, old, i); refused {
			bad = append(bad, cbsp.Failure{Discriminator: cbsp.CGI, ID: b.cells.id(i), Cause: c})
			continue
		}
		p.cells.add(i)
		if m.Replaces && !p.key.emergency {
			counts = b.counted(counts, b.place(old, i), i, now)
		}
	}
	if p.cells.size() == 0 {
		return p.cells, bad, nil
	}
	if m.Replaces {
		for _, o := range slices.Clone(b.onAir[old]) {
			b.lift(o, p.cells, "replaced")
		}
	}
	done := slices.Clone(p.cells)
	b.put(p)
	return done, bad, counts
}

func (b *BSC) placement(m *cbsp.WriteReplace, text string) *placement {
	p := &placement{
		key:   bscKey{cbc.Key{MessageID: m.MessageID, Serial: m.Serial}, m.Emergency != nil},
		cells: newCellSet(len(b.c.Cells)), text: text, frames: bscFrames(m), began: time.Now(),
	}
	if m.Emergency != nil {
		p.period, p.asked = cbsp.PeriodUnit, 1
		if m.Emergency.Period > 0 {
			p.ends = p.began.Add(m.Emergency.Period)
		}
		return p
	}
	units := max(b.c.RepetitionCoding.Units(m.Period), 1)
	p.period = time.Duration(units) * cbsp.PeriodUnit
	p.asked = max(int(m.Broadcasts), 1) // osmo-bsc takes 0 as once
	p.ends = p.began.Add(time.Duration(p.asked) * p.period)
	return p
}

// refusal says why m cannot be on air in cell i.
func (b *BSC) refusal(m *cbsp.WriteReplace, p *placement, old bscKey, i int) (cbsp.Cause, bool) {
	alarm, alarmed := b.alarms[i]
	switch {
	case b.fallen.has(i):
		return cbsp.BroadcastNotOperational, true
	case b.cells.mute.has(i) && !p.key.emergency:
		return cbsp.BroadcastNotSupported, true
	case b.place(p.key, i) != nil:
		return cbsp.ReferenceAlreadyUsed, true
	case m.Replaces && b.place(old, i) == nil:
		return cbsp.ReferenceNotIdentified, true
	case p.key.emergency && alarmed && !(m.Replaces && alarm == old):
		return cbsp.BSCCapacityExceeded, true
	case !p.key.emergency && len(m.Pages) > b.c.RepetitionCoding.Units(m.Period), !b.fits(p, old, m.Replaces, i):
		return cbsp.BSCCapacityExceeded, true
	}
	return 0, false
}

// counted adds what p has been broadcast in cell i to a list.
func (b *BSC) counted(l *cbsp.CountList, p *placement, i int, now time.Time) *cbsp.CountList {
	if l == nil {
		l = &cbsp.CountList{Discriminator: cbsp.CGI}
	}
	l.Counts = append(l.Counts, cbsp.Count{ID: b.cells.id(i), N: p.count(now)})
	return l
}

// tell returns how often a message has been broadcast in some cells, which
// cells have it, and a failure for those that do not. With stop it also takes
// it off the air. It takes mu itself.
func (b *BSC) tell(k bscKey, list *cbsp.CellList, stop bool) (cellSet, []cbsp.Failure, *cbsp.CountList) {
	wanted, bad := b.cells.find(list)
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	var counts *cbsp.CountList
	for i := range wanted.all() {
		p := b.place(k, i)
		if p == nil {
			bad = append(bad, cbsp.Failure{Discriminator: cbsp.CGI, ID: b.cells.id(i), Cause: cbsp.ReferenceNotIdentified})
			wanted.remove(i)
			continue
		}
		counts = b.counted(counts, p, i, now)
	}
	if stop {
		for _, p := range slices.Clone(b.onAir[k]) {
			b.lift(p, wanted, "killed")
		}
	}
	return wanted, bad, counts
}

// expire takes messages off the air that have been broadcast as often as was
// asked for, until ctx is done. It takes mu itself.
func (b *BSC) expire(ctx context.Context) {
	t := time.NewTimer(time.Hour)
	defer t.Stop()
	for {
		t.Reset(b.expired(time.Now()))
		select {
		case <-t.C:
		case <-b.wake:
		case <-ctx.Done():
			return
		}
	}
}

// expired does what is due and returns how long it is to the next.
func (b *BSC) expired(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.ends) > 0 && !b.ends[0].ends.After(now) {
		p := heap.Pop(&b.ends).(*placement)
		b.lift(p, p.cells, "over")
	}
	if len(b.ends) == 0 {
		return time.Hour
	}
	return b.ends[0].ends.Sub(now)
}

// An endHeap has the placement that ends first at its top. Those that were
// taken off before stay in it until their time, without cells.
type endHeap []*placement

func (h endHeap) Len() int           { return len(h) }
func (h endHeap) Less(i, j int) bool { return h[i].ends.Before(h[j].ends) }
func (h endHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *endHeap) Push(p any)        { *h = append(*h, p.(*placement)) }

func (h *endHeap) Pop() any {
	n := len(*h) - 1
	p := (*h)[n]
	(*h)[n] = nil
	*h = (*h)[:n]
	return p
}
