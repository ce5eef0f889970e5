package console

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

const (
	beat     = 15 * time.Second       // between signs of life
	lookAt   = time.Second            // between looks at the links
	gap      = 200 * time.Millisecond // at least, between changes told
	writeFor = 10 * time.Second       // for the client to take what is written
)

// live tells a page that something has changed, so that it asks for its
// fragments again: server-sent events of the kind "changed" whose data is
// "alerts" or "links".
func (c *Console) live(w http.ResponseWriter, r *http.Request) {
	if _, in := c.person(r); !in {
		http.Error(w, "sign in", http.StatusUnauthorized)
		return
	}
	select {
	case c.streams <- struct{}{}:
		defer func() { <-c.streams }()
	default:
		w.Header().Set("Retry-After", "30")
		http.Error(w, "too many streams", http.StatusServiceUnavailable)
		return
	}
	s := newStream(w)
	token := c.sessions.Token(r.Context())
	c.tell(r.Context(), s, func() bool { return c.signed(token) })
}

// tell writes changes until ctx is done, the client is gone or not allowed to
// see them any more.
func (c *Console) tell(ctx context.Context, s *stream, allowed func() bool) {
	tick, pulse := time.NewTicker(lookAt), time.NewTicker(beat)
	defer tick.Stop()
	defer pulse.Stop()
	news, links, read := c.Reader.News(), c.Dispatcher.Links(), c.readAt()
	err := s.comment("hello")
	for err == nil {
		select {
		case <-ctx.Done():
			return
		case <-news:
			news = c.Reader.News() // before the client reads, so that it misses nothing
			if err = s.changed("alerts"); err == nil {
				pause(ctx, gap)
			}
		case <-tick.C:
			if now := c.Dispatcher.Links(); !slices.Equal(now, links) {
				links, err = now, s.changed("links")
			}
			if at := c.readAt(); err == nil && !at.Equal(read) {
				read, err = at, s.changed("stale")
			}
		case <-pulse.C:
			if !allowed() {
				return
			}
			err = s.comment("beat")
		}
	}
}

// signed reports whether a sign-in still holds, without using it.
func (c *Console) signed(token string) bool {
	ctx, err := c.sessions.Load(context.Background(), token)
	if err != nil {
		return false
	}
	return c.people.known[c.sessions.GetString(ctx, signedIn)] != nil
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// A stream writes server-sent events.
type stream struct {
	w  http.ResponseWriter
	to *http.ResponseController
}

// newStream begins the answer.
func newStream(w http.ResponseWriter) *stream {
	s := &stream{w, http.NewResponseController(w)}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // proxies would wait for more
	return s
}

func (s *stream) changed(what string) error {
	return s.write(fmt.Sprintf("event: changed\ndata: %s\n\n", what))
}

func (s *stream) comment(text string) error { return s.write(": " + text + "\n\n") }

func (s *stream) write(text string) error {
	_ = s.to.SetWriteDeadline(time.Now().Add(writeFor)) // a recorder has none
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.to.Flush()
}
