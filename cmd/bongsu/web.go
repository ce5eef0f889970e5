package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"go.uber.org/zap"
)

// A web is the HTTP server of an instance.
type web struct {
	server   *http.Server
	listener net.Listener
	address  string
	probe    probe
}

const (
	headerLimit   = 5 * time.Second
	readLimit     = 30 * time.Second // of a whole request: 4 MiB over a slow line
	idleLimit     = 2 * time.Minute
	shutdownLimit = 5 * time.Second
	streamLimit   = 500 * time.Millisecond // after which streams, too, are over
	maxHeader     = 64 << 10
)

func (i *instance) newWeb() (*web, error) {
	h, err := i.handler()
	if err != nil {
		return nil, err
	}
	// There is no write timeout: a page's stream of changes stays open, and
	// its handler sets a deadline for each write.
	s := &http.Server{Handler: h, TLSConfig: i.http, ReadHeaderTimeout: headerLimit, ReadTimeout: readLimit, IdleTimeout: idleLimit,
		MaxHeaderBytes: maxHeader, ErrorLog: zap.NewStdLog(i.log.Named("http"))}
	return &web{server: s, address: i.HTTP.Listen}, nil
}

func (i *instance) handler() (http.Handler, error) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", i.meters.handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		ok, detail := i.ready()
		w.Header().Set("Content-Type", "application/json")
		if !ok {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		json.NewEncoder(w).Encode(detail)
	})
	return mux, nil
}

// listen opens the socket.
func (w *web) listen() error {
	l, err := net.Listen("tcp", w.address)
	if err != nil {
		return fmt.Errorf("http: %w", err)
	}
	w.listener = l
	return nil
}

func (w *web) addr() net.Addr { return w.listener.Addr() }

// run serves until ctx is done, then lets requests end.
func (w *web) run(ctx context.Context) error {
	streams, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	w.server.BaseContext = func(net.Listener) context.Context { return streams }
	ended := make(chan error, 1)
	go func() { ended <- w.serve() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownLimit)
	defer cancel()
	defer time.AfterFunc(streamLimit, end).Stop()
	err := w.server.Shutdown(soon)
	if errors.Is(err, context.DeadlineExceeded) {
		err = w.server.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func (w *web) serve() error {
	if w.server.TLSConfig != nil {
		return w.server.ServeTLS(w.listener, "", "")
	}
	return w.server.Serve(w.listener)
}
