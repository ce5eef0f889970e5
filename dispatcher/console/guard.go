package console

import (
	"net/http"
	"time"
)

// answerFor is how long an answer may take, from its headers read to its last
// octet taken by the client. Streams set a limit for each write instead.
const answerFor = 90 * time.Second

// policy is the Content-Security-Policy of all answers: everything from here,
// nothing inline, nobody frames us.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded puts the headers of a careful site on every answer, and refuses
// requests by which another site would have a person's browser act here.
func guarded(h http.Handler, secure bool) http.Handler {
	h = http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := w.Header()
		t.Set("Content-Security-Policy", policy)
		t.Set("X-Content-Type-Options", "nosniff")
		t.Set("X-Frame-Options", "DENY")
		t.Set("Referrer-Policy", "same-origin")
		t.Set("Cross-Origin-Opener-Policy", "same-origin")
		t.Set("Cross-Origin-Resource-Policy", "same-origin")
		t.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		t.Set("Cache-Control", "no-store")
		if secure {
			t.Set("Strict-Transport-Security", "max-age=31536000")
		}
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerFor)) // a recorder has none
		h.ServeHTTP(w, r)
	})
}
