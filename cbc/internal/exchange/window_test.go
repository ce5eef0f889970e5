package exchange

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestPlaceThatComesTooLateIsGivenBack(t *testing.T) {
	w := NewWindow(3)
	never := make(chan struct{})
	if !w.Enter(t.Context(), never, Regular) {
		t.Fatal("no place in an empty window")
	}
	late := make(chan struct{})
	w.queues[Regular] = append(w.queues[Regular], late)
	w.Leave() // its turn has come, and nobody waits for it any more
	<-late
	w.quit(Regular, late)
	if w.used != 0 {
		t.Errorf("%d places are taken, want none", w.used)
	}
}

func TestQueueMovesUpWhenSomebodyGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWindow(3)
		never := make(chan struct{})
		w.Enter(t.Context(), never, Regular)
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp, entered := make(chan bool, 1), make(chan bool, 1)
		go func() { gaveUp <- !w.Enter(ctx, never, Regular) }()
		synctest.Wait()
		go func() { entered <- w.Enter(t.Context(), never, Regular) }()
		synctest.Wait()
		cancel()
		if !<-gaveUp {
			t.Error("it did not give up")
		}
		w.Leave()
		if !<-entered || w.used != 1 {
			t.Errorf("%d places are taken, want one", w.used)
		}
	})
}
