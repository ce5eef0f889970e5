package smpp

import "testing"

func TestPlaceGrantedToOneWhoGaveUpIsPassedOn(t *testing.T) {
	w := newWindow(1)
	slot, _ := w.acquire(bulk)
	_, first := w.acquire(bulk)
	_, second := w.acquire(bulk)
	w.release(bulk, slot) // first has it, and gives up before it knows
	w.abandon(bulk, first)
	select {
	case slot := <-second:
		w.release(bulk, slot)
	default:
		t.Fatal("the place is lost")
	}
	if w.used != 0 || len(w.free) != 1+controlSlots {
		t.Errorf("%d used, %d free, want 0 and %d", w.used, len(w.free), 1+controlSlots)
	}
	_, third := w.acquire(bulk)
	if third != nil {
		t.Error("an empty window makes wait")
	}
	_, fourth := w.acquire(bulk)
	w.abandon(bulk, fourth)
	if len(w.waiting[bulk]) != 0 {
		t.Error("one who gave up is still waiting")
	}
}
