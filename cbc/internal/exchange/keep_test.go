package exchange

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

func TestPausesGrowUntilAConnectionIsReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var at []time.Time
		downs := 0
		Backoff{time.Second, 4 * time.Second}.Keep(ctx, func(context.Context) (bool, error) {
			at = append(at, time.Now())
			if len(at) == 7 {
				cancel()
			}
			return len(at) == 5, io.EOF
		}, func(error) { downs++ })
		for i, seconds := range []int{1, 2, 4, 4, 1, 2} {
			got := at[i+1].Sub(at[i])
			if most := time.Duration(seconds) * time.Second; got < most/2 || got > most {
				t.Errorf("pause %d is %v, not %v to %v", i, got, most/2, most)
			}
		}
		if downs != 2 {
			t.Errorf("told of %d ends, want that of the first and of the ready one", downs)
		}
	})
}
