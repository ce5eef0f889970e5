package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// A slowLink answers each broadcast after a while, unless it goes down.
type slowLink struct {
	takes time.Duration
	down  chan struct{} // closed when Run has ended
}

func (l *slowLink) Run(ctx context.Context, _ func(cbc.Notice)) error {
	<-ctx.Done()
	close(l.down)
	return ctx.Err()
}

func (l *slowLink) Broadcast(ctx context.Context, _ cbc.Warning) (cbc.Report, error) {
	select {
	case <-time.After(l.takes):
		return cbc.Report{At: time.Now()}, nil
	case <-l.down:
	case <-ctx.Done():
	}
	return cbc.Report{}, &cbc.LostError{Err: context.Canceled}
}

// stopped starts a link and one attempt on it, tells both to stop after a
// second, and returns how the attempt ended and when the link did.
func stopped(takes, limit time.Duration) (lasted time.Duration, attempt error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	l := newLingering(&slowLink{takes, make(chan struct{})}, limit)
	began := time.Now()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.Run(ctx, nil)
	}()
	tried := make(chan error, 1)
	go func() {
		_, err := l.Broadcast(ctx, cbc.Warning{})
		tried <- err
	}()
	time.AfterFunc(time.Second, cancel)
	<-ended
	return time.Since(began), <-tried
}

func TestAStoppedLinkStaysUpUntilItsAttemptsHaveEnded(t *testing.T) {
	lost := new(cbc.LostError)
	for name, c := range map[string]struct {
		takes, lasts time.Duration
		lost         bool
	}{
		"an attempt that ended before":      {takes: 500 * time.Millisecond, lasts: time.Second},
		"an attempt under way":              {takes: 3 * time.Second, lasts: 3 * time.Second},
		"an attempt that takes too long":    {takes: time.Minute, lasts: 11 * time.Second, lost: true},
		"an attempt that ends at the limit": {takes: 11*time.Second - 1, lasts: 11*time.Second - 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lasted, err := stopped(c.takes, 10*time.Second)
				if got := errors.As(err, &lost); got != c.lost {
					t.Errorf("the attempt ended with %v", err)
				}
				if lasted != c.lasts {
					t.Errorf("the link went down after %v, want %v", lasted, c.lasts)
				}
			})
		})
	}
}

func TestAStoppedLinkBeginsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := newLingering(&slowLink{time.Second, make(chan struct{})}, 10*time.Second)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			l.Run(ctx, nil)
		}()
		cancel()
		<-ended
		var unsent *cbc.NotSentError
		if _, err := l.Broadcast(ctx, cbc.Warning{}); !errors.As(err, &unsent) {
			t.Errorf("an attempt after the stop ended with %v, not unsent", err)
		}
	})
}

func TestAnAttemptKeepsItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		l := newLingering(&slowLink{time.Minute, make(chan struct{})}, 10*time.Second)
		began := time.Now()
		if _, err := l.Broadcast(ctx, cbc.Warning{}); err == nil || time.Since(began) != 2*time.Second {
			t.Errorf("it ended after %v with %v", time.Since(began), err)
		}
	})
}
