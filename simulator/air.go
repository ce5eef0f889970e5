package simulator

import (
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/simulator/phone"
)

// An Air is what is broadcast in every cell, and the phones that camp there.
// Nodes put messages on it; phones hear them at once, and again at each
// repetition. It is safe for concurrent use and must not be copied.
type Air struct {
	mu     sync.Mutex // guards the rest
	onAir  map[cbc.Cell]map[cbc.Key][]phone.Frame
	phones map[cbc.Cell][]*phone.Phone
}

// NewAir returns an air with nothing in it.
func NewAir() *Air {
	return &Air{onAir: map[cbc.Cell]map[cbc.Key][]phone.Frame{}, phones: map[cbc.Cell][]*phone.Phone{}}
}

// Camp puts a phone in a cell, where it hears what is on air already.
func (a *Air) Camp(p *phone.Phone, c cbc.Cell) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.phones[c] = append(a.phones[c], p)
	for _, frames := range a.onAir[c] {
		hear(p, frames)
	}
}

// On begins a broadcast in a cell, or repeats it when it is there already.
func (a *Air) On(c cbc.Cell, k cbc.Key, frames []phone.Frame) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.onAir[c] == nil {
		a.onAir[c] = map[cbc.Key][]phone.Frame{}
	}
	a.onAir[c][k] = frames
	for _, p := range a.phones[c] {
		hear(p, frames)
	}
}

// Off ends a broadcast in a cell and reports whether it was there.
func (a *Air) Off(c cbc.Cell, k cbc.Key) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, was := a.onAir[c][k]
	delete(a.onAir[c], k)
	return was
}

// Clear ends every broadcast in a cell.
func (a *Air) Clear(c cbc.Cell) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.onAir, c)
}

// OnAir returns what is broadcast in a cell, in no particular order.
func (a *Air) OnAir(c cbc.Cell) []cbc.Key {
	a.mu.Lock()
	defer a.mu.Unlock()
	var keys []cbc.Key
	for k := range a.onAir[c] {
		keys = append(keys, k)
	}
	return keys
}

func hear(p *phone.Phone, frames []phone.Frame) {
	at := time.Now()
	for _, f := range frames {
		p.Hear(at, f)
	}
}
