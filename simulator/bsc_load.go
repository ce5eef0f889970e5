package simulator

import (
	"bongsu/cbc/cbsp"
)

// fits reports whether cell i has room on its channel for p, when what it
// replaces has gone. It is called with mu held.
func (b *BSC) fits(p *placement, old bscKey, replaces bool, i int) bool {
	if !b.c.Channel || p.key.emergency {
		return true
	}
	load := p.load()
	for k, list := range b.onAir {
		if replaces && k == old || k.emergency {
			continue
		}
		for _, o := range list {
			if o.cells.has(i) {
				load += o.load()
			}
		}
	}
	return load <= 1+1e-9
}

// load is how much of a channel p takes, 1 for all of it.
func (p *placement) load() float64 {
	return float64(len(p.frames)) * float64(cbsp.PeriodUnit) / float64(p.period)
}

// loaded answers a load query: how busy each channel is, in percent.
func (b *BSC) loaded(m *cbsp.LoadQuery) cbsp.Message {
	wanted, bad := b.cells.find(&m.Cells)
	b.mu.Lock()
	defer b.mu.Unlock()
	loads := cbsp.LoadList{Discriminator: cbsp.CGI}
	for i := range wanted.all() {
		if b.cells.mute.has(i) {
			bad = append(bad, cbsp.Failure{Discriminator: cbsp.CGI, ID: b.cells.id(i), Cause: cbsp.BroadcastNotSupported})
			continue
		}
		sum := 0.0
		for _, list := range b.onAir {
			for _, p := range list {
				if !p.key.emergency && p.cells.has(i) {
					sum += p.load()
				}
			}
		}
		loads.Loads = append(loads.Loads, cbsp.Load{ID: b.cells.id(i), First: uint8(min(100*sum, 100))})
	}
	if len(bad) > 0 {
		return &cbsp.LoadQueryFailure{Failed: bad, Channel: m.Channel, Loads: &loads}
	}
	return &cbsp.LoadQueryComplete{Loads: loads, Channel: m.Channel}
}

// scheduled answers a SET-DRX: a schedule is taken by every cell with a channel,
// and phones here never sleep.
func (b *BSC) scheduled(m *cbsp.SetDRX) cbsp.Message {
	wanted, bad := b.cells.find(&m.Cells)
	for i := range wanted.all() {
		if b.cells.mute.has(i) {
			bad = append(bad, cbsp.Failure{Discriminator: cbsp.CGI, ID: b.cells.id(i), Cause: cbsp.BroadcastNotSupported})
			wanted.remove(i)
		}
	}
	if len(bad) > 0 {
		f := &cbsp.SetDRXFailure{Failed: bad, Channel: m.Channel}
		if wanted.size() > 0 {
			f.Cells = b.cells.list(wanted)
		}
		return f
	}
	return &cbsp.SetDRXComplete{Cells: *b.cells.list(wanted), Channel: m.Channel}
}
