package console

import (
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
)

// maxSessions is how many people may be signed in; the oldest sign-in ends
// when there is one more.
const maxSessions = 1000

// sessions know who is signed in. They are forgotten with the process.
type sessions struct {
	*scs.SessionManager
	store *store
}

// newSessions makes the manager by hand: scs.New would start a goroutine for a
// store that is not used, and there is no way to wait for it.
func newSessions(c *Config) *sessions {
	s := &store{held: map[string]held{}}
	m := &scs.SessionManager{Store: s, HashTokenInStore: true, Codec: scs.GobCodec{}, Lifetime: c.Lifetime, IdleTimeout: c.Idle,
		Cookie: scs.SessionCookie{Name: "bongsu", Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.Secure}}
	if c.Secure {
		m.Cookie.Name = "__Host-bongsu"
	}
	m.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, _ error) {
		http.Error(w, "the sign-in cannot be read", http.StatusInternalServerError) // of our own memory
	}
	return &sessions{m, s}
}

// signedIn is where a session holds the account's name.
const signedIn = "account"

// person returns who sends a request that came through LoadAndSave.
func (c *Console) person(r *http.Request) (*Account, bool) {
	p, ok := c.people.known[c.sessions.GetString(r.Context(), signedIn)]
	if !ok {
		return nil, false
	}
	return p.Account, true
}

// A store keeps sessions in memory, at most maxSessions of them.
type store struct {
	mu   sync.Mutex // guards held
	held map[string]held
}

type held struct {
	data   []byte
	expiry time.Time
	since  time.Time
}

// Delete forgets a session.
func (s *store) Delete(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, token)
	return nil
}

// Find returns a session that has not expired.
func (s *store) Find(token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.held[token]
	if !ok || !time.Now().Before(h.expiry) {
		return nil, false, nil
	}
	return h.data, true, nil
}

// Commit keeps a session, and makes room for it.
func (s *store) Commit(token string, data []byte, expiry time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	h, known := s.held[token]
	if !known {
		s.sweep(now)
		h.since = now
	}
	h.data, h.expiry = data, expiry
	s.held[token] = h
	return nil
}

// sweep forgets what has expired, and the oldest if that is not enough.
func (s *store) sweep(now time.Time) {
	oldest := ""
	for t, h := range s.held {
		if !now.Before(h.expiry) {
			delete(s.held, t)
		} else if oldest == "" || h.since.Before(s.held[oldest].since) {
			oldest = t
		}
	}
	if len(s.held) >= maxSessions {
		delete(s.held, oldest)
	}
}
