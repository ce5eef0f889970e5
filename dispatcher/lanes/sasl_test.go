package lanes

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
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
