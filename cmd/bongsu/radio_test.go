package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

// A radio is an instance that clients of ECBE drive, towards BSCs that the test
// plays.
type radio struct {
	*scene
	t    *testing.T
	ecbe string // URL
}

// radioCells are the cells of each link.
var radioCells = []cbc.Cell{
	{Radio: cbc.GSM, PLMN: cbc.PLMN{MCC: 1, MNC: 1}, Area: 1, ID: 1},
	{Radio: cbc.GSM, PLMN: cbc.PLMN{MCC: 1, MNC: 1}, Area: 1, ID: 2},
	{Radio: cbc.GSM, PLMN: cbc.PLMN{MCC: 1, MNC: 1}, Area: 2, ID: 3},
}

// startRadio starts an instance whose links have the sections given, by name.
func startRadio(t *testing.T, links map[string]string) *radio {
	t.Helper()
	dir := t.TempDir()
	var cells, y strings.Builder
	fmt.Fprintln(&cells, "link,radio,plmn,area,cell,lat,lon,radius_m,region")
	fmt.Fprint(&y, "instance: test\ndata: data\nhttp: {listen: \"127.0.0.1:0\"}\necbe: {listen: \"127.0.0.1:0\", plane: test}\ncells: cells.csv\n"+
		"policy: {default: 0}\nlog: {level: debug}\n")
	sum := sha256.Sum256([]byte(secretOfTests))
	fmt.Fprintf(&y, "tokens: [{name: desk, sha256: %x, plane: test, may: [read]}]\nlinks:\n", sum)
	n := 0
	for name, section := range links {
		fmt.Fprintf(&y, "  - {name: %s, carrier: lab, plane: test, kind: cbsp, bearer: kr-90, languages: [ko], cbsp: {%s}}\n", name, section)
		for _, c := range radioCells {
			fmt.Fprintf(&cells, "%s,gsm,001-01,%d,%d,37.5,127.0,100,\n", name, c.Area, int(c.ID)+10*n)
		}
		n++
	}
	write(t, dir, "cells.csv", cells.String())
	r := &radio{scene: &scene{config: write(t, dir, "bongsu.yaml", y.String()), log: &lockedBuffer{}, token: write(t, dir, "token", secretOfTests+"\n")}, t: t}
	r.start()
	return r
}

// start starts the instance and finds out where it takes ECBE.
func (r *radio) start() {
	r.t.Helper()
	r.serve(r.t)
	for line := range strings.Lines(r.log.String()) {
		var said struct{ Msg, ECBE string }
		if json.Unmarshal([]byte(line), &said) == nil && said.Msg == "ready" {
			r.ecbe = "http://" + said.ECBE + "/api/ecbe/v1/message"
		}
	}
}

// listensAt returns where a link listens.
func (r *radio) listensAt(link string) string {
	r.t.Helper()
	at := ""
	r.until(r.t, link+" listens", func() bool {
		for line := range strings.Lines(r.log.String()) {
			var said struct{ Link, Text string }
			if json.Unmarshal([]byte(line), &said) == nil && said.Link == link {
				if to, ok := strings.CutPrefix(said.Text, "listening on "); ok {
					at = to
				}
			}
		}
		return at != ""
	})
	return at
}

// request makes a request of ECBE and returns the status.
func (r *radio) request(method, suffix string, body any) int {
	r.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(r.t.Context(), method, r.ecbe+suffix, bytes.NewReader(b))
	if err != nil {
		r.t.Fatal(err)
	}
	p, err := http.DefaultClient.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer p.Body.Close()
	said, err := io.ReadAll(p.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Logf("%s %s: %d %s", method, suffix, p.StatusCode, said)
	return p.StatusCode
}

func (r *radio) want(status int, method, suffix string, body any) {
	r.t.Helper()
	if got := r.request(method, suffix, body); got != status {
		r.t.Fatalf("%s %s: %d, want %d", method, suffix, got, status)
	}
}

// A played is a BSC that the test plays. It acknowledges keep-alives by itself
// unless it is to be deaf.
type played struct {
	t     *testing.T
	conn  net.Conn
	heard chan cbsp.Message // all but keep-alives
	alive chan time.Duration
	ended chan struct{}

	mu   sync.Mutex // guards deaf
	deaf bool
}

// dial makes a BSC connect to where a link listens.
func (r *radio) dial(address string) *played {
	r.t.Helper()
	conn, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		r.t.Fatal(err)
	}
	return play(r.t, conn)
}

func play(t *testing.T, conn net.Conn) *played {
	p := &played{t: t, conn: conn, heard: make(chan cbsp.Message, 64), alive: make(chan time.Duration, 64), ended: make(chan struct{})}
	go p.listen()
	t.Cleanup(func() {
		conn.Close()
		<-p.ended
	})
	return p
}

func (p *played) listen() {
	defer close(p.ended)
	in := cbsp.NewReader(p.conn)
	for {
		b, err := in.Next()
		if err != nil {
			return
		}
		m, err := cbsp.Parse(b)
		if err != nil {
			p.t.Errorf("the centre said %x: %v", b, err)
			return
		}
		k, ok := m.(*cbsp.KeepAlive)
		if !ok {
			p.heard <- m
			continue
		}
		p.mu.Lock()
		if !p.deaf {
			p.say(&cbsp.KeepAliveComplete{})
		}
		p.mu.Unlock()
		select {
		case p.alive <- k.Period:
		default:
		}
	}
}

func (p *played) say(m cbsp.Message) {
	b, err := m.AppendBinary(nil)
	if err != nil {
		p.t.Error(err)
		return
	}
	_, _ = p.conn.Write(b) // what the centre makes of it is looked at elsewhere
}

// hear returns the next message that is no keep-alive.
func (p *played) hear() cbsp.Message {
	p.t.Helper()
	select {
	case m := <-p.heard:
		return m
	case <-time.After(patience):
		p.t.Fatal("the centre says nothing")
		return nil
	}
}

// quiet waits until the instance owes nothing, and fails the test if the centre
// has said something that was not heard.
func (p *played) quiet(r *radio) {
	p.t.Helper()
	r.until(p.t, "nothing is owed", func() bool { return owesNothing(r) })
	select {
	case m := <-p.heard:
		p.t.Errorf("the centre said a %s that was not expected: %+v", m.Type(), m)
	default:
	}
}

// begin says what a BSC says first, and answers the one reset that follows.
func (p *played) begin() {
	p.t.Helper()
	for _, emergency := range []bool{false, true} {
		p.say(&cbsp.Restart{Cells: cbsp.AllCells(), Emergency: emergency, DataLost: true})
	}
	if m, ok := p.hear().(*cbsp.Reset); !ok || m.Cells.Discriminator != cbsp.All {
		p.t.Fatalf("the centre said %+v, want a reset of all cells", m)
	}
	p.say(&cbsp.ResetComplete{Cells: cbsp.AllCells()})
}

// written returns the next message, which must be a write, and confirms it with
// a list of cells.
func (p *played) written(confirm cbsp.CellList) *cbsp.WriteReplace {
	p.t.Helper()
	m, ok := p.hear().(*cbsp.WriteReplace)
	if !ok {
		p.t.Fatal("the centre did not write")
	}
	p.confirm(m, confirm)
	return m
}

func (p *played) confirm(m *cbsp.WriteReplace, cells cbsp.CellList) {
	p.say(&cbsp.WriteReplaceComplete{MessageID: m.MessageID, Serial: m.Serial, Done: cbsp.Done{Cells: &cells, Channel: m.Channel}})
}

// killed returns the next message, which must be a kill, and confirms it.
func (p *played) killed() *cbsp.Kill {
	p.t.Helper()
	m, ok := p.hear().(*cbsp.Kill)
	if !ok {
		p.t.Fatal("the centre did not kill")
	}
	p.say(&cbsp.KillComplete{MessageID: m.MessageID, Serial: m.Serial, Done: cbsp.Done{Cells: &m.Cells, Channel: m.Channel}})
	return m
}
