package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// A certificateFile is a certificate of ours that is read again when its files
// change, so that a new one needs no restart.
type certificateFile struct {
	place     string // in the configuration
	cert, key string // paths

	mu      sync.Mutex // guards the rest
	pair    *tls.Certificate
	expires time.Time
	changed [2]time.Time // of the files, when they were read
}

// read reads the files.
func (f *certificateFile) read() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reread()
}

// reread is called with mu held. What cannot be read leaves what there was.
func (f *certificateFile) reread() error {
	changed, err := f.times()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return err
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return err
	}
	f.pair, f.expires, f.changed = &pair, leaf.NotAfter, changed
	return nil
}

// times returns when the files were changed last.
func (f *certificateFile) times() (t [2]time.Time, err error) {
	for i, path := range []string{f.cert, f.key} {
		info, err := os.Stat(path)
		if err != nil {
			return t, err
		}
		t[i] = info.ModTime()
	}
	return t, nil
}

// current returns the certificate as the files have it now. One that is being
// written, and does not fit its key yet, leaves the one before in use; the next
// handshake looks again.
func (f *certificateFile) current() *tls.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t, err := f.times(); err == nil && t != f.changed {
		_ = f.reread() // what there was is still good, and its expiry can be watched
	}
	return f.pair
}

// end returns when the certificate ends.
func (f *certificateFile) end() time.Time {
	f.current()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.expires
}

// certificates shows when ours end.
type certificates struct {
	files   []*certificateFile
	expires *prometheus.Desc
}

func newCertificates(files []*certificateFile) *certificates {
	return &certificates{files, prometheus.NewDesc("bongsu_certificate_expires_seconds",
		"When a certificate of ours ends, seconds since 1970.", []string{"place"}, nil)}
}

// Describe implements prometheus.Collector.
func (c *certificates) Describe(d chan<- *prometheus.Desc) { d <- c.expires }

// Collect implements prometheus.Collector.
func (c *certificates) Collect(m chan<- prometheus.Metric) {
	for _, f := range c.files {
		m <- prometheus.MustNewConstMetric(c.expires, prometheus.GaugeValue, float64(f.end().Unix()), f.place)
	}
}
