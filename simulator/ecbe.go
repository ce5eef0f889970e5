package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"bongsu/cbc"
)

// An ECBEConfig describes a pretended centre with the HTTP interface of
// Osmocom's.
type ECBEConfig struct {
	Name   string // in the journal
	Listen string // host:port; port 0 is any free one
	Token  string // wanted as a bearer token; empty wants none
}

// An ECBE is a centre that is ordered by POST and DELETE. Its manners are those
// of osmo-cbc: it knows a message by its identifier alone, and refuses a second
// with 409. Requests are called "post" and "delete" in rules and journal.
type ECBE struct {
	Rules   *Rules
	Journal *Journal

	c      ECBEConfig
	ln     net.Listener
	server *http.Server
	ended  chan struct{}

	mu       sync.Mutex // guards the rest
	messages map[cbc.MessageID][]byte
}

// StartECBE starts a centre. Close ends it.
func StartECBE(c ECBEConfig) (*ECBE, error) {
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("centre %s: %w", c.Name, err)
	}
	e := &ECBE{Rules: new(Rules), Journal: new(Journal), c: c, ln: ln, ended: make(chan struct{}), messages: map[cbc.MessageID][]byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/ecbe/v1/message", e.ruled("post", e.post))
	mux.HandleFunc("DELETE /api/ecbe/v1/message/{id}", e.ruled("delete", e.remove))
	e.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(e.ended)
		_ = e.server.Serve(ln) // ends with Close
	}()
	return e, nil
}

// Addr returns where the centre listens, as host:port.
func (e *ECBE) Addr() string { return e.ln.Addr().String() }

// Close hangs up and waits until the centre has ended.
func (e *ECBE) Close() error {
	err := e.server.Close()
	<-e.ended
	return err
}

// OnAir returns the bodies of the messages that are on air.
func (e *ECBE) OnAir() map[cbc.MessageID][]byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := make(map[cbc.MessageID][]byte, len(e.messages))
	for id, b := range e.messages {
		all[id] = b
	}
	return all
}

// Forget takes everything off the air, as a restart does.
func (e *ECBE) Forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	clear(e.messages)
	e.note(Entry{What: "forgot"})
}

func (e *ECBE) note(x Entry) {
	x.Node = e.c.Name
	e.Journal.Add(x)
}

// ruled does with a request what the rules want.
func (e *ECBE) ruled(name string, perform func(*http.Request) (int, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if e.c.Token != "" && r.Header.Get("Authorization") != "Bearer "+e.c.Token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		rule, found := e.Rules.Next(name)
		if found {
			e.note(Entry{What: "rule", Detail: string(rule.Do) + " on " + name})
		}
		switch {
		case !found:
			answerECBE(w, perform, r)
		case rule.Do == Delay:
			t := time.NewTimer(rule.Delay)
			defer t.Stop()
			select {
			case <-t.C:
				answerECBE(w, perform, r)
			case <-r.Context().Done():
			}
		case rule.Do == Refuse:
			http.Error(w, "refused by rule", rule.Cause)
		case rule.Do == Silence:
			<-r.Context().Done()
		case rule.Do == LoseAnswer:
			perform(r)
			<-r.Context().Done()
		case rule.Do == HangUp:
			panic(http.ErrAbortHandler)
		case rule.Do == Garble:
			perform(r)
			http.Error(w, "\x00\xff", 299)
		case rule.Do == Forget:
			answerECBE(w, perform, r)
			e.Forget()
		default: // what has no meaning over HTTP
			answerECBE(w, perform, r)
		}
	}
}

func answerECBE(w http.ResponseWriter, perform func(*http.Request) (int, string), r *http.Request) {
	status, said := perform(r)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, said) // whoever asked has gone
}

// post puts a message on air.
func (e *ECBE) post(r *http.Request) (status int, said string) {
	b, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var m struct {
		SMSCB struct {
			ID     *uint16 `json:"message_id"`
			Serial struct {
				Encoded uint16 `json:"serial_nr_encoded"`
			} `json:"serial_nr"`
		} `json:"smscb_message"`
	}
	if err != nil || json.Unmarshal(b, &m) != nil || m.SMSCB.ID == nil {
		return http.StatusBadRequest, "cannot be read"
	}
	id := cbc.MessageID(*m.SMSCB.ID)
	e.mu.Lock()
	defer e.mu.Unlock()
	x := Entry{What: "post", MessageID: id, Serial: cbc.Serial(m.SMSCB.Serial.Encoded), Bytes: b}
	if _, there := e.messages[id]; there {
		x.Detail = "in use"
		e.note(x)
		return http.StatusConflict, "Could not allocate"
	}
	e.messages[id] = b
	e.note(x)
	return http.StatusCreated, ""
}

// remove takes a message off the air.
func (e *ECBE) remove(r *http.Request) (status int, said string) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 16)
	if err != nil {
		return http.StatusBadRequest, "no identifier"
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	_, there := e.messages[cbc.MessageID(id)]
	delete(e.messages, cbc.MessageID(id))
	x := Entry{What: "delete", MessageID: cbc.MessageID(id)}
	if !there {
		x.Detail = "not there"
	}
	e.note(x)
	if !there {
		return http.StatusNotFound, "no such message"
	}
	return http.StatusOK, ""
}
