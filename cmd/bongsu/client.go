package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// A client speaks to a running instance.
type client struct {
	server    string
	tokenFile string
}

const (
	serverVariable = "BONGSU_SERVER"
	tokenVariable  = "BONGSU_TOKEN" //nolint:gosec // the name of a variable, not a secret
	requestLimit   = 30 * time.Second
	maxAnswer      = 32 << 20
)

// flags gives a command the flags that say where the instance is.
func (x *client) flags(c *cobra.Command) {
	c.PersistentFlags().StringVar(&x.server, "server", "", "`URL` of the instance, else "+serverVariable)
	c.PersistentFlags().StringVar(&x.tokenFile, "token-file", "", "`file` with the token, else "+tokenVariable)
}

// address returns the instance's URL, "" if none is named.
func (x *client) address() string {
	if x.server != "" {
		return strings.TrimRight(x.server, "/")
	}
	return strings.TrimRight(os.Getenv(serverVariable), "/")
}

func (x *client) token() (string, error) {
	if x.tokenFile != "" {
		return readSecret(x.tokenFile)
	}
	if t := os.Getenv(tokenVariable); t != "" {
		return t, nil
	}
	return "", fmt.Errorf("no token: want --token-file or %s", tokenVariable)
}

// A request is one to the HTTP API.
type request struct {
	method, path string
	query        url.Values
	media        string // of body
	body         []byte
}

// An answer is what came back.
type answer struct {
	status int
	body   []byte
}

// ask sends a request and returns the answer, whatever its status. Its errors
// carry their exit code.
func (x *client) ask(ctx context.Context, r request) (answer, error) {
	if x.address() == "" {
		return answer{}, fmt.Errorf("no instance: want --server or %s", serverVariable)
	}
	token, err := x.token()
	if err != nil {
		return answer{}, &exitError{exitUsage, err}
	}
	ctx, cancel := context.WithTimeout(ctx, requestLimit)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, r.method, x.address()+r.path+suffix(r.query), bytes.NewReader(r.body))
	if err != nil {
		return answer{}, &exitError{exitUsage, err}
	}
	q.Header.Set("Authorization", "Bearer "+token)
	q.Header.Set("Accept", "application/json")
	if r.media != "" {
		q.Header.Set("Content-Type", r.media)
	}
	p, err := http.DefaultClient.Do(q)
	if err != nil {
		return answer{}, &exitError{exitUnreachable, err}
	}
	defer p.Body.Close()
	b, err := io.ReadAll(io.LimitReader(p.Body, maxAnswer))
	if err != nil {
		return answer{}, &exitError{exitUnreachable, err}
	}
	return answer{p.StatusCode, b}, nil
}

func suffix(q url.Values) string {
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// ok reports whether the answer is what was asked for.
func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// refusal makes an error of an answer that is not what was asked for.
func (a answer) refusal() error {
	if a.status >= 500 {
		return &exitError{exitUnreachable, fmt.Errorf("the instance answered %d %s: %s", a.status, http.StatusText(a.status), a.reason())}
	}
	return refused(fmt.Errorf("refused, %d %s: %s", a.status, http.StatusText(a.status), a.reason()))
}

// reason returns what a problem document of RFC 9457 says.
func (a answer) reason() string {
	var p struct {
		Title  string `json:"title"`
		Detail string `json:"detail"`
		Errors []struct {
			Message  string `json:"message"`
			Location string `json:"location"`
		} `json:"errors"`
	}
	if json.Unmarshal(a.body, &p) != nil || p.Title == "" && p.Detail == "" {
		return fmt.Sprintf("%.200q", a.body)
	}
	s := p.Detail
	if s == "" {
		s = p.Title
	}
	for _, e := range p.Errors {
		s += "\n  " + strings.TrimPrefix(e.Location+": "+e.Message, ": ")
	}
	return s
}

// read decodes the answer.
func (a answer) read(v any) error {
	if err := json.Unmarshal(a.body, v); err != nil {
		return &exitError{exitUnreachable, fmt.Errorf("the instance's answer cannot be read: %w", err)}
	}
	return nil
}

var errNotJSON = errors.New("the answer is not JSON")

// show prints the answer's JSON, indented.
func (a answer) show(w io.Writer) error {
	var b bytes.Buffer
	if json.Indent(&b, a.body, "", "  ") != nil {
		return &exitError{exitUnreachable, errNotJSON}
	}
	_, err := fmt.Fprintln(w, strings.TrimSpace(b.String()))
	return err
}

func jsonOf(v any) ([]byte, error) { return json.Marshal(v) }
