package ecbe

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// A book is a dispatcher and a reader in memory.
type book struct {
	mu     sync.Mutex // guards the rest
	alerts []dispatcher.Alert
	broken error
	gate   chan struct{} // if not nil, Admit waits for it
}

func (b *book) Admit(_ context.Context, r dispatcher.Record, c dispatcher.Composed) (dispatcher.Admission, error) {
	if b.gate != nil {
		<-b.gate
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return dispatcher.Admission{}, b.broken
	}
	a := *c.Draft
	a.ID, a.Case, a.State, a.Admitted = dispatcher.AlertID(strconv.Itoa(len(b.alerts)+1)), dispatcher.CaseID(len(b.alerts)+1), dispatcher.Owed, r.Received
	if a.Kind == dispatcher.KindCancel {
		a.State = dispatcher.Cancelled
		for i := range b.alerts {
			if b.alerts[i].Event.Ref == c.Event.References[0].ID {
				b.alerts[i].State, a.Case = dispatcher.Cancelled, b.alerts[i].Case
			}
		}
	}
	b.alerts = append(b.alerts, a)
	return dispatcher.Admission{Result: dispatcher.Admitted, Alert: &a, Links: []string{"bsc"}}, nil
}

func (b *book) Alerts(_ context.Context, before dispatcher.AlertID, limit int) ([]dispatcher.Alert, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := slices.Clone(b.alerts)
	slices.Reverse(all)
	if i := slices.IndexFunc(all, func(a dispatcher.Alert) bool { return a.ID == before }); i >= 0 {
		all = all[i+1:]
	}
	return all[:min(limit, len(all))], b.broken
}

func (b *book) Alert(_ context.Context, id dispatcher.AlertID) (dispatcher.Alert, []dispatcher.Settled, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.alerts {
		if a.ID == id {
			return a, nil, b.broken
		}
	}
	return dispatcher.Alert{}, nil, &dispatcher.DecisionError{Alert: id, Code: "not-found"}
}

func serving(t testing.TB, b *book, change func(*Config)) *Server {
	t.Helper()
	composer := &dispatcher.Composer{Links: []dispatcher.Link{{Name: "bsc", Plane: dispatcher.Test, TakesCells: true}}}
	c := Config{Dispatcher: b, Reader: b, Plane: dispatcher.Test, Log: zap.NewNop(),
		Composer: func() *dispatcher.Composer { return composer }}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *Server) status(method, suffix string, body []byte, header ...string) int {
	r := httptest.NewRequest(method, path+suffix, bytes.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Code
}

func want(t *testing.T, what string, got, status int) {
	t.Helper()
	if got != status {
		t.Errorf("%s: %d, want %d", what, got, status)
	}
}

func TestIdentifierIsInUseUntilItIsDeleted(t *testing.T) {
	s := serving(t, new(book), nil)
	want(t, "delete of nothing", s.status("DELETE", "/4370", nil), http.StatusNotFound)
	want(t, "post", s.status("POST", "", body(t, nil)), http.StatusCreated)
	want(t, "post again", s.status("POST", "", body(t, nil)), http.StatusConflict)
	want(t, "delete", s.status("DELETE", "/4370", nil), http.StatusOK)
	want(t, "delete again", s.status("DELETE", "/4370", nil), http.StatusNotFound)
	want(t, "post anew", s.status("POST", "", body(t, nil)), http.StatusCreated)
	want(t, "delete of no number", s.status("DELETE", "/x", nil), http.StatusBadRequest)
	want(t, "delete of a large number", s.status("DELETE", "/65536", nil), http.StatusBadRequest)
	want(t, "rubbish", s.status("POST", "", []byte("{")), http.StatusBadRequest)
	want(t, "far too much", s.status("POST", "", make([]byte, bodyLimit+1)), http.StatusBadRequest)
	want(t, "another method", s.status("GET", "", nil), http.StatusMethodNotAllowed)
}

func TestWhatWasPostedIsKnownAfterARestart(t *testing.T) {
	b := new(book)
	s := serving(t, b, nil)
	for id := range 700 { // more than are read at once
		want(t, "post", s.status("POST", "", body(t, func(_, m object) { m["message_id"] = id })), http.StatusCreated)
	}
	want(t, "delete", s.status("DELETE", "/3", nil), http.StatusOK)
	s = serving(t, b, nil)
	want(t, "post of what is on air", s.status("POST", "", body(t, func(_, m object) { m["message_id"] = 1 })), http.StatusConflict)
	want(t, "delete of what is on air", s.status("DELETE", "/2", nil), http.StatusOK)
	want(t, "delete of what was deleted", s.status("DELETE", "/3", nil), http.StatusNotFound)
}

func TestIdentifierIsFreeWhenItsMessageIsOver(t *testing.T) {
	b := new(book)
	s := serving(t, b, nil)
	want(t, "post", s.status("POST", "", body(t, nil)), http.StatusCreated)
	b.alerts[0].State = dispatcher.Cancelled // at the console
	want(t, "post after a cancel", s.status("POST", "", body(t, nil)), http.StatusCreated)
	n := s.board.notices[4370]
	n.expires = time.Now()
	s.board.post(4370, n)
	want(t, "post after the end", s.status("POST", "", body(t, nil)), http.StatusCreated)
	n.expires = time.Now()
	s.board.post(4370, n)
	want(t, "delete after the end", s.status("DELETE", "/4370", nil), http.StatusOK)
}

func TestOneOfManyThatPostTheSameIsTaken(t *testing.T) {
	b := &book{gate: make(chan struct{})}
	s := serving(t, b, nil)
	answers := make(chan int)
	same := body(t, nil)
	for range 16 {
		go func() { answers <- s.status("POST", "", same) }()
	}
	close(b.gate)
	counts := map[int]int{}
	for range 16 {
		counts[<-answers]++
	}
	if counts[http.StatusCreated] != 1 || counts[http.StatusConflict] != 15 {
		t.Errorf("answers by status: %v", counts)
	}
}

func TestLedgerThatFailsIsToldAndNothingIsRemembered(t *testing.T) {
	b := &book{}
	s := serving(t, b, nil)
	b.broken = errors.New("the disk is full")
	want(t, "post", s.status("POST", "", body(t, nil)), http.StatusServiceUnavailable)
	b.broken = nil
	want(t, "post again", s.status("POST", "", body(t, nil)), http.StatusCreated)
	b.broken = errors.New("the disk is full")
	want(t, "delete", s.status("DELETE", "/4370", nil), http.StatusServiceUnavailable)
	want(t, "post of what may be on air", s.status("POST", "", body(t, nil)), http.StatusServiceUnavailable)
	b.broken = nil
	want(t, "delete again", s.status("DELETE", "/4370", nil), http.StatusOK)
}

func TestOnlyThoseWithTheTokenAreLetIn(t *testing.T) {
	s := serving(t, new(book), func(c *Config) {
		c.TokenHash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" // of "secret"
	})
	want(t, "nobody", s.status("POST", "", body(t, nil)), http.StatusUnauthorized)
	want(t, "somebody else", s.status("DELETE", "/4370", nil, "Authorization", "Bearer secreT"), http.StatusUnauthorized)
	want(t, "the client", s.status("POST", "", body(t, nil), "Authorization", "Bearer secret"), http.StatusCreated)
}

func TestWhatPeopleMustApproveIsRefused(t *testing.T) {
	s := serving(t, new(book), func(c *Config) {
		c.Composer().Policy = dispatcher.Policy{Default: 1, Grants: []dispatcher.Grant{{Classes: []templates.Class{templates.Urgent}}}}
	})
	want(t, "urgent", s.status("POST", "", body(t, nil)), http.StatusCreated)
	want(t, "critical", s.status("POST", "", body(t, func(m, s object) { m["category"], s["message_id"] = "high_priority", 1 })), http.StatusForbidden)
}

func TestNothingServesTheLivePlane(t *testing.T) {
	if _, err := New(Config{Plane: dispatcher.Live}); err == nil {
		t.Error("it serves the live plane")
	}
	c := dispatcher.Composer{Links: []dispatcher.Link{{Plane: dispatcher.Live, TakesCells: true}}}
	p := dispatcher.Prepared{Event: dispatcher.EventKey{Plane: dispatcher.Live, Source: Source, Ref: "1"}}
	if got := c.Prepare(&p, time.Now()); got.Draft != nil {
		t.Error("a prepared alert goes out on the live plane")
	}
}
