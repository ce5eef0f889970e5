package lanes

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"github.com/segmentio/kafka-go/sasl"
)

// Iterations that a broker may ask for: RFC 7677 clause 4 has the least, the
// most keeps one that is not ours from holding us up.
const (
	leastIterations = 4096
	mostIterations  = 1 << 20
)

// A scram is SCRAM without channel binding, RFC 5802 and RFC 7677. Names and
// passwords go as they are, in UTF-8, as Kafka's own clients send them.
type scram struct {
	name           string
	hash           func() hash.Hash
	user, password string
	nonce          func() string
}

func newNonce() string { return rand.Text() }

// Name returns the mechanism's name.
func (s *scram) Name() string { return s.name }

// Start returns a sign-in and its first message.
func (s *scram) Start(context.Context) (sasl.StateMachine, []byte, error) {
	user := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(s.user)
	x := &exchange{scram: s, nonce: s.nonce()}
	x.first = "n=" + user + ",r=" + x.nonce
	return x, []byte("n,," + x.first), nil
}

// An exchange is one sign-in.
type exchange struct {
	*scram
	nonce string
	first string // our first message without its header
	want  []byte // the server's signature; nil until our proof is sent
}

// Next answers the server's first message with the proof, and checks the
// signature in its second.
func (x *exchange) Next(_ context.Context, challenge []byte) (bool, []byte, error) {
	if x.want != nil {
		return true, nil, x.verify(string(challenge))
	}
	answer, err := x.prove(string(challenge))
	if err != nil {
		return false, nil, fmt.Errorf("%s: %w", x.name, err)
	}
	return false, []byte(answer), nil
}

// prove computes the client's final message, RFC 5802 clause 3.
func (x *exchange) prove(challenge string) (string, error) {
	f := fields(challenge)
	salt, err := base64.StdEncoding.DecodeString(f["s"])
	if err != nil || len(salt) == 0 {
		return "", errors.New("the broker's salt is not base64")
	}
	n, err := strconv.Atoi(f["i"])
	if err != nil || n < leastIterations || n > mostIterations {
		return "", fmt.Errorf("the broker asks for %.20q iterations", f["i"])
	}
	if r := f["r"]; !strings.HasPrefix(r, x.nonce) || len(r) == len(x.nonce) {
		return "", errors.New("the broker's nonce does not continue ours")
	}
	salted, err := pbkdf2.Key(x.hash, x.password, salt, n, x.hash().Size())
	if err != nil {
		return "", err
	}
	final := "c=biws,r=" + f["r"]
	signed := x.first + "," + challenge + "," + final
	key := x.mac(salted, "Client Key")
	h := x.hash()
	h.Write(key)
	proof := x.mac(h.Sum(nil), signed)
	for i := range proof {
		proof[i] ^= key[i]
	}
	x.want = x.mac(x.mac(salted, "Server Key"), signed)
	return final + ",p=" + base64.StdEncoding.EncodeToString(proof), nil
}

func (x *exchange) verify(challenge string) error {
	f := fields(challenge)
	if e := f["e"]; e != "" {
		return fmt.Errorf("%s: the broker says %.80q", x.name, e)
	}
	got, err := base64.StdEncoding.DecodeString(f["v"])
	if err != nil || !hmac.Equal(got, x.want) {
		return fmt.Errorf("%s: the broker does not know the password", x.name)
	}
	return nil
}

func (x *exchange) mac(key []byte, s string) []byte {
	m := hmac.New(x.hash, key)
	m.Write([]byte(s))
	return m.Sum(nil)
}

// fields splits "r=…,s=…" into its attributes, the first of a name.
func fields(s string) map[string]string {
	m := map[string]string{}
	for part := range strings.SplitSeq(s, ",") {
		if k, v, ok := strings.Cut(part, "="); ok && m[k] == "" {
			m[k] = v
		}
	}
	return m
}
