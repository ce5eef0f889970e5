package simulator

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"bongsu/cbc"
	"bongsu/simulator/phone"
)

// frames is one page that reads as 41 times c.
func frames(c byte) []phone.Frame {
	data := append(append([]byte{1}, bytes.Repeat([]byte{0, c}, 41)...), 82)
	return []phone.Frame{{Form: phone.CBData, MessageID: 4370, Serial: uint16(c) << 4, DCS: 0x48, Data: data}}
}

func key(c byte) cbc.Key { return cbc.Key{MessageID: 4370, Serial: cbc.Serial(c) << 4} }

func TestPhonesHearWhatIsOnAirInTheirCell(t *testing.T) {
	here, there := cbc.Cell{Radio: cbc.GSM, ID: 1}, cbc.Cell{Radio: cbc.GSM, ID: 2}
	air := NewAir()
	early, late, elsewhere := phone.New(phone.Config{}), phone.New(phone.Config{}), phone.New(phone.Config{})
	air.Camp(early, here)
	air.Camp(elsewhere, there)
	air.On(here, key('a'), frames('a'))
	air.On(here, key('a'), frames('a')) // the next repetition
	air.Camp(late, here)
	for name, c := range map[string]struct {
		p                 *phone.Phone
		heard, duplicates int
	}{
		"there before": {early, 1, 1}, "came later": {late, 1, 0}, "in another cell": {elsewhere, 0, 0},
	} {
		if h, d := len(c.p.Heard()), c.p.Duplicates(); h != c.heard || d != c.duplicates {
			t.Errorf("the phone %s heard %d and %d duplicates, want %d and %d", name, h, d, c.heard, c.duplicates)
		}
	}
}

func TestWhatIsOffAirIsHeardNoMore(t *testing.T) {
	here, there := cbc.Cell{Radio: cbc.LTE, ID: 1}, cbc.Cell{Radio: cbc.LTE, ID: 2}
	air := NewAir()
	for _, c := range []cbc.Cell{here, there} {
		air.On(c, key('a'), frames('a'))
		air.On(c, key('b'), frames('b'))
	}
	if !air.Off(here, key('a')) {
		t.Error("it was on air and the air says no")
	}
	if air.Off(here, key('a')) || air.Off(cbc.Cell{}, key('a')) {
		t.Error("it was not on air and the air says yes")
	}
	if on := air.OnAir(here); len(on) != 1 || on[0] != key('b') {
		t.Errorf("on air is %v", on)
	}
	air.Clear(here)
	if on := air.OnAir(here); len(on) != 0 {
		t.Errorf("on air after all was cleared is %v", on)
	}
	if on := air.OnAir(there); len(on) != 2 {
		t.Errorf("on air in the other cell is %v", on)
	}
	p := phone.New(phone.Config{})
	air.Camp(p, here)
	if h := p.Heard(); len(h) != 0 {
		t.Errorf("heard %v", h)
	}
}

func TestManyUseOneAir(t *testing.T) {
	air := NewAir()
	cell := cbc.Cell{Radio: cbc.GSM, ID: 1}
	phones := make([]*phone.Phone, 8)
	var wg sync.WaitGroup
	for i := range phones {
		phones[i] = phone.New(phone.Config{Name: fmt.Sprint(i)})
		wg.Go(func() {
			air.Camp(phones[i], cell)
			for c := range byte(50) {
				air.On(cell, key(c), frames(c))
				air.OnAir(cell)
			}
		})
	}
	wg.Wait()
	for _, p := range phones {
		if n := len(p.Heard()); n != 50 {
			t.Errorf("phone %s heard %d of 50", p.Name(), n)
		}
	}
}
