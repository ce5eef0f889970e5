package main

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestANewCertificateNeedsNoRestart(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := certify(t, dir)
	l := &loaded{path: filepath.Join(dir, "bongsu.yaml"), document: &document{file: "bongsu.yaml"}}
	server := l.serverTLS("http.tls", &tlsConfig{Cert: certFile, Key: keyFile})
	first := presented(t, server)
	certify(t, dir) // other ones in the same files
	for _, f := range []string{certFile, keyFile} {
		if err := os.Chtimes(f, time.Now(), time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	second := presented(t, server)
	if string(first) == string(second) {
		t.Error("the old certificate is still shown")
	}
	if err := os.WriteFile(certFile, []byte("half a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	if third := presented(t, server); string(third) != string(second) {
		t.Error("a file that is being written took the place of a certificate")
	}
	if len(l.certificates) != 1 || time.Until(l.certificates[0].end()) < time.Minute {
		t.Errorf("the certificate's end is not known: %+v", l.certificates)
	}
}

// presented returns the certificate that a server would show now.
func presented(t *testing.T, c *tls.Config) []byte {
	t.Helper()
	pair, err := c.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	return pair.Certificate[0]
}
