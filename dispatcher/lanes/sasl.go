package lanes

import (
	"fmt"

	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// A SASL says how to sign in at the brokers.
type SASL struct {
	Mechanism string // SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN
	User      string
	Password  string
}

// String returns the mechanism and the user, never the password.
func (s SASL) String() string { return s.Mechanism + " as " + s.User }

// GoString is String for %#v.
func (s SASL) GoString() string { return s.String() }

func (s *SASL) mechanism() (sasl.Mechanism, error) {
	if s.User == "" || s.Password == "" {
		return nil, fmt.Errorf("SASL %s needs a user and a password", s.Mechanism)
	}
	switch s.Mechanism {
	case "SCRAM-SHA-512":
		return scram.Mechanism(scram.SHA512, s.User, s.Password)
	case "SCRAM-SHA-256":
		return scram.Mechanism(scram.SHA256, s.User, s.Password)
	case "PLAIN":
		return plain.Mechanism{Username: s.User, Password: s.Password}, nil
	}
	return nil, fmt.Errorf("SASL mechanism %q is not SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN", s.Mechanism)
}
