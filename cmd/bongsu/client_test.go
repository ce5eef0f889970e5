package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAnswersBecomeExitCodes(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		code   int
		says   string
	}{
		"a list":              {200, `{"alerts":[]}`, exitOK, ""},
		"a refusal":           {403, `{"title":"Forbidden","detail":"token t may not see alerts"}`, exitRefused, "token t may not see alerts"},
		"a refusal in detail": {422, `{"title":"no","errors":[{"message":"too many","location":"query.limit"}]}`, exitRefused, "query.limit: too many"},
		"an instance in need": {503, `{"title":"Service Unavailable","detail":"the ledger did not answer"}`, exitUnreachable, "the ledger did not answer"},
		"not an instance":     {200, `<html>`, exitUnreachable, "cannot be read"},
		"a proxy":             {404, `<html>`, exitRefused, "404 Not Found"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer "+secretOfTests {
					t.Errorf("the token is %q", r.Header.Get("Authorization"))
				}
				w.WriteHeader(c.status)
				w.Write([]byte(c.body))
			}))
			defer s.Close()
			t.Setenv(tokenVariable, secretOfTests)
			var out, errs bytes.Buffer
			if code := run([]string{"alert", "list", "--server", s.URL}, streams{nil, &out, &errs}); code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			if !strings.Contains(errs.String(), c.says) || strings.Contains(errs.String(), secretOfTests) {
				t.Errorf("it says %q, want %q", &errs, c.says)
			}
		})
	}
}
