package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certify writes a key and a certificate for 127.0.0.1 and returns them as PEM.
func certify(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bongsu"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, &c, &c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert = write(t, dir, "cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})))
	return cert, write(t, dir, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
}

func TestAServerWithACertificateSpeaksHTTPS(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := certify(t, dir)
	l := &loaded{path: filepath.Join(dir, "bongsu.yaml"), document: readDocument("", nil, new(config))}
	l.found = nil
	server := l.serverTLS("http.tls", &tlsConfig{Cert: certFile, Key: "key.pem"}) // one absolute, one beside the file
	client := l.clientTLS("kafka.tls", &tlsConfig{CA: "cert.pem", Cert: certFile, Key: keyFile}, "127.0.0.1")
	if len(l.found) > 0 {
		t.Fatal(l.found)
	}
	w := &web{address: "127.0.0.1:0", server: &http.Server{TLSConfig: server, ReadHeaderTimeout: headerLimit,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "safe") })}}
	if err := w.listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.run(ctx) }()
	c := http.Client{Transport: &http.Transport{TLSClientConfig: client}}
	p, err := c.Get("https://" + w.addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(p.Body)
	p.Body.Close()
	if err != nil || string(b) != "safe" || p.TLS.Version < tls.VersionTLS12 {
		t.Errorf("it answered %q, %v", b, err)
	}
	c.CloseIdleConnections()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

func TestStreamsDoNotHoldUpAStop(t *testing.T) {
	inside := make(chan struct{})
	w := &web{address: "127.0.0.1:0", server: &http.Server{ReadHeaderTimeout: headerLimit, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		close(inside)
		<-r.Context().Done()
	})}}
	if err := w.listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.run(ctx) }()
	p, err := http.Get("http://" + w.addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Body.Close()
	<-inside
	began := time.Now()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if took := time.Since(began); took > shutdownLimit {
		t.Errorf("the stop took %v", took)
	}
}

func TestMistakesOfCertificatesNameTheirPlace(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "empty.pem", "nothing")
	l := &loaded{path: filepath.Join(dir, "bongsu.yaml"), document: &document{file: "bongsu.yaml"}}
	l.clientTLS("a", &tlsConfig{CA: "none.pem"}, "")
	l.clientTLS("b", &tlsConfig{CA: "empty.pem"}, "")
	l.clientTLS("c", &tlsConfig{Cert: "none.pem", Key: "none.key"}, "")
	l.serverTLS("d", &tlsConfig{})
	for i, want := range []string{"a.ca: ", "b.ca: ", "c.cert: ", "d: want cert and key"} {
		if i >= len(l.found) || !strings.HasPrefix(l.found[i].text, want) {
			t.Errorf("mistakes are %v; want one of %q", l.found, want)
		}
	}
}
