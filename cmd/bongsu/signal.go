package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// untilSignal returns a context that the first signal to stop ends. The second
// ends the process, as if we had not asked. The function returned lets signals
// be again.
func untilSignal(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	heard := make(chan os.Signal, 2)
	signal.Notify(heard, syscall.SIGTERM, syscall.SIGINT)
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for n := 0; ; n++ {
			select {
			case s := <-heard:
				if n > 0 {
					die(s)
				}
				cancel(fmt.Errorf("signal %v", s))
			case <-stop:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(heard)
		close(stop)
		<-ended
		cancel(nil)
	}
}

// die ends the process by a signal, so that whoever started it sees that.
func die(s os.Signal) {
	signal.Reset(s)
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Signal(s) // cannot fail for ourselves
	}
}
