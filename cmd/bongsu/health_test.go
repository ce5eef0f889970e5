package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestAProbeWritesAtMostOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p probe
		writes := 0
		full := errors.New("the disk is full")
		write := func(context.Context, int64) error {
			if writes++; writes == 2 {
				return full
			}
			return nil
		}
		for range 5 {
			if err := p.check(write); err != nil {
				t.Errorf("the first second: %v", err)
			}
		}
		<-time.After(probeEvery)
		for range 5 {
			if err := p.check(write); !errors.Is(err, full) {
				t.Errorf("the second second: %v", err)
			}
		}
		if writes != 2 {
			t.Errorf("%d writes, want 2", writes)
		}
	})
}
