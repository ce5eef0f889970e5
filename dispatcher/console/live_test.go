package console

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/dispatcher"
)

// follow opens a person's stream and returns its lines.
func (b *browser) follow() <-chan string {
	b.t.Helper()
	r, err := b.Do(b.request("GET", "/live", nil))
	if err != nil {
		b.t.Fatal(err)
	}
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/event-stream" {
		b.t.Fatalf("%s %s", r.Status, r.Header.Get("Content-Type"))
	}
	lines, ended := make(chan string), make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer close(ended)
		defer close(lines)
		for s := bufio.NewScanner(r.Body); s.Scan(); {
			select {
			case lines <- s.Text():
			case <-ctx.Done():
			}
		}
	}()
	b.t.Cleanup(func() { stop(); r.Body.Close(); <-ended })
	return lines
}

// await waits for a line, a second at most.
func await(t *testing.T, lines <-chan string, want string) {
	t.Helper()
	awaitFor(t, lines, want, time.Second)
}

func awaitFor(t *testing.T, lines <-chan string, want string, limit time.Duration) {
	t.Helper()
	late := time.After(limit)
	for {
		select {
		case l, more := <-lines:
			if l == want {
				return
			}
			if !more {
				t.Fatalf("the stream ended before %q", want)
			}
		case <-late:
			t.Fatalf("no %q within %s", want, limit)
		}
	}
}

func TestAChangeShowsWithinASecond(t *testing.T) {
	d := openDesk(t)
	park := d.signIn("park")
	lines := park.follow()
	await(t, lines, ": hello")
	id := d.send(everything, eventOf{Source: "forest"})
	await(t, lines, "data: alerts")
	if page := park.get("/fragments/waiting").body; !strings.Contains(page, `id="a-1.1"`) {
		t.Error("the fragment does not have the alert")
	}
	park.press("/alerts/1.1/approve", "hash", d.alert(id).Hash)
	await(t, lines, "data: alerts")
	if page := park.get("/fragments/waiting").body; strings.Contains(page, `id="a-1.1"`) {
		t.Error("the fragment has the alert still")
	}
}

func TestAStreamOutlivesTheLimitForRequests(t *testing.T) {
	d := openDesk(t)
	d.server.Close()
	d.server = httptest.NewUnstartedServer(d.Handler())
	d.server.Config.ReadTimeout = lookAt / 5
	d.server.Start()
	t.Cleanup(d.server.Close)
	lines := d.signIn("park").follow()
	await(t, lines, ": hello")
	d.links.set(dispatcher.LinkState{Name: "alpha"})
	awaitFor(t, lines, "data: links", 5*lookAt) // the next look is after the limit
}

// A tape is what a stream wrote.
type tape struct{ *httptest.ResponseRecorder }

func (d tape) count(s string) int { return strings.Count(d.Body.String(), s) }

// watch lets a console tell a tape, in a bubble of time of its own.
func watch(t *testing.T, f func(x *Console, m *memory, s *switchboard, d tape, in *atomic.Bool)) {
	synctest.Test(t, func(t *testing.T) {
		m, s := newMemory(), &switchboard{}
		var in atomic.Bool
		in.Store(true)
		x, err := New(Config{Dispatcher: s, Reader: m, Auditor: m})
		if err != nil {
			t.Fatal(err)
		}
		d := tape{httptest.NewRecorder()}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			x.tell(ctx, newStream(d), in.Load)
		}()
		synctest.Wait()
		f(x, m, s, d, &in)
		stop()
		<-ended
	})
}

func TestALinkThatGoesDownShowsWithinASecond(t *testing.T) {
	watch(t, func(_ *Console, _ *memory, s *switchboard, d tape, _ *atomic.Bool) {
		s.set(dispatcher.LinkState{Name: "alpha"})
		<-time.After(lookAt)
		synctest.Wait()
		if d.count("event: changed\ndata: links\n\n") != 1 {
			t.Errorf("%q", d.Body)
		}
		<-time.After(10 * lookAt)
		synctest.Wait()
		if d.count("links") != 1 {
			t.Errorf("no change is told: %q", d.Body)
		}
	})
}

func TestAStreamShowsThatItLives(t *testing.T) {
	watch(t, func(_ *Console, _ *memory, _ *switchboard, d tape, _ *atomic.Bool) {
		<-time.After(4 * beat)
		synctest.Wait()
		if n := d.count(": beat\n\n"); n != 4 {
			t.Errorf("%d signs of life in %s", n, 4*beat)
		}
	})
}

func TestAStreamEndsWithTheSignIn(t *testing.T) {
	watch(t, func(_ *Console, m *memory, _ *switchboard, d tape, in *atomic.Bool) {
		in.Store(false)
		<-time.After(beat)
		synctest.Wait()
		m.happen(dispatcher.Post{})
		synctest.Wait()
		if d.count("changed") != 0 {
			t.Errorf("it goes on: %q", d.Body)
		}
	})
}

func TestManyChangesAreToldTogether(t *testing.T) {
	watch(t, func(_ *Console, m *memory, _ *switchboard, d tape, _ *atomic.Bool) {
		for range 1000 {
			m.happen(dispatcher.Post{})
			<-time.After(time.Millisecond)
		}
		<-time.After(gap)
		synctest.Wait()
		if n := d.count("alerts"); n < 4 || n > 7 {
			t.Errorf("%d changes told of 1000 in a second", n)
		}
	})
}

func TestStreamsAreBounded(t *testing.T) {
	d := openDesk(t)
	for range maxStreams {
		d.streams <- struct{}{}
	}
	if a := d.signIn("park").get("/live"); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("one more: %s", a.Status)
	}
}
