package smpp

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
)

func TestLinkGoesOverTLSAndKnowsThePeerByName(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate, of 127.0.0.1
	web.Close()
	ln, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: web.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	trusted := x509.NewCertPool()
	trusted.AddCert(web.Certificate())

	asks, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: web.TLS.Certificates, ClientAuth: tls.RequireAnyClientCert})
	if err != nil {
		t.Fatal(err)
	}
	defer asks.Close()

	for name, c := range map[string]struct {
		config *tls.Config
		want   cbc.NoticeKind
		ln     net.Listener
	}{
		"ours shown":   {&tls.Config{RootCAs: trusted, Certificates: web.TLS.Certificates}, cbc.Ready, asks},
		"trusted":      {&tls.Config{RootCAs: trusted}, cbc.Ready, ln},
		"another name": {&tls.Config{RootCAs: trusted, ServerName: "cbc.invalid"}, cbc.Down, ln},
		"unknown":      {&tls.Config{}, cbc.Down, ln},
	} {
		t.Run(name, func(t *testing.T) {
			conf := config()
			conf.Address, conf.TLS, conf.EnquireTimeout = c.ln.Addr().String(), c.config, 100*time.Millisecond
			l, heard := New(conf), make(chan cbc.Notice, 8)
			ctx, cancel := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			wg.Go(func() { l.Run(ctx, func(n cbc.Notice) { heard <- n }) })
			conn, err := c.ln.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			peer := &centre{t, conn, bufio.NewReader(conn)}
			if c.want == cbc.Ready {
				peer.bound()
			} else if _, err := peer.r.Peek(1); err == nil {
				t.Error("something was said to an untrusted peer")
			}
			if n := <-heard; n.Kind != c.want {
				t.Errorf("notice %v %q, want %v", n.Kind, n.Text, c.want)
			}
			cancel()
			wg.Wait()
		})
	}
}
