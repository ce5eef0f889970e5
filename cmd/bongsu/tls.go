package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
)

// clientTLS returns how we meet a peer, noting what is wrong.
func (l *loaded) clientTLS(path string, c *tlsConfig, host string) *tls.Config {
	t := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.ServerName}
	if t.ServerName == "" {
		t.ServerName = host
	}
	if c.CA != "" {
		b, err := os.ReadFile(l.relative(c.CA))
		if err != nil {
			l.addf(path+".ca", "%v", err)
			return t
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(b) {
			l.addf(path+".ca", "%s holds no certificate", l.relative(c.CA))
		}
	}
	t.Certificates = l.certificate(path, c)
	return t
}

// serverTLS returns how peers meet us, noting what is wrong.
func (l *loaded) serverTLS(path string, c *tlsConfig) *tls.Config {
	if c.Cert == "" {
		l.addf(path, "want cert and key")
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: l.certificate(path, c)}
}

// certificate returns our own certificate, if there is one.
func (l *loaded) certificate(path string, c *tlsConfig) []tls.Certificate {
	if c.Cert == "" || c.Key == "" {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(l.relative(c.Cert), l.relative(c.Key))
	if err != nil {
		l.addf(path+".cert", "%v", err)
		return nil
	}
	return []tls.Certificate{pair}
}
