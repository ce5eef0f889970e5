package lanes

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
)

// The exchange is that of RFC 7677 clause 3.
func TestScramSpeaksAsInItsRFC(t *testing.T) {
	const (
		first  = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
		server = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
		final  = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
		last   = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
	)
	begin := func() *exchange {
		m := &scram{"SCRAM-SHA-256", sha256.New, "user", "pencil", func() string { return "rOprNGfwEbeRWgbNEkqO" }}
		x, got, err := m.Start(t.Context())
		if err != nil || string(got) != first {
			t.Fatalf("%s %v", got, err)
		}
		return x.(*exchange)
	}
	x := begin()
	done, got, err := x.Next(t.Context(), []byte(server))
	if done || err != nil || string(got) != final {
		t.Fatalf("%v %s %v", done, got, err)
	}
	if done, _, err := x.Next(t.Context(), []byte(last)); !done || err != nil {
		t.Errorf("%v %v", done, err)
	}
	for name, bad := range map[string]string{
		"another's nonce": strings.Replace(server, "r=r", "r=x", 1),
		"few iterations":  strings.Replace(server, "4096", "1", 1),
		"endless":         strings.Replace(server, "4096", "4000000000", 1),
		"salt":            strings.Replace(server, "s=W", "s=?", 1),
	} {
		if _, _, err := begin().Next(t.Context(), []byte(bad)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	x = begin()
	if _, _, err := x.Next(t.Context(), []byte(server)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := x.Next(t.Context(), []byte("v=AAAA")); err == nil {
		t.Error("a broker that does not know the password is taken")
	}
}

func TestThePasswordIsNotPrinted(t *testing.T) {
	c := Config{SASL: &SASL{"PLAIN", "u", "geheim"}}
	if s := fmt.Sprintf("%v %+v %#v %v %#v", c, c, *c.SASL, c.SASL, c.SASL); strings.Contains(s, "geheim") {
		t.Error(s)
	}
}

// selfSigned returns a certificate for 127.0.0.1 and who trusts it.
func selfSigned(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "broker"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, x, x, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

func TestBrokersAreReadOverTLSWithEachWayToSignIn(t *testing.T) {
	server, client := selfSigned(t)
	b := startBroker(t, kfake.SeedTopics(1, "p0"), kfake.TLS(server), kfake.EnableSASL(), kfake.Superuser("PLAIN", "admin", "admin"),
		kfake.User("SCRAM-SHA-512", "five", "pw=5"), kfake.User("SCRAM-SHA-256", "two,six", "pw2"), kfake.User("PLAIN", "plain", "pw"))
	b.connect(kgo.DialTLSConfig(client), kgo.SASL(plain.Auth{User: "admin", Pass: "admin"}.AsMechanism()))
	b.write("p0", 0, "a")
	for _, s := range []SASL{{"SCRAM-SHA-512", "five", "pw=5"}, {"SCRAM-SHA-256", "two,six", "pw2"}, {"PLAIN", "plain", "pw"}} {
		n := newNotebook()
		_, stop := open(t, b, n, func(c *Config) { c.TLS, c.SASL = client, &s })
		n.want(t, "0@a")
		stop()
	}
	l, _ := open(t, b, newNotebook(), func(c *Config) { c.TLS, c.SASL = client, &SASL{"SCRAM-SHA-512", "five", "wrong"} })
	eventually(t, "the wrong password to show", func() bool {
		h := l.Health()[0]
		return h.Partition == -1 && strings.Contains(h.Err, "user and password")
	})
}
