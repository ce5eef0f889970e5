package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"go.uber.org/zap"

	"bongsu/dispatcher/console"
	"bongsu/templates"
)

// A web is the HTTP server of an instance.
type web struct {
	server   *http.Server
	listener net.Listener
	name     string
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
	return newServer("http", i.HTTP.Listen, h, i.http, i.log), nil
}

// newServer returns a server that does nothing yet. There is no write timeout: a
// page's stream of changes stays open, and its handler sets a deadline for each
// write.
func newServer(name, address string, h http.Handler, t *tls.Config, log *zap.Logger) *web {
	s := &http.Server{Handler: h, TLSConfig: t, ReadHeaderTimeout: headerLimit, ReadTimeout: readLimit, IdleTimeout: idleLimit,
		MaxHeaderBytes: maxHeader, ErrorLog: zap.NewStdLog(log.Named(name))}
	return &web{server: s, name: name, address: address}
}

// handler returns the console: the page, the API and the probes.
func (i *instance) handler() (http.Handler, error) {
	c := console.Config{
		Dispatcher: i.dispatcher, Reader: i.ledger, Auditor: i.ledger, ConsoleLane: consoleLanes(),
		Metrics: i.meters.handler(), Ready: i.ready, Secure: i.http != nil || i.HTTP.BehindTLS,
		Library: func() *templates.Library { return i.dispatcher.Composer().Library }, Reloader: i.reader, Zone: i.composer.Library.Profile().Zone(), Log: i.log, Version: version,
	}
	for _, a := range i.Accounts {
		c.Accounts = append(c.Accounts, console.Account{Name: a.Name, Hash: a.Hash, Roles: a.Roles, Language: console.Language(a.Language)})
	}
	for _, t := range i.Tokens {
		c.Tokens = append(c.Tokens, console.Token{Name: t.Name, SHA256: t.SHA256, Plane: t.Plane, Lane: tokenLane + t.Name, May: t.May})
	}
	x, err := console.New(c)
	if err != nil {
		return nil, err
	}
	return x.Handler(), nil
}

// listen opens the socket.
func (w *web) listen(ctx context.Context) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", w.address)
	if err != nil {
		return fmt.Errorf("%s: %w", w.name, err)
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
