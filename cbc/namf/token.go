package namf

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// scopes are what the token must be for, TS 29.518 clause 6.1.9.
const scopes = "namf-comm namf-comm:non-ue-n2-messages"

// A tokens has the token that is good now.
type tokens struct {
	c      *OAuth
	client *http.Client

	mu      sync.Mutex // guards the rest
	token   string
	expires time.Time
}

// get returns a token, a new one if there is none that lasts; "" without OAuth.
func (t *tokens) get(ctx context.Context) (string, error) {
	if t.c == nil {
		return "", nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token != "" && time.Now().Before(t.expires) {
		return t.token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {scopes}, "nfInstanceId": {t.c.ClientID}, "targetNfType": {"AMF"}, "nfType": {"CBCF"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.c.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if t.c.Secret != "" {
		req.SetBasicAuth(url.QueryEscape(t.c.ClientID), url.QueryEscape(t.c.Secret))
	}
	resp, err := t.client.Do(req)
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	defer resp.Body.Close()
	var answer struct {
		Token   string `json:"access_token"`
		Type    string `json:"token_type"`
		Seconds int    `json:"expires_in"`
		Error   string `json:"error"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, maxBody)).Decode(&answer)
	switch {
	case resp.StatusCode != http.StatusOK:
		return "", fmt.Errorf("token: %s %s", resp.Status, answer.Error)
	case err != nil:
		return "", fmt.Errorf("token: %w", err)
	case answer.Token == "" || !strings.EqualFold(answer.Type, "bearer"):
		return "", fmt.Errorf("token: there is none of type bearer in the answer")
	}
	t.token = answer.Token
	t.expires = time.Now().Add(time.Duration(max(answer.Seconds, 1)) * time.Second * 9 / 10)
	return t.token, nil
}

// drop forgets a token that was not taken.
func (t *tokens) drop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = ""
}
