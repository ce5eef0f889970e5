package capost

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/simulator"
)

// An authority makes certificates for both sides.
type authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, pool: x509.NewCertPool()}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.pool.AddCert(a.cert)
	return a
}

// certificate returns one for 127.0.0.1 that ends at a time.
func (a *authority) certificate(until time.Time) tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "peer"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: until, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (a *authority) server() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: a.pool,
		Certificates: []tls.Certificate{a.certificate(time.Now().Add(time.Hour))}}
}

func (a *authority) client(until time.Time) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.pool, Certificates: []tls.Certificate{a.certificate(until)}}
}

// A rig is a link and its centre, which has two sites.
type rig struct {
	t      *testing.T
	link   *Link
	centre *simulator.Centre

	mu      sync.Mutex // guards notices
	notices []cbc.Notice
	news    chan struct{}
}

var (
	cellIn  = cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 1, ID: 1}
	cellOut = cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 1, ID: 2}
)

// forms are what each dialect's centre reads.
var forms = map[string]string{"cap": "cap", "uk": "cap", "th": "cap", "ibag": "ibag", "cmac": "cmac"}

// up starts a rig whose link is ready, with what change makes of its
// configuration.
func up(t *testing.T, dialect string, change func(*Config)) *rig {
	t.Helper()
	r := prepare(t, dialect, change)
	r.run()
	r.expect(cbc.Ready)
	for _, x := range r.link.routes { // as if both tests were over
		x.state.Store(int32(good))
	}
	return r
}

func prepare(t *testing.T, dialect string, change func(*Config)) *rig {
	t.Helper()
	a := newAuthority(t)
	r := &rig{t: t, news: make(chan struct{}, 1)}
	var err error
	r.centre, err = simulator.StartCentre(simulator.CentreConfig{Name: "carrier", Doors: 2, TLS: a.server(), Form: forms[dialect], Whole: "KR",
		Sites: []simulator.Site{{Cell: cellIn, At: cbc.Point{Lat: 35.85, Lon: 129.22}, Region: "4713000000"},
			{Cell: cellOut, At: cbc.Point{Lat: 37.5, Lon: 127}, Region: "1111000000"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.centre.Close(); err != nil {
			t.Errorf("closing the centre: %v", err)
		}
	})
	c := Config{Dialect: dialect, Sender: "alerts@agency.example", Status: "Actual", ResponseTimeout: 5 * time.Second, Whole: "KR",
		Events: map[string]Event{"earthquake": {Category: "Geo", Code: "EQW"}}}
	for i, name := range []string{"one", "two"} {
		c.Routes = append(c.Routes, Route{Name: name, URL: "https://" + r.centre.Addr(i) + "/alerts", TLS: a.client(time.Now().Add(time.Hour))})
	}
	if change != nil {
		change(&c)
	}
	if r.link, err = New(c); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) run() {
	ctx, cancel := context.WithCancel(r.t.Context())
	over := make(chan error, 1)
	go func() { over <- r.link.Run(ctx, r.heard) }()
	r.t.Cleanup(func() {
		cancel()
		if err := <-over; err != nil {
			r.t.Errorf("Run: %v", err)
		}
	})
}

func (r *rig) heard(n cbc.Notice) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices = append(r.notices, n)
	select {
	case r.news <- struct{}{}:
	default:
	}
}

// expect waits until the newest notice is of a kind.
func (r *rig) expect(k cbc.NoticeKind) {
	r.t.Helper()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for {
		r.mu.Lock()
		n := len(r.notices)
		found := n > 0 && r.notices[n-1].Kind == k
		r.mu.Unlock()
		if found {
			return
		}
		select {
		case <-r.news:
		case <-late.C:
			r.t.Fatalf("no %s came", k)
		}
	}
}

// rule adds a rule to a site, or to both with -1.
func (r *rig) rule(site int, rule simulator.Rule) {
	r.t.Helper()
	for i, rules := range r.centre.Rules {
		if site < 0 || site == i {
			if err := rules.Add(rule); err != nil {
				r.t.Fatal(err)
			}
		}
	}
}

// heardBy returns which sites got documents of a kind, in order.
func (r *rig) heardBy(what string) []int {
	var sites []int
	for _, e := range r.centre.Journal.Entries() {
		if e.What == what && !e.Out {
			sites = append(sites, e.Conn-1)
		}
	}
	return sites
}

func warning() cbc.Warning {
	return cbc.Warning{MessageID: 4371, Serial: 0x4010, Text: "지진 <경보>\n경주 & 포항: 머리를 보호하세요", Language: "ko", DCS: cbc.UCS2,
		Area:    cbc.Area{Polygons: []cbc.Polygon{{{{Lat: 35.7, Lon: 129}, {Lat: 35.7, Lon: 129.5}, {Lat: 36, Lon: 129.5}, {Lat: 36, Lon: 129}, {Lat: 35.7, Lon: 129}}}}},
		Expires: time.Now().Add(time.Hour), Issued: time.Now().Add(-time.Second), Reference: 17,
		Event: "earthquake", Urgency: "immediate", Severity: "severe", Certainty: "observed"}
}

// english is what a centre without Korean can be told.
func english() cbc.Warning {
	w := warning()
	w.Text, w.Language, w.DCS = "Earthquake: protect your head. <Gyeongju>", "en", cbc.GSM7
	return w
}

func stopOf(w cbc.Warning) cbc.Warning {
	w.Action = cbc.Stop
	return w
}
