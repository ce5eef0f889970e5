package console

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestPeopleSignInAndOut(t *testing.T) {
	d := openDesk(t)
	b := d.browse()
	if a := b.get("/"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/login" {
		t.Errorf("before: %s to %s", a.Status, a.Header.Get("Location"))
	}
	kim := d.signIn("kim")
	if a := kim.get("/"); a.StatusCode != http.StatusOK || !strings.Contains(a.body, "kim") {
		t.Errorf("signed in: %s", a.Status)
	}
	if a := kim.get("/login"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the form for who is signed in: %s", a.Status)
	}
	if a := kim.post("/logout"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/login" {
		t.Errorf("signing out: %s", a.Status)
	}
	if a := kim.get("/fragments/alerts"); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("signed out: %s", a.Status)
	}
	if want := []string{"kim: sign-in", "kim: sign-out"}; !slices.Equal(d.ledger.audit, want) {
		t.Errorf("noted %v", d.ledger.audit)
	}
}

func TestAWrongPasswordOpensNothing(t *testing.T) {
	d := openDesk(t)
	for _, c := range []struct{ name, password string }{
		{"kim", "wrong"}, {"kim", ""}, {"kim", strings.Repeat("x", maxPassword+1)}, {"nobody", password}, {"", ""}, {"<script>", "x"},
	} {
		b := d.browse()
		a := b.post("/login", "name", c.name, "password", c.password)
		if a.StatusCode != http.StatusUnauthorized || strings.Contains(a.body, "<script>\"") || !strings.Contains(a.body, words[Korean]["wrong-password"]) {
			t.Errorf("%q: %s", c.name, a.Status)
		}
		if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%q is in", c.name)
		}
	}
	if slices.Contains(d.ledger.audit, "nobody: sign-in refused") || !slices.Contains(d.ledger.audit, "kim: sign-in refused") {
		t.Errorf("noted %v", d.ledger.audit)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	d := openDesk(t)
	b := d.browse()
	for range nameBurst {
		b.post("/login", "name", "kim", "password", "guess")
	}
	a := b.post("/login", "name", "kim", "password", password)
	if a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
		t.Errorf("the next guess: %s", a.Status)
	}
	d.signIn("park") // whose name is another
}

// A visit is a sign-in in a bubble of time, of which each request is a use.
type visit struct {
	t      *testing.T
	x      *Console
	cookie *http.Cookie
}

func visiting(t *testing.T) *visit {
	t.Helper()
	m := newMemory()
	x, err := New(Config{Dispatcher: &switchboard{}, Reader: m, Auditor: m, Accounts: []Account{{"kim", cheap(), []string{Viewer}, ""}}})
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{t: t, x: x}
	form := httptest.NewRequest("POST", "/login", strings.NewReader(url.Values{"name": {"kim"}, "password": {password}}.Encode()))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	x.Handler().ServeHTTP(w, form)
	v.cookie = w.Result().Cookies()[0]
	return v
}

// in waits, and reports whether the person is signed in still.
func (v *visit) in(after time.Duration) bool {
	<-time.After(after)
	q, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
	q.AddCookie(v.cookie)
	v.x.Handler().ServeHTTP(w, q)
	return w.Code == http.StatusOK
}

func TestASignInInUseEndsAfterItsLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, began := visiting(t), time.Now()
		if k := v.cookie; !k.HttpOnly || k.SameSite != http.SameSiteStrictMode || k.MaxAge != 0 {
			t.Errorf("cookie %v", k)
		}
		for time.Since(began) < 8*time.Hour-29*time.Minute {
			if !v.in(29 * time.Minute) {
				t.Fatalf("out after %s of use", time.Since(began))
			}
		}
		if v.in(29 * time.Minute) {
			t.Error("in after its lifetime")
		}
	})
}

func TestAnUnusedSignInEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if v := visiting(t); v.in(31 * time.Minute) {
			t.Error("in after half an hour")
		}
	})
}

func TestSignInsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{held: map[string]held{}}
		for i := range maxSessions + 10 {
			_ = s.Commit(string(rune('가'+i)), nil, time.Now().Add(time.Hour))
			<-time.After(time.Millisecond)
		}
		_, oldest, _ := s.Find("가")
		_, newest, _ := s.Find(string(rune('가' + maxSessions + 9)))
		if len(s.held) != maxSessions || oldest || !newest {
			t.Errorf("%d are held, the oldest %t, the newest %t", len(s.held), oldest, newest)
		}
	})
}

func TestFormsAreBounded(t *testing.T) {
	d := openDesk(t)
	kim := d.signIn("kim")
	for _, path := range []string{"/login", "/alerts/1.1/reject", "/language"} {
		if a := kim.post(path, "reason", strings.Repeat("x", maxForm)); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
}

func TestThePageSpeaksThePersonsLanguage(t *testing.T) {
	d := openDesk(t)
	for _, c := range []struct{ name, accept, want string }{
		{"kim", "en", "ko"}, {"park", "ko", "en"}, {"lee", "en-GB,ko;q=0.8", "en"}, {"lee", "fr", "ko"}, {"lee", "ko-KR", "ko"},
	} {
		b := d.signIn(c.name)
		b.accept = c.accept
		if a := b.get("/"); a.Header.Get("Content-Language") != c.want || !strings.Contains(a.body, `<html lang="`+c.want+`">`) {
			t.Errorf("%s with %s: %s", c.name, c.accept, a.Header.Get("Content-Language"))
		}
	}
	b := d.browse()
	if a := b.post("/language", "to", "en", "back", "/login"); a.Header.Get("Location") != "/login" {
		t.Errorf("back to %s", a.Header.Get("Location"))
	}
	if a := b.get("/login"); !strings.Contains(a.body, "Password") {
		t.Error("the switch was not remembered")
	}
	if a := b.post("/language", "to", "xx"); a.StatusCode != http.StatusBadRequest {
		t.Errorf("an unknown language: %s", a.Status)
	}
	if a := b.post("/language", "to", "ko", "back", "https://elsewhere.example"); a.Header.Get("Location") != "/" {
		t.Errorf("sent to %s", a.Header.Get("Location"))
	}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	for l, other := range map[Language]Language{Korean: English, English: Korean} {
		for key, s := range words[l] {
			if o, ok := words[other][key]; !ok || s == "" || strings.Count(o, "%d") != strings.Count(s, "%d") {
				t.Errorf("%s: %q in %s and %q in %s", key, s, l, o, other)
			}
		}
	}
}
