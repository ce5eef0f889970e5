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
	if f := l.certificate(path, c); f != nil {
		t.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return f.current(), nil }
	}
	return t
}

// serverTLS returns how peers meet us, noting what is wrong.
func (l *loaded) serverTLS(path string, c *tlsConfig) *tls.Config {
	if c.Cert == "" {
		l.addf(path, "want cert and key")
		return nil
	}
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if f := l.certificate(path, c); f != nil {
		t.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return f.current(), nil }
	}
	return t
}

// certificate returns our own certificate, if there is one.
func (l *loaded) certificate(path string, c *tlsConfig) *certificateFile {
	if c.Cert == "" || c.Key == "" {
		return nil
	}
	f := &certificateFile{place: path, cert: l.relative(c.Cert), key: l.relative(c.Key)}
	if err := f.read(); err != nil {
		l.addf(path+".cert", "%v", err)
		return nil
	}
	l.certificates = append(l.certificates, f)
	return f
}
