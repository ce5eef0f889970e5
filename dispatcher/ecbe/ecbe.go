// Package ecbe lets clients of Osmocom's cell broadcast centre drive bongsu in
// its place: it listens for the requests that such clients make, by HTTP with
// JSON bodies, and makes a prepared alert of each. Test suites and tools that
// know that interface work as they are.
//
// It is not a way in for alerts to the public: what it takes is neither composed
// by the library nor approved by anyone, so that it never serves the live plane.
package ecbe

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"time"

	"go.uber.org/zap"

	"bongsu/dispatcher"
)

// A Dispatcher is what takes alerts; *dispatcher.Dispatcher does.
type Dispatcher interface {
	// Admit stores what was composed of a record before it returns. After an
	// error nothing is stored.
	Admit(ctx context.Context, r dispatcher.Record, c dispatcher.Composed) (dispatcher.Admission, error)
}

// A Reader shows what the ledger holds.
type Reader interface {
	Alerts(ctx context.Context, before dispatcher.AlertID, limit int) ([]dispatcher.Alert, error)
	Alert(ctx context.Context, id dispatcher.AlertID) (dispatcher.Alert, []dispatcher.Settled, error)
}

// Source is what events of this way in name as theirs.
const Source = "ecbe"

// DefaultLifetime is how long a message lives that is to go on until it is
// deleted.
const DefaultLifetime = 24 * time.Hour

// A Config is what a Server is made of.
type Config struct {
	Dispatcher Dispatcher
	Reader     Reader
	Composer   func() *dispatcher.Composer // that of the moment
	Plane      dispatcher.Plane            // not the live one
	Lifetime   time.Duration               // of what has no end; 0 is DefaultLifetime
	TokenHash  string                      // SHA-256 of the bearer token, hexadecimal; empty lets everyone in
	Log        *zap.Logger
}

// A Server answers the requests of clients.
type Server struct {
	c     Config
	token []byte
	board board
}

// New returns a server. Load must be called before it serves.
func New(c Config) (*Server, error) {
	if c.Plane != dispatcher.Exercise && c.Plane != dispatcher.Test {
		return nil, fmt.Errorf("ecbe: the plane is %q, not exercise or test", c.Plane)
	}
	token, err := hex.DecodeString(c.TokenHash)
	if err != nil || len(token) != 0 && len(token) != sha256.Size {
		return nil, fmt.Errorf("ecbe: the hash of the token is no SHA-256 in hexadecimal")
	}
	if c.Lifetime == 0 {
		c.Lifetime = DefaultLifetime
	}
	return &Server{c: c, token: token}, nil
}

// admits reports whether a request with this bearer token is let in.
func (s *Server) admits(token string) bool {
	if len(s.token) == 0 {
		return true
	}
	sum := sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(sum[:], s.token) == 1
}
