package console

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// What new hashes cost: 19 MiB, two passes, one lane, the least that OWASP's
// password storage cheat sheet recommends for argon2id, so that a few sign-ins
// at once do not weigh on a process that has alerts to send.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashSalt   = 16 // octets
	hashKey    = 32 // octets
)

// Limits of hashes that others made.
const (
	maxMemory   = 256 * 1024 // KiB
	maxPasses   = 16
	maxLanes    = 16
	maxPassword = 1024 // octets
)

// ErrPassword says that a password is empty or longer than 1,024 octets.
var ErrPassword = errors.New("want a password of 1 to 1024 octets")

// HashPassword returns what an Account holds of a password:
// $argon2id$v=19$m=…,t=…,p=…$salt$key.
func HashPassword(password string) (string, error) {
	if password == "" || len(password) > maxPassword {
		return "", ErrPassword
	}
	h := hash{memory: hashMemory, passes: hashPasses, lanes: hashLanes, salt: make([]byte, hashSalt)}
	_, _ = rand.Read(h.salt) // never fails
	h.key = h.derive(password, hashKey)
	return h.String(), nil
}

// A hash is an argon2id hash of RFC 9106, taken apart.
type hash struct {
	memory, passes uint32 // KiB, number
	lanes          uint8
	salt, key      []byte
}

func (h *hash) derive(password string, n int) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(n))
}

// matches reports whether h is of password.
func (h *hash) matches(password string) bool {
	if len(password) > maxPassword {
		return false
	}
	return subtle.ConstantTimeCompare(h.derive(password, len(h.key)), h.key) == 1
}

// String returns h as Accounts hold it.
func (h *hash) String() string {
	e := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.lanes,
		e.EncodeToString(h.salt), e.EncodeToString(h.key))
}

// parseHash reads what String writes. Its errors do not show the hash.
func parseHash(s string) (*hash, error) {
	f := strings.Split(s, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" {
		return nil, errors.New("want $argon2id$v=19$m=…,t=…,p=…$salt$key")
	}
	if f[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return nil, fmt.Errorf("want version %d of argon2", argon2.Version)
	}
	h := &hash{}
	if n, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil || n != 3 {
		return nil, errors.New("the costs are not m=…,t=…,p=…")
	}
	var saltErr, keyErr error
	h.salt, saltErr = base64.RawStdEncoding.DecodeString(f[4])
	h.key, keyErr = base64.RawStdEncoding.DecodeString(f[5])
	switch {
	case saltErr != nil || keyErr != nil:
		return nil, errors.New("salt or key is not base64 without padding")
	case h.memory < 8*uint32(h.lanes) || h.memory > maxMemory || h.passes < 1 || h.passes > maxPasses || h.lanes < 1 || h.lanes > maxLanes:
		return nil, fmt.Errorf("the costs are not within m=%d, t=%d, p=%d", maxMemory, maxPasses, maxLanes)
	case len(h.salt) < 8 || len(h.salt) > 64 || len(h.key) < 16 || len(h.key) > 64:
		return nil, errors.New("the salt has not 8 to 64 octets, or the key not 16 to 64")
	}
	return h, nil
}
