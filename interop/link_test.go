//go:build interop && linux

package interop

import (
	"context"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
)

// A ridden link is one that is kept up until the test ends or stop is called.
type ridden struct {
	cbc.Link
	t     *testing.T
	heard chan cbc.Notice
	stop  func() // waits until the link is down
}

// ride runs a link and returns when it is ready.
func ride(t *testing.T, l cbc.Link) *ridden {
	t.Helper()
	r := &ridden{Link: l, t: t, heard: make(chan cbc.Notice, 256)}
	r.run(l, func(cbc.Notice) {})
	r.notice(cbc.Ready)
	return r
}

// run keeps the link up until the test ends; see is told its notices, too.
func (r *ridden) run(l cbc.Link, see func(cbc.Notice)) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		l.Run(ctx, func(n cbc.Notice) {
			see(n)
			select {
			case r.heard <- n:
			default: // nobody reads any more
			}
		})
	})
	r.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	r.t.Cleanup(r.stop)
}

// notice waits for the next notice of a kind.
func (r *ridden) notice(k cbc.NoticeKind) cbc.Notice {
	r.t.Helper()
	limit := time.After(soon)
	for {
		select {
		case n := <-r.heard:
			if n.Kind == k {
				return n
			}
			r.t.Logf("the link: %v %s", n.Kind, n.Text)
		case <-limit:
			r.t.Fatalf("the link is not %v within %v", k, soon)
		}
	}
}

// outcome broadcasts w and wants an outcome.
func (r *ridden) outcome(w cbc.Warning, want cbc.Outcome) cbc.Report {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), soon)
	defer cancel()
	got, err := r.Broadcast(ctx, w)
	if err != nil || got.Outcome(&w) != want {
		r.t.Fatalf("%v: %+v, %v; want %v", &w, got, err, want)
	}
	return got
}

// quake is a warning about an earthquake in two places.
func quake(reference uint16) cbc.Warning {
	return cbc.Warning{
		MessageID: cbc.Presidential, Serial: 0x4010 + cbc.Serial(reference)<<4, DCS: cbc.UCS2, Category: cbc.High,
		Text: "[기상청] 경주 지진. 탁자 아래로 몸을 피하세요.", Language: "ko", Reference: reference,
		Area: cbc.Area{Regions: []cbc.Region{"4713000000", "4711100000"}}, Expires: time.Now().Add(time.Hour),
	}
}

// stopOf is the stop of a warning that the peer has called reference.
func stopOf(w cbc.Warning, reference string) cbc.Warning {
	w.Action, w.PeerReference = cbc.Stop, reference
	return w
}
