package namf

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
)

const base = "/namf-comm/v1/non-ue-n2-messages"

// A statusError is an answer that is no success.
type statusError struct {
	status int
	body   TransferError
}

func (e *statusError) Error() string {
	s := fmt.Sprintf("%d %s", e.status, http.StatusText(e.status))
	for _, part := range []string{e.body.Problem.Cause, e.body.Problem.Title, e.body.Problem.Detail} {
		if part != "" {
			s += ", " + part
		}
	}
	return s
}

// An errand is a request as it goes.
type errand struct {
	method, url, contentType string
	body                     []byte
	left                     func() // called when it begins to leave us, if not nil
}

// call makes a request and returns the status and the body of the answer. A
// status that is no success is an error of type *statusError.
func (l *Link) call(ctx context.Context, x errand) (status int, answer []byte, err error) {
	token, err := l.tokens.get(ctx)
	if err != nil {
		return 0, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, l.c.ResponseTimeout)
	defer cancel()
	if x.left != nil {
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: x.left})
	}
	req, err := http.NewRequestWithContext(ctx, x.method, x.url, bytes.NewReader(x.body))
	if err != nil {
		return 0, nil, err
	}
	if x.contentType != "" {
		req.Header.Set("Content-Type", x.contentType)
	}
	req.Header.Set("Accept", typeJSON+", "+typeProblem)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	// A body that can be had again would let the transport try twice.
	req.GetBody = nil
	resp, err := l.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	if answer, err = io.ReadAll(io.LimitReader(resp.Body, maxBody)); err != nil {
		return 0, nil, fmt.Errorf("answer: %w", err)
	}
	if resp.StatusCode == http.StatusUnauthorized {
		l.tokens.drop()
	}
	if resp.StatusCode/100 != 2 {
		e := &statusError{status: resp.StatusCode}
		if json.Unmarshal(answer, &e.body) != nil || e.body.Problem == (Problem{}) {
			_ = json.Unmarshal(answer, &e.body.Problem) // some send the problem alone
		}
		return resp.StatusCode, answer, e
	}
	return resp.StatusCode, answer, nil
}

// subscribe asks to be told what base stations say.
func (l *Link) subscribe(ctx context.Context) error {
	for _, class := range []string{ClassBroadcasts, ClassRestarts} {
		body, err := json.Marshal(Subscription{Class: class, Callback: l.c.CallbackRoot + callbackPath, NFID: l.c.NFID})
		if err != nil {
			return err
		}
		status, answer, err := l.call(ctx, errand{method: http.MethodPost, url: l.c.APIRoot + base + "/subscriptions", contentType: typeJSON, body: body})
		if err != nil {
			return fmt.Errorf("subscription %s: %w", class, err)
		}
		var s Subscribed
		if err := json.Unmarshal(answer, &s); err != nil || s.ID == "" || status != http.StatusCreated {
			return fmt.Errorf("subscription %s: answered with %d and no name", class, status)
		}
		l.mu.Lock()
		l.known[s.ID] = true
		l.mu.Unlock()
	}
	return nil
}

// unsubscribe ends what was subscribed to, if the AMF is there.
func (l *Link) unsubscribe() {
	ctx, cancel := context.WithTimeout(context.Background(), rest)
	defer cancel()
	l.mu.Lock()
	ids := make([]string, 0, len(l.known))
	for id := range l.known {
		ids = append(ids, id)
	}
	clear(l.known)
	l.mu.Unlock()
	for _, id := range ids {
		if _, _, err := l.call(ctx, errand{method: http.MethodDelete, url: l.c.APIRoot + base + "/subscriptions/" + url.PathEscape(id)}); err != nil {
			var status *statusError
			if !errors.As(err, &status) {
				return // nobody is there
			}
		}
	}
}
