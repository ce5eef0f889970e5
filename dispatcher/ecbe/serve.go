package ecbe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

const (
	path      = "/api/ecbe/v1/message"
	bodyLimit = 64 << 10 // 15 pages are 2.5 KB
)

// Handler returns what answers POST and DELETE of messages:
//
//	POST   /api/ecbe/v1/message       201 it is on disk and on its way; 400, 403; 409 the identifier is in use
//	DELETE /api/ecbe/v1/message/{id}  200 it ends, and that is on disk; 400; 404 there is none
//
// 401 is for those without the token, 503 for when the ledger does not answer.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, s.guarded(s.post))
	mux.HandleFunc("DELETE "+path+"/{id}", s.guarded(s.remove))
	return mux
}

// An answer is a status and what is said about it.
type answer struct {
	status int
	body   any
}

func refuse(status int, err error) answer {
	return answer{status, map[string]string{"error": err.Error()}}
}

// guarded lets those in who have the token.
func (s *Server) guarded(f func(*http.Request) answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		a := answer{http.StatusUnauthorized, map[string]string{"error": "want the token of this listener"}}
		if s.admits(token) {
			r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
			a = f(r)
		} else {
			w.Header().Set("WWW-Authenticate", "Bearer")
		}
		b, err := json.Marshal(a.body)
		if err != nil {
			panic(err) // only for what cannot be JSON
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(a.status)
		_, _ = w.Write(b) // whoever asked has gone
	}
}

// posted is what a client is told of what it has posted.
type posted struct {
	Alert dispatcher.AlertID `json:"alert"`
	Links []string           `json:"links"`
}

func (s *Server) post(r *http.Request) answer {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return refuse(http.StatusBadRequest, fmt.Errorf("reading the body: %w", err))
	}
	now := time.Now()
	p, err := read(body, now, s.c.Lifetime)
	if err != nil {
		return refuse(http.StatusBadRequest, err)
	}
	ctx := r.Context()
	before, known, done, err := s.board.take(ctx, p.MessageID)
	if err != nil {
		return refuse(http.StatusServiceUnavailable, err)
	}
	defer done()
	if known {
		if on, err := s.current(ctx, before); err != nil {
			return refuse(http.StatusServiceUnavailable, err)
		} else if on {
			return refuse(http.StatusConflict, fmt.Errorf("message %d is in use", uint16(p.MessageID)))
		}
	}
	p.Event = s.key(p.MessageID, now)
	return s.admit(ctx, s.record(r, body, now), p, now)
}

// admit hands over what was posted.
func (s *Server) admit(ctx context.Context, r dispatcher.Record, p *dispatcher.Prepared, now time.Time) answer {
	c := s.c.Composer().Prepare(p, now)
	if c.Draft == nil {
		return refuse(http.StatusForbidden, problems(c.Problems))
	}
	a, err := s.take(ctx, r, c)
	if err != nil {
		return refuse(http.StatusServiceUnavailable, err)
	}
	if a.Alert == nil {
		return refuse(http.StatusConflict, fmt.Errorf("it was %s: %w", a.Result, problems(a.Problems)))
	}
	s.board.post(p.MessageID, notice{p.Event, a.Alert.ID, p.Expires})
	return answer{http.StatusCreated, posted{a.Alert.ID, a.Links}}
}

func (s *Server) remove(r *http.Request) answer {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 16)
	if err != nil {
		return refuse(http.StatusBadRequest, fmt.Errorf("%q is no message identifier", r.PathValue("id")))
	}
	ctx, message := r.Context(), cbc.MessageID(id)
	n, known, done, err := s.board.take(ctx, message)
	if err != nil {
		return refuse(http.StatusServiceUnavailable, err)
	}
	defer done()
	if !known {
		return refuse(http.StatusNotFound, fmt.Errorf("there is no message %d", id))
	}
	now := time.Now()
	c := s.c.Composer().Withdraw(n.event, s.key(message, now), r.RemoteAddr, now)
	a, err := s.take(ctx, s.record(r, []byte(r.Method+" "+r.URL.Path), now), c)
	if err != nil {
		return refuse(http.StatusServiceUnavailable, err)
	}
	s.board.remove(message)
	return answer{http.StatusOK, posted{n.alert, a.Links}}
}

// take admits c even if the client goes away meanwhile: what it is told must be
// what was done.
func (s *Server) take(ctx context.Context, r dispatcher.Record, c dispatcher.Composed) (dispatcher.Admission, error) {
	a, err := s.c.Dispatcher.Admit(context.WithoutCancel(ctx), r, c)
	if err != nil {
		s.c.Log.Error("ecbe", zap.Error(err))
	}
	return a, err
}

// key names an event of ours. A message is busy with one request at a time, so
// that no two have one moment.
func (s *Server) key(id cbc.MessageID, now time.Time) dispatcher.EventKey {
	return dispatcher.EventKey{Plane: s.c.Plane, Source: Source, Ref: fmt.Sprintf("%d/%s", uint16(id), now.UTC().Format(time.RFC3339Nano))}
}

func (s *Server) record(r *http.Request, value []byte, now time.Time) dispatcher.Record {
	return dispatcher.Record{Value: value, Lane: Source, By: Source + " " + r.RemoteAddr, Received: now}
}

func problems(all []dispatcher.Problem) error {
	list := make([]error, len(all))
	for i, p := range all {
		list[i] = errors.New(p.String())
	}
	return errors.Join(list...)
}
