package console

import (
	"net/http"
)

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
		h.ServeHTTP(w, r)
	})
}
