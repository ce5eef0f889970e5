package namf

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/ngap"
)

// graceful is how long notifications under way have at the end.
const graceful = 200 * time.Millisecond

// callbackPath is where the AMF says what base stations say.
const callbackPath = "/namf-callback/v1/non-ue-n2"

// listen takes notifications until ctx is done. The function that it returns
// waits for that.
func (l *Link) listen(ctx context.Context, say func(cbc.Notice)) (wait func()) {
	ln := l.open(ctx, say)
	if ln == nil {
		return func() {}
	}
	addr := ln.Addr()
	l.server.Store(&addr)
	say(cbc.Notice{Kind: cbc.Said, Text: "listening on " + addr.String()})
	protocols := new(http.Protocols)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(l.c.ListenTLS == nil)
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+callbackPath, func(w http.ResponseWriter, r *http.Request) { l.notified(w, r, say) })
	srv := &http.Server{
		Handler: mux, TLSConfig: l.c.ListenTLS, Protocols: protocols,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 10 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if l.c.ListenTLS != nil {
			_ = srv.ServeTLS(ln, "", "")
			return
		}
		_ = srv.Serve(ln)
	})
	return func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		if srv.Shutdown(end) != nil {
			_ = srv.Close()
		}
		wg.Wait()
		l.server.Store(nil)
	}
}

// open tries until the address is free or ctx is done.
func (l *Link) open(ctx context.Context, say func(cbc.Notice)) net.Listener {
	for pause := l.c.BackoffMin; ctx.Err() == nil; pause = min(2*pause, l.c.BackoffMax) {
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", l.c.Listen)
		if err == nil {
			return ln
		}
		say(cbc.Notice{Kind: cbc.Down, Text: "listening on " + l.c.Listen, Err: err})
		exchange.Rest(ctx, pause)
	}
	return nil
}

// notified takes one notification.
func (l *Link) notified(w http.ResponseWriter, r *http.Request, say func(cbc.Notice)) {
	if !l.isPeer(r.RemoteAddr) {
		refuse(w, http.StatusForbidden, "not an address of the peer")
		return
	}
	if err := l.take(r, say); err != nil {
		say(cbc.Notice{Kind: cbc.Said, Text: "notification that cannot be used", Err: err})
		if t := l.c.Trace.Strayed; t != nil {
			t(nil, err)
		}
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", typeProblem)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(Problem{Title: http.StatusText(status), Status: status, Detail: detail})
}

func (l *Link) isPeer(remote string) bool {
	a, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range l.c.Peers {
		if p.Contains(a.Addr().Unmap()) {
			return true
		}
	}
	return false
}

var errNoMessage = errors.New("no message is in it")

// take reads a notification and passes on what is in it.
func (l *Link) take(r *http.Request, say func(cbc.Notice)) error {
	var n Notification
	parts, err := Split(r.Header.Get("Content-Type"), http.MaxBytesReader(nil, r.Body, maxBody), &n)
	if err != nil {
		return err
	}
	if n.Information == nil || n.Information.PWS == nil {
		return errNoMessage
	}
	id := n.Information.PWS.Container.Data.ContentID
	b, ok := parts[id]
	if !ok {
		return fmt.Errorf("%w: no part is called %q", errNoMessage, id)
	}
	if t := l.c.Trace.Received; t != nil {
		t(b)
	}
	m, err := ngap.Parse(b)
	if err != nil {
		return err
	}
	switch m := m.(type) {
	case *ngap.RestartIndication:
		l.back(m.Cells.Cells, "restart of "+m.Node.String(), say)
	case *ngap.FailureIndication:
		l.fallen(m.Cells.Cells, "failure of "+m.Node.String(), say)
	case *ngap.WriteReplaceResponse:
		say(cbc.Notice{Kind: cbc.Said, Text: fmt.Sprintf("%d/%s is on air in %d cells", m.MessageID, m.Serial, count(m.Completed))})
	case *ngap.CancelResponse:
		say(cbc.Notice{Kind: cbc.Said, Text: fmt.Sprintf("%d/%s was taken off the air in %d cells", m.MessageID, m.Serial, count(m.Cancelled))})
	default:
		return fmt.Errorf("a %s is not for a centre", m.Type())
	}
	return nil
}

func count(b *ngap.Broadcasts) int {
	if b == nil {
		return 0
	}
	return len(b.Areas.All())
}
