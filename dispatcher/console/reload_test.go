package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/dispatcher"
)

// A shelf is a reader of libraries that finds what a test says.
type shelf struct {
	mu   sync.Mutex // guards the rest
	last Reading
	by   []string
}

func (s *shelf) Reload(_ context.Context, by string) Reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.by, s.last.At = append(s.by, by), s.last.At.Add(time.Second)
	return s.last
}

func (s *shelf) Read() Reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

func (s *shelf) find(mistakes ...Mistake) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Mistakes, s.last.OK = mistakes, len(mistakes) == 0
}

func TestALibraryIsReadAgainForATokenThatMay(t *testing.T) {
	s := &shelf{last: Reading{OK: true, Version: "2026.2", Situations: 91, Cells: 7, At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}}
	d := openDesk(t, func(c *Config) {
		c.Reloader = s
		c.Tokens = append(c.Tokens, token("ops", "secret-of-ops", dispatcher.Test, "token:live", MayReload))
	})
	if a := d.api(everything, "POST", "/api/v1/reload", ""); a.StatusCode != http.StatusForbidden {
		t.Errorf("a token that may not: %s", a.Status)
	}
	if a := d.api("secret-of-ops", "POST", "/api/v1/reload", ""); a.StatusCode != http.StatusOK || !strings.Contains(a.body, `"library_version":"2026.2"`) {
		t.Errorf("%s %s", a.Status, a.body)
	}
	page := func() string { return d.signIn("park").get("/").body }
	if strings.Contains(page(), words[English]["stale"]) {
		t.Error("the page complains of nothing")
	}
	s.find(Mistake{"mine/<flood>.yaml", 3, 7, "there is no action"})
	a := d.api("secret-of-ops", "POST", "/api/v1/reload", "")
	if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, `"line":3,"column":7`) {
		t.Errorf("%s %s", a.Status, a.body)
	}
	for _, want := range []string{words[English]["stale"], "mine/&lt;flood&gt;.yaml:3:7: there is no action", "2026.2", `id="stale-is"`} {
		if !strings.Contains(page(), want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if !slices.Equal(s.by, []string{"ops", "ops"}) {
		t.Errorf("read for %q", s.by)
	}
}

func TestAConsoleThatCannotReadAgainSaysSo(t *testing.T) {
	d := openDesk(t, func(c *Config) {
		c.Tokens = append(c.Tokens, token("ops", "secret-of-ops", dispatcher.Test, "token:live", MayReload))
	})
	if a := d.api("secret-of-ops", "POST", "/api/v1/reload", ""); a.StatusCode != http.StatusNotImplemented {
		t.Errorf("%s %s", a.Status, a.body)
	}
}
