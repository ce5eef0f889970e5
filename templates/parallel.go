package templates

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls f for each of 0 to n-1, on as many cores as there are, and
// returns when all calls have.
func inParallel(n int, f func(i int)) {
	var next atomic.Int64
	var done sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		done.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	done.Wait()
}
