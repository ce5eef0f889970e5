package cbsp

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestPlaceThatComesTooLateIsGivenBack(t *testing.T) {
	w := window{size: 3}
	never := make(chan struct{})
	if !w.enter(t.Context(), never, regular) {
		t.Fatal("no place in an empty window")
	}
	late := make(chan struct{})
	w.queues[regular] = append(w.queues[regular], late)
	w.leave() // its turn has come, and nobody waits for it any more
	<-late
	w.quit(regular, late)
	if w.used != 0 {
		t.Errorf("%d places are taken, want none", w.used)
	}
}

func TestQueueMovesUpWhenSomebodyGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := window{size: 3}
		never := make(chan struct{})
		w.enter(t.Context(), never, regular)
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp, entered := make(chan bool, 1), make(chan bool, 1)
		go func() { gaveUp <- !w.enter(ctx, never, regular) }()
		synctest.Wait()
		go func() { entered <- w.enter(t.Context(), never, regular) }()
		synctest.Wait()
		cancel()
		if !<-gaveUp {
			t.Error("it did not give up")
		}
		w.leave()
		if !<-entered || w.used != 1 {
			t.Errorf("%d places are taken, want one", w.used)
		}
	})
}
